"""Statements: who said something, to which media, at which place (``أكد الوزير ... أن``, ``بحسب وزارة ...``)."""

from __future__ import annotations

from dataclasses import replace

from corpus.document import BREAK
from corpus.mention import EventType, InstitutionKind, InstitutionValue, Label
from extractors.act import Act, Arguments, Sentence, Trigger
from extractors.act_addressees import addressees
from extractors.act_antecedents import antecedent
from extractors.act_arguments import build
from extractors.act_media import media
from extractors.act_phrases import has_head, may_speak
from extractors.act_reported import behind_communique, is_credit, told_about
from extractors.act_speakers import name_before_office, name_in_office, tagged_name, unknown_name
from extractors.act_spoken import spoken_phrase
from extractors.act_status import IN_TURN
from extractors.act_subjects import subject_before
from extractors.act_unlisted import medium as medium_named
from extractors.act_unlisted import unlisted_speaker
from extractors.act_unsaid import (
    are_authorities,
    by_a_source,
    by_somebody,
    decides,
    is_kin,
    is_resumed,
    tells_of_habit,
)
from extractors.clauses import ClauseReader, Part
from extractors.triggers import Tense
from extractors.units import Unit

UNNAMED = "events.unnamed_speaker"
CREDIT = "events.credit"  # the rule of a medium named as a source: who goes on speaking is not that
MET = frozenset({"ندوه", "موتمر", "لقاء", "كلمه", "تصريح"})  # nouns of an occasion to speak
VISITS = frozenset({"زياره", "زيارته", "زيارتها"})
QUOTES = frozenset('"«»“”')
OPENERS = frozenset({"و", "ف", "كما", "ثم", "،"})  # what a clause opens with
JUDGING = frozenset({"اعتبر", "سجل", "بين"})  # go before no quotation: `يعتبر من نجوم «النسيم»`
WRITING = frozenset({"كتب", "روى", "حكى"})
OFFICE_WORDS = 4  # a person's unit longer than this holds an office
MARKER_REACH = 25
CONTENT_REACH = 45  # tokens from the verb to what is said


def statement(clauses: ClauseReader, trigger: Trigger, found: Arguments) -> Act | None:
    """Return a reporting act (``قال الوزير إن``); the speaker is a person or an institution, also behind ``بلاغ لـ``.

    ``found``: the clause, its subject and the targets of the verb's markers; None where nothing is said.
    """
    i, sentence = trigger.at, trigger.sentence
    if trigger.form.tense is Tense.FUTURE or _is_subordinate(clauses, i) or _is_homograph(clauses, trigger):
        return None
    content = _content(clauses, i, sentence)
    quoted = _quoted(clauses, trigger, found.parts)
    if quoted is not None:
        return quoted
    speaker = _speaker(clauses, trigger, found) or told_about(clauses, trigger, found.parts)
    many = trigger.form.plural and _counts_many(clauses, trigger)  # `الأوصاف التي اتهموا بها الدولة`
    phrase = None if speaker or many else spoken_phrase(clauses, trigger, found.parts)
    if phrase is not None and (content or phrase.kind != "medium"):
        speaker = (phrase.unit,)
    if by_a_source(clauses, found.parts, speaker) or by_somebody(clauses, trigger, found.parts, speaker):
        return Act(EventType.STATEMENT, i, i, i + 1, rule=UNNAMED, spoken=True) if content and not speaker else None
    if tells_of_habit(clauses, trigger, speaker) or (not content and decides(trigger, speaker)):
        return None
    if not _says(clauses, trigger, found.parts, content) or (found.agents and not speaker and not found.agents[0].acts):
        return None
    if not speaker and content and not found.agents:
        speaker = unlisted_speaker(clauses, trigger)
    previous = clauses.norms[i - 1]
    tells = content or (trigger.form.tense is Tense.PERFECT and previous in ("و", "كما"))
    following = clauses.norms[i + 1] if i + 1 < sentence.end else ""
    referred = clauses.words.is_in("subject_pronoun", following)  # `وفي اللقاء تحدث سموه عن`
    if not speaker and not referred and not ((i == sentence.first or previous in OPENERS) and tells):
        return None
    end = content or sentence.end
    targets = addressees(clauses, trigger, found, speaker, end)
    if trigger.lexeme.needs == "greet" and not targets:
        return None
    targets += media(clauses, trigger, min(end, sentence.end))
    own = _before_content(trigger, [p for p in found.parts if p.first < end])
    act = build(clauses, trigger, Arguments(own, speaker, targets), rule="events.statement")
    places = _said_at(clauses, own, speaker) or press_place(clauses, trigger, content or 0) if speaker else ()
    told = replace(act, targets=tuple(targets), places=places, speaker=phrase.kind if phrase is not None else "")
    return replace(told, subject_missing=not speaker, personal=referred, spoken=True)


