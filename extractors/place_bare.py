"""Toponyms without a designator: a name of the gazetteer, where its surroundings let it be one.

Many names of towns are ordinary words or names of persons (``gazetteer/usage.py``). A form that the press uses as a
word is no place here; one that is either needs a preposition of place, a neighbour that is a place, or the tagger.
"""

from __future__ import annotations

from functools import cached_property

from corpus.document import BREAK
from corpus.mention import PlaceKind
from corpus.normalise import fold
from extractors.offices import offices
from extractors.place_names import RARE
from extractors.place_unlisted import STRONG, UNKNOWN, Bare, UnlistedToponyms
from gazetteer.entry import Entry
from gazetteer.lookup import DASHES, TOWNS, UNITS
from gazetteer.usage import ORDINARY, Sense

KNOWN_WEIGHT = 5.0  # an entry of our lists, a unit, a large city
MOVED = 4  # tokens before `من` or `ل` in which a word of movement stands
MIN_GLUED = 3  # letters of a toponym behind a proclitic
PROCLITICS = ("وب", "ول", "فب", "ب", "و", "ل")
DIALECT = ("ف", "د")  # `فكازا`, `دالمغرب` in the press of Morocco
WINDOW = 6  # tokens a toponym may have
NEAR = 3  # tokens around a word within which another makes it no toponym (``بالخير واليمن والبركات``)
TORN = 5  # the joined word is written so much more than twice as often as the toponym
PARTICLES = frozenset({"انه", "انها", "انهم", "ان"})  # behind ب no part of a toponym
TANWIN = ("\u064b", "\u064c", "\u064d")


