"""Words that tell of acts: verbs in all their press forms, verbal nouns, and light verbs that carry one.

The lexicon (``gazetteer/data/triggers.csv``) has a lemma a row; the forms are made here by conjugation, so that
``أعطى`` also finds ``أعطت``, ``أعطوا``, ``يعطي``, ``ستعطي``, ``أعطاها``, ``أعطوها``. Forms are compared folded.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.errors import LexiconError
from corpus.mention import EventType, Gender
from corpus.normalise import fold

DATA = Path(__file__).parent.parent / "gazetteer" / "data"
PRONOUNS = ("ه", "ها", "هم", "هما", "هن")
PASSIVE_LIGHT = frozenset({"تم", "جرى", "شهد", "عرف", "تميز", "أعطي"})  # `تم تدشين`: the act has no agent of its own


class Tense(StrEnum):
    """Tense of a verb form; a verbal noun has none."""

    PERFECT = "perfect"
    IMPERFECT = "imperfect"
    FUTURE = "future"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A row of the trigger lexicon. ``markers``: what may stand before the target ("" for a direct object);
    ``needs``: the set of head nouns its target must begin with (``object_heads.csv``), or a named condition."""

    pos: str
    lemma: str
    type: EventType | None
    markers: tuple[str, ...]
    needs: str


@dataclass(frozen=True, slots=True)
class Form:
    """A lexeme in one form: tense, agreement, and whether an object pronoun is written on it."""

    lexeme: Lexeme
    tense: Tense
    gender: Gender
    plural: bool
    pronoun: str


@dataclass(frozen=True)
class TriggerLexicon:
    """Folded form -> the forms it may be; and the head nouns of each set."""

    forms: dict[str, tuple[Form, ...]]
    heads: dict[str, frozenset[str]]

    def verbs(self, norm: str) -> list[Form]:
        """Return the finite verbs the word may be."""
        return [f for f in self.forms.get(norm, ()) if f.lexeme.pos in ("verb", "light")]

    def nouns(self, norm: str) -> list[Form]:
        """Return the verbal nouns the word may be."""
        return [f for f in self.forms.get(norm, ()) if f.lexeme.pos == "masdar"]


def conjugate(perfect: str, imperfect: str) -> list[tuple[str, Tense, Gender, bool, str]]:
    """Return (form, tense, gender, plural, object pronoun) of the third persons the press uses.

    A final weak letter goes before ت and وا: ``أعطى`` -> ``أعطت``, ``أعطوا``; ``دعا`` -> ``دعت``.
    """
    weak = perfect[-1] in "ىا"
    stem = perfect[:-1] if weak else perfect
    masculine, feminine = perfect, stem + "ت"
    rows = [
        (masculine, Tense.PERFECT, Gender.MASCULINE, False, ""),
        (feminine, Tense.PERFECT, Gender.FEMININE, False, ""),
        (stem + "وا", Tense.PERFECT, Gender.MASCULINE, True, ""),
        ((stem + "ي" if weak else stem) + "ا", Tense.PERFECT, Gender.MASCULINE, True, ""),
        (feminine + "ا", Tense.PERFECT, Gender.FEMININE, True, ""),
    ]
    joined = stem + "ا" if weak else stem
    rows += [(joined + p, Tense.PERFECT, Gender.MASCULINE, False, p) for p in PRONOUNS]
    rows += [(feminine + p, Tense.PERFECT, Gender.FEMININE, False, p) for p in PRONOUNS]
    rows += [(stem + "و" + p, Tense.PERFECT, Gender.MASCULINE, True, p) for p in PRONOUNS]
    present = imperfect[:-1] if imperfect[-1] in "يىو" else imperfect
    for prefix, tense in (("", Tense.IMPERFECT), ("س", Tense.FUTURE)):
        other = "ت" + imperfect[1:]
        rows += [
            (prefix + imperfect, tense, Gender.MASCULINE, False, ""),
            (prefix + other, tense, Gender.FEMININE, False, ""),
            (prefix + present + "ون", tense, Gender.MASCULINE, True, ""),
            (prefix + imperfect + "ان", tense, Gender.MASCULINE, True, ""),
        ]
        rows += [(prefix + imperfect + p, tense, Gender.MASCULINE, False, p) for p in PRONOUNS]
        rows += [(prefix + other + p, tense, Gender.FEMININE, False, p) for p in PRONOUNS]
    return rows


