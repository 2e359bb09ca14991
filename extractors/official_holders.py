"""Who holds an office: the person named beside its title, in a row of titles, or told of in a career."""

from __future__ import annotations

from dataclasses import replace

from corpus.document import BREAK, Document
from corpus.mention import Gender, Label
from extractors.name_lexicon import NameLexicon
from extractors.name_splits import given_alone
from extractors.name_tokens import HONORIFICS
from extractors.names import KIN, NameReader
from extractors.office_words import words
from extractors.offices import FORMER, PROFESSIONS, ROYAL, offices
from extractors.person_tagged import BEHIND, stretched, tagged_end
from extractors.persons import ADVERBS, SELDOM, Persons
from extractors.phrases import CLOSE, OPEN, STOPS
from extractors.titles import Title, TitleReader

STRETCH = 11  # tokens a title may run on beyond the end that was read, up to a name
BREAKERS = words("breakers")
DESCRIBED = 3  # words between a title with its comma and a name that say what else its bearer is
APPOSED = 10  # tokens a profession between a name and an office may have
ELLIPSIS = 6  # tokens the field of the second office of a dual may have
CAREER_REACH = 200  # tokens between a person and an office told of him in his biography
# What may stand between two offices of one person: `، و`, `وهو`, `آنذاك`.
JOINING = frozenset({"و", "،", ",", "هو", "هي"}) | ADVERBS
CAREER = words("career")
OFFICE_WORDS = frozenset({"ولي", "خادم", "نظيره", "نظيرها"})  # first words of titles of several words
RANKS = frozenset({("سفير", False), ("سفيره", False)})  # beside another office no office but a rank
COUNTERPARTS = frozenset({"نظيره", "نظيرها", "نظيرته", "نظيرتها", "نظيريه", "نظيريها"})

ARTISTS = frozenset({"ممثل", "ممثله", "كاتب", "كاتبه", "عميد"})
NISBA = ("ي", "ية")
KNOWN_FOR = frozenset({"المعروف", "المعروفه", "الشهير", "الشهيره", "القدير", "القديره", "الشاب", "الشابه"})
ENVOYS = frozenset({"الخاص", "الدايم", "المقيم", "الشخصي", "السامي", "الرسمي", "الاقليمي", "التجاري", "السياسي"})


