"""Titles of offices: where they begin, and how far they go with complements and jurisdiction.

``المنسق الجهوي للتعاون الوطني بجهة سوس ماسة`` is one title; ``والي جهة X عامل إقليم Y`` and ``والي X وعامل Y`` are two;
``كاتب الدولة لدى وزيرة التضامن`` is one: an office behind ``لدى`` or in the genitive of another belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.mention import Gender
from extractors.offices import (
    FORMER,
    PRIVATE,
    SHORT_COMPLEMENTS,
    bare,
    offices,
)
from extractors.phrases import CLOSE, OPEN
from extractors.title_steps import TitleSteps

TWO_COUNTERPARTS = frozenset({"نظيريه", "نظيريها", "نظيراه", "نظيراها"})
TEAMS = frozenset({"منتخب", "فريق", "نادي", "منتخبات", "كره", "اتحاد"})
MAX_TOKENS = 30  # a title with all its fields


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text: token range, its bare head, agreement, and whether it has a complement of its own."""

    first: int
    last: int
    head: str
    gender: Gender
    group: bool
    full: bool
    dual: bool = False  # `مستشارا الملك X وY`: two holders
    possessed: bool = False  # `رئيستها`: whose it is, only the text before tells


class TitleReader(TitleSteps):
    """Reads the titles of one document."""

    def _coach(self, i: int, start: int) -> bool:
        """Whether a technical director is the trainer of a team (``المدير الفني للمنتخب``), no office."""
        if (self.norms[i], self.at(start)) != ("المدير", "الفني"):
            return False
        whose = bare(self.at(start + 2)) if self.at(start + 1) == "ل" else ""
        return whose in TEAMS or not (self._organ(whose) or whose.endswith("ات"))

    def title(self, i: int) -> Title | None:
        """Return the title whose head is token ``i``."""
        head = self._head(i)
        if head is None:
            return None
        office, j = head
        start = j
        if self.at(j) == "جمال" and self.norms[i] in ("ملكه", "ملكات", "ملك"):
            return None  # `ملكة جمال العالم`
        if self.norms[i] == "خادم":
            return Title(i, j, "خادم", office.gender, office.plural, True)
        while j < min(len(self.norms), i + MAX_TOKENS):
            step = self._step(i, j, start)
            if step <= j:
                break
            j = step
        while j > start and (
            self.norms[j - 1] in ("و", "ب", "ل", "في", "لدي", "باسم", "عن", "من", "علي") or self.norms[j - 1] in OPEN
        ):
            j -= 1
        if self.at(j) in CLOSE and sum(n in OPEN or n in CLOSE for n in self.norms[start:j]) % 2:
            j += 1  # the quotation of a name that ends the title
        definite = self.norms[i].startswith("ال")
        complements = self.norms[start:j]
        full = bool(complements) and not (len(complements) == 1 and complements[0] in SHORT_COMPLEMENTS)
        full = full or start > i + 1
        if (definite and not complements) or (len(complements) == 1 and complements[0] in FORMER):
            full = False
        if complements and (complements[0] in PRIVATE or self._coach(i, start)):
            return None
        head_word = (
            self.norms[i][:-1] if self.norms[i].endswith("ا") and self.norms[i][:-1] in offices() else self.norms[i]
        )
        possessed = self.norms[i] not in offices() and bare(self.norms[i]) not in offices() and start == i + 1
        possessed = possessed and self.norms[i].endswith(("ها", "هم", "ه"))
        two = self.norms[i] in TWO_COUNTERPARTS  # `نظيريه الفرنسي X والإسباني Y`
        dual = (head_word != self.norms[i] or two) and self.at(start) not in ("ل", "في", "علي", "ب", "لدي")
        return Title(
            i,
            j,
            "نظيره" if two else bare(head_word),
            office.gender,
            office.plural,
            full,
            dual and start == i + 1,
            possessed,
        )
