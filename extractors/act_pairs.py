"""Subject and object that one chunk or one name holds: ``نشرت | اللجنة المنظمة | الأغنية الرسمية``.

The object is known by its noun, of the set the verb needs, where a genitive cannot stand: in the accusative, with the
pronoun of the subject, behind a definite noun. Of appointments it is a second office or an honorific
(``أقال | رئيس الحكومة | وزير الداخلية ...``). Leaves two definite nouns without such a set to
``extractors.act_subjects``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from extractors.act import Trigger
from extractors.act_antecedents import antecedent
from extractors.act_creations import is_relative
from extractors.act_handing import RECEIVING
from extractors.act_phrases import WIDER, direct_phrases, has_head, is_counted_thing, phrase_unit
from extractors.act_subjects import Subject, agrees, coordinated
from extractors.clauses import ClauseReader, Part
from extractors.offices import offices
from extractors.triggers import Form
from extractors.units import Unit

HEADED = frozenset({"agreement", "publication"})  # needs of verbs whose object its head noun tells
QUOTES = frozenset('"«“')
POINTING = frozenset({EventType.OTHER, EventType.SIGNING})  # `الاتفاق الذي أبرمته الدول الكبرى`
BOTH = frozenset({"الطرفان", "الجانبان", "البلدان", "الوزيران", "الرييسان", "المسوولان"})  # who they are stands before
MADE = frozenset({EventType.OTHER, EventType.DISTRIBUTION})


def split_object(clauses: ClauseReader, parts: list[Part], form: Form) -> list[Part]:
    """Return the parts with the subject's chunk cut before the object that it holds."""
    direct = direct_phrases(parts)
    if not direct or form.pronoun or "" not in form.lexeme.markers:
        return parts
    head = direct[0]
    if form.lexeme.type is EventType.APPOINTMENT and form.lexeme.needs == "person":
        at = _second_office(clauses, head, direct[1:])
    elif form.lexeme.type in MADE and not any(has_head(clauses, p, form.lexeme.needs) for p in direct[1:2]):
        at = _object_noun(clauses, head, form)
    else:
        return parts
    if at is None:
        return parts
    k = parts.index(head)
    return [*parts[:k], _before(clauses, head, at), _behind(clauses, head, at, form), *parts[k + 1 :]]


def _object_noun(clauses: ClauseReader, head: Part, form: Form) -> int | None:
    """Return the token of the needed noun inside a chunk, where it can be no genitive (``المطرب الشاب | ألبومه``)."""
    if head.first in clauses.counted:  # `سلم 45 كرسيا`: the chunk is the object; `تسلمت خمس جمعيات | حافلات`
        behind = clauses.counted[head.first]
        received = form.lexeme.lemma in RECEIVING and behind < head.last
        return behind if received and clauses.words.is_in("head_goods", clauses.norms[behind]) else None
    if clauses.norms[head.first].endswith("ون") and head.unit is None and clauses.norms[head.first] not in offices():
        adjectives = (k for k in range(head.first + 1, head.last) if clauses.doc.doc[k].pos_ != "ADJ")
        return next(adjectives, None)  # `نشر ناشطون | مئات المقاطع`
    names = WIDER.get(form.lexeme.needs, (form.lexeme.needs,))
    heads = frozenset().union(*(clauses.words.sets.get(f"head_{n}", frozenset()) for n in names))
    for k in range(head.first + 1, head.last):
        norm, before = clauses.norms[k], clauses.norms[k - 1]
        stems = {norm, norm.removesuffix("ا"), norm.removesuffix("ه"), norm.removesuffix("ها")}
        if not stems & heads or clauses.doc.doc[k].pos_ == "VERB":
            continue
        accusative = norm.endswith("ا") and norm not in heads and not norm.startswith("ال")
        accusative = accusative or (norm.endswith("ا") and norm[:-1] in heads)
        owned = norm not in heads and norm.endswith(("ه", "ها"))
        if accusative or owned or before.startswith("ال") or before in "»”":
            return k
    return None