class Holders:
    """Links the titles of one document to persons."""

    def __init__(self, doc: Document, names: NameLexicon, extractor: str) -> None:
        self.doc = doc
        self.names = names
        self.extractor = extractor
        self.norms = [t.norm_ for t in doc.doc]
        blocked = frozenset(
            k
            for m in doc.of(Label.PLACE, Label.INSTITUTION, Label.DATE)
            if not given_alone(doc, names, m)
            for k in range(*doc.token_range(*m.span))
        )
        self.dated = frozenset(
            k for m in doc.of(Label.DATE) for k in range(*doc.token_range(*m.span)) if m.surface.isalpha()
        )
        self.reader = NameReader(
            doc,
            names,
            blocked,
            frozenset(h for h in offices() if " " not in h) | frozenset("ال" + h for h in offices()) | OFFICE_WORDS,
        )
        self.titles_reader = TitleReader(doc, self.reader)
        self.people = Persons(doc, names, self.reader, extractor)
        self.elliptic: list[
            tuple[int, int, int]
        ] = []  # (first, last, holder) of `الصحة` in `وزيرا الداخلية X والصحة Y`
        self.how: dict[int, str] = {}  # title with a holder -> how he was found
        self.second: dict[int, int] = {}  # dual title -> its second holder

    def _at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else "\n"

    def _beside(self, titles: list[Title]) -> dict[int, int]:
        """Return title index -> person index for titles that stand beside a name."""
        holders: dict[int, int] = {}
        self._names_behind(titles, holders)
        self._rows(titles, holders)
        self._names_before(titles, holders)
        self._stretched(titles, holders)
        self._row(titles, holders)  # `المستشار في الديوان المشرف العام على مركز ... الدكتور فلان`
        for n in [n for n in holders if titles[n].head in PROFESSIONS and self._private(titles[n])]:
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

    def _private(self, title: Title) -> bool:
        """Whether the word for an office is a profession here: alone, or with where somebody is from (``الممثلة المصرية``)."""
        words = self.norms[title.first + 1 : title.last]
        return not words or (
            title.head in ARTISTS
            and self.reader.definite(title.first)
            and all(
                w in KNOWN_FOR or self.doc.doc[title.first + 1 + k].text.endswith(NISBA) for k, w in enumerate(words)
            )
            and not {w.removesuffix("ه") for w in words} & ENVOYS
        )

    def _names_behind(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Link the titles that a name follows."""
        for n, title in enumerate(titles):
            following = titles[n + 1] if n + 1 < len(titles) else None
            if title.group or (following is not None and self._interleaved(title, following)):
                continue
            if self._apposed(title, holders):
                continue
            how = "beside"
            start = self.people.name_after(title.last, following.first if following else len(self.norms))
            if start is not None and self.norms[title.first] in ROYAL and self._at(title.last) in ("السيد", "السيده"):
                start = None  # `عين جلالة الملك | السيد فلان`
            if start is None and self.people.surname_after(title):
                start, how = title.last, "surname"
            end = 0
            if start is None and self.norms[title.first] not in ROYAL:
                start, end = self._tagged(title.last, following.first if following else len(self.norms))
                how = "tagged"
            if start is not None and self._kin(title, start):
                continue
            if start is None or (self._at(title.last) == "،" and self._another(titles, holders, n, start)):
                continue
            index = self.people.taken.get(start)
            if index is None:
                end = end or stretched(self.doc, self.reader, start, self.reader.end(start, due=True), self.dated)
                index = self.people.add(start, end, f"{how}_title")
            holders[n], self.how[n] = index, how

    def _kin(self, title: Title, start: int) -> bool:
        """Whether the name behind a title is of a relative of the holder: ``شقيق الرئيس، | فلان``, ``زوجة الوزير | فلانة``."""
        if self._at(title.first - 1) not in KIN:
            return False
        gender = self.reader.gender(start)
        return self._at(title.last) == "،" or (gender is not title.gender and gender is not Gender.UNKNOWN)

    def _tagged(self, i: int, limit: int) -> tuple[int | None, int]:
        """Return the tokens (first, last) of a name behind a title that only its tags show; first is None without one."""
        while i < limit and (self._at(i) in HONORIFICS or self._at(i) in ("،", ",", ":", "(", '"', "«", "“")):
            i += 1
        end = tagged_end(self.doc, self.reader, i, self.dated) if i < limit and i not in self.people.taken else i
        return (i, end) if end > i else (None, 0)

    def _another(self, titles: list[Title], holders: dict[int, int], n: int, start: int) -> bool:
        """Whether the name behind title and comma is not of who had that office before: ``كرم أمير المنطقة، | العريف فلان``."""
        words = set(self.norms[titles[n].first : titles[n].last])
        same = [m for m in range(n) if words <= set(self.norms[titles[m].first : titles[m].last])]
        held = [m for m in same if m in holders or self.people.own_name(titles[m].first)]
        before = {holders[m] for m in held if m in holders}
        surname = self.norms[self.reader.end(start, due=True) - 1]
        return bool(held) and all(self.norms[self.people.found[k].last - 1] != surname for k in before)

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
            gap = [g for g in self.norms[titles[n].last : titles[n + 1].first] if g not in HONORIFICS]
            behind = self.people.found[holders[n + 1]].first >= titles[n + 1].last
            if not behind or gap not in ([], ["و"], ["،"]) or (gap and not titles[n].full):
                continue
            if gap == ["،"] and self._held_before(titles, holders, n):
                continue  # `ويضم الوفد المرافق لولي العهد، وزير المالية فلان`
            if self._both_held(titles[n], titles[n + 1]) and not self.people.own_name(titles[n].first):
                holders[n], self.how[n] = holders[n + 1], "row"

    def _held_before(self, titles: list[Title], holders: dict[int, int], n: int) -> bool:
        """Whether the words of a title were those of another person's office before."""
        words = self.norms[titles[n].first : titles[n].last]
        return any(
            holders.get(m) != holders[n + 1] and self.norms[titles[m].first : titles[m].last] == words for m in range(n)
        )

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
            else:
                index = self._behind_profession(title)
                if index is not None:
                    holders[n], self.how[n] = index, "follows"

    def _behind_profession(self, title: Title) -> int | None:
        """Return the person whose profession stands before a title (``فلان، استشاري طب الطوارئ | ومدير الإدارة``)."""
        start = title.first - 1
        if self._at(start) != "و" or not title.full:
            return None
        for first in range(start - 1, max(start - APPOSED, 0), -1):
            if self._at(first) in ("،", ","):
                noun = self.doc.doc[first + 1]
                named = (
                    noun.pos_ in ("NOUN", "ADJ", "PROPN")
                    and not self.reader.definite(first + 1)
                    and not noun.text.endswith(("ا", "اً"))
                )
                return self._ending_at(first) if named and first + 2 < start else None
            if first in self.people.taken or self.doc.doc[first].pos_ in (
                "VERB",
                "AUX",
                "SCONJ",
                "PRON",
                "PUNCT",
                "NUM",
            ):
                return None
        return None

    def _ending_at(self, i: int) -> int | None:
        """Return the person whose name ends before ``i``, found already or found now."""
        if i - 1 in self.people.taken:
            return self.people.taken[i - 1]
        for first in range(max(0, i - 7), i - 1):
            if self.reader.starts(first) and self.reader.end(first) == i and first not in self.people.taken:
                return self.people.add(first, i, "before_title")
        return None

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
            if start is None:
                start = self._described(title, {t.first for t in titles})
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

    def _apposed(self, title: Title, holders: dict[int, int]) -> bool:
        """Whether a title between commas is of the person named before it, who has no other office: ``X، وزيرة A، Y``."""
        before = title.first - 2
        commas = self._at(before + 1) in ("،", ",") and self._at(title.last) in ("،", ",")
        if not commas or self.people.taken.get(before) in holders.values():
            return False
        return self.people.own_name(title.first, apart=True)

    def _both_held(self, left: Title, right: Title) -> bool:
        """Whether two offices in a row may be of one person: not ``وزير العدل ووزير الصحة فلان``."""
        apart = right.first > left.last
        if right.head in COUNTERPARTS:
            return False  # `التقى الوزير نظيره الفرنسي فلان`
        if left.head.removesuffix("ه") == right.head.removesuffix("ه"):
            return not apart or self._at(right.first + 1) in ("الدوله", "دوله")
        return left.gender is right.gender

    def _stretch(self, titles: list[Title], n: int) -> int | None:
        """Return the name that stands some words behind a title whose end was not seen, and move the end there.

        ``مدير فرع هيئة الأمر | بالمعروف والنهي عن المنكر، السيد فلان``: nothing between but nouns and prepositions.
        """
        title = titles[n]
        limit = titles[n + 1].first if n + 1 < len(titles) else len(self.norms)
        if self.titles_reader.elsewhere(title.first, title.last, title.last + 1):
            return None  # `استقبل حاكم دبي | في قصر زعبيل الوزير فلان`
        for j in range(title.last, min(title.last + STRETCH, limit)):
            norm = self._at(j)
            closed = norm in ("،", ",") or norm in HONORIFICS
            if norm == "لدي" and self.titles_reader.occasion(j + 1):
                return None  # `في استقبال ولي العهد لدى وصوله، الأمير فلان`
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
            unopened = norm in CLOSE and not OPEN & set(self.norms[title.first : j])
            ends = closed or norm in STOPS or unopened or norm in self.reader.words["clause"] or norm[:1].isdigit()
            if ends or norm in BREAKERS or self.doc.doc[j].pos_ in ("VERB", "AUX", "PRON", "SCONJ") or norm == BREAK:
                return None
        return None

    def _described(self, title: Title, offices: set[int]) -> int | None:
        """Return the name behind title, comma and a word or two of what else its bearer is: ``مدير A، الإطار | فلان``.

        ``offices``: where titles begin; a name before one has an office of its own.
        """
        if self._at(title.last) not in ("،", ","):
            return None
        first = title.last + 1
        for j in range(first, min(first + DESCRIBED + 1, len(self.norms))):
            if j > first and self.reader.starts(j):
                end = self.reader.end(j)
                closed = self._at(end) in STOPS or self._at(end) in CLOSE or self.doc.doc[end].pos_ in BEHIND
                taken = j in self.people.taken and self.people.found[self.people.taken[j]].titled
                own = {end, end + (self._at(end) in ("،", ","))} & offices
                return j if closed and not taken and not own and end - j > 1 else None
            word = self.doc.doc[j]
            noun = self._at(j)[:1].isalpha() and word.pos_ in ("NOUN", "PROPN", "ADJ", "X") and self._at(j) not in KIN
            seldom = self.names.counts.get(self._at(j), 0) < SELDOM
            if (
                not noun
                or not (self.reader.definite(j) or word.pos_ == "PROPN" or seldom)
                or self._at(j) in self.reader.words["stop"] | BREAKERS
            ):
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
