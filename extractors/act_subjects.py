"""Who acts: the subject behind or before a verb, coordinations, delegations, genitives, and doers behind ``من طرف``.

Leaves to ``extractors.event_subjects`` a subject that another clause names.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from extractors.act import OPENINGS, Sentence, Trigger
from extractors.act_phrases import (
    MARKED,
    direct_phrases,
    has_head,
    is_counted_people,
    is_delegation,
    is_facility,
    is_site,
    phrase_unit,
)
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.offices import bare, offices
from extractors.triggers import Form
from extractors.units import Unit

Subject = tuple[tuple[Unit, ...], list[Part]]  # who acts, and the direct noun phrases left over as objects
ASIDE_REACH = 25  # tokens of a relative clause between a subject and its verb
OPENING_REACH = 12  # tokens of a frame that may stand before the first verb
DELEGATED = frozenset({"وفد", "وفدا", "بعثه", "لجنه", "فريق", "فريقا", "الوفد", "اللجنه"})
ALSO = frozenset({"ايضا", "بدوره", "بدورها", "كذلك"})  # `الوزيرة أيضا أكدت`, `الوزير بدوره أكد`
QUOTED = '،,"«»“”)('


def subject_after(clauses: ClauseReader, parts: list[Part], form: Form) -> Subject:
    """Return the agents after the verb, and the direct noun phrases that are left as objects.

    ``parts``: of the clause behind the verb, pairs split (``split_pair``). ``[الوزيرة] [مركز ...]`` -> (الوزيرة), [مركز ...].
    """
    direct = direct_phrases(parts)
    if _owned_office(clauses, direct):
        direct = direct[1:]
    if direct and direct[0].unit is None and _is_somebody(clauses, direct[0]):
        rest = direct[1:]
        while rest and rest[0].joined and is_delegation(clauses, rest[0]):
            rest = rest[1:]  # `زار المسؤول الحكومي والوفد المرافق له مركز ...`
        return (), rest  # `تفقد المسؤول الترابي ...`: somebody named before
    if not direct:
        return (), []
    head = direct[0]
    position = parts.index(head) if head in parts else 0
    if _stands_behind_target(parts[:position], head, form):
        return (), direct
    if head.unit is not None and is_delegation(clauses, head):
        return delegates(clauses, parts, position), [p for p in direct if p is not head]
    if head.unit is not None and head.unit.acts:
        agents = coordinated(parts, position)
        return (agents, _left_over(direct, agents)) if agrees(form, head.unit) else ((), direct)
    return _unnamed_subject(clauses, parts, direct, form)


def _is_somebody(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase stands for an official who is named elsewhere (``المسؤول الترابي``), or not at all (``الوزير``)."""
    word = clauses.norms[part.first]
    office = word.startswith("ال") and bare(word) in offices() and part.last - part.first == 1
    return office or clauses.words.is_in("subject_noun", word)


def _stands_behind_target(earlier: list[Part], head: Part, form: Form) -> bool:
    """Whether the first noun phrase comes too late for a subject.

    ``قام بزيارة ... الوزير``: the target came first; only a person or body can still be the subject.
    """
    if form.lexeme.type is EventType.STATEMENT and any(p.marker in ("علي", "الي", "عن") for p in earlier):
        return True
    named = head.unit is not None and (head.unit.acts or head.unit.label is Label.INSTITUTION)
    return not named and any(p.kind in MARKED and p.marker in form.lexeme.markers for p in earlier)


def _left_over(direct: list[Part], agents: tuple[Unit, ...]) -> list[Part]:
    """Return the noun phrases that are not subjects: ``زارت الوزيرة والوفد المرافق لها مركز ...`` leaves the centre."""
    rest = [p for p in direct if p.unit is None or p.unit not in agents]
    while rest and rest[0].joined and not (rest[0].unit and rest[0].unit.label is Label.INSTITUTION):
        rest = rest[1:]  # who comes along is no target
    return rest


