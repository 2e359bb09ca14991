"""What is created, adopted, published or paid for, told from the thing itself, and money set aside for something.

``المركز الذي تأسس سنة 2010``, ``التقرير نشر أمس``, ``صدر عن الدار كتاب``; ``خصص ... لـ``. Leaves verbs with an object of
their own (``أنشأت الوزارة مركزا``) to ``extractors.act_verbs``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from corpus.normalise import fold
from extractors.act import Act, Arguments, Sentence, Trigger
from extractors.act_antecedents import antecedent
from extractors.act_arguments import build
from extractors.act_objects import list_from
from extractors.act_phrases import has_head, is_site, may_speak
from extractors.act_referents import referent
from extractors.act_subjects import QUOTED, before_aside, is_free, is_misgendered, unit_before
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.triggers import Tense
from extractors.units import Unit

BEHIND = {
    "تأسس": "creation",
    "صدر": "publication",
    "أنشئ": "creation",
    "بني": "creation",
}  # their subject is what is made
BUILT = frozenset({"creation", "built", "realised", "formed"})  # sets of what is set up, bodies among it
NEEDS = BUILT | {"publication", "policy", "developed"}  # sets of nouns of what is made
ISSUED = ("publication", "policy", "decree")  # sets of nouns of what is issued on a day
NUMBER_REACH = 20  # tokens from a law with its number to the participle that dates it
LATE_NOUNS = 3  # noun phrases behind the verb that may be its subject (`صدر حديثا عن الدار كتاب`)
FOR = ("ل", "مناجل", "لفايده")  # what stands before what money is for
FUNDED = {"ساهم": ("في",)}  # verbs with another marker: `ساهم المجلس بمليون درهم في بناء ...`
MONEY_REACH = 9  # tokens from a verb to the money set aside `له`
MONEY_PARTS = 8  # phrases behind a verb among which the money stands that it sets aside


def made(clauses: ClauseReader, trigger: Trigger, parts: list[Part], direct: list[Part]) -> list[Part]:
    """Return what a verb without an object says was made: the noun before it, or a late one (``صدر عن الدار كتاب``).

    ``parts``: of the clause behind the verb; ``direct``: its noun phrases. Empty where the verb has another reading.
    """
    if trigger.form.tense is Tense.FUTURE or trigger.form.pronoun or trigger.type is not EventType.OTHER:
        return []
    needs = BEHIND.get(trigger.lexeme.lemma, trigger.lexeme.needs)
    if needs not in NEEDS or clauses.norms[trigger.at + 1 : trigger.at + 2] == ("علي",):
        return []  # `اعتمد على`
    behind = trigger.lexeme.lemma in BEHIND
    if behind and not is_relative(clauses, trigger):
        nouns = [p for p in parts if p.kind == "np" and not p.joined][:LATE_NOUNS]
        late = [p for p in nouns if is_made(clauses, p, needs) and not _is_vague(clauses, p)][:1]
        if late and not (trigger.form.tense is Tense.IMPERFECT and not _agrees(clauses, late[0], trigger)):
            return late
    if trigger.form.tense is not Tense.PERFECT or (direct and not behind):
        return []  # `المؤسسة أحدثت قفزة`
    before = _before(clauses, trigger)
    told = [p for p in before if tells_which(clauses, p, needs) and not _is_vague(clauses, p)]
    return [p for p in told if _agrees(clauses, p, trigger)]


def is_made(clauses: ClauseReader, part: Part, needs: str) -> bool:
    """Whether a phrase is of something made, of the kind the verb needs: a named body, a facility, a publication."""
    if part.unit is not None:
        return part.unit.label is Label.INSTITUTION and needs in BUILT
    return has_head(clauses, part, needs) or (needs in BUILT and has_head(clauses, part, "project"))


def _is_vague(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is one definite noun that refers to nothing named before (``تأسست الجمعية``)."""
    alone = part.unit is None and part.last - part.first == 1 and clauses.norms[part.first].startswith("ال")
    return alone and referent(clauses, part.first, part.last, EventType.OTHER) is None


