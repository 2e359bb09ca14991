"""Idioms whose noun stands beside the target.

``قص شريط المركز``, ``أزاح الستار عن``, ``وضع حجر الأساس ل``, ``فتح أبوابه``, ``وضع حيز الخدمة``.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.act import Trigger
from extractors.act_antecedents import antecedent
from extractors.act_objects import list_from
from extractors.act_phrases import has_head, is_facility
from extractors.clauses import ClauseReader, Part

IDIOMS = frozenset(
    {"ribbon", "curtain", "cornerstone", "doors", "duties"}
)  # a noun of the idiom stands beside the target

PLAQUES = frozenset({"لوحه", "اللوحه", "التذكاريه", "تذكاريه", "الافتتاح", "افتتاح", "التدشين", "تدشين"})


def idiom_objects(clauses: ClauseReader, trigger: Trigger, parts: list[Part], objects: list[Part]) -> list[Part]:
    """Return the target of an idiom: ``قص شريط المركز``, ``أزاح الستار عن``, ``وضع حجر الأساس ل``, ``فتح أبوابه``.

    ``objects``: those the verb's own markers gave.
    """
    needs = trigger.lexeme.needs
    if needs == "cornerstone" and trigger.form.pronoun:
        return []
    if needs == "doors":
        return _opened(clauses, trigger, parts)
    noun = next((p for p in parts if p.kind == "np" and has_head(clauses, p, needs)), None)
    if noun is None:
        return []
    if needs == "curtain":
        return [_past_opening(clauses, p) for p in objects]
    if needs == "duties":  # `تسلم فلان مهامه مديرا`: he is the one appointed
        return [p for p in parts[: parts.index(noun)] if p.kind == "np" and p.unit and p.unit.acts][:1]
    if needs == "ribbon":
        return ribbon_objects(clauses, trigger, parts)
    return behind_idiom(clauses, noun, parts, "ل")


def _opened(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return what opens its doors or enters service (``فتحت المدرسة ... أبوابها``, ``الملعب الذي دخل حيز الخدمة``)."""
    doors = clauses.words.sets["head_doors"]
    at = next((k for p in parts if p.kind == "np" for k in range(p.first, p.last) if clauses.norms[k] in doors), None)
    if at is None:
        return []
    opened = [replace(p, last=min(p.last, at)) for p in parts if p.kind == "np" and p.first < at]
    opened = [p for p in opened if not (p.unit and p.unit.acts)][:1] or antecedent(clauses, trigger)
    return [p for p in opened if is_facility(clauses, p)]


def ribbon_objects(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return what a ribbon is cut for: its genitive (``شريط المركز``), or an opening told after it (``قص الشريط``)."""
    noun = next((p for p in parts if p.kind == "np" and has_head(clauses, p, "ribbon")), None)
    if noun is None:
        return []
    if noun.last == noun.first + 1:
        return _signified(clauses, trigger, noun)
    return behind_idiom(clauses, noun, parts, "")


def _signified(clauses: ClauseReader, trigger: Trigger, noun: Part) -> list[Part]:
    """Return what a ribbon was cut for (``قص الشريط إيذانا بافتتاح الخيمة``)."""
    for k in range(noun.last, min(noun.last + 4, trigger.sentence.end - 3)):
        nouns = clauses.triggers.nouns(clauses.norms[k + 2]) if clauses.norms[k] in ("ايذانا", "اعلانا") else []
        if nouns:
            return [p for p in clauses.parts(k + 3, trigger.sentence.end)[:1] if p.kind == "np"]
    return []


def behind_idiom(clauses: ClauseReader, noun: Part, parts: list[Part], marker: str) -> list[Part]:
    """Return what the noun of an idiom is of: its genitive (``شريط المركز``), or behind ل (``حجر الأساس للمركز``)."""
    inside = [k for k in range(noun.first, noun.last) if clauses.norms[k] == marker]
    first = inside[0] + 1 if inside else noun.first + 1 if not marker else noun.last
    if first < noun.last:
        return [_past_opening(clauses, replace(noun, first=first, unit=clauses.unit_at.get(first)))]
    after = parts[parts.index(noun) + 1 :][:4]
    start = next((k for k, p in enumerate(after) if p.marker == (marker or "ل") and p.kind == "pp"), None)
    return list_from(clauses, after, start) if start is not None else []


def _past_opening(clauses: ClauseReader, part: Part) -> Part:
    """Return the part behind the sign of an opening (``شريط | الافتتاح لدار ...``, ``الستار عن | لوحة المشروع``)."""
    norms, k = clauses.norms, part.first
    while part.unit is None and k < part.last and (norms[k] in PLAQUES or (norms[k] == "ل" and k > part.first)):
        k += 1
    if not part.first < k < part.last:
        return part
    return next(iter(clauses.parts(k, len(clauses.doc.doc), limit=1)), part)


def put_into_service(clauses: ClauseReader, after: list[Part]) -> list[Part]:
    """Return what is put into service: ``وضع حيز الخدمة نفق ...``, ``وضع العيادة ... حيز الخدمة``."""
    for part in after:
        if part.kind != "np":
            continue
        if clauses.norms[part.first] != "حيز":
            return [part]
        first = part.first + 2
        if first < part.last:
            return [replace(part, first=first, unit=clauses.unit_at.get(first))]
    return []
