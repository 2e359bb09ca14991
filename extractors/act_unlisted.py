"""Speakers whom neither a list nor the tagger knows: the words right behind a verb of saying, where something is said.

``وقالت كورفانو: «...»``, ``أكدت سار دلشي أن``, ``قالت صحيفة إل سولار، الصادرة من ...، إن``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Gender, Label
from extractors.act import Trigger
from extractors.act_phrases import is_facility, phrase_unit
from extractors.act_reported import ORAL as SAID
from extractors.act_speakers import CLOSING, OPENED, is_name_word, is_somebody, person
from extractors.clauses import ClauseReader, Part
from extractors.name_lexicon import load_names
from extractors.triggers import Form
from extractors.units import Unit

NAME_WORDS = 4
DONE = frozenset(
    {EventType.VISIT, EventType.MEETING, EventType.INAUGURATION, EventType.LAUNCH, EventType.SIGNING}
)  # acts of a subject that may be told apart
MEDIUM_WORDS = 6
QUOTING = frozenset({"قال", "أضاف", "كتب", "تابع", "أردف", "علق", "صرح"})  # go before what is quoted
RARE = 20  # times the press may write a word that is a name though nothing says so
BOUND = ("ه", "ها", "هم", "هما", "ين", "ون", "ان", "ات")  # endings of a pronoun, a plural, a dual
ORAL = SAID | {"شدد", "كتب", "ذكر", "اعتبر", "أعلن", "لفت", "نفى", "حذر", "رأى", "علق", "اعترف"}
ENDS = CLOSING | {"ان", "بان", "انه", "انها", "»", "”", "ب", "الي", "علي", "اثناء", "مع", "حول", "و"}


def with_unlisted(clauses: ClauseReader, parts: list[Part], form: Form) -> list[Part]:
    """Return the parts with a subject told apart that neither a list nor the tagger knows.

    A name right behind the verb (``زار | ترودو | المعرض``, ``اجتمع | ترودو | مع``), or an indefinite noun with its
    adjective before another indefinite noun (``أطلقت | كاتبة يابانية | حملة``), where no genitive can stand.
    """
    head = next(iter(parts), None)
    if head is None or head.kind != "np" or head.unit is not None or form.pronoun or form.lexeme.type not in DONE:
        return parts
    if head.first in clauses.counted or clauses.norms[head.first].startswith("ال"):
        return parts
    last = head.first
    while last < min(head.last, head.first + NAME_WORDS) and _is_name(clauses, last, head.first):
        last += 1
    needs_marker = "" not in form.lexeme.markers
    free = [p for p in parts[1:] if p.kind == "np" and not p.joined]
    if last > head.first and (last < head.last or needs_marker or free):
        if last == head.last or clauses.doc.doc[last].pos_ == "NOUN":
            return _apart(clauses, parts, last, person(clauses, head.first, last))
        return parts
    return _some_subject(clauses, parts, form)


def _is_name(clauses: ClauseReader, k: int, first: int) -> bool:
    """Whether a word is tagged as a name and is no common noun."""
    return clauses.doc.doc[k].pos_ == "PROPN" and k not in clauses.cover and is_name_word(clauses, k, first)


def _some_subject(clauses: ClauseReader, parts: list[Part], form: Form) -> list[Part]:
    """Return the parts with an indefinite subject told apart from the indefinite object in one chunk with it."""
    head, doc = parts[0], clauses.doc.doc
    k = head.first + 1
    while k < head.last and doc[k].pos_ == "ADJ" and not clauses.norms[k].startswith("ال"):
        k += 1
    feminine = doc[head.first].text.endswith("ة")
    agrees = form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine
    apart = head.first + 1 < k < head.last and doc[head.first].pos_ == "NOUN" and doc[k].pos_ == "NOUN"
    indefinite = apart and not clauses.norms[k].startswith("ال") and k not in clauses.cover
    if not indefinite or not agrees or "" not in form.lexeme.markers or is_facility(clauses, head):
        return parts
    return _apart(clauses, parts, k, phrase_unit(clauses, replace(head, last=k)))


def _apart(clauses: ClauseReader, parts: list[Part], at: int, unit: Unit) -> list[Part]:
    """Return the parts with the first cut at token ``at``, before which ``unit`` stands."""
    head = parts[0]
    rest = [replace(head, first=at, unit=clauses.unit_at.get(at))] if at < head.last else []
    return [replace(head, last=at, unit=unit), *rest, *parts[1:]]


def unlisted_speaker(clauses: ClauseReader, trigger: Trigger) -> tuple[Unit, ...]:
    """Return who speaks by the words right behind the verb: a medium with its name, or words that may be a name."""
    if trigger.lexeme.lemma not in ORAL or trigger.form.pronoun:
        return ()
    k, end = trigger.at + 1, trigger.sentence.end
    while k < end and (clauses.words.is_in("honorific", clauses.norms[k]) or is_somebody(clauses, clauses.norms[k])):
        k += 1  # `قالت الدكتورة ...`, `أكدت الباحثة ...`
    if k >= end or k in clauses.cover:
        return ()
    if clauses.norms[k] in OPENED:
        return _quoted(clauses, trigger, k)
    if k == trigger.at + 1 and clauses.words.is_in("medium", clauses.norms[k]):
        return medium(clauses, k, end)
    last = k
    while last < min(k + NAME_WORDS, end) and last not in clauses.cover and _may_be_name(clauses, last, k):
        last += 1
    if (
        last == k
        or last >= end
        or not (clauses.norms[last] in ENDS or clauses.words.is_in("that", clauses.norms[last]))
    ):
        return ()
    if last - k == 1 and not _is_rare(clauses, k):
        return ()
    return (_full(clauses, k, last),)


def _quoted(clauses: ClauseReader, trigger: Trigger, k: int) -> tuple[Unit, ...]:
    """Return the name in quotes opened at ``k`` that speaks (``أعلنت «النسيم» أن``, ``قالت «الواحة» إن``), not what is said.

    What is said mostly is longer; behind a name stands what it says, or an apposition where the verb takes no quotation.
    """
    norms, end = clauses.norms, trigger.sentence.end
    close = next((j for j in range(k + 1, min(k + NAME_WORDS + 1, end)) if norms[j] in OPENED), k)
    inside = range(k + 1, close)
    if not inside or close + 1 >= end or any(not norms[j][:1].isalpha() for j in inside):
        return ()
    if any(clauses.doc.doc[j].pos_ in ("VERB", "SCONJ", "PRON", "ADP") for j in inside):
        return ()
    says = any(clauses.words.is_in("that", n) for n in norms[close + 1 : min(close + 5, end)])
    if not says and (
        trigger.lexeme.lemma in QUOTING or norms[close + 1] not in ("،", "عن", "علي", "في", "احدي", "وهي")
    ):
        return ()
    return (person(clauses, k + 1, close),)


def medium(clauses: ClauseReader, k: int, end: int) -> tuple[Unit, ...]:
    """Return a medium and its name: what is quoted behind its noun, or the words up to a mark or what is said."""
    norms, last = clauses.norms, k + 1
    if last < end and norms[last] in OPENED | {"("}:
        close = next((j for j in range(last + 1, min(last + MEDIUM_WORDS, end)) if norms[j] in OPENED | {")"}), last)
        last = close + 1 if close > last + 1 else k + 1
    else:
        while last < min(k + MEDIUM_WORDS, end) and last not in clauses.cover and norms[last][:1].isalpha():
            if norms[last] in ENDS or clauses.words.is_in("that", norms[last]) or clauses.doc.doc[last].pos_ == "VERB":
                break
            last += 1
    if last < k + 2:
        return ()
    span = clauses.doc.span(k, last)
    return (Unit(k, last, Label.INSTITUTION, clauses.doc.text[slice(*span)], span),)


def _may_be_name(clauses: ClauseReader, k: int, first: int) -> bool:
    """Whether a word may be of a name: known or tagged as one, else so rare that it is hardly a common noun."""
    token, norm = clauses.doc.doc[k], clauses.norms[k]
    if any(clauses.words.is_in(name, norm) for name in ("no_person", "source", "document")):
        return False
    if (norm,) in load_names().given and token.pos_ == "PROPN":
        return True
    if not norm[:1].isalpha() or norm.endswith(BOUND) or token.text.endswith(("اً", "ًا", "ة")):
        return False  # `رفاقه`, `دليلا`, `دراسة`: no names
    if norm.startswith("ال") and token.pos_ != "PROPN" and not (norm.endswith("ي") and token.pos_ == "NOUN"):
        return False  # `البلاغ`; but `اليافعي`, `السيسي`
    return is_name_word(clauses, k, first) or (token.pos_ in ("NOUN", "ADJ", "X", "VERB") and _is_rare(clauses, k))


def _is_rare(clauses: ClauseReader, k: int) -> bool:
    """Whether a word can be taken for a name by itself: tagged as one, or hardly ever written."""
    token, norm = clauses.doc.doc[k], clauses.norms[k]
    return token.pos_ == "PROPN" or token.ent_type_ == "PER" or load_names().counts.get(norm, 0) < RARE


def _full(clauses: ClauseReader, first: int, last: int) -> Unit:
    """Return the words as a person, by the longer name that ends so earlier in the article, if there is one."""
    unit = person(clauses, first, last)
    surname = clauses.norms[last - 1]
    for k in range(first):
        if clauses.norms[k] != surname or k in clauses.cover:
            continue
        start = k
        while start > 0 and k - start < NAME_WORDS and start - 1 not in clauses.cover:
            token = clauses.doc.doc[start - 1]
            if token.pos_ != "PROPN" and not load_names().knows(token.norm_):
                break
            start -= 1
        if k + 1 - start > last - first:
            span = clauses.doc.span(start, k + 1)
            return Unit(first, last, Label.PERSON, clauses.doc.text[slice(*span)], unit.span)
    return unit
