"""An event as an alert tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, select

from pipeline.kb.across import Happening
from pipeline.kb.browse.listing import rows_by_number
from pipeline.kb.browse.shapes import ListedHappening
from pipeline.kb.engine import batches
from pipeline.kb.event_words import headline
from pipeline.settings import Settings

# XML takes no control characters and no halves of surrogate pairs.
UNSENDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """An event in an alert. ``sentence``: of its first telling; ``source``: its article's address; ``link``: the event's
    own page, where the site has a public address."""

    key: str
    type: str
    status: str
    headline: str
    who: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    date_start: date | None
    date_end: date | None
    sentence: str
    outlet: str | None
    published: date | None
    source: str | None
    link: str | None
    confidence: float

    def as_json(self) -> dict[str, Any]:
        """Return plain values; days as ``2024-03-05``."""
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}


def entries(connection: Connection, settings: Settings, keys: Sequence[str]) -> list[Entry]:
    """Return the events of some keys in their order; those that are gone or merged away are left out."""
    found: dict[str, Entry] = {}
    for some in batches(keys):
        numbers = connection.execute(select(Happening.id).where(Happening.key.in_(some))).scalars().all()
        found |= {one.row.key: _entry(one, settings) for one in rows_by_number(connection, numbers)}
    return [found[key] for key in keys if key in found]


def _entry(listed: ListedHappening, settings: Settings) -> Entry:
    row, said, article = listed.row, listed.evidence, listed.article
    return Entry(
        key=row.key,
        type=str(row.type),
        status=str(row.status),
        headline=_clean(headline(row)),
        who=tuple(_clean(part.name) for part in row.agents),
        what=tuple(_clean(part.name) for part in row.targets),
        where=tuple(_clean(part.name) for part in row.places),
        date_start=row.date_start,
        date_end=row.date_end,
        sentence=_clean(f"{said.before}{said.surface}{said.after}".strip()) if said else "",
        outlet=_clean(article.outlet) if article and article.outlet else None,
        published=article.published if article else None,
        source=_address(article.url if article else None),
        link=f"{str(settings.public_url).rstrip('/')}/events/{quote(row.key)}" if settings.public_url else None,
        confidence=row.confidence,
    )


def _address(url: str | None) -> str | None:
    """Return an address that may be linked to: http or https, nothing that could run or break a file."""
    return url if url and url.lower().startswith(("http://", "https://")) and not UNSENDABLE.search(url) else None


def _clean(text: str) -> str:
    return UNSENDABLE.sub(" ", text)
