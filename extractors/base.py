"""What an extractor is, and what a rule is: a pattern that stands beside its examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from corpus.document import Document
from corpus.errors import LexiconError
from corpus.mention import Label, Mention, Provenance
from corpus.normalise import fold

VERSION = "0.1.0"  # goes into provenance; raised when an extractor changes what it finds
T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Extractor(Protocol):
    """Reads a document and yields mentions in text order; no input or output, no clock, no globals."""

    name: str
    labels: frozenset[Label]
    requires: frozenset[Label]

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield the mentions this extractor finds."""
        ...


@dataclass(frozen=True)
class Rule(Generic[T]):
    """A pattern over folded text (``corpus.normalise.FoldedText``) and how a match becomes a value.

    ``examples``: (sentence, surface form, value as ``str``); ``counterexamples``: sentences without a match.
    The test suite runs them all. ``build`` raises ValueError for a match that is no value (``99 أيار``).
    """

    id: str
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], T]
    examples: Sequence[tuple[str, str, str]]
    counterexamples: Sequence[str]


def alternation(forms: Iterable[str]) -> str:
    """Return a regular expression for any of the (folded) forms, longest first.

    Raises: LexiconError: there are no forms, which would match everywhere.
    """
    folded = sorted({fold(form) for form in forms}, key=lambda f: (-len(f), f))
    if not folded:
        raise LexiconError("an empty word list cannot be a pattern")
    return "(?:" + "|".join(re.escape(f).replace(r"\ ", r"\s+") for f in folded) + ")"


def compose(template: str, **parts: str) -> re.Pattern[str]:
    """Compile ``template`` with ``{name}`` replaced by named, bracketed groups of ``parts``.

    ``compose("{day} {month}", day=r"\\d{1,2}", month=alternation(MONTHS))``; a blank in the template is one or
    more blanks in the text, ``~`` none or more; line breaks are never among them. The whole is bounded so that it
    neither starts nor ends inside a word or number.
    """
    pattern = template.replace(" ", r"[^\S\n]+").replace("~", r"[^\S\n]*")
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", f"(?P<{name}>{part})")
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def provenance(extractor: str, rule: str) -> Provenance:
    """Return the provenance of a fact found by ``rule`` of ``extractor`` in this version."""
    return Provenance(extractor, rule, VERSION)
