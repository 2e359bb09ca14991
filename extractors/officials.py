"""Persons, their offices, and who is meant by a role alone: labels PERSON and ROLE.

A person is a name beside a title, behind an honorific, or a known given name with a family name. A title is linked to
the person it stands beside; ``الوزيرة``, ``عامل الإقليم`` to the last holder of such an office, agreeing in gender; a full
title that nobody in the article holds is an unnamed official.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.document import BREAK, Document
from corpus.mention import Gender, Label, Mention, RoleValue
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.names import HONORIFICS, NameLexicon, NameReader, load_names
from extractors.office_words import words
from extractors.offices import CHARGED, FORMER, PROFESSIONS, PRONOUN_TITLES, ROYAL, bare, offices
from extractors.persons import ADVERBS, Persons
from extractors.phrases import STOPS
from extractors.titles import Title, TitleReader

STRETCH = 11  # tokens a title may run on beyond the end that was read, up to a name
BREAKERS = words("breakers")
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
ELLIPSIS = 6  # tokens the field of the second office of a dual may have
CAREER_REACH = 200  # tokens between a person and an office told of him in his biography
FORMULAS = words("formulas")
# Titles that also are common nouns: only with a complement or beside a name.
COMMON = words("common")
# What may stand between two offices of one person: `، و`, `وهو`, `آنذاك`.
JOINING = frozenset({"و", "،", ",", "هو", "هي"}) | ADVERBS
CAREER = words("career")
OFFICE_WORDS = frozenset({"ولي", "خادم", "نظيره", "نظيرها"})  # first words of titles of several words
WEAK = words("weak")
RANKS = frozenset({("سفير", False), ("سفيره", False)})  # beside another office no office but a rank
COUNTERPARTS = frozenset({"نظيره", "نظيرها", "نظيرته", "نظيرتها"})


class OfficialExtractor:
    """Finds persons and offices; places, institutions and dates must be known before."""

    name = "officials"
    labels = frozenset({Label.PERSON, Label.ROLE})
    requires = frozenset({Label.PLACE, Label.INSTITUTION, Label.DATE})

    def __init__(self, names: NameLexicon) -> None:
        self.names = names

    @classmethod
    def load(cls) -> OfficialExtractor:
        """Return the extractor with the project's name lists."""
        return cls(load_names())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield persons and offices in text order."""
        return _Reader(self, doc).mentions()


class _Reader:
    """Reads the persons and offices of one document."""

    def __init__(self, extractor: OfficialExtractor, doc: Document) -> None:
        self.doc = doc
        self.names = extractor.names
        self.extractor = extractor.name
        self.norms = [t.norm_ for t in doc.doc]
        blocked = frozenset(
            k for m in doc.of(Label.PLACE, Label.INSTITUTION, Label.DATE) for k in range(*doc.token_range(*m.span))
        )
        self.reader = NameReader(
            doc,
            extractor.names,
            blocked,
            frozenset(h for h in offices() if " " not in h) | frozenset("ال" + h for h in offices()) | OFFICE_WORDS,
        )
        self.titles_reader = TitleReader(doc, self.reader)
        self.people = Persons(doc, extractor.names, self.reader, extractor.name)
        self.elliptic: list[
            tuple[int, int, int]
        ] = []  # (first, last, holder) of `الصحة` in `وزيرا الداخلية X والصحة Y`
        self.how: dict[int, str] = {}  # title with a holder -> how he was found
        self.second: dict[int, int] = {}  # dual title -> its second holder

    def mentions(self) -> list[Mention]:
        """Return all mentions."""
        titles = self._titles()
        holders = self._beside(titles)
        self.people.add_free_names(titles)
        self.people.add_short_names(titles)
        self._careers(titles, holders)
        return sorted(self.people.mentions() + self._roles_out(titles, holders), key=lambda m: (m.start, -m.end))

    def _at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else "\n"

    def _titles(self) -> list[Title]:
        """Return the titles, not overlapping, in text order."""
        found: list[Title] = []
        i = 0
        while i < len(self.norms):
            title = self.titles_reader.title(i)
            if title is None or title.last <= i:
                i += 1
                continue
            i = title.last
            if found and self._charge(found[-1], title):
                found[-1] = replace(found[-1], last=title.last)
            else:
                found.append(title)
        return found

    def _charge(self, left: Title, right: Title) -> bool:
        """Whether a title is the charge of the one before it (``كاتب الدولة لدى وزير ...، المكلف بالتنمية``)."""
        gap = self.norms[left.last : right.first]
        return right.full and self.norms[right.first] in CHARGED and gap in ([], ["،"], [","]) and not left.group

    def _beside(self, titles: list[Title]) -> dict[int, int]:
        """Return title index -> person index for titles that stand beside a name."""
        holders: dict[int, int] = {}
        self._names_behind(titles, holders)
        self._rows(titles, holders)
        self._names_before(titles, holders)
        self._stretched(titles, holders)
        self._row(titles, holders)  # `المستشار في الديوان المشرف العام على مركز ... الدكتور فلان`
        for n in [n for n in holders if titles[n].head in PROFESSIONS and titles[n].last == titles[n].first + 1]:
            del holders[n]
        for n in [n for n in holders if (titles[n].head, titles[n].full) in RANKS]:
            if sum(index == holders[n] for index in holders.values()) > 1:
                del holders[n]  # `مدير الإدارة السفير فلان`
        for n, index in holders.items():
            person = self.people.found[index]
            person.titled = True
            person.heads.add(titles[n].head)
            if person.gender is Gender.UNKNOWN:
                person.gender = titles[n].gender
        return holders

    def _names_behind(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles that a name follows."""
        for n, title in enumerate(titles):
            following = titles[n + 1] if n + 1 < len(titles) else None
            if title.group or (following is not None and self._interleaved(title, following)):
                continue
            how = "beside"
            start = self.people.name_after(title.last, following.first if following else len(self.norms))
            if start is not None and self.norms[title.first] in ROYAL and self._at(title.last) in ("السيد", "السيده"):
                start = None  # `عين جلالة الملك | السيد فلان`
            if start is None and self.people.surname_after(title):
                start, how = title.last, "surname"
            if start is None:
                continue
            index = self.people.taken.get(start)
            if index is None:
                index = self.people.add(start, self.reader.end(start, due=True), f"{how}_title")
            holders[n], self.how[n] = index, how

    def _rows(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles before another one that a name follows, and the second holders of duals."""
        self._row(titles, holders)
        for n, title in enumerate(titles):
            if title.dual and n in holders:
                self._second_holder(n, holders[n])

    def _row(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles before another one that a name follows (``مدير الإدارة ورئيس اللجنة فلان``)."""
        for n in range(len(titles) - 2, -1, -1):
            if n in holders or n + 1 not in holders or titles[n].group:
                continue
            gap = self.norms[titles[n].last : titles[n + 1].first]
            behind = self.people.found[holders[n + 1]].first >= titles[n + 1].last
            if not behind or gap not in ([], ["و"], ["،"]) or (gap and not titles[n].full):
                continue
            if self._both_held(titles[n], titles[n + 1]) and not self.people.own_name(titles[n].first):
                holders[n], self.how[n] = holders[n + 1], "row"

    def _names_before(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles that stand behind a name, or behind another office of the person named before."""
        for n, title in enumerate(titles):
            if n in holders or title.group:
                continue
            before = self.people.name_before(title.first)
            if before is not None and self._other(title, [titles[m] for m in holders if holders[m] == before], before):
                before = None
            if before is not None:
                holders[n], self.how[n] = before, "before"
            elif n and n - 1 in holders and self._follows(titles[n - 1], title, holders[n - 1]):
                holders[n], self.how[n] = holders[n - 1], "follows"

    def _other(self, title: Title, held: list[Title], person: int) -> bool:
        """Whether a title right behind the name of a person is somebody else's: ``استقبل الوزير X | السفيرة ...``."""
        beside = title.first == self.people.found[person].last
        genders = {t.gender for t in held if not t.group}
        return beside and bool(held) and (title.head in COUNTERPARTS or title.gender not in genders)

    def _stretched(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles that run on to a name beyond the end that was read, where nothing else was found."""
        for n, title in enumerate(titles):
            if n in holders or title.group or title.dual or not title.full:
                continue
            start = self._stretch(titles, n)
            if start is not None:
                index = self.people.taken.get(start)
                if index is None:
                    index = self.people.add(start, self.reader.end(start, due=True), "stretch_title")
                holders[n], self.how[n] = index, "stretch"

    def _interleaved(self, title: Title, following: Title) -> bool:
        """Whether names stand before their offices in a row: ``X – مدير A، Y – مدير B``."""
        if not self.people.own_name(title.first, apart=True):
            return False
        if self.people.post(title.first) < title.first:
            return True
        start = self.people.name_after(title.last, following.first)
        if start is None:
            return False
        gap = self.norms[self.reader.end(start, due=True) : following.first]
        return 0 < len(gap) <= 2 and all(g in ("،", ",", "–", "-", "(") for g in gap)

    def _both_held(self, left: Title, right: Title) -> bool:
        """Whether two offices in a row may be of one person: not ``وزير العدل ووزير الصحة فلان``."""
        apart = right.first > left.last
        if left.head.removesuffix("ه") == right.head.removesuffix("ه"):
            return not apart or self._at(right.first + 1) in ("الدوله", "دوله")
        return left.gender is right.gender

    def _stretch(self, titles: list[Title], n: int) -> int | None:
        """Return the name that stands some words behind a title whose end was not seen, and move the end there.

        ``مدير فرع هيئة الأمر | بالمعروف والنهي عن المنكر، السيد فلان``: nothing between but nouns and prepositions.
        """
        title = titles[n]
        limit = titles[n + 1].first if n + 1 < len(titles) else len(self.norms)
        for j in range(title.last, min(title.last + STRETCH, limit)):
            norm = self._at(j)
            closed = norm in ("،", ",") or norm in HONORIFICS
            if j > title.last and (closed or self.reader.starts(j)):
                start = self.people.name_after(j, limit)
                if (
                    start is None
                    or self._at(j - 1) in ("و", "ب", "ل", "في", "ف")
                    or not (self.reader.starts(start) or self._at(start - 1) in HONORIFICS)
                ):
                    return None
                titles[n] = replace(title, last=j)
                return start
            ends = closed or norm in STOPS or norm in self.reader.words["clause"] or norm[:1].isdigit()
            if ends or norm in BREAKERS or self.doc.doc[j].pos_ in ("VERB", "AUX", "PRON", "SCONJ") or norm == BREAK:
                return None
        return None

    def _second_holder(self, n: int, first: int) -> None:
        """Find the second holder of a dual (``مستشارا الملك X وY``, ``وزيرا الداخلية X والصحة Y``)."""
        j = self.people.found[first].last
        while self._at(j) in ("،", "و") or self._at(j) in HONORIFICS:
            j += 1
        after = self.people.found[first].last
        if j > after and self.reader.starts(j) and j not in self.people.taken:
            self.second[n] = self.people.add(j, self.reader.end(j, due=True), "beside_title")
        elif j > after and self._at(j).startswith("ال"):
            k = j + 1
            while k < j + ELLIPSIS and (self._at(k).startswith("ال") or self._at(k) in ("و", "،")):
                k += 1
            if self.reader.starts(k) and k not in self.people.taken and self._at(k - 1) not in ("و", "،"):
                self.elliptic.append((j, k, self.people.add(k, self.reader.end(k, due=True), "beside_title")))

    def _careers(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Add the offices that a biography tells."""
        for n, title in enumerate(titles):
            index = None if n in holders or title.group or title.possessed else self._career(title)
            if index is not None:
                holders[n], self.how[n] = index, "career"
                self.people.found[index].titled = True

    def _career(self, title: Title) -> int | None:
        """Return whose office a sentence tells (``الذي عين سفيرا بـ``, ``شغل منصب مدير``): the last person named before.

        The office is an accusative (``مديرا لـ``) or stands behind a word of holding office.
        """
        i = title.first
        skipped = STOPS | FORMER | {"و", "سنه"}
        before = [n for n in self.norms[max(0, i - 6) : i] if n not in skipped and not n[:1].isdigit()][-4:]
        accusative = self.norms[i].endswith("ا") and not title.dual and title.full
        if (
            not title.full
            or not (set(before[-2:]) & CAREER)
            or not (accusative or (before[-1:] and before[-1] in CAREER))
        ):
            return None
        if before[-1] == ("هي" if title.gender is Gender.MASCULINE else "هو"):
            return None  # `الجماعة هي المسؤول الأول`
        earlier = [(p.last, n) for n, p in enumerate(self.people.found) if p.last <= i and (p.titled or i - p.last < 8)]
        if not earlier:
            return None
        index = max(earlier)[1]
        person = self.people.found[index]
        agrees = person.gender in (Gender.UNKNOWN, title.gender)
        return index if agrees and i - person.last < CAREER_REACH else None

    def _follows(self, left: Title, right: Title, holder: int) -> bool:
        """Whether a title continues the offices of the person named before the title to its left (``X، وزير A ورئيس B``)."""
        gap = self.norms[left.last : right.first]
        joined = all(g in JOINING for g in gap) and len(gap) <= 3
        if "و" in gap and "،" in gap and self.people.found[holder].last == left.first and not {"هو", "هي"} & set(gap):
            return False  # a list of guests: `فلان عامل الإقليم، ورئيس المجلس، و...`
        person = self.people.found[holder]
        return person.last <= left.first and joined and right.gender in (left.gender, person.gender)

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
