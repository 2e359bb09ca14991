"""Whether a target is of the kind its verb needs: ``needs`` in ``gazetteer/data/triggers.csv``."""

from __future__ import annotations

from corpus.mention import InstitutionKind, InstitutionValue, Label
from extractors.act_phrases import (
    has_head,
    is_counted_thing,
    is_delegation,
    is_facility,
    is_site,
    may_speak,
    works_on_site,
)
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Form, Tense
from extractors.units import Unit

LEARNING = frozenset(
    {"اطلع", "وقف", "توقف", "الاطلاع", "الوقوف", "عاين", "معاينة"}
)  # a visit only where what is seen is a place or work on a site
SETTLING_REACH = 6  # tokens from where somebody goes to what he does there for good
HOUSING = frozenset({"استقبل", "استقبال"})  # a host receives guests; a house takes in the sick, a season its visitors


def object_fits(clauses: ClauseReader, form: Form, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
    """Whether the target satisfies what the lexeme needs.

    ``وزع ... الهدايا`` needs goods, ``عين ... فلانا`` a person, ``حل ... بمدينة`` a place somebody arrives at.
    """
    needs = form.lexeme.needs
    if form.lexeme.lemma in HOUSING and _is_housed(clauses, objects, subject):
        return False
    if form.lexeme.lemma in LEARNING and objects:
        return any((is_facility(clauses, o) and not _is_programme(o)) or works_on_site(clauses, o) for o in objects)
    if needs == "goods" and any(n.startswith("اعتماد") for o in objects for n in clauses.norms[o.first : o.last + 1]):
        return False  # `قدم السفير أوراق اعتماده`
    if form.lexeme.lemma == "قدم" and any(
        clauses.words.is_in("shown", n) for o in objects for n in _window(clauses, o)
    ):
        return False  # `قدمت الفرقة خمس لوحات فنية`
    if form.lexeme.lemma == "تلقى" and objects and clauses.norms[objects[0].first] in ("نسخه", "نسخا"):
        return False  # `بيان تلقت الجريدة نسخة منه`
    if needs == "built" and objects and has_head(clauses, objects[0], "gathering"):
        return False  # `أقامت الوزارة ورشة`
    if not needs:
        return bool(objects) or bool(form.pronoun)
    if needs == "person":
        return any((o.unit and o.unit.acts) or has_head(clauses, o, "committee") for o in objects)
    if needs == "self":
        return bool(subject)
    if needs == "arrival":
        return _arrives(clauses, form, objects, subject)
    if needs == "leading":  # `قاد الوزير وفدا إلى أستراليا`
        there = bool(objects) and objects[0].unit is not None and objects[0].unit.label is Label.PLACE
        return there and any(u.acts for u in subject)
    if needs == "patients":  # `اطمأن على المصابين بالمستشفى`; `على صحة المصابين` goes on with a visit
        return bool(objects) and clauses.norms[objects[0].first] in clauses.words.sets["head_patients"]
    if needs == "initiative":
        head = objects[0] if objects else None  # not `حملة لفائدة السجناء`
        words = clauses.norms[head.first : min(head.last, head.first + 2)] if head is not None else ()
        return bool(objects) and not any(clauses.words.is_in("not_launched", word) for word in words)
    if needs in ("service", "works_done"):
        return bool(objects)
    if needs == "counterpart":
        return bool(objects) and objects[0].unit is not None and may_speak(objects[0].unit)
    if needs == "handed":
        return any(
            is_counted_thing(clauses, o) or clauses.words.is_in("head_goods", clauses.norms[o.first]) for o in objects
        )
    if needs == "goods" and any(is_counted_thing(clauses, o) for o in objects):
        return True
    if needs == "policy" and form.lexeme.lemma == "اعتمد" and any(o.first in clauses.counted for o in objects):
        return True  # `اعتمدت اللجنة 45 جمعية`: accredited
    return any(has_head(clauses, o, needs) for o in objects)


def _is_housed(clauses: ClauseReader, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
    """Whether what is received makes no meeting: a number of people, the sick, a flight (``استقبل المعهد 800 إمام``).

    A house open to all receives only persons by name and delegations (``استقبلت الجامعة وفدا``, not ``زوارها``).
    """
    head = objects[0] if objects else None
    if head is None or (head.unit is not None and head.unit.label is Label.PERSON):
        return False
    window = clauses.norms[head.first : min(head.last, head.first + 2)]
    number = head.first in clauses.counted or clauses.norms[head.first][:1].isdigit()
    if number or any(clauses.words.is_in("taken_in", n) for n in window):
        return True
    host = any(u.acts for u in subject)
    guest = is_delegation(clauses, head) or (head.unit is not None and head.unit.acts)
    houses = [*(u.first for u in subject), head.first]
    return not host and not guest and any(_is_open_house(clauses, first) for first in houses)


def _is_open_house(clauses: ClauseReader, first: int) -> bool:
    """Whether token ``first`` opens the name of a house or place open to all (``مطار الجوف``, ``مستشفى``, ``سوق عكاظ``)."""
    unit = clauses.unit_at.get(first)
    named = unit is not None and (is_site(unit) or unit.label is Label.PLACE)
    return named or clauses.words.is_in("open_house", clauses.norms[first].removeprefix("ال"))


def _window(clauses: ClauseReader, part: Part) -> tuple[str, ...]:
    """Return the first words of a phrase."""
    return clauses.norms[part.first : min(part.last, part.first + 3)]


def _is_programme(part: Part) -> bool:
    """Whether a part is a named programme (``اطلع على برنامج ...``): heard of, not seen."""
    value = part.unit.mention.value if part.unit is not None and part.unit.mention else None
    return isinstance(value, InstitutionValue) and value.kind is InstitutionKind.PROGRAMME


def _arrives(clauses: ClauseReader, form: Form, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
    """Whether somebody arrives at a place or body (``حل الوزير بمدينة ...``, ``وصل إلى موقع ...``)."""
    head = objects[0] if objects else None
    if head is not None and any(
        clauses.words.is_in("no_arrival", n) for n in clauses.norms[head.first : head.first + 2]
    ):
        return False  # `انتقل إلى نادي ...`, `وصل إلى المحكمة`
    after = clauses.norms[head.last : head.last + SETTLING_REACH] if head is not None else ()
    if any(clauses.words.is_in("settles", n) for n in after):
        return False  # `انتقل إلى الرباط ليعمل ...`
    there = bool(head and head.unit and head.unit.label in (Label.PLACE, Label.INSTITUTION))
    if head is not None and not there:
        there = has_head(clauses, head, "facility") or clauses.words.is_in("arrival_site", clauses.norms[head.first])
        seat = clauses.words.is_in("seat", clauses.norms[head.first])
        there = there or (seat and any(k in clauses.cover for k in range(head.first + 1, head.last)))
    named = bool(subject) or (form.tense in (Tense.PERFECT, Tense.IMPERFECT) and not form.plural)
    return there and named and (not subject or subject[0].acts)
