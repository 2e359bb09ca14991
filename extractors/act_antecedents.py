"""The noun phrase a relative clause or a verb with a pronoun is about: ``البرنامج الذي تم إطلاقه``, ``بيان وقعه الوزير``.

It is read backwards from the verb; its head agrees with the relative pronoun or the verb's own
(``في إطار الاتفاقيات التي وقعت`` -> the agreements, not the framework).
"""

from __future__ import annotations

import re

from corpus.mention import EventType, Label, PlaceKind, PlaceValue
from extractors.act import Trigger
from extractors.act_phrases import has_head
from extractors.clauses import MARKS, STOPS, ClauseReader, Part
from extractors.units import Unit

UNDATED = frozenset({EventType.INAUGURATION, EventType.LAUNCH, EventType.OTHER})  # with a pronoun: of a named thing
HEAD_REACH = 12  # tokens from the end of an antecedent back to its head
PASSED_OVER = frozenset({"قد", "كان", "كانت", "و", "ف"})
THINGS = ("facility", "policy", "agreement", "publication", "gathering")  # sets of head nouns
FEMININE = frozenset({"التي", "اللتان", "اللتين", "اللواتي", "اللائي"})
BROKEN = "م.ا.ي?.|ا..ا.|.وا.ي?.|.{1,2}ا[يء]."  # folded plurals: مراكز, مشاريع, أشغال, قوافل, قواعد


def antecedent(clauses: ClauseReader, trigger: Trigger, pronoun: str = "") -> list[Part]:
    """Return the noun phrase before a relative clause, at most one; ``pronoun``: that of the verbal noun (``إطلاقه``)."""
    norms, words, first_token = clauses.norms, clauses.words, trigger.sentence.first
    j, relative = trigger.at - 1, ""
    while j >= first_token and (
        (norms[j] in MARKS and j not in clauses.cover) or norms[j] in PASSED_OVER or words.is_in("relative", norms[j])
    ):
        relative = relative or (norms[j] if words.is_in("relative", norms[j]) else "")
        j -= 1
    j = _before_setting(clauses, j, first_token) if relative or pronoun else j
    if j < first_token or norms[j] in STOPS:
        return []
    pronoun = pronoun or trigger.form.pronoun
    feminine = relative in FEMININE if relative else pronoun == "ها" if pronoun else None
    unit = clauses.cover.get(j)
    if unit is not None and unit.acts:
        return []
    last = unit.last if unit is not None else j + 1
    head = _head(clauses, j if unit is None else unit.first, last, feminine, first_token)
    if head is None:
        return []
    opened = clauses.unit_at.get(head)
    if opened is not None and opened.label is not Label.INSTITUTION and not _is_named_site(opened, trigger):
        return []
    titled = opened is None and _title_before(clauses, last, first_token) is not None
    return [Part("np", "", head, last + titled, opened)]


def _is_named_site(unit: Unit, trigger: Trigger) -> bool:
    """Whether a unit is a site without walls that is opened (``منتزه النخيل الذي افتتح أمس``)."""
    value = unit.mention.value if unit.mention is not None else None
    other = isinstance(value, PlaceValue) and value.kind is PlaceKind.OTHER
    return other and trigger.type is EventType.INAUGURATION


def _before_setting(clauses: ClauseReader, j: int, first: int) -> int:
    """Return the token before the places and dates at ``j`` (``قسم الأسرة بحي السلام، الذي فتح أبوابه``)."""
    while j >= first:
        unit = clauses.cover.get(j)
        if unit is None or unit.label not in (Label.PLACE, Label.DATE) or unit.first - 1 < first:
            return j
        before = clauses.norms[unit.first - 1]
        if before not in ("ب", "في") and unit.label is not Label.DATE:
            return j
        j = unit.first - (2 if before in ("ب", "في") else 1)
    return j


def _head(clauses: ClauseReader, start: int, last: int, feminine: bool | None, first: int) -> int | None:
    """Return the noun before ``last`` that agrees and whose phrase runs on to there.

    The outermost of those that name a thing (``مبادرة "المدن الذكية" التي``), else of those no preposition stands behind;
    failing both, one whose phrase goes on behind a preposition (``نظام العمل تحت الشمس الذي``).
    """
    for far in (False, True):
        found = _agreeing(clauses, start, last, feminine, first, far=far)
        if found is not None or feminine is None:
            return found
    return None


