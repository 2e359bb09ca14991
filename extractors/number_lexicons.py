"""The word lists of the number grammar, read from ``gazetteer/data`` and checked row by row.

``numerals.csv`` (number words), ``hedges.csv`` (more than, about ...), ``units.csv`` (nouns that are often counted),
``number_contexts.csv`` (words that tell a count from a label, a year or an hour). Currencies are in
``extractors.currencies``. Everything is compared folded (``corpus.normalise.fold``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import Relation
from corpus.normalise import fold

DATA = Path(__file__).parent.parent / "gazetteer" / "data"


class Kind(StrEnum):
    """The part a number word plays in a number."""

    UNIT = "unit"  # ثلاثة
    TEEN_UNIT = "teen_unit"  # أحد، اثنا: only inside أحد عشر، إحدى وعشرون
    TEN = "ten"  # عشر, alone or in ثلاثة عشر
    TENS = "tens"  # عشرون
    HUNDRED = "hundred"  # مائة, alone or in ثلاث مائة
    HUNDREDS = "hundreds"  # مائتان، ثلاثمائة
    SCALE = "scale"  # ألف
    SCALE_DUAL = "scale_dual"  # ألفين
    SCALE_ACCUSATIVE = "scale_accusative"  # ألفا: عشرون ألفا, or the dual of ألفا درهم
    SCALE_PLURAL = "scale_plural"  # آلاف: only after a number
    FRACTION = "fraction"  # نصف
    ORDINAL = "ordinal"  # ثالث
    ORDINAL_TEEN = "ordinal_teen"  # حادي: only in حادي عشر


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number word: its part and its value (of a dual: twice the scale)."""

    kind: Kind
    value: Decimal


class Bound(StrEnum):
    """What a hedge says; limits (``لا يتجاوز``, ``لا يقل عن``) leave the relation exact."""

    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ABOUT = "about"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"

    @property
    def relation(self) -> Relation:
        """The relation of the stated number to the true one."""
        return Relation.EXACT if self in (Bound.AT_MOST, Bound.AT_LEAST) else Relation(self.value)


class Cue(StrEnum):
    """Kinds of ``number_contexts.csv``: what a word beside a number tells."""

    FUNCTION = "function"  # never a counted noun
    ADVERB = "adverb"  # صباحا، سنويا: likewise
    VERB = "verb"  # likewise
    VERB_SHAPED_NOUN = "verb_shaped_noun"  # يوما، تلميذ: nouns that look like verbs
    MONTH = "month"
    WEEKDAY = "weekday"
    YEAR = "year"  # سنة، موسم: a year follows
    LABEL = "label"  # رقم، المادة، كوفيد: the number after it never counts
    NUMBERED = "numbered"  # المركز، الدورة: the number after it counts only if a noun follows
    BODY = "body"  # الاتحاد: a number after it may count its members (دول الاتحاد الـ27)
    ALONE = "alone"  # في آن واحد: واحد does not count
    PLURAL = "plural"  # broken plurals, which a number may follow: الدول الـ27


NO_HEADS = (Cue.FUNCTION, Cue.ADVERB, Cue.VERB, Cue.MONTH, Cue.WEEKDAY)  # what is never a counted noun


@dataclass(frozen=True)
class NumberLexicon:
    """All word lists: number words, hedges (token norms -> bound), counted nouns, context words by kind."""

    words: dict[str, NumberWord]
    hedges: dict[tuple[str, ...], Bound]
    counted: frozenset[str]
    cues: dict[Cue, frozenset[str]]
    no_heads: frozenset[str]  # the words of NO_HEADS with their hamzas, to tell إمام from أمام

    def is_cue(self, norm: str, *kinds: Cue) -> bool:
        """Whether the folded word is of one of the kinds."""
        return any(norm in self.cues[kind] for kind in kinds)


def read_rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a lexicon file.

    Raises: LexiconError: the file is missing, or its columns or the number of cells of a row are others.
    """
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != columns:
                raise LexiconError(f"{file.name}: columns {reader.fieldnames}, expected {list(columns)}")
            for number, row in enumerate(reader, start=2):
                if None in row or None in row.values() or not row[columns[0]].strip() or not row["source"]:
                    raise LexiconError(f"{file.name}:{number}: a cell is missing or too many: {row}")
                yield number, row
    except FileNotFoundError as error:
        raise LexiconError(f"{file}: missing") from error


@cache
def load_number_lexicon(folder: Path = DATA) -> NumberLexicon:
    """Load and check the word lists.

    Raises: LexiconError: a row does not hold; the message names file, line and column.
    """
    contexts = _contexts(folder / "number_contexts.csv")
    return NumberLexicon(
        words=_number_words(folder / "numerals.csv"),
        hedges=_hedges(folder / "hedges.csv"),
        counted=frozenset(
            fold(row["surface"]) for _, row in read_rows(folder / "units.csv", ("surface", "kind", "source", "note"))
        ),
        cues={kind: frozenset(fold(surface) for cue, surface in contexts if cue is kind) for kind in Cue},
        no_heads=frozenset(surface for cue, surface in contexts if cue in NO_HEADS),
    )


def _number_words(file: Path) -> dict[str, NumberWord]:
    words: dict[str, NumberWord] = {}
    for line, row in read_rows(file, ("surface", "kind", "value", "source", "note")):
        try:
            word = NumberWord(Kind(row["kind"]), Decimal(row["value"]))
        except (ValueError, InvalidOperation) as error:
            raise LexiconError(f"{file.name}:{line}: kind {row['kind']!r} or value {row['value']!r} unknown") from error
        if words.setdefault(fold(row["surface"]), word) != word:
            raise LexiconError(f"{file.name}:{line}: surface {row['surface']!r} is listed with another value")
    return words


def _hedges(file: Path) -> dict[tuple[str, ...], Bound]:
    hedges: dict[tuple[str, ...], Bound] = {}
    for line, row in read_rows(file, ("surface", "relation", "source", "note")):
        try:
            hedges[tuple(fold(row["surface"]).split())] = Bound(row["relation"])
        except ValueError as error:
            raise LexiconError(f"{file.name}:{line}: relation {row['relation']!r} unknown") from error
    return hedges


def _contexts(file: Path) -> list[tuple[Cue, str]]:
    contexts: list[tuple[Cue, str]] = []
    for line, row in read_rows(file, ("surface", "kind", "source", "note")):
        try:
            contexts.append((Cue(row["kind"]), row["surface"]))
        except ValueError as error:
            raise LexiconError(f"{file.name}:{line}: kind {row['kind']!r} unknown") from error
    return contexts
