"""Where an Arabic noun phrase ends: shared by institutions, role titles, counted things and the targets of acts.

Word lists are in ``gazetteer/data/phrase_words.csv``; the tagger's part of speech, where there is one, tells verbs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.document import BREAK, Document
from corpus.mention import Label
from corpus.normalise import fold
from extractors.triggers import DATA, load_triggers

STOPS = frozenset({BREAK, "،", ",", ".", "؛", ";", ":", "؟", "!", "?", "|", "…", "/", "•"})
OPEN, CLOSE = frozenset('«“"(['), frozenset('»”")]')
DASHES = frozenset({"-", "–", "—"})
MAX_TOKENS = 24
QUOTATION = 20  # tokens a quotation that opens inside a phrase may run on


@dataclass(frozen=True, slots=True)
class PhraseOptions:
    """How far a phrase may go.

    ``keep_place``: a ب or في before a place goes on with it (titles); ``keep_and``: و joins complements;
    ``keep_quotes``: a quotation belongs to it (``جمعية «الأمل»``); ``stop``: tokens at which it ends for the caller.
    """

    keep_place: bool = False
    keep_and: bool = True
    keep_quotes: bool = True
    max_tokens: int = MAX_TOKENS
    stop: Callable[[int], bool] | None = None


@cache
def load_phrase_words(folder: Path = DATA) -> dict[str, frozenset[str]]:
    """Load the word lists, folded, by set."""
    sets: dict[str, set[str]] = {}
    with (folder / "phrase_words.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            sets.setdefault(row["set"], set()).add(fold(row["form"]))
    return {name: frozenset(forms) for name, forms in sets.items()}


def noun_phrase_end(doc: Document, first: int, options: PhraseOptions | None = None) -> int:
    """Return the token after the noun phrase that starts at token ``first`` (at least ``first + 1``).

    ``مركز المواكبة لحماية الطفولة بتارودانت`` ends before ``ب``; with ``keep_place`` after the town.
    """
    options = options or PhraseOptions()
    words = load_phrase_words()
    tokens = doc.doc
    norms = [t.norm_ for t in tokens[first : first + options.max_tokens + QUOTATION]]
    starts = _starts(doc)
    i, end = 1, min(len(norms), options.max_tokens)
    if norms and norms[0] in OPEN:
        return _closing(norms, 0, first) or first + 1
    while i < end:
        norm, at = norms[i], first + i
        if options.stop is not None and options.stop(at):
            break
        if norm in STOPS or (norm in CLOSE and norm not in OPEN):
            break
        if norm in OPEN:
            closing = _closing(norms, i, first)
            if closing is None or (norm == '"' and _open_quote(doc, at)) or not options.keep_quotes or norm == "(":
                break
            i = closing - first
            end = min(len(norms), max(end, i + 1))
            continue
        if norm in DASHES:
            if not (i + 1 < end and starts.get(at + 1) is None and norms[i - 1] not in STOPS and _name_dash(doc, at)):
                break
            i += 2
            continue
        if norm == "و":
            if not options.keep_and or not _joins(doc, norms, i, at, starts, words):
                break
            i += 2
            continue
        if starts.get(at) in (Label.DATE, Label.PERSON, Label.MONEY) or _is_number(norm):
            break
        if norm in ("ب", "في"):
            if not _goes_on(norms, i, at, starts, words, options):
                break
            i += 2
            continue
        if norm == "ل":
            if (
                i + 1 >= end
                or norms[i + 1] in words["clause"]
                or norms[i + 1] in CLOSE
                or norms[i + 1] in words["this"]
                or norms[i + 1] in words["in_favour"]
                or norms[i + 1] in STOPS
                or _is_number(norms[i + 1])
            ):
                break
            i += 2
            continue
        if norm in words["stop"] or norm in words["clause"] or _is_verb(doc, at, norm):
            break
        if (
            norms[i - 1].startswith("ال")
            and not norm.startswith("ال")
            and not _after_definite(doc, at, norm, words, norms[0])
        ):
            break
        i += 1
    while (i > 1 and norms[i - 1] in ("و", "ب", "ل", "في", "من")) or (i > 1 and norms[i - 1] in DASHES):
        i -= 1
    return first + i


def _starts(doc: Document) -> dict[int, Label]:
    """Return the token at which each known mention starts, with its label."""
    cached: dict[int, Label] | None = doc.doc.user_data.get(f"phrase_starts_{len(doc.mentions)}")
    if cached is None:
        cached = {doc.token_range(*m.span)[0]: m.label for m in doc.mentions if m.label is not Label.ROLE}
        doc.doc.user_data[f"phrase_starts_{len(doc.mentions)}"] = cached
    return cached


def _closing(norms: list[str], i: int, first: int) -> int | None:
    """Return the token after the quotation or bracket opened at ``i``, None if it does not close soon."""
    pairs = {"«": "»", "“": "”", '"': '"', "(": ")", "[": "]"}
    closer = pairs[norms[i]]
    for j in range(i + 1, len(norms)):
        if norms[j] == BREAK:
            return None
        if norms[j] == closer or (norms[i] in '“"' and norms[j] in '”"“'):
            return first + j + 1
    return None


def _open_quote(doc: Document, at: int) -> bool:
    """Whether a straight quotation mark at ``at`` closes one that opened before it on the line."""
    marks = 0
    for k in range(at - 1, -1, -1):
        norm = doc.doc[k].norm_
        if norm == BREAK:
            break
        marks += norm == '"'
    return marks % 2 == 1


def _name_dash(doc: Document, at: int) -> bool:
    """Whether a dash stands inside a name (``الدار البيضاء – سطات``): written between two known places, or unspaced."""
    left, right = doc.offsets[at - 1], doc.offsets[at + 1] if at + 1 < len(doc.offsets) else (0, 0)
    here = doc.offsets[at]
    return left[1] == here[0] and here[1] == right[0]


def _joins(
    doc: Document, norms: list[str], i: int, at: int, starts: dict[int, Label], words: dict[str, frozenset[str]]
) -> bool:
    """Whether و joins a complement (``التربية والتكوين``), not a new item or clause.

    It does before a definite or feminine abstract noun; not before a verb, a name, or the head of another thing
    (``وزارة الصحة ووزارة التعليم``).
    """
    if i + 1 >= len(norms):
        return False
    following = norms[i + 1]
    if following in words["clause"] or following in words["stop"] or following in words["head"] or following in STOPS:
        return False
    if starts.get(at + 1) in (Label.PERSON, Label.DATE, Label.MONEY, Label.INSTITUTION, Label.PLACE):
        return False
    if _is_number(following) or following in OPEN or _is_verb(doc, at + 1, following):
        return False
    before = norms[i - 1]
    if following.startswith("ال") or following in ("ل", "شبه", "ما", "متناهيه", "متعدده", "شوون", "حقوق"):
        return before.startswith("ال") or following == "ل" or norms[0].startswith("ال") or i > 1
    return not before.startswith("ال")


def _goes_on(
    norms: list[str],
    i: int,
    at: int,
    starts: dict[int, Label],
    words: dict[str, frozenset[str]],
    options: PhraseOptions,
) -> bool:
    """Whether a phrase goes on after ب or في: a place if that is wanted, or a fixed complement (``في وضعية إعاقة``)."""
    following = norms[i + 1] if i + 1 < len(norms) else ""
    if norms[i] == "في" and following in words["in_complement"]:
        return True
    if norms[i] == "ب" and following in ("عنوان", "اسم") and norms[i + 2 : i + 3] and norms[i + 2] in OPEN:
        return True
    if options.keep_place:
        return starts.get(at + 1) is Label.PLACE or following in words["place_head"]
    return False


def _after_definite(doc: Document, at: int, norm: str, words: dict[str, frozenset[str]], head: str) -> bool:
    """Whether an indefinite word may follow a definite one in a phrase: a name, or the head of a compound adjective.

    A definite word closes a construct: ``أمانة الطائف | كسر حاجز``; but ``المستشفى الإقليمي ابن باجة``.
    """
    named = norm in words["name_cue"] or doc.doc[at].pos_ == "PROPN"
    return norm in words["compound"] or (named and head in words["named_after"])


def _is_number(norm: str) -> bool:
    """Whether a token is written in digits."""
    return norm[:1].isdigit()


def _is_verb(doc: Document, at: int, norm: str) -> bool:
    """Whether the word is a finite verb: by the tagger, else by the trigger lexicon for forms that are no nouns."""
    token = doc.doc[at]
    if token.pos_:
        return token.pos_ in ("VERB", "AUX") and not norm.startswith("ال")
    forms = load_triggers().verbs(norm)
    return bool(forms) and len(norm) > 3 and norm[0] in "يتاس"