def _agreeing(
    clauses: ClauseReader, start: int, last: int, feminine: bool | None, first: int, *, far: bool
) -> int | None:
    """Return the head of :func:`_head`; ``far``: whether a preposition may stand between it and ``last``."""
    things: list[int] = []
    others: list[int] = []
    quotes = _title_before(clauses, last, first)
    for k in range(start, max(first, last - HEAD_REACH) - 1, -1):
        norm, pos = clauses.norms[k], clauses.doc.doc[k].pos_
        quoted = quotes is not None and k > quotes  # `معرض «شاهد وشهيد» الذي`: the tagger takes a title for a clause
        ends = norm in STOPS or norm in "،," or clauses.words.is_in("relative", norm)
        if not quoted and (ends or pos in ("VERB", "SCONJ", "PRON")):
            break
        if quoted:
            continue
        end = last if quotes is None else quotes
        if not _may_head(clauses, k, end, first, far=far) or not _agrees(clauses, k, feminine):
            continue
        if k in clauses.unit_at or any(has_head(clauses, Part("np", "", k, k + 1, None), kind) for kind in THINGS):
            things.append(k)
        elif not far and not any(n in ("ل", "ب", "و") for n in clauses.norms[k + 1 : last]):
            others.append(k)
    found = things or others
    return found[-1] if found else None


def _title_before(clauses: ClauseReader, last: int, first: int) -> int | None:
    """Return the opening quotation mark of the title that ends at ``last``, where a noun stands before it."""
    if last >= len(clauses.doc.doc) or clauses.norms[last] not in '»"”':
        return None
    opening = {"»": "«", "”": "“", '"': '"'}[clauses.norms[last]]
    found = (k for k in range(last - 1, max(first, last - HEAD_REACH), -1) if clauses.norms[k] == opening)
    return next(found, None)


def _may_head(clauses: ClauseReader, k: int, last: int, first: int, *, far: bool) -> bool:
    """Whether a noun at ``k`` can open the phrase that ends at ``last``: no adjective, no frame (``إطار``), none joined."""
    norm, pos, words = clauses.norms[k], clauses.doc.doc[k].pos_, clauses.words
    before = clauses.norms[k - 1] if k > first else ""
    if (k in clauses.cover and k not in clauses.unit_at) or pos not in ("NOUN", "PROPN", "") or before == "و":
        return False
    if norm == "و" or any(
        words.is_in(name, norm) for name in ("preposition", "frame_noun", "same_one", "demonstrative")
    ):
        return False
    if norm.startswith("ال") and before.startswith("ال") and pos != "NOUN":
        return False
    unit, following = clauses.unit_at.get(k), clauses.unit_at.get(k + 1)
    end = max(clauses.phrase_end(clauses.doc, k), k + 1)
    if far and end < last and words.is_in("preposition", clauses.norms[end]):
        end = max(clauses.phrase_end(clauses.doc, end + 1), end + 2)
    reaches = end >= last
    reaches = reaches or (following is not None and following.last >= last)  # `إعلان | الدوحة`
    return reaches or (unit is not None and unit.last >= last)


def _agrees(clauses: ClauseReader, k: int, feminine: bool | None) -> bool:
    """Whether the noun at ``k`` may be what a feminine or masculine pronoun is of (things in the plural are feminine)."""
    bare = clauses.norms[k].removeprefix("ال")
    marked = (
        bare.endswith(("ه", "ات", "اء", "تين", "تان"))
        or (bare.endswith("تي") and len(bare) > len("بيتي"))
        or re.fullmatch(BROKEN, bare) is not None
    )
    verbal = clauses.doc.doc[k].text.removeprefix("ال").startswith("إ") and not bare.endswith(("ه", "ات"))  # إعلان
    masculine = verbal or clauses.words.is_in("masculine", bare)
    is_feminine = clauses.words.is_in("feminine", bare) or (marked and not masculine)
    return feminine is None or feminine is is_feminine


def is_of_a_class(clauses: ClauseReader, kind: EventType | None, objects: list[Part], at: int) -> bool:
    """Whether a relative clause without a date says which things of a kind are meant (``البرامج التي أطلقتها المملكة``).

    ``at``: the token of its verb.
    """
    return kind in UNDATED and bool(objects) and objects[0].last <= at and not is_identified(clauses, objects[0])


def is_identified(clauses: ClauseReader, part: Part) -> bool:
    """Whether an antecedent tells which thing is meant: not a class (``الإصلاحات الكبرى التي أطلقها``)."""
    norms = clauses.norms[part.first : part.last]
    if part.unit is not None or part.first in clauses.counted or any(n in '«“"' for n in norms):
        return True
    bare = norms[0].removeprefix("ال")
    return not (bare.endswith("ات") or re.fullmatch(BROKEN, bare) is not None) and len(norms) > 1
