"""Whether a target is of the kind its verb needs: ``needs`` in ``gazetteer/data/triggers.csv``."""

from __future__ import annotations

from corpus.mention import InstitutionKind, InstitutionValue, Label
from extractors.act_phrases import has_head, is_counted_thing, is_facility, may_speak, works_on_site
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Form, Tense
from extractors.units import Unit

LEARNING = frozenset(
    {"اطلع", "وقف", "الاطلاع", "الوقوف"}
)  # a visit only where what is seen is a place or work on a site


def object_fits(clauses: ClauseReader, form: Form, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
    """Whether the target satisfies what the lexeme needs.

    ``وزع ... الهدايا`` needs goods, ``عين ... فلانا`` a person, ``حل ... بمدينة`` a place somebody arrives at.
    """
    needs = form.lexeme.needs
    if form.lexeme.lemma == "استقبل" and objects and objects[0].first in clauses.counted:
        return False  # `استقبل المعهد 800 إمام`: what a house does
    if form.lexeme.lemma in LEARNING and objects:
        return any((is_facility(clauses, o) and not _is_programme(o)) or works_on_site(clauses, o) for o in objects)
    if needs == "goods" and any(n.startswith("اعتماد") for o in objects for n in clauses.norms[o.first : o.last]):
        return False  # `قدم السفير أوراق اعتماده`
    if not needs:
        return bool(objects) or bool(form.pronoun)
    if needs == "person":
        return any(o.unit and o.unit.acts for o in objects)
    if needs == "self":
        return bool(subject)
    if needs == "arrival":
        return _arrives(clauses, form, objects, subject)
    if needs == "initiative":
        words = clauses.norms[objects[0].first : objects[0].last] if objects else ()
        return bool(objects) and not any(clauses.words.is_in("not_launched", word) for word in words)
    if needs == "service":
        return bool(objects)
    if needs == "counterpart":
        return bool(objects) and objects[0].unit is not None and may_speak(objects[0].unit)
    if needs == "handed":
        return any(
            is_counted_thing(clauses, o) or clauses.words.is_in("head_goods", clauses.norms[o.first]) for o in objects
        )
    if needs == "goods" and any(is_counted_thing(clauses, o) for o in objects):
        return True
    return any(has_head(clauses, o, needs) for o in objects)


def _is_programme(part: Part) -> bool:
    """Whether a part is a named programme (``اطلع على برنامج ...``): heard of, not seen."""
    value = part.unit.mention.value if part.unit is not None and part.unit.mention else None
    return isinstance(value, InstitutionValue) and value.kind is InstitutionKind.PROGRAMME


def _arrives(clauses: ClauseReader, form: Form, objects: list[Part], subject: tuple[Unit, ...]) -> bool:
    """Whether somebody arrives at a place or body (``حل الوزير بمدينة ...``, ``وصل إلى موقع ...``)."""
    head = objects[0] if objects else None
    there = bool(head and head.unit and head.unit.label in (Label.PLACE, Label.INSTITUTION))
    if head is not None and not there:
        there = has_head(clauses, head, "facility") or clauses.words.is_in("arrival_site", clauses.norms[head.first])
    named = bool(subject) or (form.tense is Tense.PERFECT and not form.plural)
    return there and named and (not subject or subject[0].acts)
