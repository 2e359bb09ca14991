"""The Arabic words for kinds of events and for whether they took place, and an event in a line."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.mention import EventType, Status
from pipeline.kb.happenings import HappeningRow, PartRow

TYPES = {
    EventType.VISIT: "زيارة",
    EventType.INAUGURATION: "تدشين",
    EventType.LAUNCH: "إطلاق",
    EventType.SIGNING: "توقيع",
    EventType.MEETING: "لقاء",
    EventType.STATEMENT: "تصريح",
    EventType.DISTRIBUTION: "توزيع",
    EventType.APPOINTMENT: "تعيين",
    EventType.OTHER: "حدث آخر",
}
STATUSES = {
    Status.PAST: "تم",
    Status.PLANNED: "مرتقب",
    Status.POSTPONED: "مؤجل",
    Status.CANCELLED: "ملغى",
    Status.DENIED: "منفي",
}


def headline(row: HappeningRow) -> str:
    """Return an event in a line: ``زيارة (مرتقب): ليلى المرابط – مركز الأمل، جماعة النخيل``."""
    kind = TYPES[row.type] if row.status is Status.PAST else f"{TYPES[row.type]} ({STATUSES[row.status]})"
    told = " – ".join(part for part in (_names(row.agents), _names((*row.targets, *row.places))) if part)
    return f"{kind}: {told}" if told else kind


def _names(parts: Iterable[PartRow]) -> str:
    return "، ".join(dict.fromkeys(part.name for part in parts))
