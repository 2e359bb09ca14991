"""The persons of one article: names beside titles, behind honorifics, known by their words, and their short forms."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.document import Document
from corpus.mention import EventType, Gender, Label, Mention, PersonValue, Span
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.institution_lexicon import load_institution_lexicon
from extractors.name_lexicon import NameLexicon
from extractors.name_splits import HAPAX, RARE, TRUSTED
from extractors.name_tokens import CLITICS, HONORIFICS, LINKS
from extractors.names import TAILS, NameReader
from extractors.office_words import words
from extractors.offices import ROYAL, SOVEREIGN
from extractors.titles import Title

GAP = 8  # tokens that may stand between a title and its holder: a comma, quotes, honorifics
TWO_WORDS = frozenset({("ايه", "الله"), ("حجه", "الاسلام")})  # honorifics
SURNAME_COUNT = 2500  # a last name written more often in the press needs an honorific before it to be a short name
SELDOM = 300  # a word the press writes less often is a name rather than a noun
# What may stand between two offices of one person: `آنذاك`, `حاليا`.
ORDINALS = frozenset({"اول", "ثاني", "ثالث", "اخر"})
ADVERBS = words("adverbs")
POSTS = words("posts")  # `بمنصب`, `في مهام`: between a person and the office he gets
APPOINTING = words("appointing")
RANK_WORDS = words("rank_words")  # what may follow a rank before the name: `العميد الإقليمي | فلان`


@dataclass
class Person:
    """A mention of a person: token range, name, and (for a short form) the index of the fuller mention."""

    first: int
    last: int
    name: str
    gender: Gender
    full: int | None = None
    heads: set[str] = field(default_factory=set)
    titled: bool = False
    rule: str = "known_name"


class Persons:
    """Finds the persons of one document and keeps them in ``found``, in the order found."""

    def __init__(self, doc: Document, names: NameLexicon, reader: NameReader, extractor: str) -> None:
        self.doc = doc
        self.names = names
        self.reader = reader
        self.extractor = extractor
        self.norms = reader.norms
        self.found: list[Person] = []
        self.taken: dict[int, int] = {}  # token -> index of the person

    def at(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else "\n"

    def add(self, first: int, last: int, rule: str) -> int:
        """Add a person's mention; return its index."""
        span = self.doc.span(first, last)
        name = plain(self.doc.text[span[0] : span[1]])
        self.found.append(Person(first, last, name, self.reader.gender(first), rule=rule))
        for k in range(first, last):
            self.taken[k] = len(self.found) - 1
        return len(self.found) - 1

    def surname_after(self, title: Title) -> bool:
        """Whether a single family name follows: ``الرئيس ماكرون``, ``المستشارة الألمانية ميركل``."""
        j = title.last
        if j in self.taken:
            return False
        if self.norms[title.first] in ROYAL:
            return self._king(title)
        if not self.reader.surname(j):
            return False
        short = j == title.first + 1 and self.norms[title.first].startswith("ال")
        return short or (self.at(j) in self.names.family and not self.reader.definite(j))

    def _king(self, title: Title) -> bool:
        """Whether a sovereign is called by his given name alone (``قال الملك سلمان``), not in the name of a thing
        (``جائزة الملك خالد``)."""
        j, before = title.last, title.first - 1
        given = self.reader.given_end(j) == j + 1 and self.at(j) not in self.names.weak and j not in self.reader.blocked
        thing = before >= 0 and self.doc.doc[before].pos_ in ("NOUN", "PROPN", "X") and not self.reader.definite(before)
        thing = thing and self.at(before) not in SOVEREIGN
        return given and title.last == title.first + 1 and not thing and self.at(j + 1) not in LINKS

    def name_after(self, i: int, limit: int) -> int | None:
        """Return the first token of a name behind a title (comma, quotes and honorifics stepped over)."""
        j, honorific, comma = i, False, False
        while j < min(len(self.norms), i + GAP):
            norm = self.at(j)
            if norm in HONORIFICS and not self.reader.starts(j):
                honorific = True
            elif (norm, self.at(j + 1)) in TWO_WORDS:
                honorific, j = True, j + 1
            elif norm in ADVERBS or (comma and self._from(j)) or (honorific and norm in RANK_WORDS):
                pass  # `وزير الخارجية، | الفرنسي فلان`
            elif norm in ("،", ",", "؛", "/", '"', "«", "“", ":", "-", "–", "(", ".") and (
                norm != "." or honorific or self.at(j - 1) in ("د", "م", "ا", "ذ")
            ):
                comma = comma or norm in "،,:"
            else:
                break
            j += 1
        if self.at(j - 1) == "(" and j - 1 == i and self.doc.doc[j].ent_type_ == "ORG":
            return None  # `مدير | (أطلس سنتر)`
        if j >= limit and (limit > i or not (self.names.knows(self.at(j + 1)) or self.at(j + 1) in CLITICS)):
            return None  # `نائب رئيس الدولة | حاكم دبي`, `رافق المحافظ | أمين الطائف`
        if self.taken.get(j) is not None and self.found[self.taken[j]].first == j:
            return j
        if j in self.reader.blocked or j in self.taken or j >= len(self.norms):
            return None
        if self.reader.starts(j) or self.reader.descends(j):
            return j
        named = self.at(j + 1) in LINKS or (self.names.knows(self.at(j + 1)) and self.doc.doc[j + 1].pos_ == "PROPN")
        if self.reader.is_preposition(j) and not named:
            return None
        first_known = self.reader.given_end(j) > j
        plausible = self.reader.is_name_word(j) and self.at(j) not in LINKS and not self.reader.definite(j)
        if (not first_known and self.doc.doc[j].text.endswith("ة") and not honorific) or self.at(j) in TAILS:
            return None  # `أقام الأمير | مأدبة غداء`
        if comma and not honorific and not first_known and self.doc.doc[j].pos_ not in ("PROPN", "X", ""):
            if max(self.names.counts.get(self.at(k), 0) for k in (j, j + 1)) > HAPAX * 2 or self.at(j + 1) in CLITICS:
                return None
        if (
            (plausible or first_known or (self.at(j) in LINKS))
            and self._second(j)
            and (honorific or not comma or first_known or self._rare(j))
        ):
            return j
        if honorific and (plausible or first_known or (self.at(j).startswith("ال") and self.reader.is_name_word(j))):
            return j
        return None

    def _from(self, j: int) -> bool:
        """Whether a word before a name says which country its bearer is of."""
        return (
            self.at(j) in load_institution_lexicon().words["nationality"]
            and self.reader.definite(j)
            and self.reader.starts(j + 1)
        )

    def _second(self, j: int) -> bool:
        """Whether a further word of the name follows the first word at ``j`` of a name due behind a title."""
        after = max(self.reader.given_end(j), j + 1)
        known = after > j + 1 or (self.norms[j],) in self.names.given
        return self.reader.word_end(after, limit=TRUSTED if known else RARE, glue=known, due=known) > after

    def _rare(self, j: int) -> bool:
        """Whether a word is hardly ever written: a name rather than a noun."""
        return self.names.counts.get(self.at(j), 0) < SELDOM

    def post(self, i: int) -> int:
        """Return where the words before a title begin that say somebody got it (``فلان | بمنصب قائد``), ``i`` without."""
        return i - 2 if self.at(i - 1) in POSTS and self.at(i - 2) in ("ب", "في") else i

    def own_name(self, i: int, *, apart: bool = False) -> bool:
        """Whether a name ends right before a title, so that it has its own holder (``فلان أمير المنطقة، سفير ...``).

        ``apart``: a comma or dash stands between.
        """
        post = self.post(i)
        if apart and post == i and self.at(i - 1) not in ("،", ",", "–", "-", "("):
            return False
        i = post if post < i else i - apart
        return i - 1 in self.taken or any(
            self.reader.starts(k) and self.reader.end(k) == i for k in range(max(0, i - 7), i)
        )

    def _proper_run(self, last: int) -> int | None:
        """Return where a run of proper names that no list knows begins (``أمبر راد وزيرة العمل``), None without one."""
        first = last
        while first > 0 and last - first < 4 and self._proper(first - 1):
            first -= 1
        return first if last - first >= 2 and self.at(first - 1) not in LINKS else None

    def _proper(self, j: int) -> bool:
        """Whether a token is tagged a proper name and is no common word, place or office."""
        norm = self.norms[j]
        if self.doc.doc[j].pos_ != "PROPN" or j in self.reader.blocked or j in self.taken or norm in HONORIFICS:
            return False
        if self.names.knows(norm) or norm in LINKS:
            return self.reader.is_name_word(j)
        return not norm.startswith("ال") and self.names.counts.get(norm, 0) < RARE and self.reader.is_name_word(j)

    def name_before(self, i: int) -> int | None:
        """Return the person whose name ends before a title (``فلان، وزير ...``), found already or found now."""
        end = i
        i = self.post(i)
        j = i - 1 - (self.at(i - 1) in ORDINALS)  # `محمد العربي | أول رئيس للجمهورية`
        comma = False
        while j >= 0 and self.at(j) in ("،", ",", '"', "»", "”", "(", "-", "–"):
            comma = comma or self.at(j) in "،,(-–"
            j -= 1
        if j < 0 or i - j > 3:
            return None
        if j in self.taken:
            return self.taken[j]
        for first in range(max(0, j - 7), j + 1):
            if (
                (self.reader.starts(first) or self.reader.starts(first, due=True))
                and j + 1 in (self.reader.end(first), self.reader.end(first, due=True))
                and not any(k in self.taken for k in range(first, j + 1))
            ):
                return self.add(first, j + 1, "before_title")
        if self._titled_name(j):
            return self.add(j - 1, j + 1, "before_title")
        appointed = self._appointed(end, j + 1)
        if appointed is not None:
            return self.add(appointed, j + 1, "appointed")
        if comma and self._speaker(j - 1):
            return self.add(j - 1, j + 1, "before_title")
        run = self._proper_run(j + 1)
        return self.add(run, j + 1, "before_title") if run is not None else None

    def _titled_name(self, j: int) -> bool:
        """Whether an ordinary word between a given name behind an honorific and an office is a family name.

        ``الدكتور طارق الجمال رئيس الجامعة``.
        """
        given = self.at(j - 2) in HONORIFICS and self.reader.given_end(j - 1) == j
        free = not {j - 1, j} & (self.reader.blocked | self.taken.keys())
        word = self.at(j) not in self.names.weak and self.at(j) not in self.reader.offices and self.at(j).isalpha()
        return given and free and word and self.doc.doc[j].pos_ in ("NOUN", "PROPN", "X", "ADJ")

    def _speaker(self, j: int) -> bool:
        """Whether two words between a verb of speech and a comma are a name, the first a proper one (``قال | سرحان النوري، ...``)."""
        told = [form.lexeme.type for form in self.reader.triggers.verbs(self.at(j - 1))]
        spoken = self.doc.doc[j - 1].pos_ == "VERB" and EventType.STATEMENT in told
        free = not {j, j + 1} & (self.reader.blocked | self.taken.keys() | {-1})
        name = self.doc.doc[j].pos_ == "PROPN" and not self.reader.definite(j) and self.at(j).isalpha()
        last = self.at(j + 1).isalpha() and self.at(j + 1) not in self.reader.offices and len(self.at(j + 1)) > 2
        return spoken and free and name and last and self.doc.doc[j + 1].pos_ in ("NOUN", "PROPN", "X", "ADJ")

    def _appointed(self, title: int, last: int) -> int | None:
        """Return where the words between an appointment and its office begin (``تعيين | بختي بلعايب وزيرا``)."""
        if not self.norms[title].endswith("ا") and self.post(title) == title:
            return None
        for first in range(last - 1, max(last - 6, 0), -1):
            before = self.at(first - 1)
            word = self.doc.doc[first]
            if first in self.reader.blocked or first in self.taken or not self.at(first)[0].isalpha():
                return None
            if word.pos_ in ("VERB", "SCONJ", "PRON", "DET") or self.at(first) in ("و", "في", "من", "ل", "سنه"):
                return None
            addressed = before in HONORIFICS and self.at(first - 2) in APPOINTING
            if (before in APPOINTING or addressed) and last - first >= 2:
                return first
        return None

    def add_free_names(self, titles: list[Title]) -> None:
        """Add names without a title: a known given name and a family name, or a name behind an honorific."""
        inside = {k for t in titles for k in range(t.first, t.last)}
        i = 0
        while i < len(self.norms):
            if i in self.taken or i in inside or self.at(i - 1) in LINKS:
                i += 1
                continue
            if not self.reader.starts(i):
                if self._addressed(i):
                    self.add(i, self.reader.end(i), "honorific")
                i += 1
                continue
            last = self.reader.end(i)
            if last - i >= 2 and self._sure(i, last):
                self.add(i, last, "known_name")
            i = max(last, i + 1)

    def _addressed(self, i: int) -> bool:
        """Whether a name that no list knows stands behind an honorific: two words tagged so (``السيد ناصيف البياوي``)."""
        if self.at(i - 1) not in HONORIFICS or i in self.reader.blocked or self.norms[i].startswith("ال"):
            return False
        proper = self.doc.doc[i].pos_ == "PROPN" and self.reader.is_name_word(i)
        return proper and self.reader.end(i) > i + 1 and self.doc.doc[i + 1].pos_ == "PROPN"

    def _sure(self, first: int, last: int) -> bool:
        """Whether a name without a title is certain enough: its parts are known as names, or look like nothing else."""
        if self.at(first - 1) in HONORIFICS or self.norms[first] == "عبد":
            return True
        if self.doc.doc[first].pos_ not in ("PROPN", "X", "") and self.norms[first] in self.names.words:
            return False  # `لصالح بقاء`, `أسماء الأحزاب`
        rest = [n for n in self.norms[first + 1 : last] if n not in LINKS]
        known = sum((n,) in self.names.given or n in self.names.family for n in rest)
        return bool(rest) and (known > 0 or all(self.names.counts.get(n, 0) < SURNAME_COUNT for n in rest))

    def add_short_names(self, titles: list[Title]) -> None:
        """Add later short forms of full names: the last name, or the first words (``محمد بن سلمان``)."""
        inside = {k for t in titles for k in range(t.first, t.last)}
        full = [(n, p) for n, p in enumerate(self.found) if p.last - p.first >= 2]
        for n, person in full:  # a longer form of an earlier name is the same person
            for m, other in full:
                if m < n and person.full is None and other.full is None and self._same(person, other):
                    person.full = m
        for person in self.found:  # a surname beside a title, whose full form stands elsewhere
            if person.last - person.first == 1 and person.full is None:
                word, king = self.norms[person.first], self.at(person.first - 1) in ROYAL
                person.full = next(
                    (n for n, p in full if self.norms[p.first if king else p.last - 1] == word and p.full is None), None
                )
        for n, person in full:
            if person.full is not None:
                continue
            for k in range(len(self.norms)):
                length = 0 if k in self.taken or k in inside or k in self.reader.blocked else self._short_at(k, person)
                if length:
                    index = self.add(k, k + length, "short_name")
                    self.found[index].full = n
                    self.found[index].gender = person.gender

    def _same(self, person: Person, other: Person) -> bool:
        """Whether two full names are of one person: one holds the words of the other, first or last word shared."""
        a, b = fold(person.name).replace("عبد ", "عبد").split(), fold(other.name).replace("عبد ", "عبد").split()
        shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
        if shorter[0] in LINKS and longer[-len(shorter) :] == shorter:
            return True  # `آيت الطالب`, of `خالد آيت الطالب`
        return (
            set(shorter) <= set(longer) and shorter[0] == longer[0]
        )  # not `سلمان بن X` for his son `محمد بن سلمان بن X`

    def _short_at(self, k: int, person: Person) -> int:
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
        if self.at(k) == words[0] != "عبد" and self.at(k - 1) in HONORIFICS and self.at(k + 1) not in LINKS:
            return 1  # `الأمير سلطان`, `الشيخ حمد`
        if self.at(k) == words[-1] and self.at(k - 1) not in LINKS and words[-2] not in LINKS:
            honorific = self.at(k - 1) in HONORIFICS or (self.at(k - 1) == "." and self.at(k - 2) in HONORIFICS)
            if honorific or (
                self.names.counts.get(words[-1], 0) < SURNAME_COUNT and words[-1] not in ("الله", "الدين")
            ):
                return 1
        return 0

    def _confidence(self, person: Person) -> float:
        """Return how sure a name is one: by its office, its honorific and its words."""
        first = self.reader.given_end(person.first) > person.first
        first = first or (person.last - person.first == 1 and self.norms[person.first] in self.names.family)
        if person.titled:
            return 0.95 if first or person.full is not None else 0.8
        return 0.85 if first and self.at(person.first - 1) in HONORIFICS else 0.7

    def root(self, index: int) -> Span:
        """Return the span of the first full mention of a person."""
        person = self.found[index]
        root = self.found[person.full] if person.full is not None else person
        return self.doc.span(root.first, root.last)

    def mentions(self) -> list[Mention]:
        """Return the mentions of persons, short forms pointing at the full one."""
        spans = [self.doc.span(p.first, p.last) for p in self.found]
        return [
            self.doc.mention(
                *spans[n],
                Label.PERSON,
                provenance=provenance(self.extractor, f"officials.{p.rule}"),
                value=PersonValue(
                    self.found[p.full].name if p.full is not None else p.name,
                    p.gender,
                    spans[p.full] if p.full is not None else None,
                ),
                confidence=self._confidence(p),
            )
            for n, p in enumerate(self.found)
        ]
