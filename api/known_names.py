"""What the knowledge base knows by a name, for questions typed into the search box."""

from __future__ import annotations

from sqlalchemy import Engine

from pipeline.kb.browse.lookup import look_up
from pipeline.kb.browse.shapes import EntityKind
from pipeline.kb.keys import search_words


class KnownNames:
    """The names of a knowledge base, each looked up once a question."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, EntityKind | None] = {}

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
