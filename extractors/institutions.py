"""Institutions: where the name begins, where it ends, what kind it is, and the place it is in.

A name is a head noun (``institution_heads.csv``) with its complements, or a well-known name
(``institution_names.csv``). Class nouns and plurals are left out; a centre with a generic name counts when something
happens to it or it has a place (guidelines, section 3). Later short forms (``المركز``) are aliases of the full one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind, InstitutionValue, Label, Mention, Span
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.names import trailing_name
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS, PhraseOptions, load_phrase_words, noun_phrase_end
from extractors.triggers import DATA, TriggerLexicon, load_triggers

LOCAL = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
# Bodies of a whole country: a ب phrase after them says where something happens, not where they are.
NATIONAL = frozenset({InstitutionKind.MINISTRY, InstitutionKind.PROGRAMME, InstitutionKind.PARTY})
WORKS = frozenset(
    fold(w)
    for w in ("بناء", "إحداث", "إنشاء", "تشييد", "إنجاز", "توسعة", "توسيع", "تهيئة", "تأهيل", "تجهيز", "افتتاح", "تدشين", "زيارة",
              "إقامة", "أشغال", "مشروع", "تشغيل", "إصلاح", "ترميم", "تفقد", "زيارته", "احتضن", "احتضنت")
)  # fmt: skip
OFFICE_BEFORE = frozenset(
    fold(w)
    for w in ("رئيس", "رئيسة", "أعضاء", "عضو", "نائب", "رؤساء", "مدير", "مديرة", "كاتب", "أمين", "مستشارو", "باسم")
)
LINKED = frozenset(
    fold(w)
    for w in (
        "الكائن",
        "الكائنة",
        "الواقع",
        "الواقعة",
        "المتواجد",
        "المتواجدة",
        "الموجود",
        "التابع",
        "التابعة",
        "المتواجدين",
    )
)
PLACE_REACH = 9  # tokens after a name within which a place of its clause may stand
QUALITIES = frozenset(
    fold(w) for w in ("صحي", "صحية", "اجتماعي", "اجتماعية", "ثقافي", "ثقافية", "رياضي", "رياضية", "استشفائي", "جديد", "جديدة", "جامعي",
                      "تربوي", "متعدد", "متعددة", "مغطاة", "سوسيو", "جماعية", "مدرسي", "مدرسية", "تجاري", "إقليمي", "جهوي", "محلي",
                      "إداري", "قروي", "حضري", "مندمج", "نموذجي", "كبير", "سوسيوثقافي", "ابتدائية", "إعدادية", "جماعاتية", "ميداني")
)  # fmt: skip
NUMBERED = frozenset(
    fold(w)
    for w in ("الأول", "الثاني", "الثالث", "الماضي", "المقبل", "الجديد", "الحالي", "نفسه", "ذاته", "نفسها", "ذاتها")
)
ORGANS = frozenset(
    fold(w) for w in ("مجلس", "غرفة", "أكاديمية", "لجنة", "محكمة", "إمارة", "أمانة", "شرطة", "بلدية", "قيادة", "سفارة")
)
ADMINISTRATIONS = {fold("عمالة"): (fold("إقليم"), fold("مقاطعات"), fold("مقاطعة")), fold("ولاية"): (fold("جهة"),),
                   fold("إمارة"): (fold("منطقة"),), fold("شرطة"): (fold("منطقة"), fold("محافظة")),
                   fold("بلدية"): (fold("محافظة"),), fold("أمانة"): (fold("محافظة"), fold("منطقة"))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: the kind it gives, and whether a generic name with it may be one individual centre (``open``)."""

    kind: InstitutionKind
    open: bool


@cache
def heads() -> dict[str, Head]:
    """Return folded bare head -> what it announces."""
    with (DATA / "institution_heads.csv").open(encoding="utf-8", newline="") as rows:
        return {fold(r["head"]): Head(InstitutionKind(r["kind"]), r["mode"] == "open") for r in csv.DictReader(rows)}


@cache
def known_names() -> dict[tuple[str, ...], InstitutionKind]:
    """Return the tokens (و split) of well-known names -> kind."""
    with (DATA / "institution_names.csv").open(encoding="utf-8", newline="") as rows:
        return {tuple(name_tokens(r["name"])): InstitutionKind(r["kind"]) for r in csv.DictReader(rows)}


