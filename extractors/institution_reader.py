"""The names of institutions in a document: which words open one, and which look like one but are none.

Left out are class nouns and plurals (``مراكز التربية``), concepts (``الوحدة الترابية``), boards, and bare heads that
stand for nothing named before (``المركز``). A generic name counts if it is one centre: something happens to it
(``أشغال بناء مركز صحي``) or it has a place (``مستوصف بحي السلام``).
"""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind, Span
from extractors.institution_bound_words import DIRECTIONS, NAMED_AFTER, ORDINALS
from extractors.institution_known import CUPS, FEDERATIONS, Name
from extractors.institution_lexicon import Head, InstitutionLexicon, Mode
from extractors.institution_told import FOR_THEM, ToldNames
from extractors.name_tokens import HONORIFICS, LINKS
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS
from extractors.triggers import TriggerLexicon
from gazetteer.lookup import Gazetteer

DROPPING = frozenset(
    {InstitutionKind.ASSOCIATION, InstitutionKind.COMPANY, InstitutionKind.COUNCIL, InstitutionKind.PARTY}
)
HAPPENING = frozenset({"visit", "inauguration", "launch"})
SENTENCE_REACH = 40  # tokens before a name in which the verb of its sentence may stand
BECOMING = frozenset({"اصبح", "اصبحت", "صار", "صارت", "باعتبار", "باعتباره", "باعتبارها", "ليكون", "لتكون", "تعد", "يعد",
                      "تعتبر", "يعتبر", "ليصبح", "لتصبح", "بوصفه", "بوصفها", "يشكل", "تشكل"})  # fmt: skip
GROUNDS = frozenset({"مخيم", "ملعب", "استاد", "ستاد"})  # with a name of their own they are places (`ملعب محمد الخامس`)
TITLES = frozenset({"عنوان", "بعنوان", "موضوع", "شعار", "تيمه"})
ORDINAL_UNITS = frozenset({"الاولي", "الثانيه", "الثالثه", "الرابعه", "الخامسه", "السادسه", "السابعه", "الثامنه", "التاسعه",
                           "العاشره"})  # fmt: skip
DRAWN = frozenset({"دايره", "مجموعه"})
GROUP_ADJECTIVES = frozenset({"الاستقلالي", "الاشتراكي", "الحركي", "التجمعي", "الدستوري"})
NUMBERED = frozenset({"جيش", "فيلق", "اسطول"})  # told apart by their number
HELD = frozenset({"في", "خلال", "ضمن", "حضور", "عقب", "قبيل"})  # before a forum that takes place
BEFORE_REACH = 8  # tokens before a generic name in which the act that happens to it stands