def is_rather_subject(clauses: ClauseReader, trigger: Trigger, part: Part, doers: tuple[Unit, ...]) -> bool:
    """Whether what was read as the thing made rather makes it (``أقامت المؤسسة ...``), or is no identified thing."""
    if trigger.lexeme.needs not in NEEDS or trigger.form.pronoun:
        return False
    if part.unit is not None:
        body = part.unit.label is Label.INSTITUTION and not is_site(part.unit)
        agreeing = not is_misgendered(clauses, trigger.form, part.unit)
        return body and not doers and part.first == trigger.at + 1 and agreeing
    word = clauses.norms[part.first]
    return part.last - part.first == 1 and word.endswith("ات") and not word.startswith("ال")  # `تبنى قرارات`


def undergoes(clauses: ClauseReader, trigger: Trigger, parts: list[Part], thing: Part) -> bool:
    """Whether the verb is passive: nobody is named who does it, and the thing is definite (``شيد المسجد سنة 1950``).

    ``thing``: what was read as the object.
    """
    if trigger.lexeme.needs not in NEEDS or trigger.form.pronoun or trigger.form.tense is not Tense.PERFECT:
        return False
    dated = any(p.kind == "date" for p in parts[:3])
    if thing.unit is not None:
        return is_site(thing.unit) and thing.first == trigger.at + 1
    return dated and clauses.norms[thing.first].startswith("ال") and _agrees(clauses, thing, trigger)


def tells_which(clauses: ClauseReader, part: Part, needs: str) -> bool:
    """Whether a phrase before a verb tells which thing was made: no bare noun (``برنامج``), no plural (``الوثائق``)."""
    if part.unit is not None or part.first in clauses.counted:
        return is_made(clauses, part, needs)
    head = clauses.norms[part.first]
    plural = head.endswith("ات") or head.removeprefix("ال").startswith(("مشاريع", "برامج", "قوانين"))
    return is_made(clauses, part, needs) and not plural and (head.startswith("ال") or part.last - part.first > 1)