def name_tokens(name: str) -> list[str]:
    """Return the folded tokens of a name as texts are tokenised: و and ل before a word split off."""
    from models.segment import split_word

    return [fold(piece) for word in name.split() for piece in split_word(word)]


class InstitutionExtractor:
    """Finds institutions (label INSTITUTION); places must be known before."""

    name = "institutions"
    labels = frozenset({Label.INSTITUTION})
    requires = frozenset({Label.PLACE})

    def __init__(
        self, head_nouns: dict[str, Head], names: dict[tuple[str, ...], InstitutionKind], triggers: TriggerLexicon
    ) -> None:
        self.heads = head_nouns
        self.names = names
        self.longest = max(map(len, names))
        self.triggers = triggers

    @classmethod
    def load(cls) -> InstitutionExtractor:
        """Return the extractor with the project's lexicons."""
        return cls(heads(), known_names(), load_triggers())

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield the institutions in text order; short forms after their full name."""
        reader = _Reader(self, doc)
        spans = list(reader.spans())
        full: list[tuple[str, Span]] = []
        for span in spans:
            start, end = doc.span(span.first, span.last)
            surface = doc.text[start:end]
            name = plain(surface)
            if (
                span.first
                and doc.doc[span.first - 1].norm_ == "ل"
                and doc.doc[span.first].norm_.startswith("ال")
                and not fold(name).startswith("ال")
            ):
                name = "ا" + name  # `للفضاء`: the article comes back
            alias = None
            if span.short:
                alias = next((s for head, s in reversed(full) if head == span.head), None)
                if alias is None and span.head != "وزاره":
                    continue
            place = None if span.short else reader.place_of(span)
            if not span.short:
                full.append((span.head, (start, end)))
            yield doc.mention(
                start, end, Label.INSTITUTION, provenance=provenance(self.name, f"institutions.{span.rule}"),
                value=InstitutionValue(name, span.kind, place, alias), confidence=span.confidence,
            )  # fmt: skip


@dataclass(frozen=True)
class _Name:
    first: int
    last: int
    kind: InstitutionKind
    head: str
    rule: str
    confidence: float
    short: bool = False


class _Reader:
    """Reads the institutions of one document."""

    def __init__(self, lexicon: InstitutionExtractor, doc: Document) -> None:
        self.lexicon = lexicon
        self.doc = doc
        self.norms = [t.norm_ for t in doc.doc]
        self.words = load_phrase_words()
        self.places = {doc.token_range(*m.span)[0]: (doc.token_range(*m.span)[1], m.span) for m in doc.of(Label.PLACE)}
        self.in_places = {k for m in doc.of(Label.PLACE) for k in range(*doc.token_range(*m.span))}

    def spans(self) -> Iterator[_Name]:
        """Yield the names, the longest at each place."""
        i = 0
        while i < len(self.norms):
            name = self._known(i) or self._headed(i)
            if name is None:
                i += 1
            else:
                yield name
                i = max(name.last, i + 1)

    def _at(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else BREAK

    def _known(self, i: int) -> _Name | None:
        """Return the well-known name at ``i``."""
        for n in range(self.lexicon.longest, 0, -1):
            kind = self.lexicon.names.get(tuple(self.norms[i : i + n]))
            if kind is not None:
                if (
                    n < 3
                    and kind is InstitutionKind.PARTY
                    and self._at(i - 1) != "حزب"
                    and self._at(i - 1) not in ("ب", "ل", "عن", "باسم", BREAK)
                ):
                    return None
                headed = self._headed(i)
                if headed is not None and headed.last > i + n and not headed.short:
                    return headed
                return _Name(i, i + n, kind, self._bare(self.norms[i]), "known", 0.95)
        return None

    def _bare(self, norm: str) -> str:
        """Return a head without its article and tanwin."""
        bare = norm[2:] if norm.startswith("ال") and norm not in self.lexicon.heads else norm
        return (
            bare[:-1]
            if bare not in self.lexicon.heads and bare.endswith("ا") and bare[:-1] in self.lexicon.heads
            else bare
        )

    def _headed(self, i: int) -> _Name | None:
        """Return the name that the head noun at ``i`` opens."""
        administration = self._administration(i)
        if administration is not None:
            return administration
        norm = self.norms[i]
        bare = self._bare(norm)
        head = self.lexicon.heads.get(bare)
        if head is None or self.doc.doc[i].pos_ == "VERB" or i in self.in_places:
            return None
        if norm.startswith("ال") and norm != bare:
            return self._definite(i, bare, head)
        return self._indefinite(i, bare, head)

    def _administration(self, i: int) -> _Name | None:
        """Return ``عمالة إقليم X``, ``ولاية جهة X``, ``إمارة منطقة X``: the body that runs a territory."""
        units = ADMINISTRATIONS.get(self.norms[i], ())
        if self._at(i + 1) not in units:
            return None
        place = self.places.get(i + 1) or self.places.get(i)
        if place is None or place[0] <= i + 1:
            return None
        return _Name(i, place[0], InstitutionKind.OTHER, self.norms[i], "administration", 0.85)

    def _end(self, i: int) -> int:
        """Return the token after the noun phrase at ``i``; a place begun inside it is taken whole."""
        last = trailing_name(self.doc, i, noun_phrase_end(self.doc, i, PhraseOptions(max_tokens=16)))
        for start, (end, _) in self.places.items():
            if i < start < last < end:
                last = end
        return last

    def _definite(self, i: int, bare: str, head: Head) -> _Name | None:
        """Return ``المركز الجهوي لتحاقن الدم``; the head alone is a short form."""
        last = self._end(i)
        following = self._at(i + 1)
        if last == i + 1 or following in NUMBERED or following in ("ل", "و", "ب", "في"):
            acts = self._at(i - 1) not in ("هذا", "هذه", "ذلك", "تلك", "نفس")
            return _Name(i, i + 1, head.kind, bare, "short", 0.6, short=True) if acts else None
        if self._at(i - 1) in OFFICE_BEFORE and last - i <= 2 and head.kind is InstitutionKind.COUNCIL:
            return None
        if head.kind is InstitutionKind.PROGRAMME and last - i < 3:
            return None
        complements = self.norms[i + 1 : last]
        if not any(c.startswith("ال") or c == "ل" or c in OPEN for c in complements):
            return None
        return _Name(i, last, self._kind(i, last, head), bare, "definite", 0.85)

    def _indefinite(self, i: int, bare: str, head: Head) -> _Name | None:
        """Return ``مركز المواكبة ...``, ``جمعية «...»``, or a generic centre that something happens to."""
        last = self._end(i)
        complements = self.norms[i + 1 : last]
        if not complements:
            return None
        first = complements[0]
        if first in NUMBERED or first in ("ال", "من") or first[:1].isdigit():
            return None
        tanwin = self.norms[i] != bare
        named = not tanwin and (
            first.startswith("ال")
            or first in OPEN
            or (i + 1) in self.places
            or self._at(i + 1) in self.lexicon.heads
            or self._like_name(i + 1)
        )
        if named and head.kind is InstitutionKind.COUNCIL and first in ("الاداره",):
            return None
        if named and (head.open or head.kind is not InstitutionKind.OTHER or last - i >= 2):
            if head.kind is InstitutionKind.PROGRAMME and first in ("عمل", "العمل"):
                return None
            if first == "ال" + bare or first == "الوزراء":
                return None
            return _Name(
                i,
                last,
                self._kind(i, last, head),
                bare,
                "named",
                0.85 if head.kind is not InstitutionKind.OTHER else 0.75,
            )
        if head.open and (first in QUALITIES or first == "ل" or first in self.words["in_complement"]):
            located = self._place_after(last) is not None
            if located or self._happens(i):
                return _Name(i, last, self._kind(i, last, head), bare, "generic", 0.65)
        return None

    def _like_name(self, j: int) -> bool:
        """Whether a word after a bare head is a proper name: no known ordinary adjective, verb or function word."""
        norm = self._at(j)
        token = self.doc.doc[j] if j < len(self.norms) else None
        if (
            norm in self.words["stop"]
            or norm in STOPS
            or norm in QUALITIES
            or norm in ("ل", "ب", "و", "في", "من")
            or norm in CLOSE
        ):
            return False
        if token is not None and token.pos_:
            return token.pos_ in ("PROPN", "X")
        return norm in (
            "محمد",
            "الملك",
            "مولاي",
            "سيدي",
            "ابن",
            "للا",
            "الحسن",
            "عمر",
            "علي",
            "فاطمه",
            "عبد",
            "الامير",
            "الشيخ",
        )

    def _happens(self, i: int) -> bool:
        """Whether an act of opening, building or visiting stands before the noun."""
        for j in range(i - 1, max(i - 7, -1), -1):
            norm = self.norms[j]
            if norm in STOPS:
                return False
            if norm in WORKS:
                return True
            forms = self.lexicon.triggers.forms.get(norm, ())
            if any(f.lexeme.type in ("visit", "inauguration", "launch") for f in forms):
                return True
        return False

    def _kind(self, i: int, last: int, head: Head) -> InstitutionKind:
        """Return the kind, corrected by the complement (a health centre is a hospital)."""
        inside = set(self.norms[i:last])
        if head.kind is InstitutionKind.CENTRE and inside & {"الصحي", "صحي", "الاستشفايي", "استشفايي"}:
            return InstitutionKind.HOSPITAL
        return head.kind

    def _place_after(self, j: int) -> Span | None:
        """Return the place behind a name: ``بحي ...``, ``(إقليم ...)``, ``– فم زكيد``, ``الكائن بحي ...``."""
        k = j
        while self._at(k) in CLOSE or self._at(k) in DASHES or self._at(k) == "(":
            k += 1
        if self._at(k) in LINKED or (self._at(k) == "،" and self._at(k + 1) in LINKED):
            k += 1 if self._at(k) in LINKED else 2
        if self._at(k) in ("ب", "في", "ل", "داخل") and not (self._at(k) == "ل" and k == j):
            k += 1
        if self._at(k) in ("مدينه",) and k not in self.places:
            k += 1
        found = self.places.get(k)
        return found[1] if found and k > j else None

    def place_of(self, name: _Name) -> Span | None:
        """Return the span of the place an institution is in (guidelines, section 3), None for national bodies."""
        if name.rule == "administration":
            inner = self.places.get(name.first + 1)
            return inner[1] if inner else None
        if name.kind in NATIONAL or name.rule == "known":
            return None
        after = self._place_after(name.last) or self._place_later(name)
        if after is not None:
            return after
        if name.kind not in LOCAL:
            return None
        return self._listed(name) or self._frame(name)

    def _place_later(self, name: _Name) -> Span | None:
        """Return a place that ends the clause of the institution (``مركز ... لفائدة النساء بحي ...``)."""
        for k in range(name.last, min(name.last + PLACE_REACH, len(self.norms) - 1)):
            norm = self.norms[k]
            if norm in STOPS and norm != "،":
                return None
            if self.doc.doc[k].pos_ == "VERB" or norm in self.words["clause"] or self._bare(norm) in self.lexicon.heads:
                return None
            if norm in ("ب", "في") and k + 1 in self.places:
                return self.places[k + 1][1]
        return None

    def _listed(self, name: _Name) -> Span | None:
        """Return the place after the list the institution stands in (``المركز ... ودار الطالبة بأركانة``)."""
        j = name.last
        for _ in range(3):
            if self._at(j) == "،":
                j += 1
            if self._at(j) != "و":
                return None
            j += 2 if self._at(j + 1) == "كذا" else 1
            if self._bare(self._at(j)) not in self.lexicon.heads:
                return None
            last = self._end(j)
            place = self._place_after(last)
            if place is not None:
                return place
            j = last
        return None

    def _frame(self, name: _Name) -> Span | None:
        """Return the place of a frame that opens the clause (``وبجماعة ...، قامت ...``)."""
        start = name.first
        while start > 0 and not self.doc.doc[start].is_sent_start:
            start -= 1
        k = start
        while self._at(k) in ("و", "كما", BREAK):
            k += 1
        if self._at(k) in ("ب", "في"):
            k += 1
        elif self._at(k) == "علي" and self._at(k + 1) == "مستوي":
            k += 2
        else:
            return None
        found = self.places.get(k)
        return found[1] if found and self._at(found[0]) in ("،", ",", "(") else None
