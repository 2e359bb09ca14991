"""Who acts in the phrase of a verbal noun: its genitive (``زيارة الوزير``), or a subject that stands behind it."""

from __future__ import annotations

from corpus.mention import EventType
from extractors.act import OPENINGS
from extractors.act_subjects import acts_with, coordinated
from extractors.clauses import Part
from extractors.triggers import Form
from extractors.units import Unit

DONE_TO_THINGS = OPENINGS | {EventType.SIGNING, EventType.OTHER, EventType.DISTRIBUTION}


def owner(form: Form, after: list[Part]) -> tuple[Unit, ...]:
    """Return the agent in the genitive of a visit or meeting (``زيارة الوزير إلى ...``, ``استقبال الملك لـ...``)."""
    if not after or after[0].kind != "np" or after[0].unit is None or not after[0].unit.acts:
        return ()
    if any(p.kind == "agent" and p.unit is not None for p in after):
        return ()  # `استقبال الوزيرة من طرف الوالي`: the doer is named apart
    if form.lexeme.type in (EventType.VISIT, EventType.MEETING) and not after[0].after_comma:
        return coordinated(after, 0)
    if form.lexeme.type in DONE_TO_THINGS and not after[0].after_comma and not after[0].unit.group:
        return coordinated(after, 0) if _goes_on(after, form) else ()
    return ()


def _goes_on(after: list[Part], form: Form) -> bool:
    """Whether what is acted on stands behind a verbal noun's subject (``افتتاح الملك المركز``, ``توقيع الوزير على``)."""
    for part in after[1:]:
        if part.kind == "np" and not part.joined and not (part.unit and part.unit.acts):
            return True
        if part.marker and part.marker in form.lexeme.markers:
            return True
    return False


def late_subject(form: Form, after: list[Part]) -> tuple[Unit, ...]:
    """Return the subject that stands behind the verbal noun (``قادت زيارة عمل، يومي ...، السيدة ... إلى ...``)."""
    for k, part in enumerate(after):
        if part.kind == "np" and part.after_comma and not part.joined and acts_with(form, part):
            return coordinated(after, k)
    return ()