def dialect_forms(perfect: str, imperfect: str) -> list[tuple[str, Tense, Gender, bool, str]]:
    """Return the third persons of a verb in Moroccan Arabic that the standard language spells otherwise.

    ``أكدات``, ``كيقول``, ``كاتقول``; not ``قالو``, which mostly is of a crowd.
    """
    stem = perfect[:-1] if perfect[-1] in "ىا" else perfect
    other = "ت" + imperfect[1:]
    return [
        (stem + "ات", Tense.PERFECT, Gender.FEMININE, False, ""),
        *((prefix + imperfect, Tense.IMPERFECT, Gender.MASCULINE, False, "") for prefix in ("ك", "كا")),
        *((prefix + other, Tense.IMPERFECT, Gender.FEMININE, False, "") for prefix in ("ك", "كا")),
    ]


def nominal_forms(lemma: str) -> list[tuple[str, str]]:
    """Return (form, pronoun) of a verbal noun: bare, definite, with tanwin, with pronouns (``زيارته``)."""
    if lemma.startswith("مت") or lemma.endswith("ا"):
        return [(lemma, "")]
    host = lemma[:-1] + "ت" if lemma.endswith("ة") else lemma
    bare = [lemma] if lemma.startswith("ال") else [lemma, "ال" + lemma]
    tanwin = [] if lemma.endswith("ة") else [lemma + "ا"]
    weak = [lemma[:-1] + "ئ" + p for p in PRONOUNS] if lemma.endswith("اء") else []
    joined = [(w, w[len(lemma) :]) for w in weak] or [(host + p, p) for p in PRONOUNS]
    return [(f, "") for f in [*bare, *tanwin]] + joined


@cache
def load_triggers(folder: Path = DATA) -> TriggerLexicon:
    """Load and conjugate the lexicon.

    Raises: LexiconError: a row has an unknown type or part of speech, or an unknown set of head nouns.
    """
    heads: dict[str, set[str]] = {}
    with (folder / "object_heads.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            heads.setdefault(row["set"], set()).update({fold(row["form"]), fold("ال" + row["form"])})
    forms: dict[str, list[Form]] = {}
    file = folder / "triggers.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), 2):
            if row["pos"] not in ("verb", "masdar", "light"):
                raise LexiconError(f"{file.name}:{number}: unknown part of speech {row['pos']!r}")
            try:
                kind = EventType(row["type"]) if row["type"] else None
            except ValueError as error:
                raise LexiconError(f"{file.name}:{number}: unknown event type {row['type']!r}") from error
            markers = tuple(fold(m) for m in row["marker"].split("|")) if row["marker"] else ("",)
            lexeme = Lexeme(row["pos"], row["lemma"], kind, markers, row["needs"])
            if row["pos"] == "masdar":
                for form, pronoun in nominal_forms(row["lemma"]):
                    entry = Form(lexeme, Tense.NONE, Gender.UNKNOWN, False, pronoun)
                    forms.setdefault(fold(form), []).append(entry)
            else:
                spoken = kind is EventType.STATEMENT and row["needs"] in ("", "that")
                dialect = dialect_forms(row["lemma"], row["imperfect"]) if spoken else []
                for form, tense, gender, plural, pronoun in [*conjugate(row["lemma"], row["imperfect"]), *dialect]:
                    forms.setdefault(fold(form), []).append(Form(lexeme, tense, gender, plural, pronoun))
    return TriggerLexicon({k: tuple(v) for k, v in forms.items()}, {k: frozenset(v) for k, v in heads.items()})
