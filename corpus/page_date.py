"""The day a page was published, by our own reading: what it says for machines, what it shows, its address, htmldate
last.

htmldate makes 1 January of what it cannot read (``© 2024``, ``15 غشت 2024``), so such a day of its counts as none,
and everything else goes first. How a visible date is read is handed in: month names are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from htmldate import find_date

from corpus.json_ld import Described
from corpus.normalise import DIGITS
from corpus.page_visible import ASIDE, is_aside, is_of_others, shown_days

FIRST = date(1995, 1, 1)  # before the first newspaper of the web
# From what states the publication to what may be something else; what names a change is in none.
DATE_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publish_date", "publish-date", "publishdate",
    "published", "pubdate", "publication_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "date", "article:created", "og:pubdate",
)  # fmt: skip
_MOMENT = re.compile(
    r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$")
_EPOCH = re.compile(r"^1[0-9]{9}(?:\d{3})?$")
_FEED = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/")
_DAY_OF_MONTH = re.compile(r"(?<!\d)[0-3]?\d(?!\d)")
_ANY = re.compile(r"[^\W\d_]{2}")
_RUN_TOGETHER = re.compile(r"(?<![\w])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[-_/.]|$)")
_KEPT = ("data-timestamp", "data-published", "data-datetime", "data-date", "data-time")
_KEPT_IN = " | ".join(f"//*[@{name}]" for name in _KEPT)
_CHANGED = re.compile(r"updat|modif|edit|تحديث|تعديل", re.IGNORECASE)

Shown = tuple[date, str]  # a day and the words beside it
VisibleDay = Callable[[str], "Shown | None"]
ToldDay = Callable[[str, datetime, "ZoneInfo | None"], "Shown | None"]


class DaySource(StrEnum):
    """What a day of publication was read from, the surest first."""

    PATTERN = "pattern"  # the outlet's own
    JSON_LD = "json-ld"
    META = "meta"
    TIME = "time"
    VISIBLE = "visible"
    TOLD = "told"  # from the moment of fetching: `منذ 3 ساعات`
    ADDRESS = "address"
    HTMLDATE = "htmldate"


@dataclass(frozen=True)
class DateReading:
    """How days are read. ``visible``: the day in a short text and what stands beside it, None without one; ``told``:
    likewise one told from the moment of fetching, in the outlet's zone (``منذ 3 ساعات``); ``patterns``: of the outlet, with groups ``day``, ``month``, ``year``; ``zone``: of the outlet, in which a moment
    falls on a day; ``fetched``: when the page was, after which nothing was published."""

    visible: VisibleDay | None = None
    patterns: tuple[re.Pattern[str], ...] = ()
    zone: ZoneInfo | None = None
    fetched: datetime | None = None
    told: ToldDay | None = None

    def as_of(self, moment: str) -> DateReading:
        """Return the same for a page fetched at a moment (ISO 8601); what is no moment changes nothing."""
        try:
            return replace(self, fetched=datetime.fromisoformat(moment).astimezone(UTC))
        except ValueError:
            return self


@dataclass(frozen=True)
class PageSource:
    """A page as it is read: its source, its tree, its address, headline and JSON-LD."""

    source: str
    tree: Any
    url: str | None
    title: str | None
    described: Described


def publication_day(page: PageSource, reading: DateReading) -> tuple[date, DaySource] | None:
    """Return the day a page was published and what it was read from, None where nothing says it."""
    readers = (
        (DaySource.PATTERN, _of_pattern), (DaySource.JSON_LD, _of_json_ld), (DaySource.META, _of_meta),
        (DaySource.TIME, _of_time), (DaySource.VISIBLE, _of_sight), (DaySource.TOLD, _of_telling),
        (DaySource.ADDRESS, _of_address), (DaySource.HTMLDATE, _of_htmldate),
    )  # fmt: skip
    for source, reader in readers:
        for day in reader(page, reading):
            if _can_be(day, reading):
                return day, source
    return None


def moment_day(value: object, reading: DateReading) -> date | None:
    """Return the day in which a machine's moment falls in the outlet's time zone; one without a zone stays as written.

    ``2024-03-05T23:30:00Z`` is the 6th in Casablanca. ``05/03/2024`` is none: nobody can say which is the month; nor is
    ``2024``, nor ``2024-03``.
    """
    text = str(value).translate(DIGITS).strip()
    if match := _MOMENT.search(text):
        year, _, month, day, hour, minute, second, zone = match.groups()
        try:
            moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        except ValueError:
            return None
        return _local(moment, zone, reading.zone) if zone else moment.date()
    try:
        if match := _COMPACT.match(text):
            return date(*map(int, match.groups()))
        if _EPOCH.match(text):
            return datetime.fromtimestamp(int(text[:10]), reading.zone or UTC).date()
        if _FEED.match(text):
            moment = parsedate_to_datetime(text)
            return (moment.astimezone(reading.zone) if reading.zone and moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
    return None


def _local(moment: datetime, zone: str, own: ZoneInfo | None) -> date:
    """Return the day of a moment in a zone (``Z``, ``+01:00``), told in one's own."""
    offset = timedelta()
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    if own is None or abs(offset) >= timedelta(hours=24):
        return moment.date()
    return (moment - offset).replace(tzinfo=UTC).astimezone(own).date()