def _counts_many(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether the verb has the ending of several who are named before it (``أوصوا``, ``أوصيا``)."""
    return clauses.norms[trigger.at].endswith(("وا", "ا", "ون", "ان"))


def _before_content(trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return the parts before what a marker opens (``كشفت المؤسسة | عن تشغيل 20 فرعا العام المقبل``): its dates are not."""
    markers = [m for m in trigger.lexeme.markers if m]
    return parts[: next((k for k, p in enumerate(parts) if p.marker in markers and p.kind != "date"), len(parts))]


def _quoted(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Act | None:
    """Return the statement of somebody whom others quote (``نقلت الوكالة عن الوزير قوله``)."""
    if trigger.lexeme.lemma != "نقل":
        return None
    quoted = next((p.unit for p in parts if p.marker == "عن" and p.unit and may_speak(p.unit)), None)
    if quoted is None:
        return None
    act = build(clauses, trigger, Arguments([], (quoted,)), rule="events.quoted")
    places = press_place(clauses, trigger, _content(clauses, trigger.at, trigger.sentence) or 0)
    return replace(act, targets=(), places=places, spoken=True)


def _speaker(clauses: ClauseReader, trigger: Trigger, found: Arguments) -> tuple[Unit, ...]:
    """Return who speaks: of the subject, behind ``بلاغ لـ``, or a name no list knows."""
    speaker = tuple(u for u in found.agents if may_speak(u))
    if trigger.form.plural and len(speaker) == 1 and speaker[0].first > trigger.at and _counts_many(clauses, trigger):
        speaker = ()  # `وأوصوا مجلس الأمن بأن`: whom they tell
    if is_resumed(clauses, trigger, speaker):
        speaker = ()
    speaker = tuple(u for u in speaker if not is_kin(clauses, u) and not are_authorities(clauses, u))
    if speaker and speaker[0].label is Label.PERSON:  # `فلان، ... والوزير المنتدب`: an office of his in apposition
        speaker = tuple(u for u in speaker if u.label is Label.PERSON or u.inferred)
    if speaker and speaker[0].label is Label.ROLE and not speaker[0].inferred and speaker[0].first > trigger.at:
        end = trigger.sentence.end
        before = name_before_office(clauses, found.parts, speaker[0])
        if before:
            return before
        return name_in_office(clauses, speaker[0], end) or tagged_name(clauses, speaker[0].last, end) or speaker
    unknown = unknown_name(clauses, found.parts, trigger.form, trigger.sentence.end) if not speaker else ()
    return speaker or behind_communique(clauses, trigger) or unknown


def _says(clauses: ClauseReader, trigger: Trigger, parts: list[Part], content: int | None) -> bool:
    """Whether the clause has what its verb needs to report: ``أصدر ... بلاغا``, ``رأى أن``, ``أعرب عن``."""
    needs, markers, i = trigger.lexeme.needs, trigger.lexeme.markers, trigger.at
    if needs in ("speech", "communique"):
        told = [p for p in parts if (p.kind == "np" and "" in markers) or (p.marker and p.marker in markers)]
        spoken = antecedent(clauses, trigger) if trigger.form.pronoun else told
        if not any(has_head(clauses, p, needs) or _is_split(clauses, p, needs) for p in spoken):
            return False
    if needs == "renewed" and not content and not any(has_head(clauses, p, needs) for p in parts if not p.marker):
        return False  # `جدد الفريق فوزه`, `10 أعضاء جدد`
    if needs == "light" and not any(has_head(clauses, p, "light") for p in parts if p.kind == "np"):
        return False
    if trigger.lexeme.lemma in WRITING and not content and clauses.words.is_in("relative", clauses.norms[i - 1]):
        return False  # `الكاتبة التي كتبت روايتها في الفندق`
    if trigger.lexeme.lemma == "شدد" and not content and not any(p.marker == "علي" for p in parts):
        return False  # `شددت الشرطة المراقبة`, `شددت من إجراءاتها`: she tightened them
    judged = trigger.lexeme.lemma in JUDGING and content is not None and clauses.norms[content] in QUOTES
    if needs == "that" and (not content or judged):
        return _judges(clauses, trigger, parts)
    return markers == ("",) or bool(content) or _marker_follows(clauses, markers, parts, i)


def _judges(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> bool:
    """Whether somebody named calls a thing something (``اعتبرت الجمعية القرار تراجعا``), or notes it in office."""
    if trigger.lexeme.lemma == "سجل" and len(parts) > 1 and trigger.form.tense is Tense.PERFECT:
        who, noted = parts[0].unit, parts[1]
        office = who is not None and who.label is Label.PERSON and who.last - who.first > OFFICE_WORDS
        return office and noted.kind == "np" and noted.first not in clauses.counted
    if trigger.lexeme.lemma != "اعتبر" or trigger.form.tense is not Tense.PERFECT or not parts:
        return False
    before = next(iter(subject_before(clauses, trigger)), None)
    if before is not None and may_speak(before) and parts[0].unit is None:
        return parts[0].kind == "np" and not trigger.form.pronoun  # `وكانت الجمعية قد اعتبرت القرار تراجعا`
    if len(parts) < 2:
        return False
    subject, thing = parts[:2]
    named = subject.kind == "np" and subject.unit is not None and may_speak(subject.unit)
    return named and thing.kind == "np" and not thing.joined


def _is_split(clauses: ClauseReader, part: Part, needs: str) -> bool:
    """Whether a word of speech was taken for ب and another word (``بعث | ب | رقية تهنئة``)."""
    return part.marker == "ب" and "ب" + clauses.norms[part.first] in clauses.words.sets[f"head_{needs}"]


def _marker_follows(clauses: ClauseReader, markers: tuple[str, ...], parts: list[Part], i: int) -> bool:
    """Whether a phrase with the verb's marker follows (``أعرب ... عن``)."""
    wanted = {*markers, *(m + "ما" for m in markers)}  # `أشاد بما تحقق`
    following = [clauses.norms[p.last : p.last + 1] for p in parts] + [clauses.norms[i + 1 : i + 2]]
    if any(p.marker in markers for p in parts) or any(f and f[0] in wanted for f in following):
        return True
    # `ندد الوزير خلال عرض قدمه أمام المكتب، بالهجوم`: behind the comma that ends an aside
    near = clauses.norms[i + 1 : i + MARKER_REACH]
    stop = next((k for k, n in enumerate(near) if n in (".", BREAK)), len(near))
    return any(near[k] in "،," and near[k + 1] in wanted for k in range(min(stop, len(near) - 1)))


def _said_at(clauses: ClauseReader, parts: list[Part], speaker: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the place a speaker spoke at: a phrase of its own (``قال ... بالرباط، إن``, ``أشاد ... في جنيف، ب``).

    Right behind a body it is where that is (``أعلن مجمع النور بالناظور أن``).
    """
    bodies = {u.last for u in speaker if u.label is Label.INSTITUTION}
    for part in parts[:5]:
        if part.first - 1 in bodies:
            continue
        if part.kind == "pp" and part.marker in ("ب", "في") and part.unit and part.unit.label is Label.PLACE:
            follows = clauses.norms[part.last]
            if follows in ("،", ",", "ان", "عن", "علي") or part.last in clauses.cover:
                return (part.unit,)
    return ()


def press_place(clauses: ClauseReader, trigger: Trigger, end: int) -> tuple[Unit, ...]:
    """Return where the press was met, told before what is said (``قال ... في ندوة صحفية عقدها أمس بالرباط، إن``).

    Likewise where a visit leads during which somebody speaks (``صرح ... خلال زيارة إلى وجدة: «...»``).
    """
    norms, met, visits = clauses.norms, False, False
    for k in range(trigger.at + 1, end):
        free = k not in clauses.cover
        if free and norms[k] in ("عقب", "بعد", "قبل", "اثر"):
            break  # `في تصريح للصحافة عقب زيارته لوجدة`
        met = met or (free and (norms[k] in MET or clauses.words.is_in("press", norms[k])))
        visits = visits or (free and norms[k] in VISITS and norms[k - 1] in ("خلال", "اثناء"))
        unit = clauses.unit_at.get(k)
        if unit is None or unit.label is not Label.PLACE:
            continue
        if (met and norms[k - 1] in ("ب", "في")) or (visits and norms[k - 1] in ("الي", "ل")):
            return (unit,)
    return ()


def according(clauses: ClauseReader, i: int, sentence: Sentence) -> list[Act]:
    """Return the statement behind token ``i`` (``بحسب وزارة ...``, ``وفق ما جاء في بلاغ لوزارة ...``), if it is one."""
    if (
        clauses.norms[i - 1] == "ف"
        and clauses.norms[i + 1 : i + 2] != ("ما",)
        and _closes(clauses, i + 1, sentence.end)
    ):
        return []  # `ليس المغرب فحسب »، ...`: only
    if clauses.norms[i] == "جاء" and i + 1 in clauses.cover:
        return []  # `جاء المدرب ...`: somebody came
    ranks = 0
    for k in range(i + 1, min(i + 12, sentence.end)):
        unit = clauses.unit_at.get(k)
        if unit is None and k not in clauses.cover and _is_rank(clauses, k):
            ranks += 1  # `ووفقا للرائد فلان`, `بحسب المحلل السياسي فلان`
            continue
        if unit is None and clauses.norms[k] in QUOTES:
            unit = _in_quotes(clauses, k, sentence.end)  # `وفق ما أفادت « الأناضول »`
            if unit is None:
                continue
        if unit is None and clauses.words.is_in("medium", clauses.norms[k]) and k not in clauses.cover:
            unit = next(iter(medium_named(clauses, k, sentence.end)), None)  # `بحسب محطة « الواحة »`
        if unit is None:
            if k not in clauses.cover and not clauses.words.is_in("according_link", clauses.norms[k]):
                return []
            continue
        if unit.label is Label.DATE:
            continue  # `بحسب بيان صدر الثلاثاء عن الوزارة`
        if unit.label is not Label.INSTITUTION and not (unit.acts and not unit.group and k <= i + 3 + ranks):
            return []
        if (ranks and unit.label is not Label.PERSON) or _is_schedule(unit):
            return []
        credit = unit.label is Label.INSTITUTION and is_credit(clauses, i, unit, sentence)
        rule = CREDIT if credit else "events.according"
        return [Act(EventType.STATEMENT, i, i, unit.last, (unit,), rule=rule, spoken=True, confidence=0.6)]
    return []


def _is_schedule(unit: Unit) -> bool:
    """Whether a unit is a programme, by which something is done, not told (``وفق البرنامج المحدد``)."""
    value = unit.mention.value if unit.mention else None
    return isinstance(value, InstitutionValue) and value.kind is InstitutionKind.PROGRAMME


def _is_rank(clauses: ClauseReader, k: int) -> bool:
    """Whether a rank or profession stands at token ``k``, or its adjective, behind which its bearer is named."""
    norm = clauses.norms[k]
    if any(clauses.words.is_in(s, norm) for s in ("rank", "honorific", "speaker_noun")) and norm.startswith("ال"):
        return True
    return norm.startswith("ال") and norm.endswith("ي") and _is_rank(clauses, k - 1)


def _named_in_quotes(clauses: ClauseReader, k: int, end: int) -> int:
    """Return the mark that closes the name of a body opened at ``k`` (``وسجلت "أحداث النور" خلال ...``), 0 without one."""
    unit = clauses.unit_at.get(k + 1)
    named = k + 1 < end and clauses.norms[k] in QUOTES and unit is not None and unit.label is Label.INSTITUTION
    return unit.last if named and unit is not None and clauses.norms[unit.last : unit.last + 1][0] in QUOTES else 0


def _closes(clauses: ClauseReader, k: int, end: int) -> bool:
    """Whether the clause ends at token ``k``: a mark, or the end of the sentence."""
    return k >= end or not clauses.norms[k][0].isalnum()


def _in_quotes(clauses: ClauseReader, k: int, end: int) -> Unit | None:
    """Return the short name in the quotation opened at ``k`` as a body that speaks, None where it is a body already."""
    close = next((j for j in range(k + 1, min(k + 6, end)) if clauses.norms[j] in QUOTES), None)
    if close is None or close == k + 1 or k + 1 in clauses.cover:
        return None
    span = clauses.doc.span(k + 1, close)
    return Unit(k + 1, close, Label.INSTITUTION, clauses.doc.text[slice(*span)], span)


def _is_homograph(clauses: ClauseReader, trigger: Trigger) -> bool:
    """Whether the word is no verb here: ``بين`` (between), ``شكره`` (his thanks), ``يذكر أن`` (it is recalled)."""
    i, form, sentence = trigger.at, trigger.form, trigger.sentence
    previous = clauses.norms[i - 1] if i > sentence.first else ""
    opens = (
        previous in ("", "قد")
        or previous in OPENERS
        or previous in IN_TURN
        or clauses.words.is_in("relative", previous)
    )
    if form.tense is Tense.IMPERFECT and form.lexeme.lemma == "أبلغ":
        return True  # `يبلغ طول الجسر ...`
    impersonal = form.tense is Tense.IMPERFECT and form.lexeme.lemma in ("ذكر", "أشار", "رأى")
    return ((form.lexeme.lemma == "بين" or bool(form.pronoun)) and not opens) or (
        impersonal
        and i + 1 < sentence.end
        and (clauses.norms[i + 1] == "الي" or clauses.words.is_in("that", clauses.norms[i + 1]))
    )


def _is_subordinate(clauses: ClauseReader, i: int) -> bool:
    """Whether the verb is inside a purpose or a condition (``أن يؤكد``, ``لم يعلن``), not ``بعد أن أكد``."""
    before = clauses.norms[max(i - 2, 0) : i]
    told = before in (("بعد", "ان"), ("قبل", "ان"), ("منذ", "ان"), ("سبق", "ان"))
    told = told or (before[-1:] == ("ان",) and "سبق" in clauses.norms[max(i - 12, 0) : i])
    return not told and clauses.words.is_in("subordinator", before[-1] if before else "")


def _content(clauses: ClauseReader, i: int, sentence: Sentence) -> int | None:
    """Return the token where the reported content starts (أن، إن، a colon, a quotation), None without one."""
    norms = clauses.norms
    medium = _named_in_quotes(clauses, i + 1, sentence.end)
    for j in range(i + 1, min(sentence.end, i + CONTENT_REACH)):
        norm = norms[j]
        if norm in (".", "؟", BREAK):
            return None
        second = medium == j - 2 and norms[j - 1] == "و"  # `لصحيفتي «...» و«...»`
        named = norms[j - 1] in ("ل", "به", "بها", "مع") or clauses.words.is_in("medium", norms[j - 1]) or second
        if norm in QUOTES and named:
            medium = next((k for k in range(j + 1, min(j + 7, sentence.end)) if norms[k] in QUOTES), 0)
        if j <= medium:
            continue  # `في تصريح لـ "الجريدة"`: the quotes name who was told
        that = clauses.words.is_in("that", norm) and not clauses.words.is_in("not_that", norms[j - 1])
        opens = norm in (":", "«", "“") or that or (norm == '"' and j > i + 1)
        if opens and j not in clauses.cover:
            return j
        following = norms[j + 1] if j + 1 < sentence.end and j + 1 not in clauses.cover else ""
        if j > i + 1 and norm == "و" and clauses.triggers.verbs(following):
            return None
    return None
