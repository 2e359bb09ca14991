"""Toponyms without a designator: a name of the gazetteer, where its surroundings let it be one.

Many names of towns are ordinary words or names of persons (``gazetteer/usage.py``). A form that the press uses as a
word is no place here; one that is either needs a preposition of place, a neighbour that is a place, or the tagger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.document import BREAK
from corpus.mention import InstitutionKind, PlaceKind
from corpus.normalise import fold
from extractors.institution_lexicon import InstitutionLexicon, load_institution_lexicon
from extractors.name_lexicon import load_names
from extractors.offices import offices
from extractors.place_names import RARE, PlaceTokens
from gazetteer.entry import Entry
from gazetteer.lookup import DASHES, TOWNS, UNITS
from gazetteer.usage import ORDINARY, Sense

STRONG = frozenset({"ب", "في"})
KNOWN_WEIGHT = 5.0  # an entry of our lists, a unit, a large city
MOVED = 4  # tokens before `من` or `ل` in which a word of movement stands
SITE_REACH = 6  # tokens of the name of a centre before ب
SITES = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
LONG = 5  # letters of a word that may be ب and a toponym
HEARD = 4  # a definite word written so often is a noun unless the tagger sees a name
UNKNOWN = 12  # a word behind ب or في that is written less often may be an unknown toponym
MIN_GLUED = 3  # letters of a toponym behind a proclitic


@dataclass(frozen=True, slots=True)
class Bare:
    """A toponym: tokens, kind, how sure, and whether it names the unit of an office before it (``محافظ جدة``)."""

    first: int
    last: int
    kind: PlaceKind
    confidence: float
    of_unit: bool = False
    located: bool = False  # behind a preposition of place
    rule: str = "gazetteer"
    skip: int = 0  # letters of the first token that are a proclitic the tokeniser left on it


class BareToponyms(PlaceTokens):
    """Decides on the toponyms of one document."""

    @cached_property
    def heads(self) -> InstitutionLexicon:
        """The nouns that open names of institutions."""
        return load_institution_lexicon()

    @cached_property
    def idioms(self) -> list[tuple[str, str]]:
        """Pairs of a toponym and the beginning of the word that makes it none (``مسقط رأسه``)."""
        return [(first, after) for first, _, after in (form.partition(" ") for form in self.words["idiom"])]

    def read(self, i: int, learnt: dict[str, PlaceKind], taken: set[int]) -> Bare | None:
        """Return the toponym at ``i``, if there is one; ``learnt``: names seen behind a designator in the article."""
        again = self._learnt(i, learnt)
        if again is not None:
            return again
        last = self.gazetteer.longest(self.norms, i)
        if last == i or self._foreign_to(i, last):
            return self._glued(i, taken) or (self._oversplit(i, taken) if last == i else None) or self._unlisted(i)
        name = self.key(i, last)
        entries = self.gazetteer.candidates(name)
        if not entries or self._vetoed(i, last, entries, taken):
            return None
        kind = self._kind(name, entries)
        before = self.at(i - 1)
        located = self.located(i)
        if before in self.words["unit_head"] and any(e.kind in UNITS for e in entries):
            unit = learnt.get(name) or next(e.kind for e in entries if e.kind in UNITS)
            return Bare(i, last, unit, 0.85, of_unit=True, rule="head")
        confidence = self._confidence(i, last, entries, name in learnt, taken)
        return Bare(i, last, kind, confidence, located=located) if confidence else None

    @cached_property
    def surnames(self) -> set[str]:
        """Names of one or two words that follow a given name somewhere in the article (``خالد آيت الطالب``)."""
        names = [i for i in range(len(self.norms)) if self.is_given(i) and self.at(i) not in offices()]
        after = [i + 1 for i in names if self.is_word(i + 1)]  # not `حاكم دبي`
        return {" ".join(self.norms[i : i + length]) for i in after for length in (1, 2)}

    def _learnt(self, i: int, learnt: dict[str, PlaceKind]) -> Bare | None:
        """Return a name that the gazetteer does not have, met again without its designator (``بنخال``)."""
        for length in (3, 2, 1):
            name = " ".join(self.norms[i : i + length])
            if name not in learnt or self.gazetteer.candidates(name) or self.at(i) in self.words["ruler"]:
                continue
            if length > 1 or (self.count(i) < UNKNOWN and not self.is_given(i - 1)):
                located = self.at(i - 1) in self.words["preposition"]
                kind = learnt[name]
                if kind in UNITS or kind is PlaceKind.COMMUNE:
                    kind = PlaceKind.CITY  # the town that a unit is named after is another place
                return Bare(i, i + length, kind, 0.7, located=located, rule="again")
        return None

    def _foreign_to(self, i: int, last: int) -> bool:
        """Whether ``وجدة`` in an article from Saudi Arabia is و and ``جدة``: the rest is of the country, it is not."""
        norm, home = self.at(i), self.home
        if last != i + 1 or norm[:1] != "و":
            return False
        rest = self.gazetteer.candidates(norm[1:])
        whole = self.gazetteer.candidates(norm)
        return any(e.country == home for e in rest) and not any(e.country == home for e in whole)

    def _glued(self, i: int, taken: set[int]) -> Bare | None:
        """Return a toponym on which the tokeniser left a proclitic (``بوهران``, ``بالاردن``)."""
        word = self.at(i)
        if not self.is_word(i) or self.is_given(i - 1) or (self.count(i) >= RARE and not self._foreign_to(i, i + 1)):
            return None
        for clitic in ("وب", "ول", "فب", "ب", "و", "ل"):
            rest = word.removeprefix(clitic)
            if rest == word or len(rest) < MIN_GLUED:
                continue
            norms = [*self.norms[:i], rest, *self.norms[i + 1 : i + 5]]
            last = self.gazetteer.longest(norms, i)
            if last == i:
                continue
            name = " ".join(n for n in norms[i:last] if n not in DASHES)
            entries = self.gazetteer.candidates(name)
            sense = self.usage.sense(name)
            if sense is Sense.NAME or (sense is Sense.EITHER and clitic.endswith("ب")):
                visited = clitic == "ل" and any(self.at(k) in self.words["visits"] for k in range(i - MOVED, i))
                if clitic.endswith("ب") or visited or self._beside_place(i, last, taken) or i - 1 in taken:
                    return Bare(i, last, self._kind(name, entries), 0.7, located=True, rule="glued", skip=len(clitic))
        return None

    def _oversplit(self, i: int, taken: set[int]) -> Bare | None:
        """Return a toponym whose first letter was taken for a proclitic (``ب`` + ``سكرة``, ``في ب`` + ``الي``)."""
        if not self.split_off(i):
            return None
        norms = [*self.norms[:i], fold(self.doc.doc[i].text + self.doc.doc[i + 1].text), *self.norms[i + 2 : i + 6]]
        last = self.gazetteer.longest(norms, i)
        located = self.at(i - 1) in self.words["preposition"]  # no preposition follows one: not `في ب` + `سكرة`
        if last == i or (not located and self.gazetteer.longest(self.norms, i + 1) > i + 1):
            return None
        name = " ".join(n for n in norms[i:last] if n not in DASHES)
        if not located and not (self.at(i - 1) == "و" and self._beside_place(i, last + 1, taken)):
            return None
        return Bare(i, last + 1, self._kind(name, self.gazetteer.candidates(name)), 0.6, located=located, rule="joined")

    def _confidence(self, i: int, last: int, entries: tuple[Entry, ...], learnt: bool, taken: set[int]) -> float:
        """Return how sure it is that the form is a place here; 0 for not."""
        name, before = self.key(i, last), self.at(i - 1)
        sense = self.usage.sense(name)
        country = entries[0].kind is PlaceKind.COUNTRY
        if country and name not in self.usage.listed:
            sense = Sense.NAME
        located = self.located(i)
        seen = self.doc.doc[i].ent_type_ == "LOC"
        at_home = any(e.country == self.home for e in entries)
        if sense is Sense.EITHER and not at_home and not any(e.country == "" for e in entries):
            located = located and self.named(i)  # `في الزاوية` in an article that is not from Libya
        beside = self._beside_place(i, last, taken)
        if sense is Sense.LOCAL:
            return (
                0.7 if at_home and not self._described(last) and (located or learnt or self._listed(i, taken)) else 0.0
            )
        if sense is Sense.NAME:
            if entries[0].weight >= KNOWN_WEIGHT or " " in name or located or seen or learnt or beside:
                return 0.95 if entries[0].weight >= KNOWN_WEIGHT or located else 0.8
            return 0.5 if self._opens_line(i, last) else 0.0
        if learnt and (located or before in self.words["weak"]):
            return 0.8
        if sense is Sense.EITHER:
            if located or seen or (at_home and self._visited(i)):
                return 0.8
            return 0.6 if beside or self._opens_line(i, last) or learnt else 0.0
        return 0.6 if seen and (located or beside) else 0.0

    def located(self, i: int) -> bool:
        """Whether what stands before says that somebody or something is or moves there.

        A preposition of place (``في``), a verb of going (``زار``), ``كل من``; ``من`` and ``ل`` where a word of movement
        leads to them: ``قادما من الجديدة``, ``زيارة للعيون``, ``على بعد 20 كيلومترا من أزرو``.
        """
        before = self.at(i - 1)
        if before in self.words["preposition"] or before in self.words["goes"]:
            return True
        if before in ("(", ":"):
            return any(self._plural(k) for k in (i - 2, i - 3))  # `ثلاث مدن (الرباط، سلا)`
        if before not in ("من", "ل"):
            return False
        if before == "من" and self.at(i - 2) in ("كل", "كلا"):
            return True
        led = self.words["moves"] if before == "من" else self.words["visits"]
        return any(self.at(k) in led for k in range(i - 1 - MOVED, i - 1))

    def _plural(self, i: int) -> bool:
        """Whether the word announces several places: ``مدن``, ``الأقاليم``."""
        designator = self.words.designators.get(self.at(i).removeprefix("ال"))
        return designator is not None and designator.plural

    def _visited(self, i: int) -> bool:
        """Whether the name follows the one who goes there: ``زار الوزير العيون``, ``غادر الرئيس التونسي الرباط``."""
        if not self.at(i - 1).startswith("ال"):
            return False
        return any(self.at(k) in self.words["goes"] and self.is_verb(k) for k in range(i - 4, i - 1))

    def _listed(self, i: int, taken: set[int]) -> bool:
        """Whether the name goes on a list of places: ``الرباط والجديدة``, ``سطات، الجديدة``."""
        k = i - 1
        while k > 0 and self.at(k) in ("و", "،", ","):
            k -= 1
        return k < i - 1 and k in taken

    def _described(self, last: int) -> bool:
        """Whether what follows goes with an ordinary noun (``الحاجب الملكي``, ``معسكر تدريبي``, ``معسكر الفريق``)."""
        if not self.is_word(last):
            return False
        if self.at(last - 1).startswith("ال"):
            return self.at(last).startswith("ال") and self.doc.doc[last].pos_ == "ADJ"
        return self.doc.doc[last].pos_ not in ("ADP", "CCONJ", "SCONJ", "PRON", "ADV", "NUM") and last not in self.dated

    def _lone_person(self, i: int, last: int, entries: tuple[Entry, ...], taken: set[int]) -> bool:
        """Whether the tagger's person is no more than a known toponym where a place is due (``إلى سيدي قاسم``)."""
        located = self.located(i)
        if not located and not self._visited(i) and not self._listed(i, taken):
            return True
        around = [self.doc.doc[k].ent_type_ for k in (i - 1, last) if 0 <= k < len(self.norms)]
        known = entries[0].weight >= KNOWN_WEIGHT or last > i + 1
        known = known or (located and any(e.country == self.home for e in entries))
        return not known or "PER" in around or self.usage.sense(self.key(i, last)) in ORDINARY

    def _vetoed(self, i: int, last: int, entries: tuple[Entry, ...], taken: set[int]) -> bool:
        """Whether the form is part of another name: a person's, a club's, or an adjective."""
        before, name = self.at(i - 1), self.key(i, last)
        country = entries[0].kind is PlaceKind.COUNTRY
        if name in self.words["adjective_country"] and self._adjective(i):
            return True
        if country:
            return False
        if (
            before in self.words["address"]
            or before in self.words["adverse"]
            or (i and self.is_given(i - 1) and before not in offices())
        ):
            return True
        if name in self.surnames and before not in self.words["preposition"] and before != "و":
            return True
        if self.doc.doc[i].ent_type_ == "PER" and before not in STRONG and self._lone_person(i, last, entries, taken):
            return True
        if before not in self.words["unit_head"]:  # `محافظ العاصمة`
            if any(self.at(last).startswith(after) for first, after in self.idioms if first == name):
                return True  # `مسقط رأسه`
        if tuple(name.split()) not in self.given or before == "ب":
            return False
        surname = (self.is_given(last) and last not in self.dated) or self.at(last) in self.words["address"]
        return " " in name or surname or not self.located(i)  # `صلاح الدين الزياني`, but `إلى أصيلة`

    def _adjective(self, i: int) -> bool:
        """Whether ``السعودية`` is the adjective: after a definite noun (``الخطوط السعودية``), or before a dash."""
        before = self.at(i - 1)
        if before.startswith("ال") and before not in ("الي",) and not self.gazetteer.index.get(before):
            return True
        return self.doc.doc[i].pos_ == "ADJ" and before not in self.words["preposition"] and before.startswith("ال")

    def _kind(self, name: str, entries: tuple[Entry, ...]) -> PlaceKind:
        """Return the kind of a bare name: city by the guidelines, unless no town has it."""
        kinds = [e.kind for e in entries]
        if PlaceKind.COUNTRY in kinds:
            town = next((e for e in entries if e.kind is PlaceKind.CITY), None)
            if town is not None and town.country == self.home != entries[0].country:
                return PlaceKind.CITY  # `عمان` in an article from Jordan
            return PlaceKind.COUNTRY
        if self.gazetteer.is_town(name):
            return PlaceKind.CITY
        units = [k for k in kinds if k in UNITS]
        if units:
            return units[0]
        if any(e.kind in TOWNS for e in entries):
            return PlaceKind.CITY
        others = [e for e in entries if e.kind is PlaceKind.OTHER]
        if others and all(e.entity_id.startswith("hcp:") for e in others):
            return PlaceKind.CITY  # a circle is named after its town
        return kinds[0]

    def _beside_place(self, i: int, last: int, taken: set[int]) -> bool:
        """Whether a place stands beside it in a list or a compound: ``X وY``, ``X، Y``, ``X - Y``."""
        joiners = ("و", "،", ",", "او", "/", *DASHES)
        left = i - 1
        while left > 0 and self.at(left) in joiners:
            left -= 1
        if left < i - 1 and left in taken:
            return True
        right = last
        while self.at(right) in joiners:
            right += 1
        if right == last or right >= len(self.norms):
            return False
        end = self.gazetteer.longest(self.norms, right)
        return end > right and self.usage.sense(self.key(right, end)) is Sense.NAME

    def _opens_line(self, i: int, last: int) -> bool:
        """Whether it is a heading or dateline: ``وجدة: ...``, ``تزنيت – ...``."""
        return (i == 0 or self.at(i - 1) == BREAK) and self.at(last) in (":", "..", ".", "/", "(", *DASHES)

    def _unlisted(self, i: int) -> Bare | None:
        """Return an unknown name that the tagger takes for a place behind a preposition of place."""
        token = self.doc.doc[i]
        if self.at(i) in self.words["opener"] and self.at(i - 1) in STRONG and self.is_word(i + 1):
            ordinary = self.count(i + 1) >= RARE or self.doc.doc[i + 1].pos_ == "ADJ"  # `بعين الاعتبار`
            if self.at(i + 1) not in self.words["not_name"] and not self.is_verb(i + 1) and not ordinary:
                return Bare(i, i + 2, PlaceKind.CITY, 0.6, located=True, rule="opener")  # `بأولاد فرج`
        if self.at(i - 1) == "ب" and self._site_before(i - 1) and self._unheard(i):
            return Bare(i, i + 1, PlaceKind.CITY, 0.5, located=True, rule="site")  # `دار الطالبة بتيغسالين`
        if self._joined(i):
            return Bare(i, i + 1, PlaceKind.CITY, 0.5, located=True, rule="site", skip=1)  # the same as one token
        if token.ent_type_ != "LOC" or self.at(i - 1) not in self.words["preposition"]:
            return None
        if not self.starts_name(i) or self.count(i) >= UNKNOWN or self.is_given(i):
            return None
        last = i + 1
        while last < i + 3 and self.is_word(last) and self.doc.doc[last].ent_type_ == "LOC":
            if self.at(last) in self.words["not_name"] or not (self.count(last) < UNKNOWN):
                break
            last += 1
        return Bare(i, last, PlaceKind.CITY, 0.5, rule="tagged")

    def _joined(self, i: int) -> bool:
        """Whether the tokeniser left the ب on such a toponym: no list knows the word, and it begins no name (``بنسعيد``)."""
        word = self.at(i)
        if word[:1] != "ب" or word[1:2] in "نولا" or len(word) < LONG or self.count(i) >= HEARD or self.is_given(i - 1):
            return False
        known = load_names().knows(word) or self.is_given(i) or self.doc.doc[i].ent_type_ == "PER"
        return not known and self._site_before(i) and self._unheard(i)

    def _site_before(self, i: int) -> bool:
        """Whether the words before ``i`` name a centre, school or hospital, so that ب says where it is."""
        for k in range(i - 1, max(i - SITE_REACH, -1), -1):
            if not self.is_word(k) or self.is_verb(k) or self.at(k) in self.words["preposition"]:
                return False
            head = self.heads.head(self.at(k))
            if head is not None:
                return head.kind in SITES
        return False

    def _unheard(self, i: int) -> bool:
        """Whether a word no list knows may be a toponym: hardly ever written, no verb or adjective, and the phrase ends."""
        written = self.doc.doc[i].text
        if not self.starts_name(i) or self.count(i) >= UNKNOWN or self.is_given(i) or self.is_verb(i):
            return False
        plural = written.endswith("ين") and not written.removeprefix("ب").startswith("ت")  # but Berber `تازارين`
        noun = (
            plural or written.endswith(("ه", "ها", "هم", "ات", "اء")) or self.doc.doc[i].pos_ in ("ADJ", "ADV", "NUM")
        )
        noun = noun or (
            self.at(i).startswith("ال") and not self.named(i) and self.count(i) >= HEARD
        )  # `المراكز بالحواضر`
        family = self.at(i)[:1] in "نو" and self.doc.doc[i].ent_type_ != "LOC"  # `معهد إدريس بنزكري`
        family = family or self.is_given(i - 2)  # `عبدالله بهران`
        return (
            not noun
            and not family
            and (not self.is_word(i + 1) or self.at(i + 1) in self.words["preposition"] or self.at(i + 1) == "و")
        )