class InstitutionReader(ToldNames):
    """Finds the names in one document; places must be known."""

    def __init__(
        self, doc: Document, lexicon: InstitutionLexicon, triggers: TriggerLexicon, gazetteer: Gazetteer, country: str
    ) -> None:
        super().__init__(doc, lexicon, gazetteer, country)
        self.triggers = triggers

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
        known = self._known(i, previous) or self._medium(i) or self._told_name(i)
        headed = (
            self._ministry(i)
            or self._by_adjective(i)
            or self._cabinet(i)
            or self._administration(i)
            or self._council(i)
            or self._service_site(i)
            or self._headed(i)
        )
        if known is None or (headed is not None and not headed.short and self._goes_on(known, headed)):
            return headed
        return known

    def _headed(self, i: int) -> Name | None:
        """Return the name that the head noun at ``i`` opens."""
        norm = self.norms[i]
        bare = self.lexicon.bare(norm)
        head = self.lexicon.heads.get(bare)
        if head is None or self._pronoun(i):
            return None
        if bare in ("ابتداييه", "متوسطه") and (norm != bare or self.at(i - 1).endswith(("ه", "ات"))):
            return None  # an adjective: `مدرسة ابتدائية`
        if bare == "دايره" and self.country == "MA":
            return None  # a unit of a province, or of an election: `دائرة الفقيه بن صالح`
        if self._titled(i) or (bare in DRAWN and self.at(i + 1) in ORDINAL_UNITS):
            return None  # `دورة بعنوان «إدارة الأزمات»`, `الدائرة الثامنة` of an election, `المجموعة الرابعة` of a cup
        if bare in ("قياده", "رياسه") and self.at(i + 1) in HONORIFICS:
            return None  # `بقيادة الكابتن فلان`
        if bare == "فريق":
            group = self._parliamentary(i)
            if group is not None:
                return group
        if bare == "منتدي" and any(self.at(j) in self.words["conference"] for j in range(i - 4, i)):
            return None  # `أشغال منتدى ...`
        if bare == "منتدي" and self.at(i - 1) in HELD:
            return None  # `شارك في منتدى ...`, which is held
        if self.at(i - 1) in CUPS and bare in FEDERATIONS:
            return None  # `كأس الاتحاد الإفريقي`
        if self.is_verb(i) or (i in self.in_places and not self._longer_than_place(i, head)):
            return None
        following = self.at(i + 1)
        if following in STOPS and not (norm.startswith("ال") and norm != bare):
            return None
        named = self._class_name(i, bare, head)
        if named is not None:
            return named
        definite = norm.startswith("ال") and norm != bare
        return self._definite(i, bare, head) if definite else self._indefinite(i, bare, head)

    def _pronoun(self, i: int) -> bool:
        """Whether the head is another noun with a pronoun: ``مكتبه السياسي``, ``مكتبها التنفيذي`` (not ``مكتبة``)."""
        norm, text = self.norms[i], self.texts[i]
        owned = text.endswith(("ها", "هما", "هم")) and norm not in self.lexicon.heads
        return owned or (text.endswith("ه") and norm.removesuffix("ه") in self.lexicon.heads)

    def _titled(self, i: int) -> bool:
        """Whether a quotation that is a title or a motto opens right before (``بعنوان «المدرسة العتيقة ...»``)."""
        return self.at(i - 1) in OPEN and bool(TITLES & set(self.norms[max(0, i - 4) : i - 1]))

    def _parliamentary(self, i: int) -> Name | None:
        """Return a group of a parliament, named by its party (``فريق العدالة والتنمية``, ``الفريق الاستقلالي للوحدة``)."""
        if self.at(i + 1) in GROUP_ADJECTIVES and self.norms[i] == "الفريق":
            last = self.name_end(i, self.lexicon.heads["حزب"])
            return Name(i, max(last, i + 2), InstitutionKind.PARTY, "فريق", "named", 0.8)
        party = self.lexicon.known_at(self.norms, self.written, i + 1, cued=True) if i + 1 < len(self.norms) else None
        if self.norms[i] != "فريق" or party is None or party[1].kind is not InstitutionKind.PARTY:
            return None
        return Name(i, party[0], InstitutionKind.PARTY, "فريق", "named", 0.8) if party[0] > i + 2 else None

    def _longer_than_place(self, i: int, head: Head) -> bool:
        """Whether what was read as a place is the start of a longer name (``مركز تثمين | الزربية``)."""
        place = self.places.get(i)
        if place is not None and place[0] == i + 1 and self.at(i) == "بورصه":
            return self.definite(i + 1) or i + 1 in self.places  # the exchange, not Bursa
        if place is None or head.kind not in NAMED_AFTER or self.at(i) in GROUNDS:
            return False
        unheard = self.gazetteer.longest(self.norms, i + 1) == i + 1 and self.acted_on(i)
        unheard = unheard and self.at(i - 1) not in ("ب", "في", "من", "الي", "داخل", "وسط", "نحو", "بين", "قرب", "رييس")
        return self.name_end(i, head) > place[0] or (unheard and self.at(i) == "مركز")

    def barred(self, i: int, bare: str, last: int) -> bool:
        """Whether head and complement name no institution (``الوحدة الترابية``, ``إدارة الأعمال``)."""
        only = self.lexicon.only.get(bare)
        if only is not None and self.at(i + 1) not in only:
            return True
        scope = self.lexicon.barred.get((bare, self.at(i + 1)))
        if bare == "مكتب" and self.at(i + 1) == "الوزير" and self.at(i + 2) == "الاول":
            return False  # `مكتب الوزير الأول`
        if bare == "مكتب" and self.at(i + 2) == "ل" and self.at(i + 3) == "حزب":
            return False  # `المكتب السياسي لحزب X`
        return scope is not None and (scope or last - i <= 2)

    def _definite(self, i: int, bare: str, head: Head) -> Name | None:
        """Return ``المركز الجهوي لتحاقن الدم``; the head alone is a short form."""
        last = self.name_end(i, head)
        following = self.at(i + 1)
        if following == "ال" and self.texts[i + 1] == "ال":
            last = i + 1  # `المركز الـ11`
        if bare == "قناه" and following.isdigit():
            last = i + 2 + (self.definite(i + 2) and self.at(i + 2).endswith("يه"))
            return Name(i, last, head.kind, bare, "numbered", 0.85)  # `القناة 13 الإسرائيلية`
        if bare in NUMBERED and following in ORDINALS and self.definite(i + 2) and i + 2 not in self.in_places:
            return Name(i, i + 3, head.kind, bare, "numbered", 0.8)  # `الجيش الثاني الميداني`
        if last == i + 1 or following in self.words["numbered"] or following in ("ل", "و", "ب", "في"):
            if self.at(i - 1) in self.words["this"]:
                return None
            return Name(i, i + 1, head.kind, bare, "short", 0.6, short=True)
        if following in self.words["deictic"] and last - i <= 2:
            return None
        if following in OPEN and self.at(i + 2).endswith("ا") and self.at(i + 3).endswith("ا"):
            return Name(i, i + 1, head.kind, bare, "short", 0.6, short=True)  # `اعتبرتها اللجنة "إنجازا كبيرا"`
        if last - i == 2 and bare in ("صحيفه", "جريده", "مجله") and following.endswith("يه"):
            return Name(i, last, head.kind, bare, "short", 0.6, short=True)  # `الصحيفة البريطانية`
        if last - i == 2 and bare in ("شركه", "قناه") and following in self.words["nationality"]:
            return Name(i, last, head.kind, bare, "short", 0.6, short=True)  # `الشركة الإماراتية`
        if any(self.at(j) in ("الوحيد", "الوحيده") for j in range(i + 1, last)):
            return None  # `باعتباره الهيئة الوحيدة المختصة`
        if last - i == 2 and following.startswith(("الالكتروني", "الرسمي")) and self.at(i - 1) in self.words["channel"]:
            return Name(i, i + 1, head.kind, bare, "short", 0.6, short=True)  # `بوابة الوزارة الإلكترونية`
        if self.barred(i, bare, last):
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
        if self.at(i - 1) == ")" and self.at(i - 2).isdigit():
            return None  # `(36) كلية للبنين`
        last = self.name_end(i, head)
        complements = self.norms[i + 1 : last]
        if not complements:
            return self._bare_site(i, bare, head)
        first = complements[0]
        if self._drops_head(i, bare, last) or first in self.words["loose"]:
            return None
        if first in self.words["numbered"] or first in ("من", "احد", "احدي") or first[:1].isdigit():
            return None
        if first == "ال" and self.texts[i + 1] != "آل":
            return None
        if self.barred(i, bare, last):
            return None
        if bare == "قياده" and self.at(i - 1) == "ب" and self.people.given_at(self.norms[i + 1 : i + 3], 0) > 0:
            return None  # `بقيادة أحمد فلان`, who leads
        if bare in self.words["any_name"] and last == i + 2 and "ال" + first in self.words["nationality"]:
            return None  # `حزب تركي`
        if bare == "منصه" and i + 1 in self.places:
            return None  # a stage: `منصة السويسي`
        person = i + 1 not in self.places and self.people.given_at(self.norms[i + 1 : i + 3], 0) > 0
        if bare == "سجن" and (person or (first.startswith("ال") and first.endswith("ين"))):
            return None  # what is done to people: `سجن الصحافيين`, `سجن خالد الزياني`
        if bare == "مركز" and (self.at(last), self.at(last + 1)) == ("التابع", "ل") and last + 2 in self.places:
            if self.at(last + 2) in ("محافظه", "منطقه"):
                return None  # a unit of a governorate
        named = self._names_it(i, bare, head, first)
        if named:
            if head.kind is InstitutionKind.COUNCIL and first == "الاداره":
                return None
            if head.kind is InstitutionKind.COUNCIL and last - i <= 2 and first in self.words["anaphor"]:
                if self.at(i - 1) in self.words["office_before"]:
                    return None
            short = last == i + 2 and self.definite(i + 1) and self.lexicon.head(first) is not None
            if head.kind is InstitutionKind.PROGRAMME and (first in ("عمل", "العمل", "زياره") or short):
                return None
            if first == "ال" + bare:
                return None
            confidence = 0.85 if head.kind is not InstitutionKind.OTHER else 0.75
            return Name(i, last, self._kind(i, last, head), bare, "named", confidence)
        quality = first in self.words["quality"] or first.removesuffix("ا") in self.words["quality"]
        generic = quality or first == "ل" or self.doc.doc[i + 1].pos_ == "ADJ"
        if self.norms[i] != bare and any(self.at(j) in BECOMING for j in range(i - BEFORE_REACH * 2, i)):
            return None  # `أصبحت المدينة مركزا عالميا للعلوم`
        if head.open and generic and (self.place_near(last) or (self.at(i - 1) != "و" and self.acted_on(i))):
            return Name(i, last, self._kind(i, last, head), bare, "generic", 0.65)
        return None

    def _drops_head(self, i: int, bare: str, last: int) -> bool:
        """Whether the head is only a class word or a board before a complete name (``مجلس إدارة شركة ...``)."""
        if bare == "مجلس":
            return self.at(i + 1) in ("اداره", "اداراه", "ادارته", "ادارتها", "الاداره")
        if bare == "اداره" and self.at(i - 1) == "مجلس":
            return True
        if bare == "قاعه":
            return self.lexicon.head(self.at(i + 1)) is not None and last > i + 2  # `قاعة | جمعية X الخيرية`
        if bare in ("اداره", "رياسه", "قياده"):
            inner = self.lexicon.head(self.at(i + 1))
            return inner is not None and (
                inner.kind in NAMED_AFTER or inner.kind in DROPPING | {InstitutionKind.FOUNDATION}
            )
        if bare == "موسسه" and self.lexicon.known_at(self.norms, self.written, i + 1, cued=False) is not None:
            return True  # `مؤسسة | التعاون الوطني`
        if bare in ("مندوبيه", "موسسه", "مصلحه"):
            inner = self.lexicon.head(self.at(i + 1))
            return inner is not None and last > i + 2 and bare != self.lexicon.bare(self.at(i + 1))
        return False

    def _bare_site(self, i: int, bare: str, head: Head) -> Name | None:
        """Return a bare centre with its place right after it (``بناء مستوصف بحي السلام``)."""
        measured = self.at(i + 2) in ("سعه", "طاقه", "كلفه", "غلاف")  # `بناء مستشفى بسعة 60 سريرا`
        if not head.open or head.kind not in NAMED_AFTER or self.at(i + 1) != "ب":
            return None
        if i + 2 not in self.places and not measured:
            return None
        return Name(i, i + 1, head.kind, bare, "generic", 0.5) if self.acted_on(i) else None

    def _names_it(self, i: int, bare: str, head: Head, first: str) -> bool:
        """Whether the first complement individuates: definite, quoted, a place, another head, a proper name."""
        if self.norms[i] != bare:  # tanwin
            return False
        if head.mode is Mode.QUOTED:
            described = bare in self.words["action"] and first.endswith("يه")  # `عملية أمنية`
            return first in OPEN or (self._proper(i + 1) and not described)
        if (i + 1) in self.places and bare in self.words["never_placed"]:
            return False  # `بقيادة السعودية`, the district `مديرية يريم`
        if bare in self.words["only_placed"]:
            return (i + 1) in self.places  # `مرور الرياض`, but `مرور المقاعد المتحركة`
        if self._owned(i + 1):
            return False  # `لمصلحة شعبه`
        if bare in self.words["only_definite"]:
            return first.startswith("ال") or first in OPEN or (i + 1) in self.places
        named_after = head.kind is not InstitutionKind.OTHER or bare in self.words["proper_head"]
        named_after = named_after and bare not in self.words["common_head"]  # `جهاز بوينغ`
        return (
            first.startswith("ال")
            or first in OPEN
            or (i + 1) in self.places
            or first in self.lexicon.heads
            or self._construct(i)
            or (named_after and self._proper(i + 1))
            or (bare == "وكاله" and first == "انباء" and (self.at(i + 2) in OPEN or self._proper(i + 2)))
            or (bare in self.words["any_name"] and self._noun(i + 1))
            or (head.kind in NAMED_AFTER and first in LINKS and self._noun(i + 2))  # `مدرسة أم سلمة`
        )

    def _owned(self, j: int) -> bool:
        """Whether a word has a pronoun that says whose it is (``بلاده``), and is no name (``عبده``)."""
        if j in self.in_places:
            return False  # `نادي أبها الأدبي`
        suffixed = self.texts[j].endswith(("ه", "ها", "هم")) and self.doc.doc[j].pos_ == "NOUN" and len(self.at(j)) > 3
        return suffixed and not self.definite(j) and not self.people.knows(self.at(j))

    def _construct(self, i: int) -> bool:
        """Whether an indefinite complement is made definite by its own (``برنامج تحسين الدخل``, ``لجنة تتبع الـ``)."""
        if not self._noun(i + 1) and not (self.at(i + 1) in self.words["service"] and self.definite(i + 2)):
            return False
        for j in range(i + 2, i + 6):
            quoted = self.at(j) in OPEN and self.at(j) != "("  # `هيئة شورى «...»`
            if self.definite(j) or j in self.places or (j == i + 2 and (self._proper(j) or quoted)):
                return True
            if self.at(j) != "و" and (
                not self._noun(j) or (j > i + 2 and self.at(j - 1) != "و" and self.at(j - 2) != "و")
            ):
                return False
        return False

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
        if head.kind is InstitutionKind.CENTRE and inside & {
            "الصحي",
            "صحي",
            "صحيا",
            "الاستشفايي",
            "استشفايي",
            "المستعجلات",
        }:
            return InstitutionKind.HOSPITAL
        return head.kind

    def place_near(self, j: int) -> Span | None:
        """Return the place right behind a name: ``بحي ...``, ``(إقليم ...)``, ``– فم زكيد``, ``، الكائن بحي ...``."""
        k = j + (self.at(j) in FOR_THEM)  # `فرع لها بحي X`
        while self.at(k) in CLOSE or self.at(k) in DASHES or self.at(k) == "(":
            k += 1
        comma = self.at(k) == "،"
        link = k + comma + (self.at(k + comma) == "و")  # `للمركز، والكائن بحي ...`
        if self.at(link) in self.words["linked"]:
            k = link
        linked = self.at(k) in self.words["linked"]
        k += linked
        if self.at(k) == "ب" and (self.at(k + 1), self.at(k + 2)) == ("كل", "من"):
            k += 2
        if (
            self.at(k) in ("ب", "في", "ف", "داخل", "وسط", "قرب", "ضمن")
            or (self.at(k) == "من" and k + 1 in self.places and self.at(k + 1) in self.words["designator"])
            or (k > j and self.at(k) == "من" and k + 1 in self.places)
            or (self.at(k) == "ل" and (k == j or linked) and k + 1 in self.places)
        ):
            k += 1
        if (self.at(k), self.at(k + 1)) == ("علي", "مستوي") and k == j:
            k += 2  # `المركب الاجتماعي على مستوى جماعة X`
        if (self.at(k), self.at(k + 1), self.at(k + 2)) == ("النفوذ", "الترابي", "ل"):
            k += 3  # `المركب المتواجد بالنفوذ الترابي لجماعة X`
        for _ in range(2):
            if self.at(k) in self.words["near"] and k not in self.places and k > j:
                k += 1
                k += self.at(k) in self.words["nationality"]  # `بالعاصمة الأسترالية سيدني`
        k += k == j and self.at(k) in DIRECTIONS and k + 1 in self.places  # `نادي الأمل شرق محافظة X`
        found = self.places.get(k)
        glued = found is not None and self.doc.offsets[k][0] < found[1][0]  # `بتماسينت` as one token
        beside = self.at(j) in self.words["designator"]  # `المركز الصحي حي السلام`
        return found[1] if found and (k > j or glued or beside) else None
