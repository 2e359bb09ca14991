"""Which entity a name of an article stands for, and keeping the shared tables of entities, names and positions.

Here two officials are one when their folded names are, two institutions when name and place are (of a ministry the
country), two places when their gazetteer id is, else name, kind and the place around. That several such entities are one
is found by ``pipeline.linking``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import aliased

from corpus.mention import ArgumentRole, InstitutionKind
from corpus.normalise import fold, plain
from gazetteer.transliteration import sound_form
from pipeline.kb import keys
from pipeline.kb.across import Part, Settled, Tenure
from pipeline.kb.engine import batches
from pipeline.kb.facts import ArgumentFact, Facts, InstitutionFact, Item, OfficialFact, PlaceFact
from pipeline.kb.name_index import EntityWord, PhraseWord, PositionWord, name_rows, phrase_rows
from pipeline.kb.schema import Argument, Entity, Link, Mention, Name, Occupancy, Position

OFFICIAL, INSTITUTION, PLACE = "official", "institution", "place"
# What a participant's name stands for when two kinds share it: `تارودانت` as place, as partner, as what is visited.
PREFERENCE = {
    ArgumentRole.PLACE: (PLACE, INSTITUTION, OFFICIAL),
    ArgumentRole.TARGET: (INSTITUTION, OFFICIAL, PLACE),
}
ACTING = (OFFICIAL, INSTITUTION, PLACE)


class Entry(NamedTuple):
    """An entity as one article presents it. ``place``: the key of the place it stands in."""

    key: str
    kind: str
    subkind: str | None
    label: str
    forms: tuple[str, ...]
    item: Item
    place: str | None = None
    gazetteer_id: str | None = None
    score: float = 1.0
    features: tuple[tuple[str, float], ...] = ()


class Cast:
    """The entities of one article, and who a participant's name is."""

    def __init__(self, facts: Facts) -> None:
        self._country = facts.country
        codes = {p.name: p.link.id for p in facts.places if p.link and p.link.id}
        places = [_place(p, codes) for p in facts.places]
        self._place_keys = {name: entry.key for entry in reversed(places) for name in entry.forms}
        self._place_keys |= {p.name: e.key for p, e in zip(facts.places, places, strict=True)}
        within = [self._place_keys.get(p.within or "") for p in facts.places]
        self.places = [e._replace(place=up) if up and up != e.key else e for e, up in zip(places, within, strict=True)]
        self.institutions = [self._institution(i) for i in facts.institutions]
        self.officials = [_official(o) for o in facts.officials]
        self.entries = [*self.places, *self.institutions, *self.officials]
        self._labelled: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._labelled.setdefault(entry.label, []).append(entry)

    def who(self, argument: ArgumentFact, event_places: Iterable[str]) -> Entry | None:
        """Return the entity a participant is, or None for a group, an unnamed person or a thing.

        Two centres of one name are told apart by the span of the participant, then by the places of the event.
        """
        named = self._labelled.get(argument.name) or self._called.get(fold(argument.name), [])
        if len(named) < 2:
            return named[0] if named else None
        order = PREFERENCE.get(argument.role, ACTING)
        places = {self._place_keys.get(p) for p in event_places} - {None}
        spans = {(argument.start, argument.end)}
        return min(
            named,
            key=lambda e: (
                order.index(e.kind),
                not spans & {(m.start, m.end) for m in e.item.mentions},
                e.place not in places,
            ),
        )

    @cached_property
    def _called(self) -> dict[str, list[Entry]]:
        """The entities by each of their forms, folded."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for form in {fold(form) for form in entry.forms}:
                found.setdefault(form, []).append(entry)
        return found

    def _institution(self, fact: InstitutionFact) -> Entry:
        place = self._place_keys.get(fact.place) if fact.place else None
        stands = place or (fold(fact.place) if fact.place else None)
        if fact.kind is InstitutionKind.MINISTRY and stands is None and self._country:
            stands = f"iso:{self._country}"  # each country has its ministry of health
        key = keys.institution_key(fact.name, stands)
        # A definite short form (`المركز`) names the institution in this article only; it is no name of the entity.
        forms = _forms(fact.name, fact.name_in_text, *(a for a in fact.aliases_in_text if " " in a.strip()))
        return Entry(key, INSTITUTION, fact.kind, fact.name, forms, fact, place)


def identify(connection: Connection, casts: Sequence[Sequence[Entry]]) -> dict[str, int]:
    """Return the row number of each entity of some articles by key; new entities and names are added.

    ``casts``: the entries of each article; the first that speaks of an entity gives its label, as if they were written
    one after another.
    """
    entries = {e.key: e for cast in reversed(casts) for e in reversed(cast)}
    known = _entities(connection, entries)
    rows: list[dict[str, Any]] = [
        {"key": e.key, "kind": e.kind, "subkind": e.subkind, "label": e.label, "gazetteer_id": e.gazetteer_id}
        for e in sorted(entries.values(), key=lambda e: e.key)  # in one order everywhere: two writers do not deadlock
        if e.key not in known
    ]
    add_missing(connection, Entity.__table__, rows)  # type: ignore[arg-type]  # declared as FromClause
    known |= _entities(connection, [row["key"] for row in rows])
    ids = {key: number for key, (number, _) in known.items()}
    places: dict[str, str] = {}
    for cast in casts:
        for entry in {e.key: e for e in reversed(cast)}.values():
            if entry.place and known[entry.key][1] is None:
                places.setdefault(entry.key, entry.place)
    if places:
        placed = [{"entity": ids[key], "at": ids[place]} for key, place in sorted(places.items())]
        where = (Entity.id == bindparam("entity")) & Entity.place_id.is_(None)
        connection.execute(update(Entity.__table__).where(where).values(place_id=bindparam("at")), placed)  # type: ignore[arg-type]
    _add_names(connection, {(ids[e.key], form) for cast in casts for e in cast for form in e.forms})
    return ids


def _add_names(connection: Connection, called: set[tuple[int, str]]) -> None:
    """Add the names that are not there, and the words they are found by."""
    there: set[tuple[int, str]] = set()
    for some in batches(sorted({entity for entity, _ in called})):
        held = connection.execute(select(Name.entity_id, Name.form).where(Name.entity_id.in_(some)))
        there |= {(entity, form) for entity, form in held}
    rows: list[dict[str, Any]] = []
    spelt: dict[tuple[str, int], dict[str, Any]] = {}
    for entity, form in sorted(called - there):
        words, sounds = keys.search_form(form), sound_form(form)
        rows.append({"entity_id": entity, "form": form, "folded": fold(form), "words": words, "sounds": sounds})
        spelt |= {(row["word"], entity): row for row in name_rows(entity, words, sounds)}
    add_missing(connection, Name.__table__, rows)  # type: ignore[arg-type]
    add_missing(connection, EntityWord.__table__, [spelt[w] for w in sorted(spelt)])  # type: ignore[arg-type]


def positions(connection: Connection, titles: Iterable[str]) -> dict[str, int]:
    """Return the row number of each office by the key of its title as written; new offices are added."""
    by_key: dict[str, str] = {}
    for title in titles:
        by_key.setdefault(keys.position_key(title), title)
    found = _positions(connection, by_key)
    rows = [
        {"key": k, "title": by_key[k], "folded": fold(by_key[k]), "words": keys.search_form(by_key[k])}
        for k in sorted(by_key)
        if k not in found
    ]
    add_missing(connection, Position.__table__, rows)  # type: ignore[arg-type]
    found |= _positions(connection, [row["key"] for row in rows])
    worded = {(word, found[row["key"]]) for row in rows for word in row["words"].split()}
    add_missing(connection, PositionWord.__table__, [{"word": w, "ref": p} for w, p in sorted(worded)])  # type: ignore[arg-type]
    return found


def phrases(connection: Connection, words: Iterable[str]) -> None:
    """Add the words that participants who are no entities are found by."""
    wanted, there = sorted(set(words)), set[str]()
    for some in batches(wanted):
        there |= set(connection.execute(select(PhraseWord.ref).where(PhraseWord.ref.in_(some))).scalars())
    add_missing(connection, PhraseWord.__table__, phrase_rows(w for w in wanted if w not in there))  # type: ignore[arg-type]


def sweep(connection: Connection, former: Mapping[int, set[str]]) -> None:
    """Take away what no article supports any more, after an article was replaced.

    ``former``: the entities it spoke of, each with the forms it called them by. A form stays while a mention of the
    entity in any article is written so, and an entity while it is linked, takes part, holds an office or has another
    inside it. Names that are no words of a mention (a bare name, a restored article) stay with their entity.
    """
    inside = aliased(Entity)
    unsupported = ~(
        exists().where(Link.entity_id == Entity.id)
        | exists().where(Argument.entity_id == Entity.id)
        | exists().where(Occupancy.entity_id == Entity.id)
        | exists().where(inside.place_id == Entity.id)
    )
    for some in batches(sorted(former)):
        gone = select(Entity.id).where(Entity.id.in_(some), unsupported)
        while going := connection.execute(gone).scalars().all():  # a place may go once what lay in it is gone
            _release(connection, going)
            connection.execute(delete(Entity).where(Entity.id.in_(going)))
    for entity, forms in sorted(former.items()):
        linked = (Link.entity_id == entity) & (Link.mention_id == Mention.id)
        still = exists().where(
            linked, Mention.surface == Name.form
        )  # ends at the first; the list below is for the rest
        label = exists().where(Entity.id == entity, Entity.label == Name.form)
        doubtful = select(Name.form).where(Name.entity_id == entity, Name.form.in_(sorted(forms)), ~still, ~label)
        for form in set(connection.execute(doubtful).scalars()):
            surfaces = connection.execute(select(Mention.surface).where(linked).distinct()).scalars()
            if form not in {plain(surface) for surface in surfaces}:
                connection.execute(delete(Name).where(Name.entity_id == entity, Name.form == form))


def unsettle(connection: Connection, ids: Iterable[int]) -> None:
    """Note that entities are to be compared with others again: what is known of them has changed."""
    for some in batches(sorted(set(ids))):
        connection.execute(delete(Settled).where(Settled.entity_id.in_(some)))


def _release(connection: Connection, going: Sequence[int]) -> None:
    """Let entities stand for themselves again whose canonical one goes away; merged events wait to be linked anew."""
    connection.execute(update(Part).where(Part.entity_id.in_(going)).values(entity_id=None))
    merged = select(Entity.id).where(Entity.canonical_id.in_(going))
    unsettle(connection, connection.execute(merged).scalars())
    connection.execute(update(Entity).where(Entity.canonical_id.in_(going)).values(canonical_id=None))


def sweep_positions(connection: Connection, former: Iterable[int]) -> None:
    """Take away the offices among ``former`` that no article gives any more."""
    held = exists().where(Occupancy.position_id == Position.id)
    for some in batches(sorted(set(former))):
        gone = select(Position.id).where(Position.id.in_(some), ~held)
        going = connection.execute(gone).scalars().all()
        connection.execute(update(Position).where(Position.canonical_id.in_(going)).values(canonical_id=None))
        connection.execute(delete(Tenure).where(Tenure.position_id.in_(going)))
        connection.execute(delete(Position).where(Position.id.in_(going)))


def add_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that break no unique constraint; the others are there already."""
    if not rows:
        return
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    connection.execute(insert(table).on_conflict_do_nothing(), list(rows))


