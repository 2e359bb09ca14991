"""One article flowing through the stages.

``Document.text`` is fixed when it is read (decoded, line ends made ``\\n``) and never rewritten; a stage
returns a new document. ``tokens`` is a spaCy ``Doc`` of words and clitics; its ``token.idx`` counts inside the
``Doc``, so offsets into the published text come from ``Document.span``.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from corpus.errors import AnnotationError
from corpus.mention import Label, Mention, Provenance, Span, Value

if TYPE_CHECKING:  # the server reads dates in questions with a Document that has no tokens, and does without spaCy
    from spacy.tokens import Doc, Token

OFFSETS = "rasid_offsets"  # key in Doc.user_data: list of (start, end) in Document.text, one a token
BREAK = "\n"  # the norm of the token that stands for a line break


@dataclass(frozen=True)
class Document:
    """An article: identity, metadata, text, and what the stages found.

    ``published`` is the date of the page's metadata (or the caller's), not one read in the text.
    ``country`` is ISO 3166-1 alpha-2. ``title`` is metadata; a headline inside ``text`` is its first line.
    ``agency``: who a page credits the piece to, where that is an agency; ``section``: of the newspaper.
    """

    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    country: str | None = None
    published: date | None = None
    title: str | None = None
    author: str | None = None
    agency: str | None = None
    section: str | None = None
    tokens: Doc | None = field(default=None, compare=False)
    mentions: tuple[Mention, ...] = ()

    def mention(
        self,
        start: int,
        end: int,
        label: Label,
        *,
        provenance: Provenance,
        value: Value = None,
        confidence: float = 1.0,
    ) -> Mention:
        """Return a mention of ``text[start:end]``.

        Raises: AnnotationError: the span is empty, outside the text, or has blanks at an end.
        """
        surface = self.text[start:end]
        if not 0 <= start < end <= len(self.text) or surface != surface.strip():
            raise AnnotationError(f"{self.id}: no mention at {start}-{end}: {surface!r}")
        return Mention(start, end, label, surface, provenance, confidence, value)

    def with_mentions(self, mentions: Iterable[Mention]) -> Document:
        """Return this document with more mentions, all in text order."""
        merged = sorted((*self.mentions, *mentions), key=lambda m: (m.start, -m.end))
        return replace(self, mentions=tuple(merged))

    def of(self, *labels: Label) -> list[Mention]:
        """Return the mentions with one of the labels, in text order."""
        return [m for m in self.mentions if m.label in labels]

    @property
    def doc(self) -> Doc:
        """The tokens; raises AnnotationError before annotation."""
        if self.tokens is None:
            raise AnnotationError(f"{self.id}: not tokenised yet")
        return self.tokens

    @property
    def offsets(self) -> list[Span]:
        """The (start, end) of each token in ``text``."""
        offsets: list[Span] = self.doc.user_data[OFFSETS]
        return offsets

    def span(self, first: int, last: int) -> Span:
        """Return the text offsets of tokens ``first`` up to, not including, ``last``."""
        offsets = self.offsets
        return offsets[first][0], offsets[last - 1][1]

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the token indexes (half-open) that overlap text offsets ``start`` to ``end``."""
        offsets = self.offsets
        first = bisect.bisect_right(offsets, start, key=lambda o: o[1])
        last = bisect.bisect_left(offsets, end, key=lambda o: o[0])
        return first, last

    def is_break(self, token: Token) -> bool:
        """Whether the token stands for a line break."""
        return token.norm_ == BREAK
