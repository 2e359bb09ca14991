"""How alerts look: a feed (Atom, RFC 4287), a mail in text and HTML, and the JSON that webhooks are sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from uuid import NAMESPACE_URL, uuid5

from feedgen.feed import FeedGenerator
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.alerts.entries import Entry

TITLE = "راصد"
PART = 100  # events in one message to a webhook
SHOWN = 200  # events in a mail; the rest are counted
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Search:
    """A saved search: its permanent id, its name and the filters it is kept as."""

    key: str
    name: str
    query: str


def atom(search: Search, found: Sequence[tuple[Entry, datetime]]) -> str:
    """Return a feed of events with the moments they were found at, in their order."""
    feed = FeedGenerator()
    feed.id(_urn(f"search {search.key}"))
    feed.title(f"{TITLE}: {search.name}")
    feed.author(name=TITLE)
    feed.language("ar")
    feed.updated(max((at for _, at in found), default=NEVER))
    for entry, at in found:
        item = feed.add_entry(order="append")
        item.id(_urn(f"event {entry.key}"))
        item.title(entry.headline)
        item.published(at)
        item.updated(at)
        for address, rel in ((entry.link or entry.source, "alternate"), (entry.source if entry.link else None, "via")):
            if address:
                item.link(href=address, rel=rel)
        item.category(term=entry.type)
        item.content(said(entry), type="text")
    return str(feed.atom_str(pretty=True).decode("utf-8"))


def mail(search: Search, found: Sequence[Entry], *, sender: str, to: Sequence[str], key: str, at: datetime) -> str:
    """Return a mail as the text of a file: text and HTML, Arabic in UTF-8, encoded so that the file is ASCII."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{TITLE}: {search.name} ({len(found)})"
    message["From"] = sender
    if to:
        message["To"] = ", ".join(to)
    message["Date"] = at
    message["Message-ID"] = f"<{key}@rasid>"
    shown, more = found[:SHOWN], max(0, len(found) - SHOWN)
    message.set_content(_render("mail.txt", search=search, found=shown, more=more))
    message.add_alternative(_render("mail.html", search=search, found=shown, more=more), subtype="html")
    return message.as_string()


def webhook_bodies(search: Search, found: Sequence[Entry]) -> list[str]:
    """Return the bodies of the messages that tell a webhook of events, some events each."""
    parts = [found[i : i + PART] for i in range(0, len(found), PART)]
    return [
        json.dumps(
            {
                "search": {"id": search.key, "name": search.name, "query": search.query},
                "part": number,
                "parts": len(parts),
                "events": [entry.as_json() for entry in part],
            },
            ensure_ascii=False,
        )
        for number, part in enumerate(parts, 1)
    ]


def said(entry: Entry) -> str:
    """Return the sentence of an event with its newspaper."""
    return f"{entry.sentence} ({entry.outlet})" if entry.outlet else entry.sentence


def when(entry: Entry) -> str:
    """Return the day or days of an event: ``2024-03-05``."""
    days = [day.isoformat() for day in (entry.date_start, entry.date_end) if day]
    return " – ".join(dict.fromkeys(days))


def _render(template: str, **values: object) -> str:
    environment = Environment(
        loader=PackageLoader("pipeline.alerts", "."),
        autoescape=template.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(when=when, said=said)
    return environment.get_template(template).render(**values)


def _urn(name: str) -> str:
    """Return a permanent name, the same as in the feeds of the interface."""
    return uuid5(NAMESPACE_URL, f"rasid {name}").urn
