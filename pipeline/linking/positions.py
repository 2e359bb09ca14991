"""One office in all its wordings: which positions are one, and a position for each office a title holds.

``والي جهة سوس ماسة`` is the first office of ``والي جهة سوس-ماسة وعامل عمالة أكادير إداوتنان``; the second is one of its
own, and so is ``وزير الصحة`` in the press of another country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, select, update

from corpus.normalise import fold
from pipeline.kb.identify import positions
from pipeline.kb.schema import Article, Occupancy, Position
from pipeline.linking.load import batches
from pipeline.linking.offices import Office, parse_title

HOME = "MA"  # the country of an article that states none
_ABROAD = re.compile(r" \[([A-Z]{2})\]$")  # behind the title of another country's office that does not say so


@dataclass(frozen=True)
class Wording:
    """An office with a title that names it alone, and its country if that is not ``HOME``."""

    office: Office
    title: str

    @property
    def signature(self) -> str:
        """What is the same for all wordings of one office."""
        abroad = _ABROAD.search(self.title)
        return self.office.signature + (f"|{abroad[1]}" if abroad else "")


@lru_cache(maxsize=100_000)
def wordings(title: str, country: str | None = None) -> tuple[Wording, ...]:
    """Return the offices of a title as they are known across articles, each with a title of its own.

    Raises nothing: a title without an office comes out as one word of its own.
    """
    known = _ABROAD.search(title)
    bare, land = (title[: known.start()], known[1]) if known else (title, country or HOME)
    offices = parse_title(bare, land)
    found = []
    for number, office in enumerate(offices):
        own = bare if len(offices) == 1 else _part(bare, number)
        said = any(word.startswith("iso:") for word in office.body)
        found.append(Wording(office, own if land == HOME or said else f"{own} [{land}]"))
    return tuple(found)


def link_positions(connection: Connection) -> dict[str, int]:
    """Make one of the positions that name one office; return the position of each office by signature.

    The canonical one has the shortest wording of the office by itself. Positions that stand for no office alone (a
    title with two) point to that of their first.
    """
    _add_own(connection)
    groups: dict[str, list[tuple[bool, int, str, int]]] = defaultdict(list)
    rows = connection.execute(select(Position.id, Position.title, Position.canonical_id)).all()
    for row in rows:
        offices = wordings(row.title)
        if offices and not offices[0].office.open and not offices[0].office.former:
            groups[offices[0].signature].append((len(offices) > 1, len(row.title), fold(row.title), row.id))
    heads = {signature: min(group)[-1] for signature, group in groups.items()}
    wanted: dict[int, int | None] = {row.id: None for row in rows}
    for signature, group in groups.items():
        wanted |= {number: heads[signature] for *_, number in group if number != heads[signature]}
    changed: dict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        if row.canonical_id != wanted[row.id]:
            changed[wanted[row.id]].append(row.id)
    for head, numbers in changed.items():
        for some in batches(numbers):
            connection.execute(update(Position).where(Position.id.in_(some)).values(canonical_id=head))
    return heads


def position_index(connection: Connection) -> dict[str, int]:
    """Return the canonical position of each office by signature."""
    found: dict[str, int] = {}
    query = select(Position.id, Position.title).where(Position.canonical_id.is_(None)).order_by(Position.id)
    for row in connection.execute(query):
        offices = wordings(row.title)
        if offices and not offices[0].office.open:
            found.setdefault(offices[0].signature, row.id)
    return found


def _add_own(connection: Connection) -> None:
    """Add a position for each office that titles of articles hold and that none names alone."""
    query = select(Occupancy.title, Article.country).join(Article, Article.id == Occupancy.article_id).distinct()
    titles: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        for wording in wordings(row.title, row.country):
            if not wording.office.open and not wording.office.former:
                titles[wording.signature].add(wording.title)
    positions(connection, sorted(min(some, key=lambda t: (len(t), fold(t), t)) for some in titles.values()))


def _part(title: str, number: int) -> str:
    """Return the words of one of the offices of a title: ``عامل عمالة أكادير إداوتنان``."""
    words = title.split()
    starts = [0, *(i for i, word in enumerate(words) if i and _governor(word)), len(words)]
    part = " ".join(words[starts[number] : starts[number + 1]]).strip(" ،,-–—")
    return part.removeprefix("و") if number else part.removesuffix(" و")


def _governor(word: str) -> bool:
    return fold(word).removeprefix("و") in ("عامل", "عامله")
