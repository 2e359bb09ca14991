"""Places: names behind a designator (``جماعة إميلمايس``), and toponyms the gazetteer knows.

An open class: any proper name behind ``إقليم``, ``جماعة``, ``حي``, ``دوار`` ... is a place (``place_names.py``). A bare
toponym needs the gazetteer and, where it is an ordinary word too, evidence (``place_bare.py``). The kind of a bare
toponym is city, by the annotation guidelines, unless it is a country, a unit that no town shares its name with, a
region of the world or a site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.mention import Label, Mention, PlaceKind, PlaceValue
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.country import GULF, CountryCues, infer_country, load_country_cues
from extractors.entity_features import MODEL, unseen, weighed
from extractors.name_lexicon import load_names
from extractors.name_splits import rest_of_surname
from extractors.place_bare import BareToponyms
from extractors.place_context import hidden_tokens
from extractors.place_lexicon import Designator, PlaceWords, load_place_words
from extractors.place_names import OPENING, RARE, VERY_RARE, NameEnds
from extractors.place_unlisted import Bare
from gazetteer.linker import Linker
from gazetteer.lookup import UNITS, Gazetteer, load_gazetteer
from gazetteer.usage import ORDINARY, Usage, load_usage
from models.entity_judge import EntityJudge

CENTRES = frozenset({"SA", "EG"})  # where a `مركز` is a unit of the administration
# What a `مديرية` is for, where it is an office of the state.
OFFICES = frozenset({"امن", "شرطه", "تربيه", "صحه", "زراعه", "مرور", "تعليم", "جوازات", "اشغال"})
REFUGEES = frozenset(fold(w) for w in ("لاجئين", "نازحين", "للاجئين"))  # `مخيم الأمل للاجئين`
COMMUNES = frozenset(fold(w) for w in ("الترابية", "القروية", "الحضرية"))


@dataclass(frozen=True, slots=True)
class _Span:
    """A place: its tokens, those of its bare name, kind, rule and confidence."""

    first: int
    last: int
    bare: tuple[int, int]
    kind: PlaceKind
    rule: str
    confidence: float
    skip: int = 0  # letters of the first token before the name


class PlaceExtractor:
    """Finds places (label PLACE)."""

    name = "places"
    labels = frozenset({Label.PLACE})
    requires: frozenset[Label] = frozenset()

    def __init__(
        self, gazetteer: Gazetteer, usage: Usage, words: PlaceWords, cues: CountryCues, judge: EntityJudge | None = None
    ) -> None:
        self.judge = judge
        self.gazetteer = gazetteer
        self.cues = cues
        self.usage = usage
        self.words = words
        self.linker = Linker(gazetteer)
        self.names = load_names()

    @classmethod
    def load(cls, judge: EntityJudge | None = None) -> PlaceExtractor:
        """Return the extractor over the project's gazetteer and lists (raises LexiconError); ``judge``: the model of
        how sure a place is."""
        return cls(load_gazetteer(), load_usage(), load_place_words(), load_country_cues(), judge)

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield the places, not overlapping, in text order."""
        found = [m for m in self._read(doc) if not rest_of_surname(doc, self.names, m)]
        return found if self.judge is None else weighed(doc, "place", found, self.judge)

    def _read(self, doc: Document) -> Iterator[Mention]:
        """Yield the places that rules find, and those that only the name models found."""
        home = infer_country(doc, self.cues)
        reader = _Reader(doc, self.gazetteer, self.usage, self.words, home)
        spans = reader.places()
        spans += [self._proposal(reader, *new) for new in unseen(doc, "place", [(s.first, s.last) for s in spans])]
        spans.sort(key=lambda s: s.first)
        values = [self._value(doc, span) for span in spans]
        links = self.linker.link([(v.bare_name or v.name, v.kind) for v in values], home)
        for span, value, link in zip(spans, values, links, strict=True):
            start, end = doc.span(span.first, span.last)
            start += span.skip
            rule = provenance(self.name, f"places.{span.rule}")
            yield doc.mention(
                start, end, Label.PLACE, provenance=rule, value=replace(value, link=link), confidence=span.confidence
            )

    def _proposal(self, reader: _Reader, first: int, last: int) -> _Span:
        """Return a name that the models found; a designator at its head gives the kind."""
        designator = self.words.designators.get(reader.at(first)) if last - first > 1 else None
        kind = designator.kind if designator else PlaceKind.CITY
        return _Span(first, last, (first + (designator is not None), last), kind, MODEL, 0.5)

    def _value(self, doc: Document, span: _Span) -> PlaceValue:
        """Return the names as written, the article restored after ل (``للعيون`` -> العيون)."""
        name = plain(doc.text[slice(*doc.span(span.first, span.last))][span.skip :])
        bare = plain(doc.text[slice(*doc.span(*span.bare))][span.skip :])
        if not span.skip and doc.doc[span.first].norm_.startswith("ال") and not fold(name).startswith("ال"):
            restored = "ال" + name.removeprefix("ل")
            bare = restored if bare == name else bare
            name = restored
        return PlaceValue(name, span.kind, bare if bare != name else None)