def is_relative(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether a relative pronoun stands before the verb (``الجمعية التي تأسست``)."""
    j = trigger.at - 1
    while j > trigger.sentence.first and clauses.words.is_in("auxiliary", clauses.norms[j]):
        j -= 1
    return j >= trigger.sentence.first and clauses.words.is_in("relative", clauses.norms[j])


def _before(clauses: ClauseReader, trigger: Trigger) -> list[Part]:
    """Return the noun phrase that is the subject before a verb, or what its relative pronoun stands for."""
    sentence, norms, words = trigger.sentence, clauses.norms, clauses.words
    relative = is_relative(clauses, trigger)
    j = trigger.at - 1
    while j >= sentence.first and (norms[j] in QUOTED or words.is_in("auxiliary", norms[j])):
        j -= 1
    j = j - 1 if relative else before_aside(clauses, j, trigger)
    unit = unit_before(clauses, j, sentence)
    if unit is not None:
        told = unit.label is Label.INSTITUTION and (relative or is_free(clauses, unit, sentence))
        return [Part("np", "", unit.first, unit.last, unit)] if told else []
    found = antecedent(clauses, trigger)
    if relative or not found or found[0].unit is not None:
        return found
    first = found[0].first
    if not norms[first].startswith("ال") and found[0].last == trigger.at:
        return found  # `أفاد تقرير برلماني نشر اليوم`: the verb qualifies an indefinite noun
    opens = first == sentence.first or norms[first - 1] in STOPS or words.is_in("subject_opener", norms[first - 1])
    return found if opens else []


def _agrees(clauses: ClauseReader, part: Part, trigger: Trigger) -> bool:
    """Whether the noun agrees with the verb (``المدرسة`` with ``أنشئت``; a plural of things with the feminine)."""
    head = clauses.norms[part.first]
    if part.first in clauses.counted or part.unit is not None:
        return True
    return trigger.form.gender is not Gender.MASCULINE or not head.endswith("ه")


def funded(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return what money is set aside for: ``خصص المجلس لجمعية ... 60 ألف درهم``, ``الفضاء الذي رصد له غلاف مالي``."""
    money = clauses.words.sets["head_funds"]
    if is_for_it(clauses, trigger):
        near = clauses.norms[trigger.at : min(trigger.at + MONEY_REACH, trigger.sentence.end)]
        return antecedent(clauses, trigger) if money.intersection(near) else []
    if not any(_is_money(clauses, p) for p in parts[:MONEY_PARTS]):
        return []  # `اجتماع خصص لدراسة ...`
    found: list[Part] = []
    for k, part in enumerate(parts):
        inside = next((j for j in range(part.first + 1, part.last - 1) if clauses.norms[j] == "ل"), None)
        if part.kind == "np" and inside is not None and part.unit is None and not found:
            found.append(_thing(clauses, replace(part, first=inside + 1)))  # `غلافا ماليا لبناء ...`
        elif part.marker.replace(" ", "") in FUNDED.get(trigger.lexeme.lemma, FOR) and part.last > part.first:
            if not found:
                found += [_thing(clauses, p) for p in list_from(clauses, parts, k)]
            elif part.joined:
                found.append(_thing(clauses, part))  # `ولنادي ... 150 ألف درهم`
    return found


def is_for_it(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether the money is for what was named before: ``رصد له ...``, ``رصد لإنجازها ...``."""
    norms, i = clauses.norms, trigger.at + 1
    after = norms[i : min(i + 2, trigger.sentence.end)]
    if trigger.lexeme.lemma in FUNDED:
        return after[:1] in (("فيه",), ("فيها",))
    if after[:1] in (("له",), ("لها",), ("لهم",)):
        return True
    if after[:1] != ("ل",) or len(after) < 2 or not after[1].endswith(("ه", "ها")):
        return False
    return clauses.words.is_in("making", after[1].removesuffix("ها")) or clauses.words.is_in("making", after[1][:-1])


def _is_money(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is money set aside: ``مبلغ ...``, ``غلافا ماليا``, ``60.000 درهم``, ``بميزانية ...``."""
    named = part.unit is None and (part.kind in ("np", "aside") or part.marker == "ب")
    return named and has_head(clauses, part, "funds")


def _thing(clauses: ClauseReader, part: Part) -> Part:
    """Return the phrase from what is made of it (``لإنجاز مركز ...`` -> ``مركز ...``), with the unit it opens with."""
    first = part.first
    while first < part.last - 1 and clauses.words.is_in("making", clauses.norms[first]):
        first += 1
    return replace(part, first=first, unit=clauses.unit_at.get(first)) if first > part.first or not part.unit else part


def dated_thing(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return what a dated participle says was published (``القانون رقم 12.18 الصادر في 12 ماي 2014``).

    ``i``: the token of the participle. An issue of a newspaper (``في عددها الصادر أمس``) is no such thing.
    """
    following = clauses.parts(i + 1, sentence.end, limit=4)
    if not any(p.kind == "date" for p in following[:2]):
        return None
    forms = clauses.triggers.forms[fold("إصدار")]
    issuing = Trigger(i, next(f for f in forms if f.lexeme.type is EventType.OTHER), sentence)
    target = [p for p in antecedent(clauses, issuing) if any(has_head(clauses, p, s) for s in ISSUED)]
    target = target or _numbered(clauses, i, sentence)
    if not target or any(
        n.removeprefix("ال").startswith("عدد") for n in clauses.norms[target[0].first : target[0].last]
    ):
        return None
    by = tuple(p.unit for p in following[:2] if p.marker == "عن" and p.unit and may_speak(p.unit))
    return build(clauses, issuing, Arguments(following, by, target), rule="events.dated", passive=not by)


def _numbered(clauses: ClauseReader, i: int, sentence: Sentence) -> list[Part]:
    """Return the law or decree with its number before a participle (``قانون رقم 12.18 المتعلق بحماية البيئة | الصادر``)."""
    for k in range(i - 1, max(i - NUMBER_REACH, sentence.first - 1), -1):
        if clauses.norms[k] in STOPS:
            break
        if clauses.norms[k + 1] == "رقم" and any(has_head(clauses, Part("np", "", k, k + 1, None), s) for s in ISSUED):
            return [Part("np", "", k, i, None)]
    return []
