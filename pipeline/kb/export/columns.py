"""What is exported and in which columns: one table for all formats and for ``docs/data-dictionary.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | int | float | bool | date | list[str | None] | list[float] | None
Record = Mapping[str, Value]


class What(StrEnum):
    """What a file has a row of."""

    EVENTS = "events"
    HAPPENINGS = "happenings"
    OFFICIALS = "officials"
    INSTITUTIONS = "institutions"
    PLACES = "places"
    POSITIONS = "positions"
    AMOUNTS = "amounts"
    QUANTITIES = "quantities"
    ARTICLES = "articles"


class Format(StrEnum):
    """The formats of files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    FTM = "ftm"


class Kind(StrEnum):
    """The type of a column; any column may be empty."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    NUMBERS = "list of numbers"


@dataclass(frozen=True)
class Column:
    """A column: its name, type and what a reader has to know of it."""

    name: str
    kind: Kind
    description: str


@dataclass(frozen=True)
class Table:
    """The columns of one kind of row, the first of which is its permanent key."""

    description: str
    columns: tuple[Column, ...]


def _columns(text: str) -> tuple[Column, ...]:
    """Read columns: one a line, name, type and description with bars between."""
    rows = [[cell.strip() for cell in line.split("|", 2)] for line in text.strip().splitlines()]
    return tuple(Column(name, Kind(kind), description) for name, kind, description in rows)


SOURCE = """
    article | text | Key of the article that says so; the same in all its versions.
    document_id | text | Name of the article in its source: a file's name or an outlet's number.
    url | text | Address of the article.
    outlet | text | Newspaper or site that published it.
    country | text | Country of the article (ISO 3166-1, two letters).
    published | date | Day the article shows, else the one of its metadata.
"""
PROVENANCE = """
    extractor | text | Extractor that stated it.
    rule | text | Rule of the extractor.
    version | text | Version of the extractor.
    run | integer | Number of the run that wrote it (table `run`).
    confidence | number | How sure the extractor was, 0 to 1.
"""
POINT = """
    latitude | number | Degrees north (WGS 84).
    longitude | number | Degrees east (WGS 84).
"""
ROLES = """
    who | list of texts | Names of who acts: officials, institutions or groups, as resolved.
    who_keys | list of texts | Keys of those in `who`, in the same order; empty where a name is of no known entity.
    office | list of texts | Offices of who acts, as these articles give them.
    companions | list of texts | Names of who takes part with them.
    companion_keys | list of texts | Keys of the companions, in the same order.
    what | list of texts | What is acted on: what was visited, opened, signed, handed out, or who was met.
    what_keys | list of texts | Keys of those in `what`, in the same order.
    recipients | list of texts | For whom it is.
    recipient_keys | list of texts | Keys of the recipients, in the same order.
    where | list of texts | Names of the places.
    where_keys | list of texts | Keys of the places, in the same order.
"""
FACT = """
    start | integer | Where the words begin in the article's text (code points, from 0).
    end | integer | Where they end (the first code point after them).
"""

TABLES: dict[What, Table] = {
    What.EVENTS: Table(
        "An event as one article tells it.",
        _columns(f"""
    key | text | Permanent key of the event in this article.
    type | text | Type of event: visit, inauguration, launch, signing, meeting, statement, distribution, appointment, other.
    status | text | Whether it took place: past, planned, postponed, cancelled or denied.
    {ROLES.strip()}
    holders | list of texts | Who held, as other articles say, an office that stands in the event without a name.
    {POINT.strip()}
    date_start | date | First day of the event.
    date_end | date | Last day of the event.
    date_text | text | The words that give the date.
    date_inherited | true or false | Whether the date is taken from another event or from the article.
    amounts | list of texts | Sums of money in the sentence of the evidence, as written.
    amount_values | list of numbers | These sums in major units, in the same order.
    amount_currencies | list of texts | Their currencies (ISO 4217), in the same order.
    evidence | text | The clause that says so, as published.
    evidence_start | integer | Where the clause begins in the article's text (code points, from 0).
    evidence_end | integer | Where it ends (the first code point after it).
    sentence | text | The sentence of the clause.
    {SOURCE.strip()}
    title | text | Title of the article.
    {PROVENANCE.strip()}
    happening | text | Key of the event of the world that this is a telling of.
    verdict | text | What a correction says of it: confirmed, rejected or edited.
"""),
    ),
    What.HAPPENINGS: Table(
        "An event of the world: what one or more articles tell, once.",
        _columns(f"""
    key | text | Permanent key of the happening.
    type | text | Type of event, as in events.
    status | text | Whether it took place, as in events.
    {ROLES.strip()}
    {POINT.strip()}
    date_start | date | First day.
    date_end | date | Last day.
    articles | integer | How many articles tell it.
    sources | integer | How many sources do, near-copies and articles of one outlet counted once.
    disagreements | text | What the articles tell differently (JSON).
    tellings | list of texts | Keys of the events it is made of.
    article_keys | list of texts | Keys of the articles, in the same order.
    urls | list of texts | Their addresses, in the same order.
    part_of | text | Key of the happening it is a stop of.
    confidence | number | How sure it is, 0 to 1.
    verdict | text | What a correction says of it.
