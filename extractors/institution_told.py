"""Institutions whose names no list has and no head noun opens, but which the words beside them tell.

``إفلاس «أطلس تورز»``; ``«الأفق» إحدى أكبر نقابات التعليم``; ``متحدث باسم Atlas``, in Latin letters; ``محكمة في ليون``, by
the place behind it.
"""

from __future__ import annotations

from corpus.mention import InstitutionKind
from extractors.institution_known import KnownNames, Name
from extractors.phrases import CLOSE, OPEN

LONGEST = 5  # words of such a name
# What only a company has or gets, before its name in quotation marks.
OF_COMPANIES = frozenset({"افلاس", "اسهم", "سهم", "زبناء", "زباين", "عملاء", "مصانع", "هولدينغ", "هولدينك", "متاجر"})
# One of several of a class, behind the quotation: `إحدى أكبر نقابات التعليم`.
ONE_OF = frozenset({"احد", "احدي", "اكبر", "اشهر", "ابرز", "اهم", "اقدم", "ثاني", "ثالث"})
CLASSES = {
    "نقابات": InstitutionKind.ASSOCIATION, "جمعيات": InstitutionKind.ASSOCIATION, "منظمات": InstitutionKind.OTHER,
    "شركات": InstitutionKind.COMPANY, "بنوك": InstitutionKind.COMPANY, "مصارف": InstitutionKind.COMPANY,
    "صحف": InstitutionKind.COMPANY, "قنوات": InstitutionKind.COMPANY, "وكالات": InstitutionKind.COMPANY,
    "احزاب": InstitutionKind.PARTY, "مجموعات": InstitutionKind.OTHER, "جامعات": InstitutionKind.SCHOOL,
    "نقابه": InstitutionKind.ASSOCIATION, "جمعيه": InstitutionKind.ASSOCIATION, "منظمه": InstitutionKind.OTHER,
    "شركه": InstitutionKind.COMPANY, "بنك": InstitutionKind.COMPANY, "صحيفه": InstitutionKind.COMPANY,
    "حزب": InstitutionKind.PARTY, "مجموعه": InstitutionKind.COMPANY,
}  # fmt: skip
# One a town: where it is says which (`قضت محكمة في ليون`, `أمام سفارة بلاده في كييف`, `قنصلية لها بمدينة وهران`).
TOLD_BY_PLACE = frozenset({"محكمه", "قنصليه", "سفاره"})
FOR_THEM = frozenset({"له", "لها", "لهم"})
OWNERS = frozenset({"بلاده", "بلادها", "بلادهم", "بلدها", "بلده"})
CLASS_REACH = 4  # tokens behind the quotation in which the class stands


class ToldNames(KnownNames):
    """Finds the names that the words beside them tell."""

    def _told_name(self, i: int) -> Name | None:
        """Return the name at ``i`` that stands in quotation marks or Latin letters, where its surroundings tell it."""
        if self.at(i - 1) in OPEN and self.at(i - 1) != "(":
            close = next((j for j in range(i + 1, i + 1 + LONGEST) if self.at(j) in CLOSE), None)
            if close is None or any(self.is_verb(j) for j in range(i, close)) or self.at(i) in ("و", "،"):
                return None
            kind = InstitutionKind.COMPANY if self.at(i - 2) in OF_COMPANIES else self._one_of(close + 1)
            return None if kind is None else Name(i, close, kind, self.norms[i], "told", 0.7)
        return self._told_by_place(i) or self._latin(i)

    def _told_by_place(self, i: int) -> Name | None:
        """Return a court, embassy or consulate that has no name but the place right behind it."""
        if self.norms[i] not in TOLD_BY_PLACE or self.at(i - 1) in self.words["not_one"]:
            return None
        last = i + 1 + (self.at(i + 1) in OWNERS)
        k = last + (self.at(last) in FOR_THEM)
        placed = self.at(k) in ("ب", "في") and k + 1 in self.places
        return Name(i, last, InstitutionKind.OTHER, self.norms[i], "generic", 0.65) if placed else None

    def _one_of(self, j: int) -> InstitutionKind | None:
        """Return the kind of the class that what stands before ``j`` is one of (``، إحدى أكبر شركات الطيران``)."""
        j += self.at(j) in ("،", ",")
        if self.at(j) not in ONE_OF:
            return None
        return next((CLASSES[self.at(k)] for k in range(j + 1, j + CLASS_REACH) if self.at(k) in CLASSES), None)

    def _latin(self, i: int) -> Name | None:
        """Return a name in Latin letters that speaks or is spoken for (``ذكرت ATP أن``, ``المتحدث باسم Atlas``)."""
        if not self._capital(i):
            return None
        before = self.at(i - 1)
        spoken_for = before == "باسم" or (before == "اسم" and self.at(i - 2) == "ب")
        if not spoken_for and before not in self.words["paper_verb"] and before not in self.words["told_of"]:
            return None
        last = i + 1
        while last < i + LONGEST and self._capital(last):
            last += 1
        return Name(i, last, InstitutionKind.COMPANY, self.norms[i], "told", 0.7)

    def _capital(self, i: int) -> bool:
        """Whether a word in Latin letters begins with a capital, in no address."""
        text = self.texts[i] if i < len(self.texts) else ""
        return text.isascii() and text[:1].isupper() and text.isalpha() and not self._in_address(i, i + 1)
