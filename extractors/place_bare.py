"""Toponyms without a designator: a name of the gazetteer, where its surroundings let it be one.

Many names of towns are ordinary words or names of persons (``gazetteer/usage.py``). A form that the press uses as a
word is no place here; one that is either needs a preposition of place, a neighbour that is a place, or the tagger.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import BREAK
from corpus.mention import PlaceKind
from extractors.place_names import PlaceTokens
from gazetteer.entry import Entry
from gazetteer.lookup import DASHES, TOWNS, UNITS
from gazetteer.usage import Sense

STRONG = frozenset({"ب", "في"})
KNOWN_WEIGHT = 5.0  # an entry of our lists, a unit, a large city
UNKNOWN = 12  # a word behind ب or في that is written less often may be an unknown toponym
SITES = frozenset({PlaceKind.OTHER, PlaceKind.REGION})


@dataclass(frozen=True, slots=True)
class Bare:
    """A toponym: tokens, kind, how sure, and whether it names the unit of an office before it (``محافظ جدة``)."""

    first: int
    last: int
    kind: PlaceKind
    confidence: float
    of_unit: bool = False
    rule: str = "gazetteer"


class BareToponyms(PlaceTokens):
    """Decides on the toponyms of one document."""

    def read(self, i: int, learnt: dict[str, PlaceKind], taken: set[int]) -> Bare | None:
        """Return the toponym at ``i``, if there is one; ``learnt``: names seen behind a designator in the article."""
        last = self.gazetteer.longest(self.norms, i)
        if last == i:
            return self._unlisted(i)
        while last > i + 1 and self.at(last - 1) in DASHES:
            last -= 1
        name = self.key(i, last)
        entries = self.gazetteer.candidates(name)
        if not entries or self._vetoed(i, last, entries):
            return None
        kind = self._kind(name, entries)
        before = self.at(i - 1)
        if before in self.words["unit_head"] and any(e.kind in UNITS for e in entries):
            unit = learnt.get(name) or next(e.kind for e in entries if e.kind in UNITS)
            return Bare(i, last, unit, 0.85, of_unit=True, rule="head")
        confidence = self._confidence(i, last, entries, name in learnt, taken)
        return Bare(i, last, kind, confidence) if confidence else None

    def _confidence(self, i: int, last: int, entries: tuple[Entry, ...], learnt: bool, taken: set[int]) -> float:
        """Return how sure it is that the form is a place here; 0 for not."""
        name, before = self.key(i, last), self.at(i - 1)
        sense = self.usage.sense(name)
        country = entries[0].kind is PlaceKind.COUNTRY
        if country and name not in self.usage.listed:
            sense = Sense.NAME
        located = before in self.words["preposition"]
        seen = self.doc.doc[i].ent_type_ == "LOC"
        beside = self._beside_place(i, last, taken)
        if sense is Sense.NAME:
            if entries[0].weight >= KNOWN_WEIGHT or " " in name or located or seen or learnt or beside:
                return 0.95 if entries[0].weight >= KNOWN_WEIGHT or located else 0.8
            return 0.5 if self._opens_line(i, last) else 0.0
        if learnt and (located or before in self.words["weak"]):
            return 0.8
        if sense is Sense.EITHER:
            if located or seen:
                return 0.8
            return 0.6 if beside or self._opens_line(i, last) or learnt else 0.0
        return 0.6 if seen and located or (beside and seen) else 0.0

    def _vetoed(self, i: int, last: int, entries: tuple[Entry, ...]) -> bool:
        """Whether the form is part of another name: a person's, a club's, or an adjective."""
        before, name = self.at(i - 1), self.key(i, last)
        country = entries[0].kind is PlaceKind.COUNTRY
        if name in self.words["adjective_country"] and self._adjective(i):
            return True
        if country:
            return False
        if before in self.words["address"] or before in self.words["adverse"] or self.is_given(i - 1):
            return before not in ("ال",) or True
        if self.doc.doc[i].ent_type_ == "PER" and before not in STRONG:
            return True
        if tuple(name.split()) in self.given and not before == "ب":
            return True  # `صلاح الدين مزوار`
        return False

    def _adjective(self, i: int) -> bool:
        """Whether ``السعودية`` is the adjective: after a definite noun (``الخطوط السعودية``), or before a dash."""
        before = self.at(i - 1)
        if before.startswith("ال") and before not in ("الي",) and not self.gazetteer.index.get(before):
            return True
        return self.doc.doc[i].pos_ == "ADJ" and before not in self.words["preposition"] and before.startswith("ال")

    def _kind(self, name: str, entries: tuple[Entry, ...]) -> PlaceKind:
        """Return the kind of a bare name: city by the guidelines, unless no town has it."""
        kinds = [e.kind for e in entries]
        if PlaceKind.COUNTRY in kinds:
            home = self.doc.country
            town = next((e for e in entries if e.kind is PlaceKind.CITY), None)
            if town is not None and home is not None and town.country == home and entries[0].country != home:
                return PlaceKind.CITY  # `عمان` in an article from Jordan
            return PlaceKind.COUNTRY
        if self.gazetteer.is_town(name):
            return PlaceKind.CITY
        units = [k for k in kinds if k in UNITS]
        if units:
            return units[0]
        if any(e.kind in TOWNS for e in entries):
            return PlaceKind.CITY
        others = [e for e in entries if e.kind is PlaceKind.OTHER]
        if others and all(e.entity_id.startswith("hcp:") for e in others):
            return PlaceKind.CITY  # a circle is named after its town
        return kinds[0]

    def _beside_place(self, i: int, last: int, taken: set[int]) -> bool:
        """Whether a place stands beside it in a list or a compound: ``X وY``, ``X، Y``, ``X - Y``."""
        joiners = ("و", "،", ",", "او", "/", *DASHES)
        left = i - 1
        while left > 0 and self.at(left) in joiners:
            left -= 1
        if left < i - 1 and left in taken:
            return True
        right = last
        while self.at(right) in joiners:
            right += 1
        if right == last or right >= len(self.norms):
            return False
        end = self.gazetteer.longest(self.norms, right)
        return end > right and self.usage.sense(self.key(right, end)) is Sense.NAME

    def _opens_line(self, i: int, last: int) -> bool:
        """Whether it is a heading or dateline: ``وجدة: ...``, ``تزنيت – ...``."""
        return (i == 0 or self.at(i - 1) == BREAK) and self.at(last) in (":", "..", ".", "/", "(", *DASHES)

    def _unlisted(self, i: int) -> Bare | None:
        """Return an unknown name that the tagger takes for a place behind a preposition of place."""
        token = self.doc.doc[i]
        if token.ent_type_ != "LOC" or self.at(i - 1) not in self.words["preposition"]:
            return None
        if not self.starts_name(i) or self.count(i) >= UNKNOWN or self.is_given(i):
            return None
        last = i + 1
        while last < i + 3 and self.is_word(last) and self.doc.doc[last].ent_type_ == "LOC":
            if self.at(last) in self.words["not_name"] or not (self.count(last) < UNKNOWN):
                break
            last += 1
        return Bare(i, last, PlaceKind.CITY, 0.5, rule="tagged")