"""),
    ),
    What.OFFICIALS: Table(
        "A person who holds or held an office; persons found to be one are one row.",
        _columns("""
    key | text | Permanent key of the official.
    name | text | Usual name.
    names | list of texts | All forms the articles call the official by.
    latin | text | The name in Latin letters.
    latin_made | true or false | Whether that was spelt here by rule; false: an article has it.
    offices | list of texts | Offices stated for the official.
    merged_keys | list of texts | Keys of those found to be the same; they go on to lead here.
    gazetteer_id | text | Number in the gazetteer.
    articles | integer | How many articles mention the official.
"""),
    ),
    What.INSTITUTIONS: Table(
        "An institution: centre, ministry, association, school and the like.",
        _columns(f"""
    key | text | Permanent key of the institution.
    name | text | Usual name.
    names | list of texts | All forms the articles call it by.
    latin | text | Its French name, or one in Latin letters that an article has.
    latin_made | true or false | Whether that was made here of the Arabic name; false: a list or an article has it.
    kind | text | Kind of institution.
    place | text | Name of the place it stands in.
    place_key | text | Key of that place.
    {POINT.strip()}
    located_by | text | Key of the place whose point it is.
    merged_keys | list of texts | Keys of those found to be the same; they go on to lead here.
    gazetteer_id | text | Number in the gazetteer.
    articles | integer | How many articles mention it.
"""),
    ),
    What.PLACES: Table(
        "A place: region, province, commune, town, quarter or country.",
        _columns(f"""
    key | text | Permanent key of the place.
    name | text | Usual name.
    names | list of texts | All forms the articles call it by.
    latin | text | Its name in Latin letters in the gazetteer, else in an article.
    latin_made | true or false | Whether that was made here; of places never.
    kind | text | Kind of place.
    place | text | Name of the next place it lies in.
    place_key | text | Key of that place.
    {POINT.strip()}
    located_by | text | Key of the place whose point it is: its own, or that of the nearest place around it.
    merged_keys | list of texts | Keys of those found to be the same; they go on to lead here.
    gazetteer_id | text | Number in the gazetteer.
    articles | integer | How many articles mention it.
"""),
    ),
    What.POSITIONS: Table(
        "An office, whoever holds it; wordings found to mean one office are one row.",
        _columns("""
    key | text | Permanent key of the office.
    title | text | Usual wording.
    titles | list of texts | All wordings.
    holders | list of texts | Names of the officials stated to hold it, the first stated first.
    holder_keys | list of texts | Their keys, in the same order.
    first_seen | date | Day of the first article that states a holder.
    last_seen | date | Day of the last one.
    articles | integer | How many articles state the office.
"""),
    ),
    What.AMOUNTS: Table(
        "A sum of money in an article.",
        _columns(f"""
    key | text | Permanent key of the sum in this article.
    text | text | As written.
    value | number | In major units.
    currency | text | Currency (ISO 4217).
    relation | text | Whether it is exact, at least, about and so on.
    {FACT.strip()}
    {SOURCE.strip()}
    {PROVENANCE.strip()}
"""),
    ),
    What.QUANTITIES: Table(
        "A counted quantity in an article.",
        _columns(f"""
    key | text | Permanent key of the quantity in this article.
    text | text | As written.
    value | number | The number.
    unit | text | What is counted.
    unit_phrase | text | What is counted, with its attributes.
    relation | text | Whether it is exact, at least, about and so on.
    {FACT.strip()}
    {SOURCE.strip()}
    {PROVENANCE.strip()}
"""),
    ),
    What.ARTICLES: Table(
        "The current version of an article.",
        _columns("""
    key | text | Permanent key of the article, the same in all its versions.
    document_id | text | Name of the article in its source: a file's name or an outlet's number.
    url | text | Address.
    outlet | text | Newspaper or site that published it.
    country | text | Country of the article (ISO 3166-1, two letters).
    published | date | Day the article shows, else the one of its metadata.
    title | text | Title.
    author | text | Who signed it.
    source_line | text | The line that names its source.
    section | text | Section of the newspaper, as it names it.
    version | integer | Number of this version, from 1.
    copy_of | text | Key of the first of its near-copies, its own if it is that.
    text_hash | text | Hash of the text.
    extractor_version | text | Version of the extractors that read it.
    run | integer | Number of the run that wrote it.
    text | text | The text as published; spans of other rows count in it.
"""),
    ),
}
