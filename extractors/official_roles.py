"""The mentions of offices: with their holder, by role only, or unnamed."""

from __future__ import annotations

from corpus.mention import Gender, Label, Mention, RoleValue
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.office_words import words
from extractors.offices import PRONOUN_TITLES, bare
from extractors.official_holders import Holders
from extractors.phrases import STOPS
from extractors.titles import Title

# How sure a link of person and office is, by how it was found; about the precision on the annotated press (see the
# table of `tests/extractors/test_officials.py`; measure again by provenance when a rule changes).
CONFIDENCE = {
    "beside": 0.9,
    "row": 0.78,
    "before": 0.9,
    "follows": 0.88,
    "stretch": 0.5,
    "surname": 0.5,
    "career": 0.72,
    "role_only": 0.7,
}
UNNAMED = 0.6  # that a title without a holder is an unnamed official
FORMULAS = words("formulas")
# Titles that also are common nouns: only with a complement or beside a name.
COMMON = words("common")
WEAK = words("weak")


class Roles(Holders):
    """Yields the offices of one document."""

    def _roles_out(self, titles: list[Title], holders: dict[int, int]) -> list[Mention]:
        """Return the mentions of offices, with their holders."""
        out = [self._role(first, last, person, Gender.MASCULINE) for first, last, person in self.elliptic]
        named = {fold(self._words(titles[n])): index for n, index in sorted(holders.items(), reverse=True)}
        for n, title in enumerate(titles):
            span = self.doc.span(title.first, title.last)
            text = plain(self.doc.text[span[0] : span[1]])
            if self.norms[title.first].startswith("ال") and not text.startswith(("ال", "الل")):
                text = "ا" + text  # `للوزير` = ل + الوزير
            index = holders.get(n)
            by_role = False
            if index is None and not title.group:
                index = named.get(fold(self._words(title)))
                if index is None and title.full:
                    index = self._shortened(title, titles, holders)
                if index is None and not title.full:
                    index = self._referred(title, n, titles, holders)
                by_role = index is not None
            if index is None and (
                title.possessed or (not title.full and not title.group) or title.head in WEAK or not self._office(title)
            ):
                continue
            how = "role_only" if by_role else self.how.get(n, "title")
            for person in (index, *([self.second[n]] if n in self.second else [])):
                out.append(
                    self.doc.mention(
                        *span,
                        Label.ROLE,
                        provenance=provenance(self.extractor, f"officials.{how}"),
                        value=RoleValue(
                            text,
                            holder=self.people.root(person) if person is not None else None,
                            full=not by_role and (title.full or person is not None),
                            group=title.group,
                            formula=self._formula(title.first),
                            gender=title.gender,
                        ),
                        confidence=CONFIDENCE.get(how, UNNAMED),
                    )
                )
        return out

    def _role(self, first: int, last: int, person: int, gender: Gender) -> Mention:
        """Return the mention of an office that stands without its head."""
        span = self.doc.span(first, last)
        value = RoleValue(plain(self.doc.text[slice(*span)]), holder=self.people.root(person), full=True, gender=gender)
        where = provenance(self.extractor, "officials.elliptic")
        return self.doc.mention(*span, Label.ROLE, provenance=where, value=value, confidence=0.7)

    def _words(self, title: Title) -> str:
        """Return the words of a title, without the article of its head."""
        return " ".join([title.head, *self.norms[title.first + 1 : title.last]])

    def _shortened(self, title: Title, titles: list[Title], holders: dict[int, int]) -> int | None:
        """Return who holds an office of which a title is the short form (``وزيرة التضامن``, in a headline)."""
        words = set(self._words(title).split())
        definite = self.norms[title.first].startswith("ال")
        for n, index in holders.items():
            other = titles[n]
            if self.norms[other.first].startswith("ال") is not definite:
                continue  # `الرئيس الجزائري` is not the `رئيس أركان الجيش الجزائري`
            if other.head == title.head and other.gender is title.gender and words < set(self._words(other).split()):
                return index
        return None

    def _office(self, title: Title) -> bool:
        """Whether a title without a holder is an office, not a common noun (``عامل مياوم``, ``كاتب مقال``)."""
        words = self.norms[title.first + 1 : title.last]
        if title.head in COMMON and not self.norms[title.first].startswith("ال"):
            return bool(words) and (
                any(w.startswith("ال") for w in words)
                or any(k in self.reader.blocked for k in range(title.first + 1, title.last))
            )
        return bool(words)

    def _referred(self, title: Title, n: int, titles: list[Title], holders: dict[int, int]) -> int | None:
        """Return who a short title means: the last person before it (else the first after) with such an office."""
        words = " ".join(self.norms[title.first : title.last])
        anyone = fold(words) in PRONOUN_TITLES or title.head in ("مسوول", "مسووله")
        if not self.norms[title.first].startswith("ال") and title.last == title.first + 1:
            return None
        order = [*range(n - 1, -1, -1), *range(n + 1, len(titles))]
        for m in order:
            index = holders.get(m)
            if index is None:
                continue
            other = titles[m]
            if anyone and (title.gender is other.gender):
                return index
            if other.head == title.head and title.gender is other.gender:
                return index
            if m > n and not anyone:
                continue
        return None

    def _formula(self, i: int) -> bool:
        """Whether a title stands in a formula of patronage (``تحت الرعاية السامية لجلالة الملك``)."""
        return any(n in FORMULAS for n in self.norms[max(0, i - 8) : i] if n not in STOPS) and bare(self.norms[i]) in (
            "ملك",
            "امير",
            "ولي عهد",
            "ولي",
            "سلطان",
            "رييس",
        )