def _unnamed_subject(clauses: ClauseReader, parts: list[Part], direct: list[Part], form: Form) -> Subject:
    """Return the subject where the first noun phrase is no person: a nominative, a late subject, a body."""
    head = direct[0]
    position = parts.index(head) if head in parts else 0
    agents = coordinated(parts, position)
    others = [p for p in direct if p is not head]
    free = [p for p in direct if not p.joined]
    wants_object = "" in form.lexeme.markers and not form.pronoun
    if head.unit is None and clauses.norms[head.first].endswith("ون") and head.last - head.first <= 3:
        return (phrase_unit(clauses, head),), others  # `وزع محسنون ...`: a nominative
    if wants_object and len(free) > 1 and (is_counted_people(clauses, head) or clauses.norms[head.first] == "كل"):
        return (phrase_unit(clauses, head),), others  # `تسلمت كل أسرة ...`, `تسلم 120 شابا ...`
    if wants_object and form.lexeme.type in OPENINGS and len(free) > 1 and _is_some_people(clauses, head):
        rest = [p for p in direct if not p.joined or parts.index(p) > parts.index(free[1])]
        return (phrase_unit(clauses, head),), [p for p in rest if p is not head]  # `أطلق عدد من الأساتذة ... مبادرة`
    later = next(
        (p for p in free[1:] if p.unit and p.unit.acts and not p.unit.group and not _is_genitive(clauses, p)), None
    )
    addressed = form.lexeme.needs == "speech" and "ل" in clauses.norms[head.first : head.last]
    kind = form.lexeme.type
    if later is not None and kind is not EventType.APPOINTMENT and acts_with(form, later) and not addressed:
        # `زار المهرجان فضيلة الشيخ ...`: the object stands before its subject
        at = parts.index(later)
        return coordinated(parts, at), [p for p in direct if parts.index(p) < at]
    if is_delegation(clauses, head) and (len(free) > 1 or not wants_object):
        return delegates(clauses, parts, position), others
    if not wants_object or form.lexeme.type is EventType.STATEMENT:
        named = head.unit is not None and head.unit.label in (Label.INSTITUTION, Label.PLACE)
        named = named and not (head.unit and is_misgendered(clauses, form, head.unit))
        return (agents, _left_over(direct, agents)) if named else ((), direct)
    number = clauses.norms[head.first][:1].isdigit()  # `نفذ 162 زيارة`
    body = len(free) > 1 and not number and _is_body(clauses, head, form) and _stands_apart(clauses, head, free[1])
    if body or (len(free) > 1 and _does_it(clauses, parts, (head, free[1]), form)):
        # `دشنت المديرية العامة ..., برنامج ...`: two noun phrases, the first does it
        return agents or (phrase_unit(clauses, head),), [p for p in others if p.unit not in agents]
    return (), direct


