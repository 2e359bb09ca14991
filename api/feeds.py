"""Events as a feed (Atom, RFC 4287) and as a calendar (iCalendar, RFC 5545), for readers that ask again and again.

Ids are made of the permanent keys of events, so that a reader knows each again. A calendar has dated events only, as
whole days; what has not taken place is tentative.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from feedgen.feed import FeedGenerator
from icalendar import Calendar, Event

from api import wording
from api.preferences import web_address
from corpus.mention import Status
from pipeline.kb.browse.shapes import ListedHappening
from pipeline.kb.event_words import headline

TITLE = "راصد"
LANGUAGE = "ar"
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # of what neither an article nor the event itself dates
# XML takes no control characters and no halves of surrogate pairs; a calendar is no better for them.
UNSENDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CALENDAR_STATUS = {
    Status.PAST: "CONFIRMED",
    Status.PLANNED: "TENTATIVE",
    Status.POSTPONED: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
    Status.DENIED: "CANCELLED",
}


@dataclass(frozen=True)
class Feed:
    """What is told of a feed: its filters, the same for the same question; the question in words; addresses of its own,
    of the page with the same events, and of the page of an event: a feed is read by people."""

    filters: str
    question: str
    address: str
    list_address: str
    event_address: Callable[[str], str]


def atom(feed: Feed, events: Iterable[ListedHappening]) -> bytes:
    """Return a feed with an entry for each event, in their order."""
    found = FeedGenerator()
    found.id(_id(f"feed {feed.filters}"))
    found.title(title_of(feed))
    found.link(href=feed.address, rel="self", type="application/atom+xml")
    found.link(href=feed.list_address, rel="alternate", type="text/html")
    found.author(name=TITLE)
    found.language(LANGUAGE)
    last = UNKNOWN
    for listed in events:
        entry = found.add_entry(order="append")
        told = told_at(listed)
        last = max(last, told)
        entry.id(_id(f"event {listed.row.key}"))
        entry.title(_clean(headline(listed.row)))
        entry.link(href=feed.event_address(listed.row.key))  # one only: feedgen leaves out what a link is for
        entry.category(term=str(listed.row.type), label=wording.words("ar").type(listed.row.type))
        entry.published(told)
        entry.updated(told)
        entry.content(_clean(_source(listed)), type="text")
    found.updated(last)
    return bytes(found.atom_str(pretty=False))


def calendar(feed: Feed, events: Iterable[ListedHappening]) -> bytes:
    """Return a calendar with the dated events among these."""
    found = Calendar()
    found.add("prodid", "-//Rasid//Events//AR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", title_of(feed))
    for listed in events:
        if listed.row.date_start:
            found.add_component(_entry(feed, listed, listed.row.date_start))
    return bytes(found.to_ical())


def _entry(feed: Feed, listed: ListedHappening, start: date) -> Event:
    row = listed.row
    found = Event()
    found.add("uid", f"{row.key}@rasid")
    found.add("dtstamp", told_at(listed))
    found.add("dtstart", start)
    last = max(row.date_end or start, start)
    if last < date.max:  # its end is the day after the last one; without one it is a single day
        found.add("dtend", last + timedelta(days=1))
    found.add("summary", _clean(headline(row)))
    found.add("status", CALENDAR_STATUS[row.status])
    found.add("transp", "TRANSPARENT")
    found.add("url", feed.event_address(row.key))
    found.add("categories", [wording.words("ar").type(row.type)])
    if row.places:
        found.add("location", _clean("، ".join(part.name for part in row.places)))
    if text := _source(listed):
        found.add("description", _clean(text))
    return found


def title_of(feed: Feed) -> str:
    """Return what a feed is called: the project and the question."""
    return " ".join(_clean(f"{TITLE}: {feed.question}" if feed.question else TITLE).split())


def told_at(listed: ListedHappening) -> datetime:
    """Return when an event was told first, as far as the days of articles say, else its own day."""
    day = (listed.article and listed.article.published) or listed.row.date_start
    return datetime.combine(day, time(), UTC) if day else UNKNOWN


def _source(listed: ListedHappening) -> str:
    """Return the sentence that says so, who published it, and where it can be read, a line each."""
    said = listed.evidence
    lines = [said.before + said.surface + said.after] if said else []
    if listed.article:
        lines += [line for line in (listed.article.outlet, web_address(listed.article.url)) if line]
    return "\n".join(lines)


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, _clean(f"rasid {name}")).urn


def _clean(text: str) -> str:
    return UNSENDABLE.sub(" ", text)
