"""Institutions that no head noun and complement tell: well-known names, and bodies named by a territory or a field.

``الأمم المتحدة``; parties and papers whose names are ordinary words, after a class word, in quotation marks or in a
list (``حزب الأمل``, ``«عكاظ»``); ``الخارجية الروسية``; ``عمالة إقليم X``, ``شرطة منطقة X``, ``مجلس جهة X``.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind
from corpus.normalise import fold
from extractors.country import GULF
from extractors.institution_bounds import NameEnds
from extractors.institution_lexicon import Head, InstitutionLexicon, Mode
from extractors.names import DARIJA
from extractors.offices import HEARERS
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS
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
AGENCIES = BODIES - {"امانه", "اماره"}
FREQUENCIES = frozenset({("اف", "ام"), ("اف", "ايم")})  # how a radio writes FM
ACCORDING = frozenset({"حسب", "بحسب", "وفق"})
REPORTS = frozenset({"البيان", "الخبر", "الاخبار", "الراي", "الانباء", "المدينه", "الحدث", "اليوم"})
SOCIAL = frozenset(
    {"سوشيال", "سوشل", "ملتي", "مالتي", "فيك", "فايك", "بريكينغ", "هوت"}
)  # `السوشيال ميديا`, `الفايك نيوز`
NETWORKS = frozenset({"تويتر", "فيسبوك", "فايسبوك", "جوجل", "واتساب", "انستغرام", "يوتيوب", "تلغرام", "تليغرام"})
CUPS = frozenset({"كاس", "كووس", "درع", "دوري", "بطوله", "سوبر"})  # of which a body's name is part
FEDERATIONS = frozenset({"اتحاد", "رابطه", "عصبه"})
SECURED = frozenset({"ضد", "تهديد", "تهدد", "يهدد", "حمايه", "حفظ", "صون", "زعزعه", "علي"})
PUBLIC = frozenset({"الرسمي", "العمومي", "الحكومي", "الوطني"})
CABINETS = frozenset({"الوزراء", "الحكومه", "الجمهوريه"})
LIST_REACH = 4  # tokens that join two names of a list: commas, و, quotation marks
TITLES_OF_MINISTERS = frozenset({"وزير", "وزيره", "وزراء", "وزيرا", "وزيري", "شوون", "وكيل", "كاتب"})
# A central bank by the adjective alone (``المركزي الأوروبي``).
BANKS = frozenset({"المركزي", "الفيدرالي", "الفدرالي"})
EAGER = frozenset({"كبير", "شديد", "منقطع", "زايد", "بالغ", "عال", "قوي", "اكبر"})  # what zeal is, not Hamas
# What may stand before a short name of a party that is an ordinary phrase too (``الحركة الشعبية``).
BEFORE_PARTY = frozenset({"ب", "ل", "عن", "باسم", BREAK, "و", "من", "في", "الي", "مع"})


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


class KnownNames(NameEnds):
    """Finds the names that a list, a territory or a field gives."""

    def __init__(self, doc: Document, lexicon: InstitutionLexicon, gazetteer: Gazetteer, country: str) -> None:
        super().__init__(doc, lexicon)
        self.gazetteer = gazetteer
        self.country = country  # ISO 3166-1 alpha-2, of the article
        self.written = self._written()

    def _written(self) -> list[str]:
        """Return the folded spelling of each token as it stands, without a restored article."""
        return [BREAK if n == BREAK else fold(t) or BREAK for t, n in zip(self.texts, self.norms, strict=True)]

    def _goes_on(self, known: Name, headed: Name) -> bool:
        """Whether a longer reading by its head is better: ``مجلس النواب المصري``, ``الاتحاد الدولي لكرة القدم``."""
        if headed.last <= known.last:
            return False
        after = self.at(known.last)
        if after == "ل" and known.last + 1 in self.places and self.at(known.last + 1) in self.words["designator"]:
            return False  # `النيابة العامة لإقليم X`
        if after == "ل":
            aim = self.at(known.last + 1)
            acted = aim in self.words["loose"] or aim.removeprefix("ال") in self.words["object"]
            return known.last - known.first <= 2 and not acted  # `مجلس الأمن | للقرار 1325`
        adjective = after.endswith(("ي", "يه")) and after not in self.people.family  # `بنك المغرب | الجواهري`
        return self.definite(known.last) and headed.last == known.last + 1 and adjective

    def _known(self, i: int, previous: Name | None) -> Name | None:
        """Return the well-known name at ``i``; ordinary words need a class word before (``حزب الأمل``) or a list."""
        cue = self._class_word(i) or self._in_list(i, previous) or self._quoted_medium(i)
        told = not cue and self._told_by(i)
        found = self.lexicon.known_at(self.norms, self.written, i, cued=cue or told)
        if found is None or (i in self.in_places and i not in self.places):
            return None
        last, known = found
        if told and known.cued and known.kind is not InstitutionKind.COMPANY:
            return None  # `حسب الدستور`
        if self._in_address(i, last) or (self.at(last - 1) == "و" and last > i + 1):
            return None  # `90 ألفا و880`, not the `الفاو`
        if last < len(self.norms) and (self._glued(last) or (known.cued and self.definite(last))):
            return None
        if self._subject_matter(i) or self._zeal(i, last) or self._credit(i, last):
            return None
        if last == i + 1 and self.at(i) in NETWORKS and (self.at(i - 1) in NETWORKS or self.at(last) in NETWORKS):
            return None  # `شارك من خلال تويتر فيسبوك`, buttons of a page
        if self.at(i) == "اعمار" and (self.at(i - 1) == "اعاده" or "أ" in self.texts[i]):
            return None  # `إعادة إعمار المدينة`, `أعمار المشاركين`
        if self.at(i - 2) == "العلاقات" and self.at(i - 1) == "مع":
            return None  # `الوزير المكلف بالعلاقات مع البرلمان`
        if self.at(i) == "رياسه" and last == i + 2 and self.definite(last) and self.at(last).endswith("يه"):
            last += 1  # `رئاسة الجمهورية التونسية`
        ordinary = known.kind is InstitutionKind.PARTY and last - i < 3 and not cue and not self.definite(i)
        if ordinary and self.at(i - 1) not in BEFORE_PARTY:
            return None
        return Name(i, last, known.kind, self.lexicon.bare(self.norms[i]), "known", 0.9)

    def _in_address(self, i: int, last: int) -> bool:
        """Whether the name is part of an address of the web (``https://www.youtube.com``)."""
        first, end = self.doc.span(i, last)
        return self.texts[i].isascii() and (
            self.doc.text[first - 1 : first] in (".", "/", "@")
            or (self.doc.text[end : end + 1] == "." and self.doc.text[end + 1 : end + 2].isalpha())
        )

    def _subject_matter(self, i: int) -> bool:
        """Whether the name is only what a field or a fair is about (``في مجال الأمن العام``, ``معرض ... للدفاع المدني``)."""
        if self.at(i - 1) in ("مجال", "مجالات", "مفهوم", "ثقافه", "بابا", "نظام"):
            return True  # `بابا الفاتيكان`
        if self.at(i - 1) in CUPS and self.lexicon.bare(self.at(i)) in FEDERATIONS:
            return True  # `كأس الاتحاد الإفريقي`
        if self.at(i) == "الامن" and self.at(i - 1) in SECURED:
            return True  # `تهدد الأمن الوطني`
        about = self.at(i - 1) in ("ل", "و") and any(self.at(j).removeprefix("ال") == "معرض" for j in range(i - 9, i))
        return about and all(self.at(j) not in STOPS and not self.is_verb(j) for j in range(max(i - 6, 0), i))

    def _zeal(self, i: int, last: int) -> bool:
        """Whether حماس is the ordinary word (``ألهبت حماس الحاضرين``, ``بحماس كبير``)."""
        if self.at(i) != "حماس" or last != i + 1:
            return False
        people = self.definite(last) and self.at(last).endswith(("ين", "ور", "اهير", "باب"))
        return people or self.at(last).rstrip("ا") in EAGER or self.at(i - 1) == "كل"

    def _credit(self, i: int, last: int) -> bool:
        """Whether the name is the source of an item or picture: behind a slash at the end of a line (``... بمراكش /أصداء``),
        or alone in quotation marks behind a sentence."""
        if self.at(i - 1) in OPEN and self.at(last) in CLOSE and self.at(i - 2) == ".":
            glued = self.doc.offsets[i - 2][1] == self.doc.offsets[i - 1][0]
            return glued or not self.is_verb(last + 1)  # `... أعضاء الوفد.«واس»`
        return self.at(i - 1) == "/" and self.at(last) == BREAK and self.at(i - 2) != BREAK

    def _by_adjective(self, i: int) -> Name | None:
        """Return ``الرئاسة التونسية``, ``البحرية الأمريكية``, ``المركزي الأوروبي`` or ``التلفزيون الرسمي السوري``, which a
        nationality alone tells."""
        if self.at(i) == "التلفزيون":
            last = i + 2 + (self.at(i + 1) in PUBLIC)
            told = self.at(last - 1) in self.words["nationality"] and not self.at(last - 1).endswith("يه")
            return Name(i, last, InstitutionKind.COMPANY, "تلفزيون", "broadcaster", 0.75) if told else None
        if self.at(i + 1) not in self.words["nationality"]:
            return None
        if self.at(i) == "البحريه" and self.at(i + 1).endswith("يه") and not self.definite(i - 1):
            return Name(i, i + 2, InstitutionKind.OTHER, "بحريه", "navy", 0.8)
        if self.at(i) == "الرياسه":
            return Name(i, i + 2, InstitutionKind.AGENCY, "رياسه", "presidency", 0.8)
        if self.at(i) not in BANKS or self.definite(i - 1) or self.at(i + 1).endswith("يه"):
            return None
        return Name(i, i + 2, InstitutionKind.OTHER, "بنك", "bank", 0.75)

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

    def _told_by(self, i: int) -> bool:
        """Whether the words before say that a medium tells it or hears it (``ما نشرته القدس العربي``, ``حسب سبق``,
        ``في اتصال مع البيان``); what words alone tell is no paper (``حسب البيان``)."""
        before = self.at(i - 1)
        if before in self.words["told_of"]:
            return not (before in ACCORDING and self.at(i) in REPORTS)
        return before in ("مع", "ل") and self.at(i - 2) in self.words["said_to"]

    def _medium(self, i: int) -> Name | None:
        """Return a news site named by its last word (``الهضاب نيوز``, ``أطلس بريس``)."""
        if self.at(i - 1) in OPEN or self.at(i - 1) == "”":
            last = next((j for j in (i + 1, i + 2, i + 3) if self.at(j) in CLOSE), None)
            if last is not None and self._told(i - 2, last) and self._noun(i):
                return Name(i, last, InstitutionKind.COMPANY, self.norms[i], "medium", 0.7)
            if last is None:
                last = next((j for j in (i + 4, i + 5) if self.at(j) in CLOSE), None)
            if last is not None and self.at(i) not in ("و", "،") and self._one_of_media(i - 1):
                return Name(i, last, InstitutionKind.COMPANY, self.norms[i], "medium", 0.7)
        if (self.at(i + 1), self.at(i + 2)) in FREQUENCIES and self._noun(i):
            return Name(i, i + 3, InstitutionKind.COMPANY, self.norms[i], "medium", 0.7)
        if (
            self.at(i).removeprefix("ال") in SOCIAL
            or self.at(i + 1) not in self.words["media_tail"]
            or not self._noun(i)
            or len(self.at(i)) < 3
        ):
            return None
        return Name(i, i + 2, InstitutionKind.COMPANY, self.norms[i], "medium", 0.7)

    def _told(self, j: int, close: int) -> bool:
        """Whether the quotation after ``j`` is the paper that hears or tells (``علمت «X»``, ``في تصريح لـ«X»``,
        ``فلان لـ«X»:``)."""
        if self.at(j) in self.words["paper_verb"]:
            return True
        said = self.at(j) == "ل" and (self.at(close + 1) == ":" or self.at(j - 1) in self.words["said_to"])
        return said or (self.at(j) in ("به", "بها") and self.at(j - 1) in ("توصلت", "توصل"))

    def _one_of_media(self, j: int) -> bool:
        """Whether the quotation that opens at ``j`` is one of several media (``لصحيفتي «X» و«Y»``)."""
        for _ in range(3):
            if self.at(j - 1) in self.words["media_plural"]:
                return True
            close = j - 2 if self.at(j - 1) in ("و", "،") else j
            if self.at(close) not in CLOSE:
                return False
            j = next((k for k in range(close - 1, close - 6, -1) if self.at(k) in OPEN), -1)
            if j < 0:
                return False
        return False

    def _in_list(self, i: int, previous: Name | None) -> bool:
        """Whether the words since the last party or medium only join (``وحزب X، والأمل``)."""
        if previous is None or previous.kind not in (InstitutionKind.PARTY, InstitutionKind.COMPANY) or previous.short:
            return False
        between = self.norms[previous.last : i]
        if "(" in between and between[-2:] == [")", "و"] and between.index("(") == 0 and between.count("(") == 1:
            return len(between) <= 2 * LIST_REACH  # `والأمل (فاطمة ...) والعمل`
        joins = all(n in ("و", "،", ",") or n in OPEN or n in CLOSE for n in between)
        return joins and 0 < len(between) <= LIST_REACH and any(n in ("و", "،", ",") for n in between)

    def _cabinet(self, i: int) -> Name | None:
        """Return ``مكتب رئيس الوزراء`` where it speaks or acts, not the room (``التقاه في مكتب رئيس الحكومة``)."""
        if (self.at(i), self.at(i + 1)) != ("مكتب", "رييس") or self.at(i + 2) not in CABINETS:
            return None
        told = self.is_verb(i - 1) or self.at(i - 1) in ("بيان", "عن", "باسم")
        return Name(i, i + 3, InstitutionKind.OTHER, "مكتب", "named", 0.7) if told else None

    def _ministry(self, i: int) -> Name | None:
        """Return a ministry named by its field alone (``الخارجية الروسية``, ``الدفاع التركية``)."""
        if self.at(i) not in self.words["ministry_short"] or not self.at(i + 1).endswith("يه"):
            return None
        if not self.definite(i + 1) or self.at(i + 1) in self.words["ministry_short"]:
            return None
        before = self.at(i - 1)
        adjective = self.at(i).endswith("يه") and self.definite(i - 1)
        if adjective or self.lexicon.head(before) or before in TITLES_OF_MINISTERS:
            return None
        return Name(i, i + 2, InstitutionKind.MINISTRY, "وزاره", "ministry", 0.75)

    def _administration(self, i: int) -> Name | None:
        """Return ``عمالة إقليم X``, ``ولاية جهة X``, ``ولاية أمن X``, ``شرطة منطقة X``, ``أمانة الطائف``."""
        norm = self.norms[i]
        if norm == "ولايه" and self.at(i + 1) in ("امن", "الامن"):
            city = self.places.get(i + 2)
            if self.at(i + 1) == "الامن" or city is not None:
                return Name(i, city[0] if city else i + 2, InstitutionKind.AGENCY, norm, "administration", 0.8)
        if norm == "عماله" and self.at(i + 1) in ("الاقليم", "الجهه"):
            return Name(i, i + 2, InstitutionKind.OTHER, norm, "named", 0.7)
        town = norm == "بلديه" and self.country in GULF and i + 1 in self.places
        units = ADMINISTRATIONS.get(norm, ()) if norm != "بلديه" or self.country in GULF else ()
        place = self.places.get(i + 1) or (self.places.get(i) if self.at(i + 1) in units else None)
        if place is None or place[0] <= i + 1 or (self.at(i + 1) not in units and norm not in BODIES and not town):
            return None
        kind = InstitutionKind.AGENCY if norm in AGENCIES else InstitutionKind.OTHER
        return Name(i, place[0], kind, norm, "administration", 0.85)

    def _council(self, i: int) -> Name | None:
        """Return ``مجلس جهة X``, ``المجلس الجماعي لX``: named by a unit, whose name is no place (guidelines, 4)."""
        start = i + 2
        if self.norms[i] == "المجلس":
            while self.at(start - 1) in self.words["territorial"]:
                start += 1
            if start == i + 2 or self.at(start - 1) != "ل" or self.at(start) in self.words["loose"]:
                return None  # `المجلس الجماعي | لافتتاح الملتقى`
            start += self.at(start) in self.words["unit_word"]
        elif self.norms[i] != "مجلس" or self.at(i + 1) not in self.words["unit_word"]:
            return None
        last = self._toponym(start)
        return Name(i, last, InstitutionKind.COUNCIL, "مجلس", "council", 0.9) if last > start else None

    def _toponym(self, start: int) -> int:
        """Return the token after the name of a unit (``طنجة – تطوان – الحسيمة``); an unknown one has one word."""
        last = max(start, self.places.get(start - 1, (start,))[0], self.places.get(start, (start,))[0])
        while last < len(self.norms):
            end = self.gazetteer.longest(self.norms, last)
            unit = self.at(last) not in STOPS | self.words["media_word"] | HEARERS  # `المجلس الجماعي | ليومية X`
            unit = unit and not (last > 1 and self.at(last - 1) == "ل" and self._field(last))
            if end == last == start and unit and not self.is_verb(last):
                end = last + 1
            if end == last:
                break
            last = end
            if self.at(last) in DASHES and last + 1 < len(self.norms):
                following = self.gazetteer.longest(self.norms, last + 1)
                last = following if following > last + 1 else last
        return last

    def _field(self, j: int) -> bool:
        """Whether a word behind ل is what a council is for (``المجلس الجهوي للسياحة``), no unit that no list knows."""
        return self.definite(j) and self.doc.doc[j].pos_ == "NOUN" and not self.doc.doc[j].ent_type_

    def _leaves(self, i: int, at: int, *, local: bool) -> bool:
        """Whether the name is left, also behind the unit it is for (``الغرفة الفلاحية لجهة فاس مكناس | لقاء``)."""
        return self._past_unit(i, at) or super()._leaves(i, at, local=local)

    def _past_unit(self, i: int, at: int) -> bool:
        """Whether an indefinite noun follows ل, the word of a unit and its whole name."""
        noun = self.doc.doc[at].pos_ == "NOUN" and not self.definite(at)
        unit = next((k for k in range(at - 2, i + 1, -1) if self.at(k) in self.words["unit_word"]), None)
        if (
            not noun
            or unit is None
            or self.at(unit - 1) != "ل"
            or self.gazetteer.longest(self.norms, unit + 1) == unit + 1
        ):
            return False
        return self._toponym(unit + 1) == at

    def _service_site(self, i: int) -> Name | None:
        """Return a centre whose head is the word for a place or another thing (``قرية الصانع``, ``مدينة المهن والكفاءات``)."""
        if f"{self.at(i)} {self.at(i + 1)}" not in self.words["service_site"]:
            return None
        last = self.name_end(i, Head(InstitutionKind.CENTRE, Mode.OPEN))
        return Name(i, last, InstitutionKind.CENTRE, self.at(i), "named", 0.8)

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
        if j == i + 1 and found[1].cued and self.definite(i) and self.name_end(i, head) > last:
            return None  # `الوكالة المغربية لتنمية ...`, not the paper
        if j == i + 2:
            if self.at(last) not in CLOSE:
                return None
            last += 1
        return Name(i, last, head.kind, bare, "known", 0.9)

    def _proper(self, j: int) -> bool:
        """Whether the word is a proper name by the tagger or the list of given names."""
        norm = self.at(j)
        if norm in STOPS or norm in CLOSE or norm in self.phrase_words["stop"] or norm in self.words["quality"]:
            return False
        if norm in ("ل", "ب", "و", "في", "من") or norm in self.words["this"] or norm in DARIJA or j >= len(self.norms):
            return False
        token = self.doc.doc[j]
        return token.pos_ in ("PROPN", "X") or self.people.given_at([norm, self.at(j + 1)], 0) > 0

    def _noun(self, j: int) -> bool:
        """Whether the word is a noun, no adjective that qualifies and no function word."""
        norm = self.at(j)
        if norm in STOPS or norm in CLOSE or norm in OPEN or norm in ("ل", "ب", "و", "ف", "ك", "في", "من"):
            return False
        if norm in self.words["quality"] or norm in self.words["numbered"] or norm in self.phrase_words["stop"]:
            return False
        return self.doc.doc[j].pos_ in ("NOUN", "PROPN", "X", "")
