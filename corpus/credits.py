"""The source an article credits: an agency or outlet on a line of its own, in the dateline, or in brackets at the end.

``و م ع``; ``بومية، 14 ماي 2025 (و م ع) –``; ``وجدة/ ومع/``; ``... المجال. (رويترز)``; ``هيئة التحرير``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.mention import Span
from corpus.page_lines import Words, folded_words, made_of, opens_with, phrases, prefix_end, word_count

CREDIT_WORDS = 8  # a credit line is no longer than this
SIGNATURE_WORDS = 7
DATELINE_CHARS = 90
DATELINE_PARTS = 5
PART_WORDS = 6
EDGE_LINES = 3  # credits stand on the first or last lines
_SEPARATOR = re.compile(r"\s*[/|:،]\s*|\s*[-–—]+\s+|\s+[-–—ـ]+|(?<=[^\W\d])[-–—](?=[^\W\d])")
_BRACKETS = re.compile(r"\(\s*([^()]{2,30}?)\s*\)")
_GOES_ON = re.compile(r"\s*[^\W\d]")  # behind a bracket: no dateline (``ذكرت وكالة الأنباء (قنا) أن``)
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20)\d\d(?!\d)")
_LINK = re.compile(r"رابط الخبر ب([^\n:]{3,30}):")


def find_credit(text: str, every: Sequence[Span]) -> Span | None:
    """Return the span of the source credit among lines, None without one; a trailing line goes before a dateline."""
    if not every:
        return None
    for start, end in [*reversed(every[-EDGE_LINES:]), *every[:EDGE_LINES]]:
        if word_count(text[start:end]) <= CREDIT_WORDS and _is_credit(folded_words(text[start:end])):
            return start, end
    return _bracketed_at_end(text, every[-1]) or _in_dateline(text, every) or _signature(text, every) or _link(text)


def _is_credit(words: Words) -> bool:
    """Whether words name sources only; the desk's initial may follow (``و م ع /هـ``)."""
    if words[-1:] == ("ه",):
        words = words[:-1]
    return bool(words) and made_of(words, "credit") and not any(word.isdecimal() for word in words)


def _bracketed_at_end(text: str, last: Span) -> Span | None:
    """Return a credit in brackets at the very end of the last line."""
    line = text[last[0] : last[1]]
    for match in _BRACKETS.finditer(line):
        if _is_credit(folded_words(match.group(1))) and not line[match.end() :].strip(" ."):
            return last[0] + match.start(1), last[0] + match.end(1)
    return None


def _in_dateline(text: str, every: Sequence[Span]) -> Span | None:
    """Return the source named in the dateline of the first lines: a part of it, in brackets, or its last word."""
    for start, end in every[:EDGE_LINES]:
        line = text[start : min(end, start + DATELINE_CHARS)]
        for match in _BRACKETS.finditer(line):
            if _is_credit(folded_words(match.group(1))) and not _GOES_ON.match(line, match.end()):
                return start + match.start(1), start + match.end(1)
        whole = end - start < DATELINE_CHARS
        for left, right in _parts(line, whole=whole):
            if _is_source(folded_words(line[left:right])):
                return start + left, start + right
        last = re.search(r"\S+$", line)
        if whole and last and _YEAR.search(line) and _is_credit(folded_words(last.group())):
            return start + last.start(), start + last.end()
    return None


def _parts(line: str, *, whole: bool) -> Iterator[Span]:
    """Yield the parts of a dateline: short pieces between marks from the start of a line; one mark at least."""
    left = prefix_end(line)
    marks = list(_SEPARATOR.finditer(line))
    for mark in marks[:DATELINE_PARTS]:
        if word_count(line[left : mark.start()]) > PART_WORDS:
            return
        yield left, mark.start()
        left = mark.end()
    if whole and marks and len(marks) < DATELINE_PARTS and word_count(line[left:]) <= PART_WORDS:
        yield left, len(line)


def names_source(line: str) -> bool:
    """Whether a part of a short line is an agency or outlet: ``أحمد فلان - رويترز``, ``LE360-الرباط``."""
    return any(_is_source(folded_words(line[left:right])) for left, right in _parts(line, whole=True))


def _is_source(words: Words) -> bool:
    """Whether words are the name of an agency or outlet."""
    if not words:
        return False
    site = 2 <= len(words) <= 3 and words[-1:] in phrases("outlet_end")
    return site or _is_credit(words) or words in phrases("outlet")


def _signature(text: str, every: Sequence[Span]) -> Span | None:
    """Return a last line that signs the text: ``هيئة التحرير``, ``عن المكتب المسير``, ``الرباط – القسم الاجتماعي``."""
    for start, end in reversed(every[-2:] if len(every) > 2 else every[1:]):
        line = text[start:end]
        if word_count(line) > SIGNATURE_WORDS or line.endswith((".", "؟", "!")) or ":" in line:
            continue
        for left, right in [(0, len(line)), *_parts(line, whole=True)]:
            words = folded_words(line[left:right])
            if opens_with(words[1:] if words[:1] == ("عن",) else words, "signature"):
                return start, end
    return None


def _link(text: str) -> Span | None:
    """Return the outlet that a link to the page names: ``رابط الخبر بصحيفة المثال: ...``."""
    match = _LINK.search(text)
    return match.span(1) if match else None