class _Reader:
    """Reads the places of one document: first those behind designators, then bare toponyms."""

    def __init__(self, doc: Document, gazetteer: Gazetteer, usage: Usage, words: PlaceWords, home: str) -> None:
        self.ends = NameEnds(doc, gazetteer, usage, words, home)
        self.toponyms = BareToponyms(doc, gazetteer, usage, words, home)
        self.at = self.ends.at
        self.words = words
        self.usage = usage
        self.size = len(self.ends.norms)
        self.hidden = hidden_tokens(doc, self.ends)
        self.learnt: dict[str, PlaceKind] = {}
        self.gulf: set[str] = set()  # those of them behind `محافظة`, `منطقة`
        self.taken: set[int] = set()

    def places(self) -> list[_Span]:
        """Return every place."""
        found = self._of_units(list(self._all_designated()))
        bare: list[Bare] = []
        for _ in range(2):  # twice: a later place may be the neighbour that an earlier one needs
            for i in range(self.size):
                if i in self.taken or i in self.hidden:
                    continue
                toponym = self.toponyms.read(i, self.learnt, self.taken)
                if toponym is not None and not self.taken.intersection(range(toponym.first, toponym.last)):
                    self.taken.update(range(toponym.first, toponym.last))
                    bare.append(toponym)
        return found + [self._as_span(toponym, bare) for toponym in bare]

    def _all_designated(self) -> Iterator[_Span]:
        """Yield the places behind designators; what they cover is taken."""
        for i in range(self.size):
            if i in self.taken or i in self.hidden:
                continue
            for span in self._designated(i):
                if self.at(span.first) == "بلديه" and self.ends.home in GULF:
                    span = replace(span, first=span.bare[0], kind=PlaceKind.CITY)  # a body, which has its town's name
                if not self.taken.intersection(range(span.first, span.last)):
                    self.taken.update(range(span.first, span.last))
                    name = self.ends.key(*span.bare)
                    self.learnt.setdefault(name, span.kind)
                    if self.at(span.first) in self.words["gulf_unit"]:
                        self.gulf.add(name)
                    yield span

    def _of_units(self, found: list[_Span]) -> list[_Span]:
        """Return the spans; the town behind a municipality of the Gulf is the unit that the article names so."""
        units = {self.ends.key(*s.bare): s.kind for s in found if s.kind in UNITS}
        return [
            replace(s, kind=units.get(self.ends.key(*s.bare), s.kind)) if self.at(s.first - 1) == "بلديه" else s
            for s in found
        ]

    def _as_span(self, toponym: Bare, every: list[Bare]) -> _Span:
        """Return the span; a name that stands only behind an office or a noun means the unit named in the article.

        ``محافظ جدة``, ``صيف الخرج`` beside ``محافظة جدة``, ``محافظة الخرج``: no town. ``بالطائف``: the town.
        """
        kind, name = toponym.kind, self.ends.key(toponym.first, toponym.last)
        same = [b for b in every if self.ends.key(b.first, b.last) == name]
        unit = self.learnt.get(name)
        if kind is PlaceKind.CITY and unit in UNITS and name in self.gulf and not any(b.located for b in same):
            kind = unit
        elif toponym.of_unit and unit not in UNITS and self.toponyms.gazetteer.is_town(name):
            kind = PlaceKind.CITY
        bare = (toponym.first, toponym.last)
        return _Span(*bare, bare, kind, toponym.rule, toponym.confidence, toponym.skip)

    def _designated(self, i: int) -> Iterator[_Span]:
        """Yield the place or places a designator at ``i`` announces."""
        norm, start = self.at(i), i + 1
        fixed = self._fixed(i) or self._constituency(i)
        if fixed is not None:
            yield fixed
            return
        if (norm == "طريق" and self.at(i - 1) == "عن") or self.at(start) == "بن":
            return  # `عن طريق جدة`: by way of; `سهل بن سعد`
        if norm == "بلده" and self.ends.doc.doc[i].text.endswith("ه"):
            return  # `بلده الأرجنتين`: his country
        if norm in ("الجماعه", "الجماعات") and self.at(start) in COMMUNES:
            designator: Designator | None = Designator(PlaceKind.COMMUNE, norm.endswith("ات"), "open")
        else:
            designator = self.words.designators.get(norm)
        listed = self._listed_designator(i) if designator is None else None
        designator = designator or listed
        if norm == "سوق" and self.ends.gazetteer.is_town(
            self.ends.key(i, self.ends.gazetteer.longest(self.ends.norms, i))
        ):
            return  # `سوق السبت أولاد النمة`: a town, read as one
        if norm == "مديريه" and self._district(i):
            designator = Designator(PlaceKind.OTHER, False, "open")
        bracketed = self._bracketed(start)
        start += bracketed
        if designator is None or (self.at(i - 1) in self.words["council"] and designator.kind is not PlaceKind.CITY):
            return
        if self.at(start) in COMMUNES:
            start += 1
        if self.ends.quoted(start) > start:
            yield from self._quoted(i, start, designator)
            return
        start += self.at(start) in OPENING  # a mark that nothing closes: `منطقة "أوغيال.`
        if designator.plural:
            yield from self._list(start, designator)
        else:
            last, known = self.ends.end(start, designator)
            if norm == "مركز" and self.ends.home not in CENTRES and not (known and not self._does(last)):
                last = start  # `مركز أوزيغمت`, `مركز الفحص بالأشعة`, institutions
            elif not known:
                last = max(last, self.ends.framed(start, designator))
            last, known = max((last, known), (self._state(i), True))
            if last == start and norm == "مركز" and self._seat_of(i):
                last = start + 1
            if last > start and norm == "مخيم" and self.at(last) == "ل":
                last += 2 * (self.at(last + 1).removeprefix("ال") in REFUGEES)
            if last > start:
                rule, confidence = "designator", 0.95 if known else 0.8
                yield _Span(
                    start if bracketed else i,
                    last,
                    (start, last),
                    designator.kind,
                    rule,
                    confidence,
                    skip=int(listed is not None),
                )

    def _state(self, i: int) -> int:
        """Return the token after the official name of a state that starts at ``i`` (``جمهورية مصر العربية``), else 0."""
        whole = self.ends.gazetteer.longest(self.ends.norms, i)
        entries = self.ends.gazetteer.candidates(self.ends.key(i, whole)) if whole > i + 1 else ()
        return whole if any(e.kind is PlaceKind.COUNTRY for e in entries) else 0

    def _listed_designator(self, i: int) -> Designator | None:
        """Return the designator on which the tokeniser left the و of a list (``حي النزهة، وحي السلامة``)."""
        listed = self.at(i - 1) in ("،", ",") or i - 1 in self.taken
        if not self.at(i).startswith("و") or not (listed or self.ends.named(i + 1)):
            return None
        designator = self.words.designators.get(self.at(i)[1:])
        return designator if designator is not None and designator.naming == "open" else None

    def _bracketed(self, start: int) -> int:
        """Return 1 where a bracket closes between designator and name: ``مديرية أمن (محافظة) الغربية``."""
        if self.at(start) != ")" or self.at(start - 2) != "(":
            return 0
        return int(self.ends.named(start + 1) or bool(self.ends.gazetteer.candidates(self.at(start + 1))))

    def _constituency(self, i: int) -> _Span | None:
        """Return ``الدائرة الانتخابية فاس الشمالية``; the name may be in quotation marks."""
        start = i + 1
        while self.at(start) in self.words["constituency"]:
            start += 1
        if self.at(i) != "الدايره" or start == i + 1:
            return None
        quoted = self.ends.quoted(start)
        start += quoted > start
        end = last = self.ends.gazetteer.longest(self.ends.norms, start)
        while self.at(last) in self.words["trailing"] | self.words["side"]:
            last += 1
        if end == start or last == end:
            return None
        return _Span(i, max(last, quoted), (start, last), PlaceKind.OTHER, "constituency", 0.8)

    def _does(self, last: int) -> bool:
        """Whether what follows a known name shows an ordinary noun: what it is done with (``مركز الفحص بالأشعة``)."""
        definite = self.at(last - 1).startswith("ال") and self.at(last + 1).startswith("ال")
        town = self.ends.gazetteer.longest(self.ends.norms, last + 1) > last + 1 if self.at(last) == "ب" else True
        return definite and not town and self.at(last + 1)[2:] not in self.words.designators

    def _seat_of(self, i: int) -> bool:
        """Whether ``مركز`` is a unit that an office is over, as in Saudi Arabia and Egypt (``رئيس مركز القصيعة``)."""
        ends, start = self.ends, i + 1
        if ends.home not in CENTRES or self.at(i - 1) not in ("رييس", "روساء") or not ends.starts_name(start):
            return False
        complement = self.at(start + 1) == "ل" or (self.at(start + 1).startswith("ال") and not ends.is_given(start + 1))
        return ends.count(start) < RARE and not ends.is_verb(start) and not complement

    def _district(self, i: int) -> bool:
        """Whether ``مديرية`` is a district, as in Yemen, no office of the state (``مديرية المخا``, ``مديرية أمن عدن``)."""
        ends, start = self.ends, i + 1
        known = ends.gazetteer.longest(ends.norms, start)
        entries = ends.gazetteer.candidates(ends.key(start, known)) if known > start else ()
        if any(e.country == "YE" for e in entries):
            return True
        if ends.home != "YE" or not ends.starts_name(start) or ends.is_verb(start):
            return False
        return ends.count(start) < RARE and ends.doc.doc[start].pos_ != "ADJ" and self.at(start) not in OFFICES

    def _fixed(self, i: int) -> _Span | None:
        """Return ``المنطقة الشرقية``, ``القصر الرئاسي``, ``الطريق الوطنية رقم 12``."""
        norm = self.at(i)
        if norm == "القصر" and self.at(i + 1) in self.words["palace"] and self.at(i - 1) in self.words["preposition"]:
            return _Span(i, i + 2, (i, i + 2), PlaceKind.OTHER, "palace", 0.7)
        if norm == "قصر" and self.at(i + 1) in self.words["palace_of"]:
            return _Span(i, i + 2, (i, i + 2), PlaceKind.OTHER, "palace", 0.8)
        if norm == "المدينه" and self.at(i + 1) in self.words["medina"]:
            return _Span(i, i + 2, (i, i + 2), PlaceKind.NEIGHBOURHOOD, "medina", 0.7)
        if norm == "المنطقه" and self.at(i + 1) in self.words["side"]:
            return _Span(i, i + 2, (i + 1, i + 2), PlaceKind.REGION, "side", 0.9)
        numbered = self.at(i + 2) == "رقم" and self.at(i + 3)[:1].isdigit()
        if norm == "الطريق" and self.at(i + 1) in self.words["road"] and numbered:
            return _Span(i, i + 4, (i, i + 4), PlaceKind.OTHER, "road", 0.9)
        return None

    def _quoted(self, i: int, start: int, designator: Designator) -> Iterator[_Span]:
        """Yield a name in quotation marks: ``منطقة «شمهاروش»``; a group calls itself ``جماعة "..."``."""
        last = self.ends.quoted(start)
        if designator.plural:
            return
        inside = (start + 1, last - 1)
        known = self.ends.gazetteer.longest(self.ends.norms, inside[0]) == inside[1]
        contained = self.at(last) == "ب" and self.at(last + 1) in self.words.designators  # `جماعة "أنيف" بإقليم`
        if self.at(i) in self.words["body"] and not known and not contained:
            return  # `لواء "المقاومة الشعبية"`
        if not known and not contained and (designator.kind is PlaceKind.COMMUNE or designator.naming == "person"):
            return
        last = self.ends.adjectives(last, designator)
        yield _Span(i, last, inside, designator.kind, "quoted", 0.7)

    def _list(self, start: int, designator: Designator) -> Iterator[_Span]:
        """Yield the places of ``أقاليم X وY وZ``."""
        while start < self.size:
            last, known = self.ends.end(start, designator)
            if last == start or not self._plausible(start, last, known, designator):
                return
            yield _Span(start, last, (start, last), designator.kind, "list", 0.9 if known else 0.7)
            comma = self.at(last) in ("،", ",")
            if not comma and self.at(last) != "و":
                yield from self._glued_item(last, designator)
                return
            start = last + 1 + (comma and self.at(last + 1) == "و")
            if self._keeps_clitic(start):
                yield from self._glued_item(start, designator)
                return
            if start in self.hidden:
                return

    def _glued_item(self, i: int, designator: Designator) -> Iterator[_Span]:
        """Yield an unknown name on which the tokeniser left the و of a list (``دواوير تاغيا وأمزراي``)."""
        if self.at(i).startswith("و") and self.ends.count(i) < VERY_RARE and not self.ends.is_verb(i):
            yield _Span(i, i + 1, (i, i + 1), designator.kind, "list", 0.6, skip=1)
            if self.at(i + 1) == "و":
                yield from self._list(i + 2, designator)
            else:
                yield from self._glued_item(i + 1, designator)

    def _keeps_clitic(self, i: int) -> bool:
        """Whether و is left on a known name: ``ولايات وايومنغ، ومونتانا``."""
        norms, gazetteer = self.ends.norms, self.ends.gazetteer
        if not self.at(i).startswith("و") or gazetteer.candidates(self.at(i)):
            return False
        return bool(gazetteer.candidates(self.at(i)[1:])) and norms[i] != "و"

    def _plausible(self, start: int, last: int, known: bool, designator: Designator) -> bool:
        """Whether an item of a list is a name: not ``أقاليم الجهة``, ``أحياء الصفيح``."""
        name = self.ends.key(start, last)
        if known:
            kinds = {e.kind for e in self.ends.gazetteer.candidates(name)}
            return self.usage.sense(name) not in ORDINARY or designator.kind in kinds
        linked = self.at(start) in self.words["link"]
        if self.ends.doc.doc[start].pos_ == "ADJ" and not linked:
            return False  # `جماعات راديكالية`
        return linked or self.ends.count(start) < RARE or self.ends.named(start)