def _is_some_people(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of some people (``عدد من | الأساتذة``, ``شابات``): they do something, nothing is done to them."""
    norms, k = clauses.norms, part.first
    if part.unit is None and not norms[k].startswith("ال") and clauses.words.is_in("people", norms[k]):
        return True
    quantified = norms[k - 1] == "من" and any(
        clauses.words.is_in("quantifier", n) for n in norms[max(k - 3, 0) : k - 1]
    )
    people = norms[k].endswith(("ين", "ون")) or clauses.words.is_in("people", norms[k].removeprefix("ال"))
    return quantified and part.unit is None and (people or clauses.words.is_in("receiver", norms[k]))


def split_pair(clauses: ClauseReader, parts: list[Part], form: Form) -> list[Part]:
    """Return the parts with subject and object told apart that one chunk holds (``زار الوفد المركز``).

    Two definite nouns that make no name are two; a delegation or a body may have such a noun in its name.
    """
    direct = direct_phrases(parts)
    wants_object = "" in form.lexeme.markers and not form.pronoun and form.lexeme.type is not EventType.STATEMENT
    if not direct or direct[0].unit is not None or _owned_office(clauses, direct) or not wants_object:
        return parts
    if len([p for p in direct if not p.joined]) > 1:
        return parts
    head = direct[0]
    k = _after_nominative(clauses, head)
    if k:
        at = parts.index(head)
        rest = replace(head, first=k, unit=clauses.unit_at.get(k))
        return [*parts[:at], replace(head, last=k), rest, *parts[at + 1 :]]
    for k in range(head.first + 1, head.last):
        both = clauses.norms[k - 1].startswith("ال") and clauses.norms[k].startswith("ال")
        if both and clauses.doc.doc[k].pos_ == "NOUN" and not clauses.norms[k].endswith(("ي", "يه")):
            if clauses.words.is_in("delegation", clauses.norms[head.first]) or _is_body(clauses, head, form):
                at = parts.index(head)
                return [*parts[:at], replace(head, last=k), replace(head, first=k), *parts[at + 1 :]]
            return parts
    return parts


def _after_nominative(clauses: ClauseReader, part: Part) -> int:
    """Return where a phrase goes on behind a subject in the plural (``أطلق ناشطون محليون | حملة ...``), 0 where it does not."""
    k = part.first
    while k < part.last and clauses.norms[k].endswith("ون") and not clauses.norms[k].startswith("ال"):
        k += 1
    return k if part.first < k < part.last and clauses.doc.doc[k].pos_ in ("NOUN", "PROPN", "NUM", "X") else 0


def _owned_office(clauses: ClauseReader, direct: list[Part]) -> bool:
    """Whether an office with a pronoun stands before its holder's name (``محافظها الدكتور فهد``): one person."""
    if len(direct) < 2 or direct[0].unit is not None:
        return False
    head, named = direct[:2]
    word = clauses.norms[head.first]
    owned = head.last - head.first == 1 and word.endswith(("ها", "ه")) and not word.startswith("ال")
    return owned and named.unit is not None and named.unit.label is Label.PERSON and not named.after_comma


def _stands_apart(clauses: ClauseReader, head: Part, other: Part) -> bool:
    """Whether two noun phrases are told apart: something stands between them, and a site does not open a site."""
    noun = clauses.doc.doc[other.first]
    if other.unit is None and noun.text.endswith(("ا", "ً")) and noun.pos_ == "NOUN":
        return True  # `دشن المستشفى قسما جديدا`: an accusative
    held = any(has_head(clauses, other, name) for name in ("gathering", "policy"))
    if head.unit is not None and is_site(head.unit) and is_facility(clauses, other) and not held:
        return False
    ended = clauses.norms[head.last - 1].startswith("ال") and not clauses.norms[other.first].startswith("ال")
    if head.unit is not None and other.unit is None and ended and noun.pos_ == "NOUN":
        return True  # `دشن نادي النصر | أطقم الفريق`: behind a definite noun no genitive
    if head.unit is not None and head.unit.label is Label.INSTITUTION:
        definite = clauses.norms[other.first].startswith("ال") and clauses.doc.doc[other.first].pos_ == "NOUN"
        return not is_site(head.unit) or other.first > head.last or definite
        # `أطلقت جمعية النور قافلة`, `دشنت جامعة النور العمل الميداني`: the name has ended
    return other.first > head.last or (head.unit is None and clauses.norms[head.first].startswith("ال"))


def _does_it(clauses: ClauseReader, parts: list[Part], pair: tuple[Part, Part], form: Form) -> bool:
    """Whether the first of two noun phrases opens or launches the second, told apart by what stands between them.

    ``أطلق البريد الممتاز، بالتعاون مع ...، خدمة ...``.
    """
    head, other = pair
    between = parts[parts.index(head) + 1 : parts.index(other)]
    definite = head.unit is not None or clauses.norms[head.first].startswith("ال")
    if form.lexeme.type not in OPENINGS or not between or not definite or is_facility(clauses, head):
        return False
    feminine = clauses.norms[head.first].endswith("ه")
    agreeing = form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine
    return agreeing and not clauses.norms[other.first].startswith("ال")


def _is_body(clauses: ClauseReader, part: Part, form: Form) -> bool:
    """Whether a noun phrase that is no person can be the subject: a named body, or a definite one that agrees."""
    if part.unit is not None:
        place = part.unit.label is Label.PLACE and form.lexeme.type is not EventType.VISIT
        return part.unit.label is Label.INSTITUTION or (place and part.marker == "")
    head = clauses.norms[part.first]
    feminine = head.endswith("ه")
    fits = form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine
    return fits and clauses.words.is_in("body", head.removeprefix("ال"))


def _is_genitive(clauses: ClauseReader, part: Part) -> bool:
    """Whether a noun phrase completes the bare noun before it (``اهتمام الوزير``, not ``المهرجان الوزير``)."""
    k = part.first - 1
    while k > 0 and (clauses.words.is_in("honorific", clauses.norms[k]) and k not in clauses.unit_at):
        k -= 1
    before = clauses.norms[k]
    return not (before.startswith("ال") or before in "،,»”)" or k in clauses.cover or before.endswith(("ا", "ات")))


def delegates(clauses: ClauseReader, parts: list[Part], position: int) -> tuple[Unit, ...]:
    """Return who heads the delegation at ``position`` (``وفد ... برئاسة الوزير``, ``وفد يرأسه الوزير``), else itself."""
    head = parts[position]
    for k in range(head.first, min(head.first + 30, len(clauses.doc.doc))):
        if clauses.norms[k] in STOPS:
            break
        feminine = clauses.doc.doc[head.first].text.endswith("ة")
        if clauses.norms[k] in ("تراسه", "يتراسه", "يراسه") and feminine:
            continue  # `عقدت اللجنة اجتماعا ترأسه الوالي`: the meeting he heads
        if clauses.words.is_in("headed_by", clauses.norms[k]):
            led = next((clauses.unit_at[j] for j in range(k + 1, k + 8) if j in clauses.unit_at), None)
            if led is not None and led.acts:
                return (led,)
    return (phrase_unit(clauses, head),)


def agrees(form: Form, unit: Unit) -> bool:
    """Whether verb and subject agree in gender, as far as both show it (``زارت`` and ``الوزير`` do not)."""
    if form.plural or Gender.UNKNOWN in (form.gender, unit.gender) or not unit.acts:
        return True
    return form.gender is unit.gender or unit.group


def is_misgendered(clauses: ClauseReader, form: Form, unit: Unit) -> bool:
    """Whether a body cannot be the subject by the gender of its head: ``انتقد | الحكومة``, ``انتقدت | المجلس``."""
    if unit.label is not Label.INSTITUTION or form.plural or form.gender is Gender.UNKNOWN:
        return False
    head = clauses.norms[unit.first].removeprefix("ال")
    if form.gender is Gender.MASCULINE:
        return clauses.doc.doc[unit.first].text.endswith("ة")
    return clauses.words.is_in("masculine_head", head)


def acts_with(form: Form, part: Part) -> bool:
    """Whether a part is a person or office holder that agrees with the verb (``زارت ... الوزيرة``)."""
    return part.unit is not None and part.unit.acts and agrees(form, part.unit)


def coordinated(parts: list[Part], position: int) -> tuple[Unit, ...]:
    """Return the units of a coordination of subjects (``الوزير والوالي``); joined groups are companions, not agents."""
    agents: list[Unit] = []
    for part in parts[position:]:
        if agents and not part.joined:
            if part.kind == "np" and part.unit and part.unit.acts and part.unit.name == agents[-1].name:
                continue
            break
        if part.kind != "np" or part.unit is None:
            break
        if not (part.unit.acts or part.unit.label in (Label.INSTITUTION, Label.PLACE)) or (agents and part.unit.group):
            break
        agents.append(part.unit)
    return tuple(agents)


def named_agents(parts: list[Part]) -> tuple[Unit, ...]:
    """Return the doers named behind ``من طرف`` and its like, with those coordinated (``من طرف الوزير والوالي``)."""
    found: list[Unit] = []
    for part in parts:
        if found and part.kind in ("companion", "chair"):
            break  # `من طرف العامل، بحضور رئيس الجماعة والمندوب`
        if part.unit is not None and (
            part.kind == "agent" or (found and part.joined and part.kind == "np" and part.unit.acts)
        ):
            found.append(part.unit)
    return tuple(found)


def opening_subject(clauses: ClauseReader, sentence: Sentence) -> Unit | None:
    """Return the person or office holder right behind the sentence's first verb (``استهلت الوزيرة ...، وتفقدت ...``)."""
    for k in range(sentence.first, min(sentence.first + OPENING_REACH, sentence.end)):
        if clauses.doc.doc[k].pos_ == "VERB" and k not in clauses.cover:
            head = next(iter(clauses.parts(k + 1, sentence.end, limit=1)), None)
            named = head is not None and head.kind == "np" and head.unit is not None
            return head.unit if named and head and head.unit and head.unit.acts and not head.unit.formula else None
    return None


def subject_before(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return the subject that stands before the verb, or the antecedent of its relative pronoun.

    ``الوزيرة، يوم الاثنين بأكادير، دشنت`` and ``الوزيرة التي دشنت`` give the minister.
    """
    sentence, norms = trigger.sentence, clauses.norms
    j = trigger.at - 1
    while j >= sentence.first and (norms[j] in QUOTED or norms[j] == "ف" or clauses.words.is_in("auxiliary", norms[j])):
        j -= 1  # `أما الوزير فأعلن`
    relative = j >= sentence.first and clauses.words.is_in("relative", norms[j])
    if relative:
        j -= 1
        if j >= sentence.first and norms[j] == "و":
            j -= 1
    if trigger.type is EventType.STATEMENT and j >= sentence.first:
        j = _before_bracket(clauses, j, sentence)
    unit = unit_before(clauses, before_aside(clauses, j, trigger) if not relative else j, sentence)
    if unit is not None and not relative and norms[unit.first - 1] == "و":
        led = _head_of_delegation(clauses, sentence, unit)
        if led is not None and agrees(trigger.form, led):
            return (led,)
    if unit is None or not (unit.acts or unit.label is Label.INSTITUTION) or unit.formula:
        return ()
    if not relative and not is_free(clauses, unit, sentence):
        return ()
    return (unit,) if agrees(trigger.form, unit) and not is_misgendered(clauses, trigger.form, unit) else ()


def _head_of_delegation(clauses: ClauseReader, sentence: Sentence, last: Unit) -> Unit | None:
    """Return who heads a delegation whose members are told before its verb
    (``إن وفدا برئاسة | الوزير |، وعضوية فلان وفلان، زار``).
    """
    for k in range(last.first - 1, sentence.first - 1, -1):
        opens = k == sentence.first or clauses.norms[k - 1] in ("ان", "و")
        if clauses.norms[k] in STOPS or clauses.doc.doc[k].pos_ == "VERB":
            return None
        if clauses.norms[k] in DELEGATED and opens:
            led = delegates(clauses, [Part("np", "", k, k + 1, None)], 0)[0]
            return led if not led.group and led.name != last.name else None
    return None


def before_aside(clauses: ClauseReader, j: int, trigger: Trigger) -> int:
    """Return the token before a relative clause between commas that ends before the verb, else ``j``.

    ``الوزير، الذي يقوم بزيارة للمدينة، افتتح ...``, ``الجمعية، التي تضم ...، قد تأسست سنة ...``.
    """
    norms, end = clauses.norms, trigger.at - 1
    while end > trigger.sentence.first and clauses.words.is_in("auxiliary", norms[end]):
        end -= 1
    if end <= trigger.sentence.first or norms[end] not in "،,":
        return j
    for k in range(end - 1, max(trigger.sentence.first, end - ASIDE_REACH), -1):
        if norms[k] in STOPS or norms[k] == "ان":
            break
        if clauses.words.is_in("relative", norms[k]):
            return k - 2 if norms[k - 1] in "،," else j
    return j


def delegation_before(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return the delegation without a name that stands before its verb (``إن وفدا مغربيا التقى ...``)."""
    k, first = trigger.at - 1, trigger.sentence.first
    while k > first and trigger.at - k <= 3 and clauses.doc.doc[k].pos_ == "ADJ":
        k -= 1
    opened = k == first or clauses.words.is_in("subject_opener", clauses.norms[k - 1]) or clauses.norms[k - 1] == "ان"
    if k < first or not opened or k in clauses.cover or clauses.norms[k] not in DELEGATED:
        return ()
    return (phrase_unit(clauses, Part("np", "", k, trigger.at, None)),)


def unit_before(clauses: ClauseReader, j: int, sentence: Sentence) -> Unit | None:
    """Return the unit that ends at token ``j``, marks and the places and dates before it stepped over."""
    while j >= sentence.first:
        unit = clauses.cover.get(j)
        if clauses.norms[j] in '،,"«»“”)(–-':
            j -= 1
        elif unit is not None and unit.label in (Label.DATE, Label.PLACE):
            j = unit.first - 1
            while j >= sentence.first and clauses.norms[j] in ("ب", "في", "من", "ل"):
                j -= 1
        elif unit is None and (_describes_body(clauses, j) or clauses.norms[j] in ALSO):
            j -= 1
        else:
            return unit
    return None


def _before_bracket(clauses: ClauseReader, j: int, sentence: Sentence) -> int:
    """Return the token before a bracket closed at ``j`` (``قصر الضيافة (رئاسة الوزراء) شدد على``), else ``j``."""
    if clauses.norms[j + 1] != ")" or j in clauses.unit_at:
        return j
    return next((k - 1 for k in range(j, max(sentence.first, j - 6), -1) if clauses.norms[k] == "("), j)


def _describes_body(clauses: ClauseReader, j: int) -> bool:
    """Whether an adjective stands behind a body's name that has ended (``صحيفة «...» الأميركية``)."""
    before = j - 1 - (clauses.norms[j - 1] in QUOTED)
    body = clauses.cover.get(before)
    definite = clauses.norms[j].startswith("ال") and clauses.doc.doc[j].pos_ == "ADJ"
    return definite and body is not None and body.label is Label.INSTITUTION


def is_free(clauses: ClauseReader, unit: Unit, sentence: Sentence) -> bool:
    """Whether a unit before the verb can be its subject: no preposition or verb has it already."""
    words, norms = clauses.words, clauses.norms
    k = unit.first - 1
    while k >= sentence.first and (words.is_in("honorific", norms[k]) or norms[k] in '،,"«“('):
        if norms[k] == "من":
            break
        k -= 1
    if k < sentence.first or norms[k] == ":" or words.is_in("subject_opener", norms[k]):
        return True
    return sentence.headline and k not in sentence.taken and not words.is_in("preposition", norms[k])
