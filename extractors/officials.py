"""Persons, their offices, and who is meant by a role alone: labels PERSON and ROLE.

A person is a name beside a title, behind an honorific, or a known given name with a family name. A title is linked to
the person it stands beside; ``الوزيرة``, ``عامل الإقليم`` to the last holder of such an office, agreeing in gender; a full
title that nobody in the article holds is an unnamed official.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.document import BREAK, Document
from corpus.mention import Gender, Label, Mention, PersonValue, RoleValue, Span
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.names import HONORIFICS, LINKS, RARE, TRUSTED, NameLexicon, NameReader, load_names
from extractors.office_words import words
from extractors.phrases import STOPS
from extractors.titles import PROFESSIONS, PRONOUN_TITLES, Title, TitleReader, bare, offices

GAP = 5  # tokens that may stand between a title and its holder: a comma, quotes, honorifics
STRETCH = 11  # tokens a title may run on beyond the end that was read, up to a name
BREAKERS = words("breakers")
CAREER_REACH = 200  # tokens between a person and an office told of him in his biography
SURNAME_COUNT = 2500  # a last name written more often in the press needs an honorific before it to be a short name
FORMULAS = words("formulas")
# Titles that also are common nouns: only with a complement or beside a name.
COMMON = words("common")
# What may stand between two offices of one person: `، و`, `وهو`, `آنذاك`.
ADVERBS = words("adverbs")
JOINING = frozenset({"و", "،", ",", "هو", "هي"}) | ADVERBS
CAREER = words("career")
OFFICE_WORDS = frozenset({"ولي", "خادم", "نظيره", "نظيرها"})  # first words of titles of several words
WEAK = words("weak")


@dataclass
class _Person:
    first: int
    last: int
    name: str
    gender: Gender
    full: int | None = None  # index of the fuller mention
    heads: set[str] = field(default_factory=set)
    titled: bool = False
    rule: str = "known_name"


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
        self.persons: list[_Person] = []
        self.taken: dict[int, int] = {}
        self.second: dict[int, int] = {}  # dual title -> its second holder

    def mentions(self) -> list[Mention]:
        """Return all mentions."""
        titles = self._titles()
        holders = self._beside(titles)
        self._free_names(titles)
        self._short_names(titles)
        self._careers(titles, holders)
        return sorted(self._persons_out() + self._roles_out(titles, holders), key=lambda m: (m.start, -m.end))

    def _at(self, i: int) -> str:
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
            found.append(title)
            i = title.last
        return found

    # --- names ----------------------------------------------------------------------------------------------------

    def _add(self, first: int, last: int, rule: str) -> int:
        """Add a person's mention; return its index."""
        span = self.doc.span(first, last)
        name = plain(self.doc.text[span[0] : span[1]])
        self.persons.append(_Person(first, last, name, self.reader.gender(first), rule=rule))
        for k in range(first, last):
            self.taken[k] = len(self.persons) - 1
        return len(self.persons) - 1

    def _beside(self, titles: list[Title]) -> dict[int, int]:
        """Return title index -> person index for titles that stand beside a name."""
        holders: dict[int, int] = {}
        for n, title in enumerate(titles):
            if title.group:
                continue
            following = titles[n + 1] if n + 1 < len(titles) else None
            start = self._name_after(title.last, following.first if following else len(self.norms))
            if start is None and self._surname_after(title):
                start = title.last
            if start is None and title.full and not title.dual:
                start = self._stretch(titles, n)
            if start is not None:
                index = self.taken.get(start)
                holders[n] = (
                    index if index is not None else self._add(start, self.reader.end(start, due=True), "beside_title")
                )
        for n in range(len(titles) - 1, -1, -1):  # two titles in a row, the name behind the second
            if n not in holders and n + 1 in holders and not titles[n].group:
                gap = self.norms[titles[n].last : titles[n + 1].first]
                if len(gap) <= 1 and all(g in ("و", "،") for g in gap) and holders[n + 1] is not None:
                    person = self.persons[holders[n + 1]]
                    if (
                        person.first >= titles[n + 1].last
                        and not self._own_name(titles[n].first)
                        and titles[n].gender is titles[n + 1].gender
                        and titles[n].head != titles[n + 1].head
                        and (titles[n].full or bool(gap) is False)
                    ):
                        holders[n] = holders[n + 1]
        for n, title in enumerate(titles):
            if title.dual and n in holders:
                self._second_holder(n, holders[n])
        for n, title in enumerate(titles):
            if n in holders or title.group:
                continue
            before = self._name_before(title.first)
            if before is not None:
                holders[n] = before
            elif n and n - 1 in holders and self._follows(titles[n - 1], title, holders[n - 1]):
                holders[n] = holders[n - 1]
        for n in [n for n in holders if titles[n].head in PROFESSIONS and titles[n].last == titles[n].first + 1]:
            del holders[n]
        for n, index in holders.items():
            person = self.persons[index]
            person.titled = True
            person.heads.add(titles[n].head)
            if person.gender is Gender.UNKNOWN:
                person.gender = titles[n].gender
        return holders

    def _surname_after(self, title: Title) -> bool:
        """Whether a single family name follows: ``الرئيس ماكرون``, ``المستشارة الألمانية ميركل``."""
        j = title.last
        if j in self.taken or not self.reader.surname(j):
            return False
        short = j == title.first + 1 and self.norms[title.first].startswith("ال")
        return short or (self._at(j) in self.names.family and not self._at(j).startswith("ال"))

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
                start = self._name_after(j, limit)
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
        """Find the second holder of a dual (``مستشارا الملك X وY``)."""
        j = self.persons[first].last
        while self._at(j) in ("،", "و") or self._at(j) in HONORIFICS:
            j += 1
        if j > self.persons[first].last and self.reader.starts(j) and j not in self.taken:
            self.second[n] = self._add(j, self.reader.end(j, due=True), "beside_title")

    def _careers(self, titles: list[Title], holders: dict[int, int]) -> None:
        """Add the offices that a biography tells."""
        for n, title in enumerate(titles):
            index = None if n in holders or title.group or title.possessed else self._career(title)
            if index is not None:
                holders[n] = index
                self.persons[index].titled = True

    def _career(self, title: Title) -> int | None:
        """Return whose office a sentence tells (``الذي عين سفيرا بـ``, ``شغل منصب مدير``): the last person named before.

        The office is an accusative (``مديرا لـ``) or stands behind a word of holding office.
        """
        i = title.first
        before = [n for n in self.norms[max(0, i - 4) : i] if n not in ("و", "سنه") and not n[:1].isdigit()]
        accusative = self.norms[i].endswith("ا") and not title.dual and title.full
        if (
            not title.full
            or not (set(before[-2:]) & CAREER)
            or not (accusative or (before[-1:] and before[-1] in CAREER))
        ):
            return None
        earlier = [(p.last, n) for n, p in enumerate(self.persons) if p.last <= i and (p.titled or i - p.last < 8)]
        if not earlier:
            return None
        index = max(earlier)[1]
        person = self.persons[index]
        agrees = person.gender in (Gender.UNKNOWN, title.gender)
        return index if agrees and i - person.last < CAREER_REACH else None

    def _follows(self, left: Title, right: Title, holder: int) -> bool:
        """Whether a title continues the offices of the person named before the title to its left (``X، وزير A ورئيس B``)."""
        gap = self.norms[left.last : right.first]
        joined = all(g in JOINING for g in gap) and len(gap) <= 3
        if "و" in gap and "،" in gap and self.persons[holder].last == left.first and not {"هو", "هي"} & set(gap):
            return False  # a list of guests: `فلان عامل الإقليم، ورئيس المجلس، و...`
        return self.persons[holder].last <= left.first and joined and left.gender is right.gender

    def _name_after(self, i: int, limit: int) -> int | None:
        """Return the first token of a name behind a title (comma, quotes and honorifics stepped over)."""
        j, honorific, comma = i, False, False
        while j < min(len(self.norms), i + GAP + 3):
            norm = self._at(j)
            if norm in HONORIFICS and not self.reader.starts(j):
                honorific = True
            elif norm in ADVERBS:
                pass
            elif norm in ("،", ",", '"', "«", "“", ":", "-", "–", "(", ".") and (
                norm != "." or honorific or self._at(j - 1) in ("د", "م", "ا", "ذ")
            ):
                comma = comma or norm in "،,:"
            else:
                break
            j += 1
        if j >= limit and limit > i:
            return None
        if self.taken.get(j) is not None and self.persons[self.taken[j]].first == j:
            return j
        if j in self.reader.blocked or j in self.taken:
            return None
        if self.reader.starts(j):
            return j
        named = self._at(j + 1) in LINKS or (self.names.knows(self._at(j + 1)) and self.doc.doc[j + 1].pos_ == "PROPN")
        if self.reader.is_preposition(j) and not named:
            return None
        first_known = self.reader.given_end(j) > j
        plausible = self.reader.is_name_word(j) and self._at(j) not in LINKS and not self._at(j).startswith("ال")
        if comma and not honorific and not first_known and self.doc.doc[j].pos_ not in ("PROPN", "X", ""):
            return None
        if (
            (plausible or first_known or (self._at(j) in LINKS))
            and self._second(j)
            and (honorific or not comma or first_known or self._rare(j))
        ):
            return j
        if honorific and (plausible or first_known or (self._at(j).startswith("ال") and self.reader.is_name_word(j))):
            return j
        return None

    def _second(self, j: int) -> bool:
        """Whether a further word of the name follows the first word at ``j`` of a name due behind a title."""
        after = max(self.reader.given_end(j), j + 1)
        known = after > j + 1 or (self.norms[j],) in self.names.given
        return self.reader.word_end(after, limit=TRUSTED if known else RARE, glue=known, due=known) > after

    def _rare(self, j: int) -> bool:
        """Whether a word is hardly ever written: a name rather than a noun."""
        return self.names.counts.get(self._at(j), 0) < 300

    def _own_name(self, i: int) -> bool:
        """Whether a name ends right before a title, so that it has its own holder (``فلان أمير المنطقة، سفير ...``)."""
        return i - 1 in self.taken or any(
            self.reader.starts(k) and self.reader.end(k) == i for k in range(max(0, i - 7), i)
        )

    def _proper_run(self, last: int) -> int | None:
        """Return where a run of proper names that no list knows begins (``أمبر راد وزيرة العمل``), None without one."""
        first = last
        while first > 0 and last - first < 4 and self._proper(first - 1):
            first -= 1
        return first if last - first >= 2 and self._at(first - 1) not in LINKS else None

    def _proper(self, j: int) -> bool:
        """Whether a token is tagged a proper name and is no common word, place or office."""
        norm = self.norms[j]
        if self.doc.doc[j].pos_ != "PROPN" or j in self.reader.blocked or j in self.taken or norm in HONORIFICS:
            return False
        if self.names.knows(norm) or norm in LINKS:
            return self.reader.is_name_word(j)
        return not norm.startswith("ال") and self.names.counts.get(norm, 0) < RARE and self.reader.is_name_word(j)

    def _name_before(self, i: int) -> int | None:
        """Return the person whose name ends before a title (``فلان، وزير ...``), found already or found now."""
        j = i - 1
        comma = False
        while j >= 0 and self._at(j) in ("،", ",", '"', "»", "”", "(", "-", "–"):
            comma = comma or self._at(j) in "،,(-–"
            j -= 1
        if j < 0 or i - j > 3:
            return None
        if j in self.taken:
            return self.taken[j]
        for first in range(max(0, j - 7), j + 1):
            if (
                self.reader.starts(first)
                and self.reader.end(first) == j + 1
                and not any(k in self.taken for k in range(first, j + 1))
            ):
                return self._add(first, j + 1, "before_title")
        run = self._proper_run(j + 1)
        return self._add(run, j + 1, "before_title") if run is not None else None

    def _free_names(self, titles: list[Title]) -> None:
        """Add names without a title: a known given name and a family name, or a name behind an honorific."""
        inside = {k for t in titles for k in range(t.first, t.last)}
        i = 0
        while i < len(self.norms):
            if i in self.taken or i in inside or self._at(i - 1) in LINKS:
                i += 1
                continue
            if not self.reader.starts(i):
                if self._addressed(i):
                    self._add(i, self.reader.end(i), "honorific")
                i += 1
                continue
            last = self.reader.end(i)
            if last - i >= 2 and self._sure(i, last):
                self._add(i, last, "known_name")
            i = max(last, i + 1)

    def _addressed(self, i: int) -> bool:
        """Whether a name that no list knows stands behind an honorific: two words tagged so (``السيد ناصيف البياوي``)."""
        if self._at(i - 1) not in HONORIFICS or i in self.reader.blocked or self.norms[i].startswith("ال"):
            return False
        proper = self.doc.doc[i].pos_ == "PROPN" and self.reader.is_name_word(i)
        return proper and self.reader.end(i) > i + 1 and self.doc.doc[i + 1].pos_ == "PROPN"

    def _sure(self, first: int, last: int) -> bool:
        """Whether a name without a title is certain enough: its parts are known as names, or look like nothing else."""
        if self._at(first - 1) in HONORIFICS or self.norms[first] == "عبد":
            return True
        if self.doc.doc[first].pos_ not in ("PROPN", "X", "") and self.norms[first] in self.names.words:
            return False  # `لصالح بقاء`, `أسماء الأحزاب`
        rest = [n for n in self.norms[first + 1 : last] if n not in LINKS]
        known = sum((n,) in self.names.given or n in self.names.family for n in rest)
        return bool(rest) and (known > 0 or all(self.names.counts.get(n, 0) < SURNAME_COUNT for n in rest))

    def _short_names(self, titles: list[Title]) -> None:
        """Add later short forms of full names: the last name, or the first words (``محمد بن سلمان``)."""
        inside = {k for t in titles for k in range(t.first, t.last)}
        full = [(n, p) for n, p in enumerate(self.persons) if p.last - p.first >= 2]
        for n, person in full:  # a longer form of an earlier name is the same person
            for m, other in full:
                if m < n and person.full is None and other.full is None and self._same(person, other):
                    person.full = m
        for person in self.persons:  # a surname beside a title, whose full form stands elsewhere
            if person.last - person.first == 1 and person.full is None:
                word = self.norms[person.first]
                person.full = next((n for n, p in full if self.norms[p.last - 1] == word and p.full is None), None)
        for n, person in full:
            if person.full is not None:
                continue
            for k in range(len(self.norms)):
                length = 0 if k in self.taken or k in inside or k in self.reader.blocked else self._short_at(k, person)
                if length:
                    index = self._add(k, k + length, "short_name")
                    self.persons[index].full = n
                    self.persons[index].gender = person.gender

    def _same(self, person: _Person, other: _Person) -> bool:
        """Whether two full names are of one person: one holds the words of the other, first or last word shared."""
        a, b = fold(person.name).replace("عبد ", "عبد").split(), fold(other.name).replace("عبد ", "عبد").split()
        shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
        return (
            set(shorter) <= set(longer) and shorter[0] == longer[0]
        )  # not `سلمان بن X` for his son `محمد بن سلمان بن X`

    def _short_at(self, k: int, person: _Person) -> int:
        """Return how many tokens at ``k`` are a short form of the name, 0 for none."""
        words = self.norms[person.first : person.last]
        for length in range(len(words) - 1, 1, -1):
            part = self.norms[k : k + length]
            if (part == words[-length:] and part[0] not in LINKS and words[-length - 1] not in LINKS) or (
                part == words[:length] and part[-1] not in LINKS
            ):
                return length
        linked = len(words) > 2 and words[-2] in LINKS and self.norms[k : k + 2] == words[-2:]
        if linked:
            return 2
        if self._at(k) == words[0] != "عبد" and self._at(k - 1) in HONORIFICS and self._at(k + 1) not in LINKS:
            return 1  # `الأمير سلطان`, `الشيخ حمد`
        if self._at(k) == words[-1] and self._at(k - 1) not in LINKS and words[-2] not in LINKS:
            honorific = self._at(k - 1) in HONORIFICS or (self._at(k - 1) == "." and self._at(k - 2) in HONORIFICS)
            if honorific or (
                self.names.counts.get(words[-1], 0) < SURNAME_COUNT and words[-1] not in ("الله", "الدين")
            ):
                return 1
        return 0

    # --- output ---------------------------------------------------------------------------------------------------

    def _persons_out(self) -> list[Mention]:
        """Return the mentions of persons, short forms pointing at the full one."""
        spans = [self.doc.span(p.first, p.last) for p in self.persons]
        return [
            self.doc.mention(
                *spans[n],
                Label.PERSON,
                provenance=provenance(self.extractor, f"officials.{p.rule}"),
                value=PersonValue(
                    self.persons[p.full].name if p.full is not None else p.name,
                    p.gender,
                    spans[p.full] if p.full is not None else None,
                ),
                confidence=0.9 if p.titled else 0.75,
            )
            for n, p in enumerate(self.persons)
        ]

    def _roles_out(self, titles: list[Title], holders: dict[int, int]) -> list[Mention]:
        """Return the mentions of offices, with their holders."""
        out: list[Mention] = []
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
            for person in (index, *([self.second[n]] if n in self.second else [])):
                out.append(
                    self.doc.mention(
                        *span,
                        Label.ROLE,
                        provenance=provenance(self.extractor, "officials.role_only" if by_role else "officials.title"),
                        value=RoleValue(
                            text,
                            holder=self._root(person) if person is not None else None,
                            full=not by_role and (title.full or person is not None),
                            group=title.group,
                            formula=self._formula(title.first),
                            gender=title.gender,
                        ),
                        confidence=0.6 if by_role else 0.85 if person is not None else 0.6,
                    )
                )
        return out

    def _words(self, title: Title) -> str:
        """Return the words of a title, without the article of its head."""
        return " ".join([title.head, *self.norms[title.first + 1 : title.last]])

    def _shortened(self, title: Title, titles: list[Title], holders: dict[int, int]) -> int | None:
        """Return who holds an office of which a title is the short form (``وزيرة التضامن``, in a headline)."""
        words = set(self._words(title).split())
        for n, index in holders.items():
            other = titles[n]
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

    def _root(self, index: int) -> Span:
        """Return the span of the first full mention of a person."""
        person = self.persons[index]
        root = self.persons[person.full] if person.full is not None else person
        return self.doc.span(root.first, root.last)

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