class BareToponyms(UnlistedToponyms):
    """Decides on the toponyms of one document."""

    @cached_property
    def idioms(self) -> list[tuple[str, str]]:
        """Pairs of a toponym and the beginning of the word that makes it none (``مسقط رأسه``)."""
        return [(first, after) for first, _, after in (form.partition(" ") for form in self.words["idiom"])]

    @cached_property
    def near(self) -> list[tuple[str, str]]:
        """Pairs of a toponym and a word in whose company it is none (``كوبا أمريكا``, ``أم القرى``)."""
        return [(first, other) for first, _, other in (form.rpartition(" ") for form in self.words["near"])]

    def read(self, i: int, learnt: dict[str, PlaceKind], taken: set[int]) -> Bare | None:
        """Return the toponym at ``i``, if there is one; ``learnt``: names seen behind a designator in the article."""
        again = self._learnt(i, learnt)
        if again is not None:
            return again
        last = self.gazetteer.longest(self.norms, i)
        if last == i or self._foreign_to(i, last):
            return (
                self._glued(i, taken) or (self._oversplit(i, taken) if last == i else None) or self._unlisted(i, taken)
            )
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
        if not self.is_word(i) or self.is_given(i - 1):
            return None
        if self.is_verb(i) or (self.split_off(i - 1) and self.at(i - 1) != "و"):
            return None  # `بنوا بيوتهم`, `ل` + `باسا`
        common = self.count(i) >= RARE and not self._foreign_to(i, i + 1)
        for clitic in PROCLITICS + DIALECT if self.home == "MA" else PROCLITICS:
            rest = word.removeprefix(clitic)
            if rest == word or len(rest) < MIN_GLUED:
                continue
            norms = [rest, *self.norms[i + 1 : i + WINDOW]]
            length = self.gazetteer.longest(norms, 0)
            torn = clitic in DIALECT and self.count(i) > self.usage.words.get(rest, 0)  # `فصيلة`
            if not length or (length == 1 and (common or torn)):
                continue  # `ولاية`; but `واحد رفيدة`
            last = i + length
            name = " ".join(n for n in norms[:length] if n not in DASHES)
            sense = self.usage.sense(name)
            locative = clitic.endswith("ب") or clitic == "ف"
            if sense is Sense.NAME or (sense is Sense.EITHER and locative):
                visited = clitic == "ل" and any(self.at(k) in self.words["visits"] for k in range(i - MOVED, i))
                of = clitic == "د" and rest.startswith("ال")
                if locative or of or visited or self._beside_place(i, last, taken) or i - 1 in taken:
                    kind = self._kind(name, self.gazetteer.candidates(name))
                    return Bare(i, last, kind, 0.7, located=True, rule="glued", skip=len(clitic))
        return None

    def _oversplit(self, i: int, taken: set[int]) -> Bare | None:
        """Return a toponym whose first letter was taken for a proclitic (``ب`` + ``سكرة``, ``في ب`` + ``الي``)."""
        if not self.split_off(i) or self.at(i + 1) in PARTICLES:
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
        if sense in ORDINARY and self._between(i, last, taken):
            return 0.7
        if sense is Sense.LOCAL:
            return (
                0.7 if at_home and not self._described(last) and (located or learnt or self._listed(i, taken)) else 0.0
            )
        if sense is Sense.NAME:
            if entries[0].weight >= KNOWN_WEIGHT or " " in name or located or seen or learnt or beside:
                return 0.95 if entries[0].weight >= KNOWN_WEIGHT or located else 0.8
            ruled = before in self.words["town_head"] or (before == "من" and self.named(i))  # `والي أرزينجان`
            return 0.5 if ruled or self._opens_line(i, last) else 0.0
        if learnt and (located or before in self.words["weak"]):
            return 0.8
        if sense is Sense.EITHER:
            if located or seen or (at_home and self._visited(i)):
                return 0.8
            beside = beside and (at_home or self.named(i))
            return 0.6 if beside or self._opens_line(i, last) or learnt else 0.0
        longer = self.doc.doc[last].ent_type_ == "LOC" if last < len(self.norms) else False  # `في جامعة أم القرى`
        return 0.6 if seen and not longer and (located or beside) else 0.0

    def located(self, i: int) -> bool:
        """Whether what stands before says that somebody or something is or moves there.

        A preposition of place (``في``), a verb of going (``زار``), ``كل من``; ``من`` and ``ل`` where a word of movement
        leads to them: ``قادما من الجديدة``, ``زيارة للعيون``, ``على بعد 20 كيلومترا من أزرو``.
        """
        before = self.at(i - 1)
        if before == "ف" and self.home != "MA":
            return False
        if before in self.words["preposition"] or before in self.words["goes"] or self._behind_class(i):
            return True
        if before in ("(", ":"):
            return any(self._plural(k) for k in (i - 2, i - 3)) or self._apposed(i)  # `ثلاث مدن (الرباط، سلا)`
        if before not in ("من", "ل"):
            return self._apposed(i)
        if before == "من" and self.at(i - 2) in ("كل", "كلا"):
            return True
        led = self.words["moves"] if before == "من" else self.words["visits"]
        return any(self.at(k) in led for k in range(i - 1 - MOVED, i - 1))

    def _behind_class(self, i: int) -> bool:
        """Whether the class of a place of service stands before, which is called after its town (``المركز الصحي القروي
        تاهلة``)."""
        k = i - 1
        heads = self.words["facility"]
        while self.at(k).startswith("ال") and self.at(k).endswith(("ي", "يه")) and self.at(k) not in heads:
            k -= 1
        return k < i - 1 and self.at(k) in heads and not self.at(i).startswith("ال")

    def _torn(self, i: int) -> bool:
        """Whether the proclitic before the word is its own first letter (``ف`` + ``صيلة``, ``ب`` + ``نكا``)."""
        whole = self.usage.words.get(self.at(i - 1) + self.at(i), 0)
        return self.split_off(i - 1) and self.at(i - 1) != "و" and whole >= 2 * self.count(i) + TORN

    def _between(self, i: int, last: int, taken: set[int]) -> bool:
        """Whether a list of places goes on before and after the word: ``الكورة، المنية، زغرتا``."""
        right = last
        while self.at(right) in ("و", "،", ","):
            right += 1
        if right == last or right >= len(self.norms) or not self._listed(i, taken):
            return False
        end = self.gazetteer.longest(self.norms, right)
        return right in taken or (end > right and self.usage.sense(self.key(right, end)) is Sense.NAME)

    def _plural(self, i: int) -> bool:
        """Whether the word announces several places: ``مدن``, ``الأقاليم``."""
        designator = self.words.designators.get(self.at(i).removeprefix("ال"))
        return designator is not None and designator.plural

    def _visited(self, i: int) -> bool:
        """Whether the name follows the one who goes there: ``زار الوزير العيون``, ``غادر الرئيس التونسي الرباط``."""
        if not self.at(i - 1).startswith("ال"):
            return False
        return any(self.at(k) in self.words["goes"] and self.is_verb(k) for k in range(i - 4, i - 1))

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
        if name in self.words["adjective_country"] and (i - 1 in taken or self._adjective(i)):
            return True  # `الخطوط السعودية`, `مدينة أبها السعودية`
        wide = country or entries[0].entity_id.startswith("world:")
        if before in self.words["prayer"]:
            return True  # `صلاة المغرب`
        if (last == i + 1 and self._torn(i)) or self._indefinite(i, last, wide) or self._in_company(i, last, name):
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
        listed = self._listed(i, taken) and self._closes(last)
        return " " in name or surname or not (self.located(i) or listed)  # `صلاح الدين الزياني`, but `إلى أصيلة`

    def _adjective(self, i: int) -> bool:
        """Whether ``السعودية`` is the adjective: after a definite noun (``الخطوط السعودية``), or before a dash."""
        before = self.at(i - 1)
        if self.doc.doc[i - 1].pos_ in ("ADP", "SCONJ", "PRON"):
            return False  # `تشير إليه السعودية`
        if before.startswith("ال") and before not in ("الي",) and not self.gazetteer.index.get(before):
            return True
        return self.doc.doc[i].pos_ == "ADJ" and before not in self.words["preposition"] and before.startswith("ال")

    def _indefinite(self, i: int, last: int, country: bool) -> bool:
        """Whether the word is an adjective in the accusative: ``لاجئًا سوريًا``, without vowel marks ``مواطنا سوريا``."""
        if last != i + 1:
            return False
        if any(mark in self.doc.doc[i].text for mark in TANWIN):
            return True
        noun, before = self.doc.doc[i - 1], self.at(i - 1)
        accusative = noun.pos_ == "NOUN" and before.endswith("ا") and not before.endswith(("يا", "ها", "هما"))
        return country and self.at(i).endswith("يا") and accusative and not noun.ent_type_

    def _in_company(self, i: int, last: int, name: str) -> bool:
        """Whether a word nearby makes it none: ``بالخير واليمن والبركات``, ``كأس كوبا أمريكا``."""
        around = {*self.norms[max(0, i - NEAR) : i], *self.norms[last : last + NEAR]}
        return any(first == name and other in around for first, other in self.near)

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
        units = [e for e in entries if e.kind in UNITS]
        if units:
            return next((e.kind for e in units if e.country == self.home), units[0].kind)
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
