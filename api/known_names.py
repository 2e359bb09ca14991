"""What the knowledge base knows by a name, for questions typed into the search box."""

from __future__ import annotations

from sqlalchemy import Engine

from api.question_reading import ARABIC
from pipeline.kb.browse.lookup import SOUNDS, look_up
from pipeline.kb.browse.shapes import EntityItem, EntityKind
from pipeline.kb.keys import search_words

MOST = 20  # entities a name may mean


def named_so(engine: Engine, name: str | None, kind: EntityKind) -> list[EntityItem]:
    """Return the entities of a kind that a name, or some words of one, may mean, the likeliest first."""
    return [item for item, _, _ in look_up(engine, [name], kind=kind, limit=MOST)[0].found] if name else []


class KnownNames:
    """The names of a knowledge base, each looked up once a question."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, EntityKind | None] = {}
        self._spelt: dict[tuple[str, EntityKind], str] = {}

    def kind(self, name: str) -> EntityKind | None:
        """Return what a name, or some words of one, most likely is the name of; None where nothing is called so.

        A name with more words than the entity has is not its name: it goes on to something else.
        """
        if name not in self._known:
            asked = len(search_words(name))
            found = look_up(self._engine, [name], limit=1)[0].found if asked else ()
            longer = bool(found) and found[0][2] != "exact" and asked > len(search_words(found[0][0].label))
            self._known[name] = found[0][0].kind if found and not longer else None
        return self._known[name]

    def spelt(self, name: str, kind: EntityKind) -> str:
        """Return the usual name of what only sounds so; a name that is written so, or is in Latin letters, as it is.

        The filters compare Latin names by sound, Arabic ones by their letters: ``عبدالغني`` would find nobody.
        """
        if (name, kind) not in self._spelt:
            found = look_up(self._engine, [name], kind=kind, limit=1)[0].found if ARABIC.search(name) else ()
            self._spelt[name, kind] = found[0][0].label if found and found[0][2] == SOUNDS else name
        return self._spelt[name, kind]