def _place(fact: PlaceFact, codes: Mapping[str, str]) -> Entry:
    """Return the entry of a place; ``codes``: gazetteer ids of the article's places, for the one it lies in."""
    link = fact.link
    within = codes.get(fact.within, fold(fact.within)) if fact.within else None
    key = keys.place_key(fact.name, fact.kind, link.id if link else None, within)
    forms = _forms(fact.name, fact.bare_name, fact.name_in_text, *fact.aliases_in_text)
    if link is None or link.id is None:
        return Entry(key, PLACE, fact.kind, fact.name, forms, fact)
    features = tuple(link.features.items())
    return Entry(key, PLACE, fact.kind, fact.name, forms, fact, None, link.id, link.score, features)


def _official(fact: OfficialFact) -> Entry:
    forms = _forms(fact.name, fact.name_in_text, *fact.aliases_in_text)
    return Entry(keys.official_key(fact.name), OFFICIAL, None, fact.name, forms, fact)


def _forms(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for n in names if n and (form := _plain(n))))


_plain = lru_cache(maxsize=100_000)(plain)  # names are written again and again


def _entities(connection: Connection, asked: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """Return row number and place of the entities that are there, by key."""
    found: dict[str, tuple[int, int | None]] = {}
    query = select(Entity.key, Entity.id, Entity.place_id)
    for some in batches(sorted(asked)):
        found |= {key: (number, place) for key, number, place in connection.execute(query.where(Entity.key.in_(some)))}
    return found


def _positions(connection: Connection, asked: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(sorted(asked)):
        found |= {
            p.key: p.id for p in connection.execute(select(Position.key, Position.id).where(Position.key.in_(some)))
        }
    return found
