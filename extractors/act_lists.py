"""Lists of places and bodies a visit or opening goes through: coordinated, behind commas, or a line each."""

from __future__ import annotations

from dataclasses import replace

from corpus.document import BREAK
from corpus.mention import EventType, Label
from extractors.act import STOPS_OF_A_TOUR, Act, Sentence
from extractors.act_phrases import is_act_noun, is_facility
from extractors.clauses import ClauseReader, Part

LIST_LINES = 20  # items a list over lines may have
LIST_REACH = 25  # tokens from a target to the word that opens the list of what it is made of
LISTED = "events.listed"  # the rule of a sentence that only lists
COMPRISING = frozenset({"تشمل", "تهم", "تضم", "ضمت", "يشمل", "توزعت"})
BULLETS = "\n-–—•*·▪(.)/"


def with_list(clauses: ClauseReader, act: Act, sentence: Sentence) -> Act:
    """Return the act with the items its class noun announces (``زيارة لعدد من المراكز بالعيون، شملت مركز ... ودار ...``).

    An act whose target names no body yet takes those listed behind ``شملت``, ``منها``, ``ويتعلق الأمر ب`` or a colon.
    """
    norms = clauses.norms
    if act.type not in STOPS_OF_A_TOUR or any(p.unit and p.unit.label is Label.INSTITUTION for p in act.targets):
        return act
    start = max([act.trigger + 1, *(p.last for p in act.targets)])
    for k in range(start, min(sentence.end, start + LIST_REACH)):
        if norms[k] in (".", "؟", BREAK) or k in sentence.taken:
            return act
        opener = next((o for o in clauses.words.list_openers if norms[k : k + len(o)] == o), None)
        if opener is None:
            continue
        after = k + len(opener)
        items = _items(clauses, after, sentence.end)
        if not items and opener == (":",) and norms[after : after + 1] in ((), (BREAK,)):
            items = list_lines(clauses, after)
        if items:
            sentence.taken.add(k)
            return replace(act, targets=tuple(items), last=max(act.last, items[-1].last))
    return act


def listed_further(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the items a sentence lists of an act told before it (``ويتعلق الأمر بكل من دار ... ومركز ...``).

    ``i``: the token the opener starts at; None where none does. The type is that of the act it goes on with.
    """
    opener = next((o for o in clauses.words.list_openers if len(o) > 2 and clauses.norms[i : i + len(o)] == o), None)
    after = i + len(opener) if opener is not None else _past_class(clauses, i, sentence.end)
    if after <= i or i > sentence.first + 2:
        return None
    if is_act_noun(clauses, after):
        return None  # `ويتعلق الأمر بتدشين ... وإعطاء انطلاقة ...`: acts of their own
    items = _items(clauses, after, sentence.end)
    if not items and clauses.norms[sentence.end - 1 : sentence.end] in ((BREAK,), (":",)):
        items = list_lines(clauses, sentence.end)
    if not items:
        return None
    sentence.taken.update(range(i, after))
    return Act(EventType.VISIT, i, i, items[-1].last, targets=tuple(items), rule=LISTED)


def _past_class(clauses: ClauseReader, i: int, end: int) -> int:
    """Return the token after a verb and the class it says is made of what follows, ``i`` where none does.

    ``وهمت هذه المشاريع | دار الأمومة ...``, ``وتشمل المشاريع التنموية | مستوصفا ...``.
    """
    norms = clauses.norms
    if not (clauses.words.is_in("includes", norms[i]) or norms[i] in COMPRISING):
        return i
    k = i + 1
    k += k < end and clauses.words.is_in("demonstrative", norms[k])
    if k >= end or not norms[k].startswith("ال") or not clauses.words.is_in("many", norms[k]):
        return i
    k += 1
    while k < end and norms[k].startswith("ال") and clauses.doc.doc[k].pos_ == "ADJ" and k not in clauses.cover:
        k += 1
    return k


def list_lines(clauses: ClauseReader, first: int) -> list[Part]:
    """Return the places and bodies that open the lines from token ``first``, bullets and numbers stepped over.

    ``:`` + ``- مركز ...`` + ``- دار ...`` -> both.
    """
    norms, last = clauses.norms, len(clauses.doc.doc)
    items: list[Part] = []
    k = first
    while k < last and len(items) < LIST_LINES:
        while k < last and (norms[k] in BULLETS or norms[k].isdigit()):
            k += 1
        end = next((j for j in range(k, last) if norms[j] == BREAK), last)
        head = next(iter(clauses.parts(k, end, limit=1)), None)
        if head is None or not is_facility(clauses, head):
            break
        items.append(head)
        k = end
    return items


def _items(clauses: ClauseReader, first: int, end: int) -> list[Part]:
    """Return the places and bodies of a list: coordinated, or one after the other behind commas."""
    items: list[Part] = []
    for part in clauses.parts(first, end):
        listed = part.kind in ("np", "pp") and (part.joined or part.after_comma or not items)
        if listed and is_facility(clauses, part) and not (part.unit and part.unit.label is Label.PLACE):
            items.append(part)
        elif part.kind == "np" and not items:
            return []
    return items
