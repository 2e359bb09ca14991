"""What is known about institutions before reading: head nouns, well-known names, and word lists, from CSV.

``institution_heads.csv`` has the nouns that open a name (``جمعية``, ``مركز``), ``institution_names.csv`` names that
need no head (``الأمم المتحدة``, ``البوليساريو``), ``institution_words.csv`` the words that tell one use from another.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.mention import InstitutionKind
from corpus.normalise import fold
from extractors.triggers import DATA

ARTICLE = "ال"
# Spellings of one word in names: `الحركة الديموقراطية`, `الجيش الأميركي`, `الاتحاد الأوربي`, `البنك الفدرالي`.
RESPELT = (("ديمقراط", "ديموقراط"), ("امريك", "اميرك"), ("اوروب", "اورب"), ("فيدرال", "فدرال"))


class Mode(StrEnum):
    """What must follow a head noun: ``open`` also a generic complement (``مركز لتصفية الدم``), ``named`` a definite
    one or a name (``وكالة الحوض المائي``), ``quoted`` a quotation or proper name (``عملية «رعاية»``)."""

    OPEN = "open"
    NAMED = "named"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: the kind it gives, and what must follow."""

    kind: InstitutionKind
    mode: Mode

    @property
    def open(self) -> bool:
        """Whether a generic name with it may be one individual centre."""
        return self.mode is Mode.OPEN


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known name: its kind; ``cued`` names are ordinary words too and need a class word (``حزب الأمل``)."""

    kind: InstitutionKind
    cued: bool


@dataclass(frozen=True)
class InstitutionLexicon:
    """Folded head -> Head, folded name without blanks -> Known, set name -> folded forms; ``barred`` are (head,
    complement) that name no institution (``الوحدة الترابية``): True also when more follows; ``only`` has the complements
    with which alone some heads name one (``الرئاسة العامة``); ``same_as`` gives names without blanks the form they are grouped by."""

    heads: dict[str, Head]
    names: dict[str, Known]
    prefixes: frozenset[str]
    words: dict[str, frozenset[str]]
    barred: dict[tuple[str, str], bool]
    only: dict[str, frozenset[str]]
    same_as: dict[str, str]

    def bare(self, norm: str) -> str:
        """Return a head without its article and tanwin (``المركز``, ``مركزا``)."""
        if norm in self.heads:
            return norm
        bare = norm.removeprefix(ARTICLE)
        return bare[:-1] if bare not in self.heads and bare.endswith("ا") and bare[:-1] in self.heads else bare

    def head(self, norm: str) -> Head | None:
        """Return the head noun a word is, with or without its article."""
        return self.heads.get(self.bare(norm))

    def known_at(self, norms: Sequence[str], written: Sequence[str], i: int, *, cued: bool) -> tuple[int, Known] | None:
        """Return the token after the longest known name at ``i`` and the name, None without one.

        ``norms`` are the comparison forms of the tokens, ``written`` their folded spellings: only the first word of
        a name may have an article restored (``للأمم المتحدة``), however the rest was split into clitics.
        """
        key, found, j = norms[i], None, i + 1
        while key in self.prefixes:
            known = self.names.get(key)
            if known is not None and (cued or not known.cued):
                found = (j, known)
            if j >= len(written):
                break
            key, j = key + written[j], j + 1
        return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a lexicon."""
    with (DATA / name).open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows)


def _spellings(name: str) -> set[str]:
    """Return a name without blanks as it is listed and as its words are spelt elsewhere."""
    found = {"".join(fold(name).split())}
    for one, other in RESPELT:
        found |= {form.replace(one, other) for form in found} | {form.replace(other, one) for form in found}
    return found


@cache
def load_institution_lexicon() -> InstitutionLexicon:
    """Return the project's lexicon of institutions."""
    listed = {
        "".join(fold(r["name"]).split()): Known(InstitutionKind(r["kind"]), r["mode"] == "cued")
        for r in _rows("institution_names.csv")
    }
    names = {form: known for name, known in listed.items() for form in _spellings(name)} | listed
    pairs = [(fold(r["head"]), fold(r["complement"]), r["scope"]) for r in _rows("institution_nonnames.csv")]
    sets: dict[str, set[str]] = {}
    for row in _rows("institution_words.csv"):
        sets.setdefault(row["set"], set()).add(fold(row["form"]))
    return InstitutionLexicon(
        heads={
            fold(r["head"]): Head(InstitutionKind(r["kind"]), Mode(r["mode"])) for r in _rows("institution_heads.csv")
        },
        names=names,
        same_as={
            "".join(fold(r["name"]).split()): r["same_as"] for r in _rows("institution_names.csv") if r["same_as"]
        },
        prefixes=frozenset(name[:n] for name in names for n in range(1, len(name) + 1)),
        words={name: frozenset(forms) for name, forms in sets.items()},
        barred={(head, complement): scope == "any" for head, complement, scope in pairs if scope != "only"},
        only={
            head: frozenset(c for h, c, scope in pairs if h == head and scope == "only")
            for head, _, scope in pairs
            if scope == "only"
        },
    )
