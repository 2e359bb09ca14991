"""Giving each of several persons of one name a row of his own, and their articles to it.

The rows of one name are those of officials whose label folds alike. The main one has the key of the name, as articles
are written; the key of another is made of the name and of what tells him apart (``pipeline.linking.namesakes``), so that
a rebuild comes to the same. An article that is written again speaks of the main one until the next linking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from corpus.normalise import fold, plain
from pipeline.kb import keys
from pipeline.kb.across import Candidate, Redirect, Settled
from pipeline.kb.corrected import in_force
from pipeline.kb.facts import Item
from pipeline.kb.identify import OFFICIAL, PLACE, Entry, identify, sweep, unsettle
from pipeline.kb.schema import Argument, Article, Correction, Entity, Event, Link, Mention, Name, Occupancy
from pipeline.linking.corrections import SPLIT, Ruling
from pipeline.linking.load import Context, articles_of, batches
from pipeline.linking.namesakes import MAIN, Stand, by_article, persons
from pipeline.linking.touched import Touched

PARTED, BY_RULES = "parted", "rules"  # who decided that two of one name are two; who decides otherwise


@dataclass(frozen=True)
class Family:
    """The rows of one folded name: row by key; ``label``: the name of the main one, else of any.

    ``subkind``: the kind of institution or place of a new row.
    """

    folded: str
    label: str
    rows: dict[str, int]
    kind: str = OFFICIAL
    subkind: str | None = None

    def key(self, person: str) -> str:
        """Return the permanent key of a person of the name."""
        return keys.official_key(self.label) if person == MAIN else keys.digest(OFFICIAL, self.folded, person)


def part_namesakes(connection: Connection, touched: Touched) -> dict[tuple[str, str], Ruling]:
    """Part the officials of one name that contradict each other; return that those known so far are two.

    Looks at the names of officials that are to be compared, and at those that were parted or ruled on before.
    """
    said = said_apart(connection)
    found: dict[tuple[str, str], Ruling] = {}
    for some in batches(_names_to_look_at(connection) | set(said)):
        families = _families(connection, some)
        told = _offices(connection, {i for f in families for i in f.rows.values()})
        for family in families:
            if set(family.rows) != {family.key(MAIN)} or family.folded in said or _many(told, family):
                kept = _settle(connection, family, told, said.get(family.folded, []), touched)
                found |= {(a, b): Ruling((a, b), False, PARTED) for a, b in combinations(sorted(kept), 2)}
    return found


def said_apart(connection: Connection) -> dict[str, list[frozenset[str]]]:
    """Return the sets of articles researchers took from a name, by folded name; also names where that was undone."""
    query = select(Correction.__table__).where(Correction.target_kind.in_(("entity", "correction")))
    rows = connection.execute(query).all()
    found: dict[str, list[frozenset[str]]] = {fold(r.value["name"]): [] for r in rows if _of_a_name(r.value)}
    for row in in_force(rows):
        if row.action == SPLIT and _of_a_name(row.value):
            found[fold(row.value["name"])].append(frozenset(row.value["articles"]))
    return found


def _of_a_name(value: Mapping[str, Any]) -> bool:
    """Whether a correction takes articles from an official; of others says ``pipeline.linking.taking``."""
    return "articles" in value and "of" not in value


def _names_to_look_at(connection: Connection) -> set[str]:
    fresh = select(Entity.label).outerjoin(Settled, Settled.entity_id == Entity.id)
    names = set(connection.execute(fresh.where(Entity.kind == OFFICIAL, Settled.entity_id.is_(None))).scalars())
    for side in (Candidate.left, Candidate.right):
        ruled = select(Entity.label).join(Candidate, side == Entity.key)
        ruled = ruled.where(Candidate.kind == OFFICIAL, Candidate.decided_by != BY_RULES)
        names |= set(connection.execute(ruled).scalars())
    return {fold(name) for name in names}


def _families(connection: Connection, names: Collection[str]) -> list[Family]:
    query = select(Entity.key, Entity.id, Entity.label).join(Name, Name.entity_id == Entity.id).distinct()
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query.where(Entity.kind == OFFICIAL, Name.folded.in_(names))):
        if fold(row.label) in names:
            rows[fold(row.label)].append(row)
    found = []
    for folded, some in sorted(rows.items()):
        main = keys.official_key(folded)
        label = min(some, key=lambda r: (r.key != main, r.label)).label
        found.append(Family(folded, label, {r.key: r.id for r in some}))
    return found


def _offices(connection: Connection, ids: Collection[int]) -> dict[int, dict[int, set[str]]]:
    """Return the titles officials are given, by row and article."""
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for some in batches(ids):
        query = select(Occupancy.entity_id, Occupancy.article_id, Occupancy.title)
        for row in connection.execute(query.where(Occupancy.entity_id.in_(some))):
            found[row.entity_id or 0][row.article_id].add(row.title)
    return found


def _many(told: Mapping[int, Mapping[int, set[str]]], family: Family) -> bool:
    """Whether articles give a name different offices, without which nothing is contradicted."""
    titles = [frozenset(t) for i in family.rows.values() for t in told.get(i, {}).values()]
    return len(set(titles)) > 1


def _settle(
    connection: Connection, family: Family, told: Mapping[int, Mapping[int, set[str]]], said: list[frozenset[str]],
    touched: Touched,
) -> set[str]:  # fmt: skip
    """Give the articles of a name to the persons of it; return the keys of these."""
    home: dict[int, set[int]] = defaultdict(set)
    for row, some in articles_of(connection, list(family.rows.values())).items():
        for article in some:
            home[article].add(row)
    rows = article_rows(connection, home)
    context = Context(connection, home)
    stands = []
    for number, row in rows.items():
        titles = {t for i in family.rows.values() for t in told.get(i, {}).get(number, ())}
        provinces = frozenset(context.provinces.get(number, ()))
        stands.append(Stand(row.key, row.published, tuple(sorted(titles)), row.country, provinces))
    people = persons(stands, said)
    person = by_article(people)
    wanted = {number: family.key(person[row.key]) for number, row in rows.items()}
    placed = {number: {family.rows.get(key)} for number, key in wanted.items()}
    if placed != home or set(family.rows) - set(wanted.values()):
        move(connection, family, home, wanted, touched)
    return set(wanted.values())


def article_rows(connection: Connection, articles: Iterable[int]) -> dict[int, Any]:
    """Return key, day and country of articles, by row."""
    found: dict[int, Any] = {}
    for some in batches(set(articles)):
        query = select(Article.id, Article.key, Article.published, Article.country).where(Article.id.in_(some))
        found |= {row.id: row for row in connection.execute(query)}
    return found


def move(
    connection: Connection, family: Family, home: Mapping[int, set[int]], wanted: Mapping[int, str], touched: Touched
) -> None:
    """Let all that articles say of the name be of the wanted row; rows nothing speaks of go, their keys lead on.

    ``home``: the rows an article speaks of now; ``wanted``: the key it is to speak of.
    """
    entries = [_entry(family, key) for key in sorted(set(wanted.values()))]
    ids = identify(connection, [entries])
    every = sorted({*family.rows.values(), *ids.values()})
    moved = {n for n, key in wanted.items() if home[n] != {ids[key]}}
    touched.articles |= moved
    touched.entities |= set(every) if family.kind == PLACE else set()  # what lies in it may lie in one of another name
    for key in ids:
        mine = [n for n in moved if wanted[n] == key]
        for some in batches(mine):
            mentions = select(Mention.id).where(Mention.article_id.in_(some))
            events = select(Event.id).where(Event.article_id.in_(some))
            for table, where in (
                (Link, Link.mention_id.in_(mentions)),
                (Occupancy, Occupancy.article_id.in_(some)),
                (Argument, Argument.event_id.in_(events)),
            ):
                ours = where & table.entity_id.in_(every)
                connection.execute(update(table).where(ours).values(entity_id=ids[key]))
    _share_names(connection, family, ids, every)
    unsettle(connection, every)
    unsettle(connection, _company(connection, moved))  # they are seen with others now
    gone = {row: set[str]() for key, row in family.rows.items() if key not in ids}
    sweep(connection, gone)  # a place that others lie in stays without an article of its own
    _lead_on(connection, family, home, wanted)


def _entry(family: Family, key: str, label: str = "", forms: tuple[str, ...] = ()) -> Entry:
    return Entry(key, family.kind, family.subkind, label or family.label, forms, Item())


def _share_names(connection: Connection, family: Family, ids: Mapping[str, int], every: Collection[int]) -> None:
    """Give each row the forms its articles write; forms that none writes, as they stand, to all."""
    held = set(connection.execute(select(Name.form).where(Name.entity_id.in_(every))).scalars())
    query = select(Link.entity_id, Mention.surface).join(Mention, Mention.id == Link.mention_id)
    written: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(query.where(Link.entity_id.in_(every)).distinct()):
        written[row.entity_id] |= {row.surface, plain(row.surface)}
    unwritten = held - set().union(*written.values())
    for key, number in sorted(ids.items()):
        mine = (held & written[number]) | unwritten
        # Its own spelling of the name, not that of whoever was written first.
        label = min((f for f in mine if fold(f) == family.folded), default=family.label)
        forms = (*sorted(mine | {label}),)
        connection.execute(update(Entity).where(Entity.id == number).values(label=label))
        identify(connection, [[_entry(family, key, label, forms)]])
        connection.execute(delete(Name).where(Name.entity_id == number, Name.form.not_in(forms)))


def _company(connection: Connection, articles: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in batches(articles):
        linked = select(Link.entity_id).join(Mention, Mention.id == Link.mention_id)
        found |= set(connection.execute(linked.where(Mention.article_id.in_(some))).scalars())
        held = select(Occupancy.entity_id).where(Occupancy.article_id.in_(some), Occupancy.entity_id.is_not(None))
        found |= {i for i in connection.execute(held).scalars() if i is not None}
        acted = select(Argument.entity_id).join(Event, Event.id == Argument.event_id)
        acted = acted.where(Event.article_id.in_(some), Argument.entity_id.is_not(None))
        found |= {i for i in connection.execute(acted).scalars() if i is not None}
    return found


def _lead_on(connection: Connection, family: Family, home: Mapping[int, set[int]], wanted: Mapping[int, str]) -> None:
    """Let the key of who is no more lead to who has most of his articles."""
    here = {*family.rows, *wanted.values()}
    kept = set(connection.execute(select(Entity.key).where(Entity.key.in_(here))).scalars())
    connection.execute(delete(Redirect).where(Redirect.key.in_(sorted(kept))))
    for key, row in sorted(family.rows.items()):
        if key in kept:
            continue
        counts = Counter(wanted[n] for n, at in home.items() if row in at)
        target = min(counts, key=lambda k: (-counts[k], k), default=min(kept, default=None))
        if target:
            connection.execute(delete(Redirect).where(Redirect.key == key))
            connection.execute(insert(Redirect).values(key=key, target=target, at=datetime.now(UTC)))