def _can_be(day: date, reading: DateReading) -> bool:
    """Whether something can have been published on a day: not before the web, not after the page was fetched."""
    latest = (reading.fetched or datetime.now(UTC)).date() + timedelta(days=1)  # the east is a day ahead
    return FIRST <= day <= latest


def _stated(value: object, reading: DateReading) -> Iterator[date]:
    """Yield the day of a value meant for machines, also where it is written for people (``15 غشت 2024``)."""
    if day := moment_day(value, reading):
        yield day
    elif reading.visible and isinstance(value, str) and not re.match(r"^\W*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", value):
        if shown := reading.visible(value):
            yield shown[0]


def _of_pattern(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the days that the outlet's own patterns find in what the page shows."""
    text = " ".join(page.tree.text_content().split()) if reading.patterns else ""
    for pattern in reading.patterns:
        for match in pattern.finditer(text):
            day, month, year = (match[name].translate(DIGITS) for name in ("day", "month", "year"))
            if month.isdecimal():
                try:
                    yield date(int(year), int(month), int(day))
                except ValueError:
                    continue
            elif reading.visible and (shown := reading.visible(f"{day} {month} {year}")):
                yield shown[0]


def _of_json_ld(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the day in the JSON-LD of the article."""
    for key in ("datePublished", "dateCreated"):
        if value := page.described.first(key):
            yield from _stated(value[0] if isinstance(value, list) else value, reading)


def _of_meta(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the days of meta elements, and of elements marked ``itemprop="datePublished"``."""
    stated: dict[str, str] = {}
    for element in page.tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            stated.setdefault(str(element.get(key, "")).lower(), str(element.get("content", "")))
    for name in DATE_METAS:
        if stated.get(name):
            yield from _stated(stated[name], reading)
    for element in page.tree.xpath("//*[@itemprop='datePublished'][not(self::meta)]"):
        if not is_aside(element):
            value = element.get("datetime") or element.get("content") or element.text_content()
            yield from _stated(value, reading)


def _of_time(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the days of ``<time>`` elements: one of the article's; others only if all of them name one day.

    Before them the days that scripts of the page read: ``<span class="date" data-timestamp="1709632800">``.
    """
    for element in page.tree.xpath(_KEPT_IN):
        if not is_aside(element) and not _says_change(element):
            for name in _KEPT:
                if element.get(name):
                    yield from _stated(element.get(name), reading)
    every = [e for e in page.tree.xpath("//time[@datetime]") if not is_of_others(e)]
    own = [e for e in every if not is_aside(e) and not _says_change(e)]
    inside = [
        e for e in own if e.get("pubdate") is not None or any(a.tag in ("article", "main") for a in e.iterancestors())
    ]
    for element in inside:
        yield from _stated(element.get("datetime"), reading)
    days = {day for e in every for day in [moment_day(e.get("datetime"), reading)] if day and not _says_change(e)}
    if len(days) == 1 and (own or all(not ASIDE.search(_names(e)) for e in every)):
        yield days.pop()


def _of_sight(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the days the page shows near its headline, the likeliest first."""
    if visible := reading.visible:
        yield from shown_days(page.tree, page.title, visible)
        if month := _MONTH_IN_ADDRESS.search((page.url or "").partition("?")[0]):  # `17 شتنبر` under /2023/09/
            year = month[1]
            for day in shown_days(page.tree, page.title, lambda text: visible(f"{text} {year}"), _DAY_OF_MONTH):
                if (day.year, day.month) == (int(year), int(month[2])):
                    yield day


def _of_telling(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the days the page tells from the moment it was fetched, the likeliest first: ``منذ 3 ساعات``, ``أمس 21:40``."""
    told, fetched = reading.told, reading.fetched
    if told and fetched:
        yield from shown_days(page.tree, page.title, lambda text: told(text, fetched, reading.zone), _ANY)


def _of_address(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield the day in the address: ``/2024/03/05/slug``, ``/slug-2024-03-05.html``, ``/20240305-slug``."""
    del reading
    address = (page.url or "").partition("?")[0]
    for pattern in (_IN_ADDRESS, _RUN_TOGETHER):
        for match in pattern.finditer(address):
            year, month, day = (int(group) for group in match.groups() if group.isdecimal())
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def _of_htmldate(page: PageSource, reading: DateReading) -> Iterator[date]:
    """Yield what htmldate finds in the body, but for 1 January: what the head states was read, and days of changes
    are not asked for."""
    tree = deepcopy(page.tree)  # without what is about other things, whose dates it would take
    for element in [e for e in tree.iter() if isinstance(e.tag, str) and e.getparent() is not None]:
        if element.getparent() is not None and (element.tag in ("meta", "script") or is_aside(element)):
            element.drop_tree()
    latest = (reading.fetched or datetime.now(UTC)) + timedelta(days=1)
    found = find_date(
        tree, extensive_search=False, original_date=True, min_date=str(FIRST), max_date=latest.strftime("%Y-%m-%d")
    )
    day = date.fromisoformat(found) if found else None
    if day and (day.month, day.day) != (1, 1):
        yield day


def _says_change(element: Any) -> bool:
    """Whether an element dates a change: ``<time class="updated">``, not ``class="published updated"``."""
    names = _names(element)
    return bool(_CHANGED.search(names)) and not re.search(r"publish|entry-date", names)


def _names(element: Any) -> str:
    """Return class, id and itemprop of an element."""
    return " ".join(str(element.get(key, "")) for key in ("class", "id", "itemprop"))
