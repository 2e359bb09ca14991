"""What the knowledge base knows by a name, for questions typed into the search box."""

from __future__ import annotations

from sqlalchemy import Engine

from api.question_reading import ARABIC
from pipeline.kb.browse.lookup import EXACT, SOUNDS, look_up
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
        self._known: dict[str, tuple[EntityItem, float, str] | None] = {}

    def kind(self, name: str) -> EntityKind | None:
        """Return what a name, or some words of one, most likely is the name of; None where nothing is called so.

        A name with more words than the entity has is not its name: it goes on to something else.
        """
        found = self._likeliest(name)
        longer = found and found[2] != EXACT and len(search_words(name)) > len(search_words(found[0].label))
        return found[0].kind if found and not longer else None

    def spelt(self, name: str, kind: EntityKind) -> str:
        """Return the usual name of what only sounds so; a name that is written so, or is in Latin letters, as it is.

        The filters compare Latin names by sound, Arabic ones by their letters: ``عبدالغني`` would find nobody.
        """
        found = self._likeliest(name) if ARABIC.search(name) else None
        return found[0].label if found and found[2] == SOUNDS and found[0].kind is kind else name

    def _likeliest(self, name: str) -> tuple[EntityItem, float, str] | None:
        if name not in self._known:
            found = look_up(self._engine, [name], limit=1)[0].found if search_words(name) else ()
            self._known[name] = found[0] if found else None
        return self._known[name]