def _second_office(clauses: ClauseReader, head: Part, others: list[Part]) -> int | None:
    """Return the token of a second office or an honorific inside a person's unit (``مدير التعليم | الأستاذ فلان``)."""
    if (
        head.unit is None
        or not head.unit.acts
        or head.unit.group
        or any(p.unit and p.unit.acts and (not p.after_comma or _is_each(clauses, p)) for p in others[:1])
    ):
        return None
    name = _name_tokens(clauses, head.unit)
    for k in range(head.first + 2, head.last):
        norm, before = clauses.norms[k], clauses.norms[k - 1]
        titled = norm in offices() and not norm.endswith("ا")
        if k in name or not (titled or clauses.words.is_in("honorific", norm)):
            continue
        if before.startswith("ال") or k - 1 in name:
            return k
    return None


def _is_each(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase opens a list of those something is done to (``أعفى الوزير فلان، كلا من | مدير ...``)."""
    return clauses.norms[part.first - 2 : part.first] in (("كلا", "من"), ("كل", "من"))


def _name_tokens(clauses: ClauseReader, unit: Unit) -> range:
    """Return the tokens of the person's name inside the unit, none of an office without a name."""
    if unit.label is not Label.PERSON or unit.mention is None:
        return range(0)
    return range(*clauses.doc.token_range(*unit.mention.span))


def _before(clauses: ClauseReader, head: Part, at: int) -> Part:
    """Return the chunk up to ``at``: the unit it opened with, or what is left of it."""
    unit = head.unit
    if unit is None:
        return replace(head, last=at)
    if unit.last <= at or (at >= _name_tokens(clauses, unit).stop > 0):
        return replace(head, last=at, unit=replace(unit, last=min(unit.last, at)))
    span = clauses.doc.span(head.first, at)
    label = Label.ROLE if unit.acts else unit.label
    name = clauses.doc.text[span[0] : span[1]]
    return replace(head, last=at, unit=replace(unit, last=at, label=label, name=name, span=span, mention=None))


def _behind(clauses: ClauseReader, head: Part, at: int, form: Form) -> Part:
    """Return the object from ``at`` on: the person whose name is in it, an office, or a thing."""
    last = max(head.last, min(clauses.phrase_end(clauses.doc, at), head.last + 1))
    part = Part("np", "", at, last, clauses.unit_at.get(at))
    unit = head.unit
    if unit is None or part.unit is not None or form.lexeme.type is not EventType.APPOINTMENT:
        return part
    name = _name_tokens(clauses, unit)
    if name and name.start >= at:
        return replace(part, unit=replace(unit, first=at))
    if clauses.norms[at] not in offices():
        return part
    span = clauses.doc.span(at, last)
    office = clauses.doc.text[span[0] : span[1]]
    return replace(part, unit=replace(unit, first=at, label=Label.ROLE, name=office, span=span, mention=None))


def with_late_object(clauses: ClauseReader, parts: list[Part]) -> list[Part]:
    """Return the parts with the object told apart that one chunk holds with those who come along.

    ``افتتح الوالي بحضور المنتخبين | والأعيان | المركز الصحي``, ``بحضور القادة العرب | "القناة الجديدة"``.
    """
    if len([p for p in direct_phrases(parts) if not p.joined]) > 1:
        return parts
    along = False
    for at, part in enumerate(parts):
        along = part.kind == "companion" or (along and part.joined)
        k = _late_object(clauses, part) if along else None
        if k is not None:
            thing = Part("np", "", k, max(part.last, k + 1), clauses.unit_at.get(k))
            cut = k - (clauses.norms[k - 1] in QUOTES)
            return [*parts[:at], replace(part, last=cut, unit=None), thing, *parts[at + 1 :]]
    return parts


def _late_object(clauses: ClauseReader, part: Part) -> int | None:
    """Return the token of a definite site, or of what is quoted, behind definite people in one chunk."""
    norms, sites = clauses.norms, clauses.words.sets["head_facility"]
    if part.unit is not None and not part.unit.group:
        return None
    for k in range(part.first + 1, part.last):
        behind = norms[k - 1].startswith("ال")
        if behind and norms[k] in QUOTES and k + 1 < part.last:
            return k + 1
        if behind and norms[k].startswith("ال") and norms[k] in sites:
            return k
    return None


def told_apart(clauses: ClauseReader, parts: list[Part], form: Form, reading: Subject) -> Subject:
    """Return the subject and the objects, where the noun the verb needs shows which phrase is the object.

    ``reading``: as read before. ``تسلم | المنتخب | كأس البطولة``, ``منحت الدولة | الجمعية | حافلة``.
    """
    subject, direct = reading
    pointing = form.lexeme.type in POINTING and direct and clauses.norms[direct[0].first] not in BOTH
    if form.pronoun and pointing and not subject and parts[:1] == direct[:1]:
        doer = phrase_unit(clauses, direct[0])
        feminine = clauses.doc.doc[direct[0].first].text.endswith("ة")
        agreeing = form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine
        return ((doer,), direct[1:]) if agreeing else reading  # `التقرير الذي نشره | موقع ...`
    free = [p for p in direct if not p.joined and not clauses.words.is_in("demonstrative", clauses.norms[p.first])]
    if form.lexeme.type not in MADE or form.pronoun or "" not in form.lexeme.markers or len(free) < 2:
        return reading
    at = next((k for k, p in enumerate(free[:3]) if _is_needed(clauses, p, form.lexeme.needs)), 0)
    if not at:
        return reading
    first = free[0]
    named = clauses.norms[first.first].startswith("ال") or clauses.doc.doc[first.first].pos_ == "PROPN"
    if not (subject or first.unit or named or clauses.norms[first.first].endswith("ون")):
        return reading  # `اعتمد | ترسية 168 | مشروعا`
    if not subject and not (first.unit is not None and first.unit.acts and not agrees(form, first.unit)):
        doers = coordinated(parts, parts.index(first)) if first in parts else ()
        subject = doers or (phrase_unit(clauses, first),)
    return subject, [p for p in direct if p.first >= free[at].first]


def _is_needed(clauses: ClauseReader, part: Part, needs: str) -> bool:
    """Whether a phrase opens with a noun of the set a verb needs, or with a number of goods."""
    if part.unit is not None and part.unit.acts:
        return False
    needs = needs or "goods"
    return has_head(clauses, replace(part, last=min(part.last, part.first + 2)), needs) or (
        needs == "goods" and is_counted_thing(clauses, part)
    )


def headed(
    clauses: ClauseReader, trigger: Trigger, direct: list[Part], reading: tuple[tuple[Unit, ...], list[Part]]
) -> tuple[tuple[Unit, ...], list[Part]]:
    """Return subject and objects where the object's head noun tells it apart, or the thing stands before its relative.

    ``وقع | مركز الأمل ودار النور، | عقد شراكة``, ``التقرير الذي نشرت | وكالة الأنباء``.
    """
    (subject, objects), needs = reading, trigger.lexeme.needs
    if subject or not objects or has_head(clauses, objects[0], needs):
        return subject, objects
    heads = clauses.words.sets[f"head_{needs}"]
    behind = [p for p in direct if p.unit is None and not p.joined and p.first > objects[0].last]
    thing = next((p for p in behind if clauses.norms[p.first] in heads), None)
    if thing is not None and objects[0].first == trigger.at + 1 and not clauses.norms[thing.first].startswith("ال"):
        return tuple(phrase_unit(clauses, p) for p in direct if p.first < thing.first), [thing]
    named = objects[0].unit
    alone = len(objects) == 1 and named is not None and named.label is Label.INSTITUTION
    if alone and named is not None and trigger.type is EventType.OTHER and is_relative(clauses, trigger):
        before = [p for p in antecedent(clauses, trigger) if has_head(clauses, p, needs)]
        return ((named,), before) if before else (subject, objects)
    return subject, objects
