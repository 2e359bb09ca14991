"""The names of institutions in a document: which words open one, and which look like one but are none.

Left out are class nouns and plurals (``مراكز التربية``), concepts (``الوحدة الترابية``), boards, and bare heads that
stand for nothing named before (``المركز``). A generic name counts if it is one centre: something happens to it
(``أشغال بناء مركز صحي``) or it has a place (``مستوصف بحي السلام``).
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind, Span
from corpus.normalise import fold
from extractors.institution_bounds import NAMED_AFTER, NameEnds
from extractors.institution_lexicon import Head, InstitutionLexicon, Mode
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS
from extractors.triggers import TriggerLexicon
from gazetteer.lookup import Gazetteer

# The body that runs a territory: its word, and the unit that must follow (``عمالة إقليم X``, ``شرطة منطقة X``).
ADMINISTRATIONS = {
    "عماله": ("اقليم", "مقاطعات", "مقاطعه"),
    "ولايه": ("جهه",),
    "اماره": ("منطقه", "مكه", "المدينه"),
    "شرطه": ("منطقه", "محافظه", "مقاطعه", "مدينه"),
    "مرور": ("منطقه", "محافظه"),
    "جوازات": ("منطقه", "محافظه"),
    "بلديه": ("محافظه", "منطقه", "مركز", "مدينه"),
    "امانه": ("محافظه", "منطقه", "مدينه", "عمان", "العاصمه", "بغداد"),
}
BODIES = frozenset({"شرطه", "امانه", "اماره", "مرور", "جوازات", "صحه", "تعليم"})
DROPPING = frozenset(
    {InstitutionKind.ASSOCIATION, InstitutionKind.COMPANY, InstitutionKind.COUNCIL, InstitutionKind.PARTY}
)
HAPPENING = frozenset({"visit", "inauguration", "launch"})
SENTENCE_REACH = 40  # tokens before a name in which the verb of its sentence may stand
BEFORE_REACH = 8  # tokens before a generic name in which the act that happens to it stands


@dataclass(frozen=True)
class Name:
    """A name found: its tokens, kind and head, the rule that found it; ``short``: a head alone, an alias at most."""

    first: int
    last: int
    kind: InstitutionKind
    head: str
    rule: str
    confidence: float
    short: bool = False


class InstitutionReader(NameEnds):
    """Finds the names in one document; places must be known."""

    def __init__(
        self, doc: Document, lexicon: InstitutionLexicon, triggers: TriggerLexicon, gazetteer: Gazetteer
    ) -> None:
        super().__init__(doc, lexicon)
        self.triggers = triggers
        self.gazetteer = gazetteer
        self.written = self._written()

    def _written(self) -> list[str]:
        """Return the folded spelling of each token as it stands, without a restored article."""
        return [BREAK if n == BREAK else fold(t) or BREAK for t, n in zip(self.texts, self.norms, strict=True)]

    def names(self) -> list[Name]:
        """Return the names in text order, not overlapping, the longest at each place."""
        found: list[Name] = []
        i = 0
        while i < len(self.norms):
            name = self._at(i, found[-1] if found else None)
            if name is None:
                i += 1
            else:
                found.append(name)
                i = max(name.last, i + 1)
        return found

    def _at(self, i: int, previous: Name | None) -> Name | None:
        """Return the name that starts at ``i``."""
        known = self._known(i, previous) or self._medium(i)
        headed = self._ministry(i) or self._administration(i) or self._council(i) or self._headed(i)
        if known is None or (headed is not None and not headed.short and self._goes_on(known, headed)):
            return headed
        return known

    def _goes_on(self, known: Name, headed: Name) -> bool:
        """Whether a longer reading by its head is better: ``مجلس النواب المصري``, ``الاتحاد الدولي لكرة القدم``."""
        if headed.last <= known.last:
            return False
        after = self.at(known.last)
        if after == "ل":
            return known.last - known.first <= 2
        return self.definite(known.last) and headed.last == known.last + 1 and after.endswith(("ي", "يه"))

    def _known(self, i: int, previous: Name | None) -> Name | None:
        """Return the well-known name at ``i``; ordinary words need a class word before (``حزب الأمل``) or a list."""
        cue = self._class_word(i) or self._in_list(i, previous) or self._quoted_medium(i)
        found = self.lexicon.known_at(self.norms, self.written, i, cued=cue)
        if found is None or (i in self.in_places and i not in self.places):
            return None
        last, known = found
        if last < len(self.norms) and (self._glued(last) or (known.cued and self.definite(last))):
            return None
        if self.at(i - 2) == "العلاقات" and self.at(i - 1) == "مع":
            return None  # `الوزير المكلف بالعلاقات مع البرلمان`
        if known.kind is InstitutionKind.PARTY and last - i < 3 and not cue and self.at(i - 1) not in (
            "ب", "ل", "عن", "باسم", BREAK, "و", "من", "في", "الي", "مع",
        ) and not self.definite(i):  # fmt: skip
            return None
        return Name(i, last, known.kind, self.lexicon.bare(self.norms[i]), "known", 0.9)

    def _glued(self, last: int) -> bool:
        """Whether the token goes on with the written word before it, so that a name ends inside a word."""
        return self.doc.offsets[last][0] == self.doc.offsets[last - 1][1] and self.at(last)[:1].isalnum()

    def _class_word(self, i: int) -> bool:
        """Whether a word for a party or a newspaper stands before (``حزب``, ``صحيفة «``)."""
        j = i - 1
        while self.at(j) in OPEN or self.at(j) == "ال":
            j -= 1
        return self.at(j) in self.words["class_word"]

    def _quoted_medium(self, i: int) -> bool:
        """Whether the word stands in quotation marks or brackets alone, as papers are named (``«عكاظ»``)."""
        return self.at(i - 1) in OPEN and any(self.at(j) in CLOSE for j in (i + 1, i + 2))

    def _medium(self, i: int) -> Name | None:
        """Return a news site named by its last word (``الهضاب نيوز``, ``أطلس بريس``)."""
        if self.at(i + 1) not in self.words["media_tail"] or not self._noun(i) or len(self.at(i)) < 3:
            return None
        return Name(i, i + 2, InstitutionKind.COMPANY, self.norms[i], "medium", 0.7)

    def _in_list(self, i: int, previous: Name | None) -> bool:
        """Whether the words since the last party or medium only join (``وحزب X، والأمل``)."""
        if previous is None or previous.kind not in (InstitutionKind.PARTY, InstitutionKind.COMPANY) or previous.short:
            return False
        between = self.norms[previous.last : i]
        return (
            len(between) <= 4
            and bool(between)
            and all(n in ("و", "،", ",") or n in OPEN or n in CLOSE for n in between)
        )

    def _administration(self, i: int) -> Name | None:
        """Return ``عمالة إقليم X``, ``ولاية جهة X``, ``شرطة منطقة X``, ``أمانة الطائف``."""
        norm = self.norms[i]
        if norm == "عماله" and self.at(i + 1) in ("الاقليم", "الجهه"):
            return Name(i, i + 2, InstitutionKind.OTHER, norm, "named", 0.7)
        units = ADMINISTRATIONS.get(norm, ())
        place = self.places.get(i + 1) or (self.places.get(i) if self.at(i + 1) in units else None)
        if place is None or place[0] <= i + 1 or (self.at(i + 1) not in units and norm not in BODIES):
            return None
        agency = norm in ("شرطه", "مرور", "جوازات", "صحه", "تعليم")
        kind = InstitutionKind.AGENCY if agency else InstitutionKind.OTHER
        return Name(i, place[0], kind, norm, "administration", 0.85)

    def _council(self, i: int) -> Name | None:
        """Return ``مجلس جهة X``, ``مجلس جماعة X``: the council is named by its unit, whose name is no place."""
        if self.norms[i] != "مجلس" or self.at(i + 1) not in self.words["unit_word"]:
            return None
        last = i + 2
        place = self.places.get(i + 1)
        if place:
            last = place[0]
        while last < len(self.norms):
            end = self.gazetteer.longest(self.norms, last)
            if end == last and last == i + 2 and self.at(last) not in STOPS and not self.is_verb(last):
                end = last + 1
            if end == last:
                break
            last = end
            if self.at(last) in DASHES and last + 1 < len(self.norms):
                following = self.gazetteer.longest(self.norms, last + 1)
                if following > last + 1:
                    last = following
        return Name(i, last, InstitutionKind.COUNCIL, "مجلس", "council", 0.9) if last > i + 2 else None

    def _ministry(self, i: int) -> Name | None:
        """Return a ministry named by its field alone (``الخارجية الروسية``, ``الدفاع التركية``)."""
        if self.at(i) not in self.words["ministry_short"] or not self.at(i + 1).endswith("يه"):
            return None
        if not self.definite(i + 1) or self.at(i + 1) in self.words["ministry_short"]:
            return None
        before = self.at(i - 1)
        adjective = self.at(i).endswith("يه") and self.definite(i - 1)
        if (
            adjective
            or self.lexicon.head(before)
            or before in ("وزير", "وزيره", "وزراء", "شوون", "وكيل", "كاتب", "وزيرا", "وزيري")
        ):
            return None
        return Name(i, i + 2, InstitutionKind.MINISTRY, "وزاره", "ministry", 0.75)

    def _headed(self, i: int) -> Name | None:
        """Return the name that the head noun at ``i`` opens."""
        norm = self.norms[i]
        bare = self.lexicon.bare(norm)
        head = self.lexicon.heads.get(bare)
        if head is None or self.is_verb(i) or (i in self.in_places and not self._longer_than_place(i, head)):
            return None
        following = self.at(i + 1)
        if following in STOPS and not (norm.startswith("ال") and norm != bare):
            return None
        named = self._class_name(i, bare, head)
        if named is not None:
            return named
        definite = norm.startswith("ال") and norm != bare
        return self._definite(i, bare, head) if definite else self._indefinite(i, bare, head)

    def _longer_than_place(self, i: int, head: Head) -> bool:
        """Whether what was read as a place is the start of a longer name (``مركز تثمين | الزربية``)."""
        place = self.places.get(i)
        return place is not None and head.kind in NAMED_AFTER and self.name_end(i, head) > place[0]

    def _class_name(self, i: int, bare: str, head: Head) -> Name | None:
        """Return a class word with a known name (``حزب الاستقلال``, ``صحيفة «الوطن»``): it ends where that ends."""
        if bare not in self.words["class_word"]:
            return None
        j = i + 2 if self.at(i + 1) in OPEN else i + 1
        found = self.lexicon.known_at(self.norms, self.written, j, cued=True) if j < len(self.norms) else None
        if found is None or found[1].kind not in (InstitutionKind.PARTY, InstitutionKind.COMPANY):
            return None
        last = found[0]
        if found[1].cued and self.definite(last):
            return None  # `وكالة الأنباء الألمانية`, not the paper
        if j == i + 2:
            if self.at(last) not in CLOSE:
                return None
            last += 1
        return Name(i, last, head.kind, bare, "known", 0.9)

    def _barred(self, i: int, bare: str, last: int) -> bool:
        """Whether head and complement name no institution (``الوحدة الترابية``, ``إدارة الأعمال``)."""
        only = self.lexicon.only.get(bare)
        if only is not None and self.at(i + 1) not in only:
            return True
        scope = self.lexicon.barred.get((bare, self.at(i + 1)))
        return scope is not None and (scope or last - i <= 2)

    def _definite(self, i: int, bare: str, head: Head) -> Name | None:
        """Return ``المركز الجهوي لتحاقن الدم``; the head alone is a short form."""
        last = self.name_end(i, head)
        following = self.at(i + 1)
        if last == i + 1 or following in self.words["numbered"] or following in ("ل", "و", "ب", "في"):
            if self.at(i - 1) in self.words["this"]:
                return None
            return Name(i, i + 1, head.kind, bare, "short", 0.6, short=True)
        if following in self.words["deictic"] and last - i <= 2:
            return None
        if self._barred(i, bare, last):
            return None
        if self.at(i - 1) in self.words["this"] and last - i <= 2:
            return None
        if self.at(i - 1) in self.words["office_before"] and head.kind is InstitutionKind.COUNCIL:
            territorial = all(self.at(j) in self.words["territorial"] for j in range(i + 1, last))
            if (last - i <= 2 or territorial) and self.place_near(last) is None:
                return None
        if head.kind is InstitutionKind.PROGRAMME and last - i < 3:
            return None
        if head.mode is Mode.QUOTED and following not in OPEN and bare not in self.lexicon.only:
            return None
        complements = self.norms[i + 1 : last]
        if not any(c.startswith("ال") or c == "ل" or c in OPEN for c in complements):
            return None
        return Name(i, last, self._kind(i, last, head), bare, "definite", 0.85)

    def _indefinite(self, i: int, bare: str, head: Head) -> Name | None:
        """Return ``مركز المواكبة ...``, ``جمعية «...»``, or a generic centre that something happens to."""
        if self.at(i - 1) in self.words["not_one"] or self.at(i - 1)[:1].isdigit():
            return None
        last = self.name_end(i, head)
        complements = self.norms[i + 1 : last]
        if not complements:
            return self._bare_site(i, bare, head)
        first = complements[0]
        if self._drops_head(i, bare, last) or first in self.words["loose"]:
            return None
        if first in self.words["numbered"] or first in ("ال", "من") or first[:1].isdigit():
            return None
        if self._barred(i, bare, last):
            return None
        named = self._names_it(i, bare, head, first)
        if named:
            if head.kind is InstitutionKind.COUNCIL and first == "الاداره":
                return None
            if head.kind is InstitutionKind.COUNCIL and last - i <= 2 and first in self.words["anaphor"]:
                if self.at(i - 1) in self.words["office_before"]:
                    return None
            if head.kind is InstitutionKind.PROGRAMME and first in ("عمل", "العمل", "زياره"):
                return None
            if first == "ال" + bare:
                return None
            confidence = 0.85 if head.kind is not InstitutionKind.OTHER else 0.75
            return Name(i, last, self._kind(i, last, head), bare, "named", confidence)
        generic = first in self.words["quality"] or first == "ل" or self.doc.doc[i + 1].pos_ == "ADJ"
        if head.open and generic and (self.place_near(last) or self.acted_on(i)):
            return Name(i, last, self._kind(i, last, head), bare, "generic", 0.65)
        return None

    def _drops_head(self, i: int, bare: str, last: int) -> bool:
        """Whether the head is only a class word or a board before a complete name (``مجلس إدارة شركة ...``)."""
        if bare == "مجلس":
            return self.at(i + 1) in ("اداره", "اداراه", "ادارته", "ادارتها", "الاداره")
        if bare in ("اداره", "رياسه", "قياده"):
            inner = self.lexicon.head(self.at(i + 1))
            return inner is not None and (inner.kind in NAMED_AFTER or inner.kind in DROPPING)
        if bare in ("مندوبيه", "موسسه", "مصلحه"):
            inner = self.lexicon.head(self.at(i + 1))
            return inner is not None and last > i + 2 and bare != self.lexicon.bare(self.at(i + 1))
        return False

    def _bare_site(self, i: int, bare: str, head: Head) -> Name | None:
        """Return a bare centre with its place right after it (``بناء مستوصف بحي السلام``)."""
        if not head.open or head.kind not in NAMED_AFTER or self.at(i + 1) != "ب" or i + 2 not in self.places:
            return None
        return Name(i, i + 1, head.kind, bare, "generic", 0.5) if self.acted_on(i) else None

    def _names_it(self, i: int, bare: str, head: Head, first: str) -> bool:
        """Whether the first complement individuates: definite, quoted, a place, another head, a proper name."""
        if self.norms[i] != bare:  # tanwin
            return False
        if head.mode is Mode.QUOTED:
            return first in OPEN or self._proper(i + 1)
        if bare in self.words["only_definite"]:
            return first.startswith("ال") or first in OPEN or (i + 1) in self.places
        named_after = head.kind is not InstitutionKind.OTHER or bare in self.words["proper_head"]
        return (
            first.startswith("ال")
            or first in OPEN
            or (i + 1) in self.places
            or first in self.lexicon.heads
            or self._construct(i)
            or (named_after and self._proper(i + 1))
            or (bare in self.words["any_name"] and self._noun(i + 1))
        )

    def _construct(self, i: int) -> bool:
        """Whether an indefinite complement is made definite by its own (``برنامج تحسين الدخل``, ``لجنة تتبع الـ``)."""
        if not self._noun(i + 1):
            return False
        for j in range(i + 2, i + 6):
            if self.definite(j) or j in self.places or (j == i + 2 and self._proper(j)):
                return True
            if self.at(j) != "و" and (
                not self._noun(j) or (j > i + 2 and self.at(j - 1) != "و" and self.at(j - 2) != "و")
            ):
                return False
        return False

    def _noun(self, j: int) -> bool:
        """Whether the word is a noun, no adjective that qualifies and no function word."""
        norm = self.at(j)
        if norm in STOPS or norm in CLOSE or norm in OPEN or norm in ("ل", "ب", "و", "ف", "ك", "في", "من"):
            return False
        if norm in self.words["quality"] or norm in self.words["numbered"] or norm in self.phrase_words["stop"]:
            return False
        return self.doc.doc[j].pos_ in ("NOUN", "PROPN", "X", "")

    def _proper(self, j: int) -> bool:
        """Whether the word is a proper name by the tagger or the list of given names."""
        norm = self.at(j)
        if norm in STOPS or norm in CLOSE or norm in self.phrase_words["stop"] or norm in self.words["quality"]:
            return False
        if norm in ("ل", "ب", "و", "في", "من") or j >= len(self.norms):
            return False
        token = self.doc.doc[j]
        return token.pos_ in ("PROPN", "X") or self.people.given_at([norm, self.at(j + 1)], 0) > 0

    def stands_alone(self, name: Name) -> bool:
        """Whether a head alone is an institution without a full name before: ``الوزارة``, ``الجوازات``."""
        return name.head in ("وزاره", "جوازات", "امانه")

    def acted_on(self, i: int) -> bool:
        """Whether an act of opening, building or visiting stands before the noun (``أشغال بناء``), or the verb of one
        in its sentence."""
        near = True
        for j in range(i - 1, max(i - SENTENCE_REACH, -1), -1):
            norm = self.norms[j]
            if norm == BREAK or (norm in STOPS and norm not in ("،", ",")):
                return False
            near = near and norm not in STOPS and i - j < BEFORE_REACH
            if near and norm in self.words["works"]:
                return True
            acts = any(f.lexeme.type in HAPPENING for f in self.triggers.forms.get(norm, ()))
            if acts and (near or self.is_verb(j)):
                return True
        return False

    def _kind(self, i: int, last: int, head: Head) -> InstitutionKind:
        """Return the kind, corrected by the complement (a health centre is a hospital)."""
        inside = set(self.norms[i:last])
        if head.kind is InstitutionKind.CENTRE and inside & {"الصحي", "صحي", "الاستشفايي", "استشفايي", "المستعجلات"}:
            return InstitutionKind.HOSPITAL
        return head.kind

    def place_near(self, j: int) -> Span | None:
        """Return the place right behind a name: ``بحي ...``, ``(إقليم ...)``, ``– فم زكيد``, ``، الكائن بحي ...``."""
        k = j
        while self.at(k) in CLOSE or self.at(k) in DASHES or self.at(k) == "(":
            k += 1
        if self.at(k) == "،" and self.at(k + 1) in self.words["linked"]:
            k += 1
        if self.at(k) in self.words["linked"]:
            k += 1
        if self.at(k) in ("ب", "في", "داخل", "وسط", "قرب") or (self.at(k) == "ل" and k == j and k + 1 in self.places):
            k += 1
        for _ in range(2):
            if self.at(k) in self.words["near"] and k not in self.places and k > j:
                k += 1
        found = self.places.get(k)
        glued = found is not None and self.doc.offsets[k][0] < found[1][0]  # `بتماسينت` as one token
        return found[1] if found and (k > j or glued) else None
