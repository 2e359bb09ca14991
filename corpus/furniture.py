"""Parts of a page that are not the article: share lines, comment counters, related links, credits, the headline.

The phrases are in ``corpus/data/furniture.csv``. Precision first: a line of the body is never dropped.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from corpus.mention import Span
from corpus.normalise import fold

DATA = Path(__file__).parent / "data" / "furniture.csv"
CREDIT_WORDS = 8  # a credit line is no longer than this
HEADLINE_WORDS = 30
BYLINE_WORDS = 7
_WORD = re.compile(r"[^\W_]+")
# A comma, colon or mark that only separates: `شارك | فيسبوك`.
_SEPARATORS = re.compile(r"[\s|/،,:؛.()\[\]{}«»“”\"'‘’…•·*+>-]+|[0-9]+")
# `هسبريس - الرباط`, `الرباط - و م ع`, `محمد فلان/ أكادير`: names round a dash or slash, no verb, no stop.
_BYLINE = re.compile(r"^[^.؟!،؛:]{2,40}\s*[-–—/|]\s*[^.؟!،؛:]{2,40}$")
_DATELINE = re.compile(r"^[\s\w:/|،,.–-]*\b(?:19|20)\d\d\b[\s\w:/|،,.–-]*$")
_COUNTER = re.compile(r"^(?:comments?|تعليقات?|التعليقات)\s*[([]?\s*\d*\s*[)\]]?$")


@cache
def phrases(kind: str) -> frozenset[str]:
    """Return the folded phrases of a kind (``cut``, ``line``, ``credit``) without punctuation."""
    with DATA.open(encoding="utf-8", newline="") as rows:
        return frozenset(_bare(row["phrase"]) for row in csv.DictReader(rows) if row["kind"] == kind)


def lines(text: str) -> list[Span]:
    """Return the spans of the lines that hold something, without blanks at their ends."""
    spans: list[Span] = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        left = match.start() + len(line) - len(line.lstrip())
        right = match.end() - (len(line) - len(line.rstrip()))
        if left < right:
            spans.append((left, right))
    return spans


def furniture_spans(text: str) -> list[Span]:
    """Return the spans of page furniture, in order, not overlapping.

    After a heading such as ``مقالات ذات صلة`` in the last half of the text everything is furniture; a byline or a
    dateline counts only on the first lines; source credits are furniture too (see ``source_line``).
    """
    found: list[Span] = []
    every = lines(text)
    head = True  # only furniture so far
    for index, (start, end) in enumerate(every):
        line = text[start:end]
        if _is_cut(line) and (start > len(text) / 2 or index >= len(every) - 3) and index > 0:
            found.append((start, every[-1][1]))
            break
        if _is_furniture(line) or (len(every) > index + 1 and _is_byline(line, first=head and index < 3)):
            found.append((start, end))
        else:
            head = False
    credit = source_line(text)
    if credit and not any(a <= credit[0] < b for a, b in found):
        found.append(credit)
    return sorted(found)


def source_line(text: str) -> Span | None:
    """Return the span of a leading or trailing source credit (``و م ع /هـ``, ``وكالات``), None without one."""
    every = lines(text)
    for start, end in [*reversed(every[-3:]), *every[:2]]:
        line = text[start:end]
        if len(_WORD.findall(line)) <= CREDIT_WORDS and _is_credit(line):
            return start, end
    last = every[-1] if every else None
    if last:
        # `... المجال. (و م ع)`: a credit in brackets at the very end of the last line
        match = re.search(r"\(([^()]{2,25})\)\s*[.]?\s*$", text[last[0] : last[1]])
        if match and _is_credit(match.group(1)):
            return last[0] + match.start(), last[0] + match.end()
    return None


def title_line(text: str) -> Span | None:
    """Return the span of the headline if the text opens with one, None where it opens with the lead sentence.

    A headline is the first line that is no furniture, short, without a full stop at its end, with text after it.
    """
    every = lines(text)
    furniture = furniture_spans(text)
    rest = [s for s in every if not any(a <= s[0] < b for a, b in furniture)]
    if len(rest) < 2:
        return None
    start, end = rest[0]
    line = text[start:end]
    words = len(_WORD.findall(line))
    following = len(_WORD.findall(text[rest[1][0] : rest[1][1]]))
    if not 2 <= words <= HEADLINE_WORDS or line[-1] in ".،؛":
        return None
    if words > 18 and following < words:
        return None
    return start, end


def _bare(line: str) -> str:
    """Return the folded words of a line, one blank between."""
    return " ".join(_WORD.findall(fold(line)))


def _is_cut(line: str) -> bool:
    """Whether a line opens what follows an article on a page."""
    bare = re.sub(r"\s*\d+\s*", " ", _bare(line)).strip()
    return bare in phrases("cut") or bool(_COUNTER.match(fold(line).strip(" :")))


def _is_furniture(line: str) -> bool:
    """Whether a line is made of share buttons and the like only."""
    bare = re.sub(r"\b\d+\b", " ", _bare(line))
    bare = " ".join(bare.split())
    if not bare:
        return not re.search(r"\d", line)
    if bare in phrases("line") or bare in phrases("cut"):
        return True
    left = bare
    for phrase in sorted(phrases("line"), key=len, reverse=True):
        left = re.sub(rf"\b{re.escape(phrase)}\b", " ", left)
    return not left.strip()


def _is_credit(line: str) -> bool:
    """Whether a short line names agencies only."""
    bare = re.sub(r"\bه\b$", "", _bare(line)).strip()
    if not bare:
        return False
    if bare in phrases("credit"):
        return True
    left = bare
    for phrase in sorted(phrases("credit"), key=len, reverse=True):
        left = re.sub(rf"\b{re.escape(phrase)}\b", " ", left)
    return all(w in ("و", "عن", "وكاله", "وكالات", "ب", "المصدر") for w in left.split())


def _is_byline(line: str, *, first: bool) -> bool:
    """Whether a line is a byline or a date line, not a headline; a bare name counts only on the first lines."""
    words = _WORD.findall(line)
    if not first or re.search(r"[؟!:]", line):
        return False
    if len(words) < 9 and _DATELINE.match(line):
        return True
    if len(words) <= BYLINE_WORDS and _BYLINE.match(line):
        return all(len(_WORD.findall(side)) <= 3 for side in re.split(r"[-–—/|]", line)) and "في" not in words
    return len(words) <= 3
