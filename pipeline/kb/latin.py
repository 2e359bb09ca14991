"""The name of an entity in Latin letters: the same in lists, on pages and in exports."""

from __future__ import annotations

from collections.abc import Iterable

from gazetteer.latin import LatinForm, latin_form
from gazetteer.latin_bodies import body_form
from gazetteer.latin_places import french_place, latin_place
from pipeline.kb.identify import INSTITUTION, OFFICIAL


def latin_name(kind: str, label: str, others: Iterable[str | None], gazetteer_id: str | None) -> LatinForm | None:
    """Return the name of an official, institution or place in Latin letters, None where there is none.

    ``others``: all forms the articles call it by. Of officials the spelling is the press's, else made; of institutions
    their own French name, the press's, else made in French; of places the gazetteer's, else the press's.
    """
    named = [form for form in others if form]
    if kind == OFFICIAL:
        return latin_form(label, named)
    if kind == INSTITUTION:
        return body_form(label, named)
    listed = latin_place(gazetteer_id) or (_in_list(label) if gazetteer_id else None)
    text = listed or next((form for form in named if form[:1].isascii() and form[:1].isalpha()), None)
    return LatinForm(text, made=False) if text else None


def _in_list(label: str) -> str | None:
    """Return the French name of a town abroad, also behind what it is: ``مدينة القاهرة`` -> ``Le Caire``."""
    found = french_place(label) or french_place(label.partition(" ")[2])
    return found.text if found else None
