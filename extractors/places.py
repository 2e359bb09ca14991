"""Places: names behind a designator (``جماعة إميلمايس``), and toponyms the gazetteer knows.

An open class: any proper name behind ``إقليم``, ``جماعة``, ``حي``, ``دوار`` ... is a place. A bare toponym needs the
gazetteer, and where it is an ordinary word too (``ambiguous_places.csv``) a designator. The kind of a bare toponym
is city, by the annotation guidelines, unless it is a country, a region or a named site.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from corpus.document import BREAK, Document
from corpus.mention import Label, Mention, PlaceKind, PlaceValue
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.names import load_names
from extractors.triggers import DATA, load_triggers
from gazetteer.linker import link
from gazetteer.lookup import Gazetteer, load_gazetteer

PREPOSITIONS = frozenset(
    {"ب", "في", "من", "الي", "ل", "بين", "مدينه", "نحو", "علي", "عن", "داخل", "عبر", "وسط", "خارج"}
)
DASHES = frozenset({"-", "–", "—", "ـ"})
# Words after which one more word belongs to a Maghrebi or Arab toponym.
LINKS = frozenset(
    fold(w)
    for w in "آيت أيت ايت أولاد اولاد بني بن ابن سيدي مولاي لالة لالا عين تيزي إمي امي أبو ابو بو أم ام دار رأس راس واد وادي "
    "جبل أهل خميس سبت أحد اثنين ثلاثاء أربعاء جمعة سوق تل حد كفر قصر برج بئر بير ذوي آل عبد ولد بيت شيخ حاسي زاوية قلعة "
    "الشيخ الإمام الملك الأمير مقاطعات مقاطعة فم تالة أكادير الحاج دوار خط".split()  # noqa: SIM905
)
TRAILING = frozenset(
    fold(w)
    for w in "الجديدة الجديد القديمة القديم العليا السفلى الأولى الأول الثانية الثاني الثالثة الثالث الكبرى الكبير الكبيرة الصغير "
    "الشمالية الجنوبية الشرقية الغربية الشمالي الجنوبي الشرقي الغربي المحمدي الفوقاني التحتاني الحضري المنورة المكرمة "
    "الزيدانية العاصمة".split()  # noqa: SIM905
)
NOT_NAMES = frozenset(
    fold(w)
    for w in "هذه هذا التي الذي كل بعض من في ب ل على عن و أو ثم كما مع خلال أن إن قد كان كانت تم يوم اليوم أمس حول حيث ذات "
    "نفس مختلف جميع كافة عدد عدة أكثر ما لا لم لن بين منذ غير أخرى أهم هو هي إلى سنة عام جديدة جديد قروية حضرية ترابية آمنة "
    "نموذجية صناعية سكنية شعبي سكني الاختصاص النفوذ المحاذية المجاورة أمام التابعة التابع الواقعة المعنية المذكورة الموالية "
    "المؤمنين المواطنة القانون الحق المؤسسات الأعمال الأحرار الحكم المختصة المستهدفة الحدودية الصناعية الحرة اللوجستية الخضراء حرة".split()  # noqa: SIM905
)
QUOTES = frozenset('«»“”"')
# Designators that are ordinary nouns more often: only before a known name or a word that opens toponyms.
STRICT = frozenset(
    fold(w)
    for w in (
        "قيادة",
        "دائرة",
        "سد",
        "قضاء",
        "منطقة",
        "ناحية",
        "لواء",
        "وادي",
        "واد",
        "جبل",
        "بلدة",
        "مركز",
        "إمارة",
        "ملحقة",
        "درب",
        "واحة",
    )
)
UNITS = frozenset({PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.PREFECTURE})
SIDES = frozenset(fold(w) for w in ("الشرقية", "الجنوبية", "الشمالية", "الغربية", "الوسطى"))
ROADS = frozenset(fold(w) for w in ("الوطنية", "الجهوية", "الإقليمية", "السيار", "السيارة"))


@dataclass(frozen=True)
class Designator:
    """A word that announces a place, and the kind it gives."""

    kind: PlaceKind
    plural: bool


@cache
def designators() -> dict[str, Designator]:
    """Return folded designator -> what it announces."""
    with (DATA / "place_designators.csv").open(encoding="utf-8", newline="") as rows:
        return {
            fold(r["form"]): Designator(PlaceKind(r["kind"]), r["number"] == "plural") for r in csv.DictReader(rows)
        }


@cache
def ambiguous() -> frozenset[str]:
    """Return folded toponyms that are ordinary words."""
    with (DATA / "ambiguous_places.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(fold(r["form"]) for r in csv.DictReader(rows))


class PlaceExtractor:
    """Finds places (label PLACE)."""

    name = "places"
    labels = frozenset({Label.PLACE})
    requires: frozenset[Label] = frozenset()

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.vocab = Vocab()
        self.matcher = PhraseMatcher(self.vocab, attr="NORM")
        for name in gazetteer.forms:
            words = name.split()
            for joiner in ([], ["-"], ["–"]) if 1 < len(words) < 4 else ([],):
                self.matcher.add(name, [self._pattern(words, joiner)])

    @classmethod
    def load(cls) -> PlaceExtractor:
        """Return the extractor over the project's gazetteer."""
        return cls(load_gazetteer())

    def _pattern(self, words: list[str], joiner: list[str]) -> Doc:
        """Return a pattern of norms; with a dash between the words for compound regions."""
        spelled = [w for i, word in enumerate(words) for w in ([*joiner, word] if i else [word])]
        doc = Doc(self.vocab, words=spelled)
        for token, norm in zip(doc, spelled, strict=True):
            token.norm_ = norm
        return doc

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield the places, not overlapping, in text order."""
        reader = _Reader(doc, self._known(doc), self.gazetteer)
        spans = sorted(reader.places(), key=lambda s: s.first)
        countries = [e.country for s in spans for e in self.gazetteer.candidates(s.bare)[:1] if e.country]
        for span in spans:
            start, end = doc.span(span.first, span.last)
            bare = doc.span(span.bare_first, span.last)
            name, bare_name = plain(doc.text[start:end]), plain(doc.text[bare[0] : bare[1]])
            if (
                span.first == span.bare_first
                and doc.doc[span.first].norm_.startswith("ال")
                and not fold(name).startswith("ال")
            ):
                name = bare_name = "ال" + name.removeprefix("ل")  # `للعيون` -> العيون
            value = PlaceValue(
                name, span.kind, bare_name if bare_name != name else None, link(self.gazetteer, bare_name, span.kind, countries, doc.country)
            )  # fmt: skip
            yield doc.mention(
                start, end, Label.PLACE, provenance=provenance(self.name, f"places.{span.rule}"), value=value, confidence=span.confidence
            )  # fmt: skip

    def _known(self, doc: Document) -> dict[int, int]:
        """Return first token -> token after the longest gazetteer name that starts there."""
        found: dict[int, int] = {}
        copy = Doc(self.vocab, words=[t.text for t in doc.doc])
        for token, source in zip(copy, doc.doc, strict=True):
            token.norm_ = source.norm_
        for _, first, last in self.matcher(copy):
            found[first] = max(found.get(first, 0), last)
        return found


@dataclass(frozen=True)
class _Span:
    first: int
    last: int
    bare_first: int
    bare: str
    kind: PlaceKind
    rule: str
    confidence: float


class _Reader:
    """Reads the places of one document."""

    def __init__(self, doc: Document, known: dict[int, int], gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.norms = [t.norm_ for t in doc.doc]
        self.known = known
        self.gazetteer = gazetteer
        self.learnt: dict[str, PlaceKind] = {}  # names seen behind a designator in this article
        self.taken: set[int] = set()

    def places(self) -> Iterator[_Span]:
        """Yield designated places, then bare ones."""
        found: list[_Span] = []
        for i in range(len(self.norms)):
            if i not in self.taken:
                for span in self._designated(i):
                    if not self.taken.intersection(range(span.first, span.last)):
                        self.taken.update(range(span.first, span.last))
                        self.learnt.setdefault(span.bare, span.kind)
                        found.append(span)
        yield from found
        for i in range(len(self.norms)):
            bare = None if i in self.taken else self._bare(i)
            if bare is not None and not self.taken.intersection(range(bare.first, bare.last)):
                self.taken.update(range(bare.first, bare.last))
                yield bare

    def _designated(self, i: int) -> Iterator[_Span]:
        """Yield the place or places a designator at ``i`` announces."""
        norm, start = self.norms[i], i + 1
        if norm == "المنطقه" and self._at(start) in SIDES:
            yield _Span(i, start + 1, i, self._key(i, start + 1), PlaceKind.REGION, "side", 0.9)
            return
        if norm == "الطريق" and self._at(start) in ROADS:
            if self._at(start + 1) == "رقم" and self._at(start + 2)[:1].isdigit():
                yield _Span(i, start + 3, i, self._key(i, start + 3), PlaceKind.OTHER, "road", 0.9)
            return
        if norm in ("الجماعه", "الجماعات") and self._at(i + 1) in ("الترابيه", "القرويه", "الحضريه"):
            designator, start = Designator(PlaceKind.COMMUNE, norm.endswith("ات")), i + 2
        elif norm in ("العاصمه",) and i + 1 in self.known:
            designator = Designator(PlaceKind.CITY, False)
        else:
            found = designators().get(norm)
            if found is None:
                return
            designator = found
        if self._at(i - 1) in ("مجلس", "المجلس", "مجالس") and designator.kind is not PlaceKind.CITY:
            return
        if self._at(start) in ("الترابيه", "القرويه", "الحضريه"):
            start += 1
        if self._at(start) in QUOTES:
            last = next((k for k in range(start + 2, start + 6) if self._at(k) in QUOTES), start)
            if last > start:
                yield _Span(i, last + 1, start + 1, self._key(start + 1, last), designator.kind, "quoted", 0.7)
            return
        if designator.plural:
            yield from self._list(i, start, designator)
            return
        last, sure = self._name_end(start, designator.kind)
        if last > start:
            first = start if norm == "العاصمه" else i
            yield _Span(
                first, last, start, self._key(start, last), designator.kind, "designator", 0.95 if sure else 0.8
            )

    def _list(self, i: int, start: int, designator: Designator) -> Iterator[_Span]:
        """Yield the places of ``أقاليم X وY وZ``."""
        while start < len(self.norms):
            last, sure = self._name_end(start, designator.kind)
            if last == start or not (sure or self._at(start).startswith("ال") or self._at(start) in LINKS):
                return
            yield _Span(start, last, start, self._key(start, last), designator.kind, "list", 0.9 if sure else 0.7)
            if self._at(last) in ("و", "،") and self._at(last + 1) not in ("و",):
                start = last + 1
            elif self._at(last) == "،" and self._at(last + 1) == "و":
                start = last + 2
            else:
                return
            if start not in self.known and self._at(start) not in LINKS and self._at(start - 1) == "،":
                return
        del i

    def _name_end(self, start: int, kind: PlaceKind) -> tuple[int, bool]:
        """Return the token after the proper name at ``start`` (``start`` itself for none), and whether it is known."""
        known = self.known.get(start, start)
        if known > start:
            last = known
            while self._at(last) in TRAILING and kind is PlaceKind.NEIGHBOURHOOD:
                last += 1
            return self._dashed(last), True
        first = self._at(start)
        if kind is PlaceKind.COUNTRY or not _is_word(first) or first in NOT_NAMES or self._is_verb(start):
            return start, False
        if first in designators() and first not in LINKS:
            return start, False
        if self.norms[start - 1] in STRICT and (first not in LINKS or self.norms[start - 1] == "مركز"):
            return start, False
        if kind in (PlaceKind.OTHER, PlaceKind.REGION) and not (first.startswith("ال") or first in LINKS):
            return start, False
        last = start + 1
        while last < start + 4 and (
            self.norms[last - 1] in LINKS and _is_word(self._at(last)) and self._at(last) not in NOT_NAMES
        ):
            last += 1
        if self._at(last) in TRAILING:
            last += 1
        return self._dashed(last), False

    def _dashed(self, last: int) -> int:
        """Return the end of a compound name that goes on after a dash (``إنزكان – آيت ملول``)."""
        if self._at(last) in DASHES and _is_word(self._at(last + 1)):
            nearby = self.doc.offsets[last + 1][0] - self.doc.offsets[last - 1][1] <= 1
            known = self.known.get(last + 1, 0)
            if nearby:
                return max(known, last + 2)
        return last

    def _bare(self, i: int) -> _Span | None:
        """Return the toponym of the gazetteer at ``i``, if its surroundings let it be one."""
        last = self.known.get(i)
        before = self._at(i - 1)
        if last is None:
            return self._glued(i)
        name = self._key(i, last)
        entries = self.gazetteer.candidates(name)
        if not entries:
            return None
        best = entries[0]
        kind: PlaceKind = best.kind if best.kind in (PlaceKind.COUNTRY, PlaceKind.OTHER) else PlaceKind.CITY
        if all(e.kind is PlaceKind.REGION for e in entries):
            kind = PlaceKind.REGION
        unit = self.learnt.get(name)
        if unit in UNITS and not self._is_town(name):
            kind = unit  # `إقليم الحوز ... بالحوز`: no town has the name
        single = last == i + 1
        learnt = name in self.learnt
        if (
            before
            in ("محمد", "عبد", "بن", "ابن", "ال", "آل", "ابو", "حسن", "سيدي", "مولاي", "الشيخ", "السيد", "السيده")
            and kind is not PlaceKind.COUNTRY
        ):
            return None
        if (before,) in load_names().given and kind is not PlaceKind.COUNTRY:
            return None  # `جمعان بن أحمد`: the name of a person
        if tuple(name.split()) in load_names().given and kind is not PlaceKind.COUNTRY and not learnt:
            return None  # `صلاح الدين مزوار`
        if single and name == "السعوديه" and before.startswith("ال") and before.endswith("ه"):
            return None  # `الخطوط السعودية`, `الجامعات السعودية`: the adjective
        if single and name in ambiguous() and not (learnt and before in PREPOSITIONS):
            return None
        certain = kind in (PlaceKind.COUNTRY, PlaceKind.OTHER) or best.weight >= 5.0 or learnt or not single
        if not certain and before not in PREPOSITIONS and before not in ("(", BREAK, "،", "و", "\n", "-", "–", "/"):
            return None
        if not certain and best.weight < 4.0 and before not in ("ب", "مدينه"):
            return None
        return _Span(i, last, i, name, kind, "gazetteer", 0.9 if certain else 0.7)

    def _is_town(self, name: str) -> bool:
        """Whether a town of Morocco has the name of a unit; elsewhere the bare name is taken for the unit."""
        towns = (PlaceKind.CITY, PlaceKind.COMMUNE)
        return any(e.country == "MA" and e.kind in towns for e in self.gazetteer.candidates(name))

    def _glued(self, i: int) -> _Span | None:
        """Return nothing: a toponym the segmenter left glued to its preposition cannot be told from a word."""
        return None

    def _at(self, i: int) -> str:
        """Return the norm at ``i``, empty outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else ""

    def _key(self, first: int, last: int) -> str:
        """Return the folded name of tokens, without dashes."""
        return " ".join(n for n in self.norms[first:last] if n not in DASHES)

    def _is_verb(self, i: int) -> bool:
        """Whether the token is a verb, by the tagger or the lexicon."""
        token = self.doc.doc[i]
        return token.pos_ == "VERB" or (
            not token.pos_ and bool(load_triggers().verbs(token.norm_)) and token.norm_[0] in "يتا"
        )


def _is_word(norm: str) -> bool:
    """Whether a token is an Arabic or Latin word."""
    return len(norm) > 1 and norm[0].isalpha()
