"""Written text to a spaCy ``Doc`` of words and clitics whose offsets lead back to the published text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from spacy.tokens import Doc
from spacy.vocab import Vocab

from corpus.document import BREAK, OFFSETS, Document
from corpus.normalise import INVISIBLE, fold
from models.mend import is_broken
from models.morphology import Splitter
from models.segment import Piece, load_segmenter

CLITICS = "rasid_clitics"  # key in Doc.user_data: one bool a token, True for a split-off proclitic
_MARKS = "\u064b-\u065f\u0670\u06d6-\u06edـ\u200c\u200d\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\u00ad"
_ARABIC = "ء-غف-يٱ-ۓەﭐ-ﻼ"
TOKEN = re.compile(
    rf"(?P<break>[^\S\n]*\n\s*)"
    rf"|(?P<number>[0-9٠-٩۰-۹]+(?:[.,٫٬،:/][0-9٠-٩۰-۹]+)*)"
    rf"|(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}]*)"
    rf"|(?P<latin>[^\W\d_{_ARABIC}][^\W\d_{_ARABIC}]*(?:['’][^\W\d_{_ARABIC}]+)*)"
    rf"|(?P<mark>[^\s])"
)
# A word glued to a number (`و12`, `ب4`): the letter is a clitic token by itself already.


def tokenise(
    document: Document, segmenter: Splitter, vocab: Vocab, decide: Callable[[str], list[Piece]] | None = None
) -> Document:
    """Return the document with ``tokens``: words, split-off proclitics, numbers, marks and line breaks.

    ``decide`` gives the pieces of a word for which the segmenter is unsure (a trained tokeniser); without it the
    segmenter's own guess stands. Token ``norm_`` is the folded form with the article restored
    (``للقاهرة`` -> ``ل`` + ``القاهره``); a line break's is ``BREAK``.
    """
    words: list[str] = []
    norms: list[str] = []
    offsets: list[tuple[int, int]] = []
    clitics: list[bool] = []

    def add(start: int, end: int, norm: str, clitic: bool = False) -> None:
        words.append(document.text[start:end])
        norms.append(norm)
        offsets.append((start, end))
        clitics.append(clitic)

    counts = load_segmenter()
    before: tuple[int, int, int] | None = None  # start and end of the word before, tokens before it
    for match in TOKEN.finditer(document.text):
        start, end = match.span()
        halves, before = before, None
        if match.lastgroup == "break":
            newline = document.text.index("\n", start)
            add(newline, newline + 1, BREAK)
        elif match.lastgroup == "arabic":
            word = document.text[start:end]
            trimmed = word.rstrip("".join(INVISIBLE) + "ـ")
            if len(trimmed) < len(word) and trimmed:
                word = trimmed
            blank = None
            if halves is not None and halves[1] + 1 == start and document.text[halves[1]] in " \u00a0":
                left = document.text[halves[0] : halves[1]]
                if is_broken(counts, left, word):
                    for column in (words, norms, offsets, clitics):
                        del column[halves[2] :]
                    start, word, blank = halves[0], left + word, len(left)
            before = (start, start + len(word), len(words)) if blank is None else None
            pieces, sure = segmenter.split(word)
            if not sure and decide is not None:
                pieces = decide(word)
            for piece in pieces:
                # Behind the blank that cuts the word, letters stand one place further on.
                first = piece.start + (blank is not None and piece.start >= blank)
                last = piece.end + (blank is not None and piece.end > blank)
                add(start + first, start + last, fold(piece.form), piece.clitic)
        elif document.text[start:end] not in INVISIBLE:
            # A line drawn with tatweels (``ــــ``) folds to nothing: it is a dash.
            add(start, end, fold(document.text[start:end]) or document.text[start])
    return replace(document, tokens=_build(vocab, words, norms, offsets, clitics))


def _build(
    vocab: Vocab, words: list[str], norms: list[str], offsets: list[tuple[int, int]], clitics: list[bool]
) -> Doc:
    """Build the Doc; norms and offsets are set after, because ``Doc`` takes no norms."""
    spaces = [offsets[i][1] < offsets[i + 1][0] for i in range(len(words) - 1)] + [False] * bool(words)
    doc = Doc(vocab, words=words, spaces=spaces)
    for token, norm in zip(doc, norms, strict=True):
        token.norm_ = norm
    doc.user_data[OFFSETS] = offsets
    doc.user_data[CLITICS] = clitics
    for token, start in zip(doc, _sentence_starts(doc), strict=True):
        token.is_sent_start = start
    return doc


def _sentence_starts(doc: Doc) -> Iterable[bool]:
    """Say for each token whether a sentence starts there: after a line break, a full stop, `!` or `؟`.

    A stop after a single letter (`د.` for doctor) or between digits ends nothing.
    """
    starts = True
    for i, token in enumerate(doc):
        yield starts
        if token.norm_ == BREAK:
            starts = True
        elif token.norm_ in (".", "!", "?", "؟", "…"):
            previous = doc[i - 1] if i else None
            starts = not (token.norm_ == "." and previous is not None and len(previous.norm_) == 1)
        else:
            starts = False
