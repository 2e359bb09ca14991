"""What a question typed into the search box asks for: ``من زار مركز المواكبة بتارودانت سنة 2024؟``.

Types come from the verbs (the lexicon of the extractors), days from the project's date reader, offices, institutions and
places from the words that open them and the gazetteer; a bare name is what the knowledge base knows by it. What cannot
be placed is searched for in the text of the articles, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from api.question_arabic import read_arabic
from api.question_dates import read_days
from api.question_latin import language_of, read_latin
from api.question_reading import ARABIC, Asks, Names, NoNames
from api.question_words import LANGUAGES, parted, question_words
from corpus.mention import Status
from corpus.normalise import fold
from pipeline.kb.browse.shapes import EntityKind, HappeningFilters, Sort

MAX_QUESTION = 300  # letters


@dataclass(frozen=True)
class Understood:
    """What a question means: filters, what it wants to know (None: a name, or no question), and in which order."""

    filters: HappeningFilters
    asks: Asks | None = None
    sort: Sort | None = None


def understand(text: str, *, today: date, names: Names | None = None) -> Understood:
    """Return what a question of at most ``MAX_QUESTION`` letters asks for; more letters are not read.

    The language is told by the letters and the first word, French from English by the words. ``today``: what ``أمس`` counts from.
    """
    text = " ".join(text[:MAX_QUESTION].split())
    known = names or NoNames()
    language = "ar" if ARABIC.search(text) and not _asked_in_latin(text) else language_of(text)
    days = read_days(text, question_words(language), today=today)
    read = read_arabic if language == "ar" else read_latin
    found = read(days.words, question_words(language), known)
    if Status.PLANNED not in found.statuses:
        days = days.past(today)
    first, last = days.first, days.last
    if first and last and first > last:
        first, last = last, first
    filters = HappeningFilters(
        q=" ".join(found.rest) or None,
        official=_spelt(known, found.official, EntityKind.OFFICIAL),
        office=found.office,
        institution=_spelt(known, found.institution, EntityKind.INSTITUTION),
        kind=found.kind,
        place=_spelt(known, found.place, EntityKind.PLACE),
        types=tuple(found.types),
        statuses=tuple(found.statuses),
        date_from=first,
        date_to=last,
    )
    if filters == HappeningFilters() and text and found.asks is None:
        filters = replace(filters, q=text)
    return Understood(filters, found.asks, found.sort)


def warm_up() -> None:
    """Load the lexicons, so that no visitor waits for them (some seconds)."""
    for text in (
        "من زار محمد وعواطف بالرباط سنة 2024",
        "who visited the centre in Rabat in 2024",
        "qui a visité le centre",
    ):
        understand(text, today=date(2024, 1, 1))


def _asked_in_latin(text: str) -> bool:
    """Whether the first word is one of a French or English question: ``who visited مركز المواكبة``."""
    first = tuple(fold(word) for word in parted(text)[:1])
    lists = [words for lang in LANGUAGES[1:] for words in (question_words(lang),)]
    return any(key[:1] == first for w in lists for known in (w.asks, w.types, w.heads, w.offices) for key in known)


def _spelt(names: Names, name: str | None, kind: EntityKind) -> str | None:
    return names.spelt(name, kind) if name else name
