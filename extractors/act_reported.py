"""Speakers told in a roundabout way: by what they issued, by their correspondent, ``على لسان``, ``سبق لـ... أن``.

Leaves the subject beside the verb to ``extractors.act_subjects`` and names that no list knows to ``act_speakers``.
"""

from __future__ import annotations

from corpus.mention import EventType, InstitutionKind, InstitutionValue, Label
from extractors.act import Act, Sentence, Trigger
from extractors.act_phrases import may_speak, phrase_unit
from extractors.clauses import ClauseReader, Part
from extractors.units import Unit

CORRESPONDENTS = frozenset({"مراسل", "مراسله", "موفد", "موفده", "مراسلو", "مراسلون", "صحافيو", "صحفيو", "محرر"})
QUOTES = frozenset('"«“')
ISSUED_REACH = 7  # tokens from a communique to the body that issued it
ORAL = frozenset(
    {"قال", "صرح", "أضاف", "أفاد", "أوضح", "أكد", "أشار", "أعرب", "عبر", "أبرز", "تابع", "أردف", "كشف"}
    | {"أعلن", "شدد", "ذكر", "لفت", "حذر", "رأى", "نفى"}
)
WITHIN = frozenset({"في", "خلال", "ضمن", "عبر"})  # `قال في تصريح لوكالة ...`: whom he told
THEREIN = frozenset({"فيها", "فيه", "خلالها", "خلاله"})
SPEECHES = frozenset({"كلمه", "مداخله", "خطاب", "رساله", "بيان", "بلاغ", "تدوينه", "تغريده", "مقال", "حوار", "تصريح"})
SPEECH_REACH = 25  # tokens from the verb back to the speech it is said in


def behind_communique(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return the institution of ``ذكر بلاغ لوزارة ...``, ``قال بيان صادر عن الرئاسة``."""
    end, norms = trigger.sentence.end, clauses.norms
    for j in range(trigger.at + 1, min(trigger.at + 4, end)):
        if clauses.words.is_in("speech_noun", norms[j]) and norms[j - 1] not in WITHIN:
            for k in range(j + 1, min(j + ISSUED_REACH, end)):
                unit = clauses.unit_at.get(k)
                if unit is not None and unit.label is Label.INSTITUTION:
                    before = k - 1 - (norms[k - 1] in QUOTES or norms[k - 1] == "(")
                    bound = before == j or norms[before] in ("ل", "عن", "من", "ب")
                    return (unit,) if bound else ()  # not `وأضاف البيان أن مجلس ...`
                body = norms[k].removeprefix("ال")
                if norms[k - 1] in ("ل", "عن") and unit is None and clauses.words.is_in("body", body):
                    phrase = next(iter(clauses.parts(k, end, limit=1)), None)
                    named = phrase is not None and phrase.kind == "np" and phrase.last - phrase.first >= 2
                    return (_body(clauses, phrase),) if phrase is not None and named else ()
                if clauses.words.is_in("that", norms[k]) or norms[k] == ":":
                    break
    return ()


def told_about(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> tuple[Unit, ...]:
    """Return the speaker of a clause whose subject is none by itself."""
    return (
        _correspondent(clauses, parts)
        or _before_that(clauses, trigger)
        or _in_a_speech(clauses, trigger)
        or _beside_verb(trigger, parts)
    )


def _correspondent(clauses: ClauseReader, parts: list[Part]) -> tuple[Unit, ...]:
    """Return the medium whose correspondent tells something (``أفاد مراسل وكالة ...``)."""
    if not parts or parts[0].kind != "np" or clauses.norms[parts[0].first] not in CORRESPONDENTS:
        return ()
    unit = clauses.unit_at.get(parts[0].first + 1)
    return (unit,) if unit is not None and unit.label is Label.INSTITUTION else ()


def _before_that(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return whom ``سبق`` names: ``سبق للوزير أن حذر من``, ``وسبق لـ«النور» أن كشفت``."""
    i, norms = trigger.at, clauses.norms
    j = i - 1 - (norms[i - 1] == "قد")
    if norms[j] != "ان":
        return ()
    for k in range(j - 1, max(trigger.sentence.first, j - 12), -1):
        if norms[k] == "سبق":
            start = k + 1 + (norms[k + 1 : k + 3] == ("و", "ان"))
            if norms[start] != "ل":
                return ()
            unit = next((clauses.unit_at[m] for m in range(start + 1, j) if m in clauses.unit_at), None)
            return (unit,) if unit is not None and may_speak(unit) else ()
    return ()


def _beside_verb(trigger: Trigger, parts: list[Part]) -> tuple[Unit, ...]:
    """Return the person right behind a verb that has no person for its object, whatever the gender of the name.

    ``قالت الراهبة فلانة``: the lists do not know every name, nor who bears a name of men.
    """
    if trigger.lexeme.lemma not in ORAL or trigger.form.pronoun or not parts or parts[0].kind != "np":
        return ()
    unit = parts[0].unit
    return (unit,) if unit is not None and unit.label is Label.PERSON and not unit.formula else ()


def _in_a_speech(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return whose speech it is that something is said in (``كلمة رئيس الجمعية فلان، أوضح فيها أن``)."""
    i, norms = trigger.at, clauses.norms
    if norms[i + 1 : i + 2] == () or norms[i + 1] not in THEREIN:
        return ()
    for k in range(i - 2, max(trigger.sentence.first - 1, i - SPEECH_REACH), -1):
        unit = clauses.unit_at.get(k + 1)
        if norms[k] in SPEECHES and unit is not None and may_speak(unit) and not unit.group:
            return (unit,)
    return ()


def by_the_tongue(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the statement behind ``لسان``: ``جاء النفي على لسان الوزير فلان``; ``i``: the token of the word."""
    first = i - (1 if clauses.norms[i] == "لسان" else 2)  # the tokeniser may see `ل` + `سان`
    if clauses.norms[first:i] not in (("علي",), ("علي", "ل")):
        return None
    part = next(iter(clauses.parts(i + 1, sentence.end, limit=1)), None)
    if part is None or part.kind != "np" or part.unit is None or not may_speak(part.unit) or part.unit.group:
        return None
    return Act(EventType.STATEMENT, i, first, part.unit.last, (part.unit,), rule="events.tongue", spoken=True)


def is_credit(clauses: ClauseReader, i: int, unit: Unit, sentence: Sentence) -> bool:
    """Whether a medium is named only as the source of what the article tells: ``..., بحسب وكالة «النور»``.

    Not where the sentence opens with it (``وحسب صحيفة ...، فقد``).
    """
    value = unit.mention.value if unit.mention else None
    medium = isinstance(value, InstitutionValue) and value.kind is InstitutionKind.COMPANY
    medium = medium or unit.mention is None or clauses.words.is_in("medium", clauses.norms[unit.first])
    return medium and i > sentence.first + 1


def _body(clauses: ClauseReader, phrase: Part) -> Unit:
    """Return a noun phrase as a body that speaks."""
    unit = phrase_unit(clauses, phrase)
    return Unit(unit.first, unit.last, Label.INSTITUTION, unit.name, unit.span)
