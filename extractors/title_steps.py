"""What carries a title on, token by token: complements, fields behind و, and what prepositions govern in it."""

from __future__ import annotations

from corpus.mention import Label, PlaceKind
from extractors.name_tokens import HONORIFICS
from extractors.names import TAILS
from extractors.offices import (
    ACTING,
    ATTENDANTS,
    BODIES,
    CARRIERS,
    CHARGED,
    FORMER,
    HEARERS,
    LOCAL,
    MASDARS,
    MEDIA,
    PORTFOLIOS,
    PURPOSES,
    QUANTIFIERS,
    RELATIONAL,
    SELF,
    SHORT_COMPLEMENTS,
    SOVEREIGN,
    UNITS,
    bare,
    office_plural,
    offices,
)
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS
from extractors.title_heads import TitleHeads
from extractors.triggers import load_triggers

PRESS = frozenset({"الصحفي", "الصحفيه", "الصحافي", "الصحافيه", "الاعلامي", "الاعلاميه"})  # professions, and adjectives
# Last words of offices that are with another minister.
ATTACHED = frozenset({"الدوله", "المنتدب", "المنتدبه", "منتدبا", "منتدبه"})
AGED = frozenset({"البالغ", "البالغه"})  # tells an age, which no title does
NATIONAL = frozenset({"وزير", "وزيره", "ملك", "سلطان", "ولي"})  # offices over a whole country
REGIONS_OF_WORLD = frozenset({PlaceKind.OTHER, PlaceKind.COUNTRY})
RULERS = frozenset({"امير", "ملك", "ولي عهد", "ولي"})  # whose office has no field behind ل
DEPUTIES = frozenset({"نايب", "نايبه", "عضو", "عضوه", "مستشار", "مستشاره", "ممثل", "ممثله", "سيناتور"})
WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.PROVINCE})  # where such an office may be all the same


class TitleSteps(TitleHeads):
    """Goes on from one token of a title to the next."""

    def _step(self, i: int, j: int, start: int) -> int:
        """Return the token after what goes on at ``j``, ``j`` itself where the title ends."""
        norm, definite = self.at(j), self.names.definite
        if norm in DASHES and j + 1 in self.blocks and j - 1 in self.covered and self.blocks[j + 1][1] is Label.PLACE:
            return self.blocks[j + 1][0]  # `جهة الدار البيضاء - سطات`
        if norm in ("،", ",") and self.at(j + 1) == "لدي" and self.norms[j - 1] in ATTACHED:
            return j + 1  # `كاتب الدولة، لدى وزير ...`
        if norm in STOPS or norm in CLOSE or norm in OPEN or norm in DASHES:
            return (self._acronym(j) if norm == "(" else self._quoted(j)) if norm in OPEN else j
        block = self.blocks.get(j)
        if block is not None:
            if block[1] is Label.DATE:
                return j
            previous = self.norms[j - 1]
            if j == start == i + 1 and definite(j - 1) and block[1] is Label.INSTITUTION:
                return j  # `افتتحت الوزيرة | الفضاء المتعدد الوظائف`: a definite office has no genitive
            if definite(j - 1) and not definite(j) and previous not in CARRIERS:
                return j  # `زار وزير الصحة | مستشفى ...`, `دشن العامل | دار ...`: a definite word has closed the title
            site = block[1] is Label.INSTITUTION and (self._organ(norm) or self._organ(bare(norm)))
            closed = definite(j - 1) or j - 1 in self.places
            if site and closed and j > start and previous not in CARRIERS | CHARGED | BODIES:
                return j  # `افتتحت وزيرة التضامن | المركز الاجتماعي للقرب`, `دشن عامل إقليم X | المسبح المغطى`
            return block[0]
        if norm == "و":
            return self._after_and(i, j)
        if norm == "ب" and self.at(j + 1) == "اسم":
            return j + 2  # `المتحدث بإسم الوزارة`
        if norm == "ب" and self.at(j + 1) in ACTING and self.at(j + 2) != "عن":
            return j + 2
        if norm in ("ب", "ل") and self.name_starts(j):
            return j  # `لامين`: no preposition but the first letter of a name
        if norm == "لدي" and self.occasion(j + 1):
            return j  # `استقبل ولي العهد | لدى وصوله`
        if norm == "خادم" and self.at(j + 1) == "الحرمين" and not definite(i) and j == start:
            return j + 3 if self.at(j + 2) == "الشريفين" else j + 2  # `سفير خادم الحرمين الشريفين لدى الأردن`
        if norm in ("ب", "ل", "في", "علي", "عن", "الي"):
            return self._after_preposition(i, j, start)
        if self.norms[j - 1] == "الشريفين" and definite(j) and norm not in FORMER:
            return j  # `نائب خادم الحرمين الشريفين | المشرف العام على الحملة`
        if norm in FORMER or norm in CARRIERS or norm == "لكره" or self._charged(i, j):
            return j + 1
        if (norm == "مع" and self.norms[j - 1] in ("العلاقات", "العلاقه")) or (norm in SELF and j - 1 in self.covered):
            return j + 1
        if j == start and (self.norms[i], norm) == ("الرييس", "المدير"):
            return j + 1  # `الرئيس المدير العام`: one office
        if self._town(i, j):
            return j + 2
        royal = self._royal(j) if not definite(j - 1) and (j > start or norm in ("صاحب", "صاحبه", "جلاله")) else j
        if royal > j:
            return royal  # `مدير مكتب جلالة الملك`
        text = self.doc.doc[j].text
        if j == i + 1 and definite(i) and text.endswith("ة") and not text.endswith("ية"):
            if not self.doc.doc[i].text.endswith(("ة", "ات")):
                return j  # `أعطى العامل | الانطلاقة`: no adjective of his
        if j == i + 1 and definite(i) and self.names.surname(j) and norm not in SHORT_COMPLEMENTS:
            return j
        if j == start == i + 1 and definite(i) and definite(j) and load_triggers().nouns(norm):
            return j  # `أعطت الوزيرة | الانطلاقة`
        if norm in ("الامير", "الاميره"):
            return j
        if j == start == i + 1 and definite(j) and bare(norm) in offices() and self.at(i) in RELATIONAL:
            return j + 1  # `نائبة العميد فلانة`, `نائب المقرر`: whose deputy, no rank of hers
        if j == start and norm in ("البرلماني", "البرلمانيه"):
            return j + 1  # `النائبة البرلمانية`: one office
        if norm == "الفريق" and j == i + 1 and not definite(i) and self.at(j + 1) not in ("اول", "الركن", "ركن"):
            return j + 1  # `مدير الفريق الأول`, a team
        if j == i + 1 and norm in PRESS and not self.name_starts(j + 1):
            return j + 1  # `السكرتير الصحفي`
        if self.name_starts(j) or (norm in HONORIFICS and norm != "اول" and bare(norm) not in offices()):
            return j
        if (j - 1 in self.covered or self.norms[j - 1] in CLOSE) and self.names.foreign(j):
            return j  # `المندوب الدائم لروسيا لدى منظمة التعاون الإسلامي | أليغ أوزيروف`
        if self.norms[j - 1] in CLOSE and not definite(j):
            return j  # `الرئيس التنفيذي لبرنامج «الأمل» | فلان`: no word of the title, as no adjective
        if norm in self.words["stop"] or norm in self.words["clause"] or norm[:1].isdigit():
            return j
        if norm in AGED and self.at(j + 1) not in STOPS:
            return j  # `قال الوزير | البالغ 51 عاما`
        if self.doc.doc[j].pos_ in ("VERB", "AUX") and not definite(j):
            return j
        previous = self.norms[j - 1]
        if definite(j - 1) and definite(j) and text.endswith("ة") and not text.endswith("ية"):
            feminine = any(self.doc.doc[k].text.endswith(("ة", "ات")) for k in range(i, j))
            if not feminine and self.doc.doc[j - 1].text.endswith("ي"):
                return j  # `زار وزير الدفاع الألماني | القاعدة`
        if (
            j - 1 in self.inside
            and not definite(j - 1)
            and definite(j)
            and not self.doc.doc[j].text.endswith(("ي", "ية"))
        ):
            return j  # `رئيس جامعة أسيوط | المستشفى الجديد`
        if self._object(i, j) or self._deed(i, j):
            return j
        if j - 1 in self.places or self._town(i, j - 2):
            return j  # `أمير منطقة عسير | التقرير السنوي`, `والي صفاقس | زيارة`
        if self._head(j) is not None and j > start - 1:
            construct = j == start == i + 1 and definite(j) and not definite(i)
            plural = not definite(j - 1) and office_plural(norm)  # `نائب رئيس وزراء المجر`
            return j + 1 if construct or plural or previous in RELATIONAL or previous in BODIES else j
        if (
            definite(j - 1)
            and not definite(j)
            and previous not in CHARGED
            and previous not in ("لدي", "باسم")
            and norm not in ("ذو", "غير", "متعدد")
        ):
            return j
        if j == start and not definite(j) and not self._noun(j) and not definite(i):
            return j
        return j + 1

    def _object(self, i: int, j: int) -> bool:
        """Whether a definite noun is what the holder does something with (``سلم وزير الصحة | الجوائز``).

        A definite word has closed the title; only an adjective may go on. The tagger takes some for nouns, those by
        their form (``الأوقاف الإسلامية``) stay.
        """
        definite, word, written = self.names.definite, self.doc.doc[j], self.doc.doc[j].text
        if not definite(j) or not definite(j - 1) or j < i + 2 or self.norms[j - 1] in CHARGED | BODIES:
            return False
        plural = written.endswith("ات") and not self.doc.doc[j - 1].text.endswith("ات")
        noun = word.pos_ == "NOUN" and not written.endswith(("ي", "ية", "ين", "ون"))
        told = any(self.doc.doc[k].pos_ == "VERB" for k in range(max(0, i - 3), i))
        return (plural or (noun and told)) and self.at(j) not in SHORT_COMPLEMENTS | FORMER

    def _deed(self, i: int, j: int) -> bool:
        """Whether a verbal noun with its ب follows a whole title (``ناشد مدير المركز | التعجيل بإصلاح البناية``)."""
        word, definite = self.doc.doc[j], self.names.definite
        if not definite(j) or not definite(j - 1) or j < i + 2 or self.norms[j - 1] in CHARGED | BODIES:
            return False
        verbal = word.text.startswith(("الت", "الا", "الإ")) and len(word.text) > 5 and not self.norms[j].endswith("ه")
        governs = self.at(j + 1) == "ب" and j + 2 not in self.places and j not in self.covered
        return verbal and governs and word.pos_ == "NOUN" and self.norms[j] not in SHORT_COMPLEMENTS

    def _charged(self, i: int, j: int) -> bool:
        """Whether what a minister is charged with follows (``كاتبة للدولة مكلفة بالصيد البحري``)."""
        agrees = self.norms[i].endswith("ا") is self.norms[j].endswith("ا")
        return self.norms[j] in CHARGED and agrees and self.at(j + 1) == "ب" and self.norms[j - 1] in ATTACHED

    def occasion(self, j: int) -> bool:
        """Whether the word behind ``لدى`` says when something happened (``لدى وصوله``), not with whom an envoy is."""
        written = self.doc.doc[min(j, len(self.norms) - 1)].text
        return written.endswith(("ه", "ها", "هم")) and j not in self.covered and self.at(j) not in offices()

    def _royal(self, j: int) -> int:
        """Return the token after a sovereign named by honorifics and title at ``j``, ``j`` without one."""
        k = j
        while self.at(k) in SOVEREIGN and k < j + 4:
            k += 1
        if k > j + 1 and self.at(k - 1) == "الجلاله":
            return k  # `سفيرة صاحب الجلالة بمدريد`
        head = self._head(k) if k > j else None
        return head[1] if head is not None and not head[0].plural else j

    def _town(self, i: int, j: int) -> bool:
        """Whether a town named after a person follows: ``مقاطعة سيدي مومن``, ``عامل سيدي سليمان``."""
        holy = self.at(j) in ("سيدي", "مولاي", "لاله", "ايت", "اولاد", "بني")
        if not holy or self.at(j + 1) in STOPS or self.name_starts(j + 1):
            return False
        return j > i and (self.at(j - 1) in UNITS or (j == i + 1 and self.at(i) in LOCAL))

    def _acronym(self, j: int) -> int:
        """Return the token after a short name in brackets that the title goes on behind: ``مدير (أونروا) في ...``."""
        for k in range(j + 2, min(j + 4, len(self.norms))):
            if self.norms[k] == ")":
                on = self.at(k + 1) in ("في", "ب", "ل") or self.name_starts(k + 1) or self.at(k + 1) in HONORIFICS
                return k + 1 if on and not self.norms[j + 1][0].isdigit() else j
        return j

    def _quoted(self, j: int) -> int:
        """Return the token after a short quotation inside a title (``رئيس جمعية «الأمل»``)."""
        if j - 1 in self.inside:
            return j  # `استقبل رئيس مدينة العلوم | "سفراء المعرفة"`
        for k in range(j + 1, min(j + 7, len(self.norms))):
            if self.norms[k] in CLOSE:
                if self.names.definite(j - 1) and self._named(j + 1, k) and not self._organ(self.at(j - 1)):
                    return j  # `الرئيس البوسني | "ملادن إيفانيش"`
                return k + 1 if not self.name_starts(j + 1) and self.norms[j] != "(" else j
        return j

    def _named(self, first: int, last: int) -> bool:
        """Whether two to four words, each tagged a proper name or known as one, are a person's name."""
        known = (
            self.doc.doc[k].pos_ in ("PROPN", "X") or self.names.lexicon.knows(self.at(k)) for k in range(first, last)
        )
        return 2 <= last - first <= 4 and all(known) and not self.names.definite(first) and first not in self.blocks

    def _after_and(self, i: int, j: int) -> int:
        """Return what follows و inside a portfolio (``التضامن والإدماج الاجتماعي والأسرة``)."""
        following = self.at(j + 1)
        if self._members(i, j):
            return max(self._past(j + 2), j + 3)
        if following in ATTENDANTS:
            return j  # `رئيس المجلس الإقليمي | والوفد المرافق له`
        if (
            (self.norms[j - 1] in SHORT_COMPLEMENTS and bare(self.norms[i]) not in PORTFOLIOS)
            or self._head(j + 1) is not None
            or self.name_starts(j + 1)
            or following in self.words["clause"]
            or following in self.words["stop"]
        ):
            return j
        if (
            following in HONORIFICS
            or following in STOPS
            or self.doc.doc[min(j + 1, len(self.norms) - 1)].pos_ in ("VERB", "AUX")
        ):
            return j
        if self.norms[j - 1] == "مركز" and j + 1 in self.places:
            return self._past(j + 1)  # `رئيس مركز ومدينة ملوي`
        if j - 1 in self.places and j + 1 in self.places and self.kinds.get(j + 1) in REGIONS_OF_WORLD:
            return self._past(j + 1)  # `مدير قسم الشرق الأوسط وشمال إفريقيا`
        if j + 1 in self.blocks and self.blocks[j + 1][1] is not Label.PLACE:
            return self.blocks[j + 1][0] if self.norms[j - 1] in TAILS else j
        if following.startswith("ال") and self.norms[j - 1] != "و" and j > i + 1:
            return j + 2
        if following == "ب" and self.at(j + 2).startswith("ال"):
            return j + 2
        construct = not following.startswith("ال") and self._noun(j + 1) and self.at(j + 2).startswith("ال")
        if construct and not self.norms[j - 1].startswith("ال") and j > i + 1 and j - 1 not in self.covered:
            return j + 3  # `وكالة إنعاش وتنمية الأقاليم`
        if construct and following in MASDARS and j > i + 1 and j - 1 not in self.covered:
            return j + 3  # `الانتقال الرقمي وإصلاح الإدارة`
        if construct is False and following in MASDARS and not self.norms[j - 1].startswith("ال"):
            return j + 2
        return j

    def _members(self, i: int, j: int) -> bool:
        """Whether و joins two groups an office is for (``المندوب السامي لقدماء المقاومين وأعضاء جيش التحرير``)."""
        return "ل" in self.norms[i + 1 : j] and self.norms[j - 1].endswith("ين") and self.at(j + 1) == "اعضاء"

    def _after_preposition(self, i: int, j: int, start: int) -> int:
        """Return what follows a preposition inside a title: a body, a place, a field."""
        norm, k = self.norms[j], j + 1
        if norm == "علي" and bare(self.norms[i]) in ("مشرف", "مشرفه") and self._noun(k) and not self.name_starts(k):
            return k + 1
        if norm == "ل" and (k in self.places or self.at(k) == "المملكه") and self._travels(i):
            return j  # `زيارة رئيس الوفد | للأردن`
        if norm == "ل" and self.kinds.get(k) is PlaceKind.COUNTRY and bare(self.norms[i]) in NATIONAL and j > i + 1:
            return j  # `زيارة الأمير فلان وزير الدفاع | للأردن`
        if norm == "ل" and self.at(k) == "اللواء" and self.at(k + 1) not in HONORIFICS and not self.name_starts(k + 1):
            return max(self._past(k + 1), k + 2)  # `مدير التربية للواء ماركا`, a district
        if norm == "ل" and self._royal(k) > k:
            return self._royal(k)  # `الممثل الخاص لجلالة السلطان`
        place = k in self.places or self.at(k) in self.words["place_head"]
        if j == i + 1 and norm in ("ب", "في") and self.names.definite(i) and place and self.norms[i] not in CHARGED:
            if not self.name_starts(self._past(k)):
                return j  # `دشن الوالي | بالمدينة`
        if norm in ("ب", "في") and self.elsewhere(i, j, k):
            return j
        if norm in ("ب", "ل", "في") and k in self.blocks and self.blocks[k][1] is not Label.DATE:
            if norm == "ل" and self._told_to(i, j, self.at(k)):
                return j
            local = bare(self.norms[i]) in LOCAL and bare(self.norms[i]) != "قايد" and norm == "في"
            return self.blocks[k][0] if not local else j
        following = self.at(k)
        if (
            following in STOPS
            or following in self.words["clause"]
            or following[:1].isdigit()
            or (following in self.words["stop"] and following not in QUANTIFIERS and following != "الفريق")
        ):
            return j
        if norm == "ل" and (self._told_to(i, j, following) or (j > start and following in PURPOSES)):
            return j  # `دعا وزير التعليم | لافتتاح المعرض`
        if norm == "ل" and bare(self.norms[i]) in RULERS and k not in self.blocks:
            return j  # `جهود أمير المنطقة | لخدمة التراث`
        if norm == "ل" and following == "الملك" and self.at(k + 1) in STOPS:
            return j  # `نقل وزير الخارجية الروسي | للملك، رسالة`
        if norm == "ل" and bare(following) in offices() and self.names.surname(k + 1):
            return j  # `قدم رئيس البلدية | للوزير الفلاني`
        if (
            norm == "ل"
            and (following.startswith("ال") or self._noun(k))
            and not self.name_starts(k)
            and (following not in HONORIFICS or following in ("الفريق", "اول"))
        ):
            again = "ل" in self.norms[i + 1 : j] and not following.startswith("ال") and not self._organ(following)
            if again and bare(following) not in PORTFOLIOS | UNITS:
                return j  # `الرئيس العام لرعاية الشباب | لتعزيز الروابط`
            bare_head = j == start == i + 1 and self.norms[i].startswith("ال")  # `ترشح الرئيس | للاستحقاقات`
            return k + 1 if not bare_head or self._organ(following) or self._organ(bare(following)) else j
        if norm == "ل" and following in QUANTIFIERS and self.at(k + 1).startswith("ال"):
            return k + 2  # `القائد الأعلى لكافة القوات`
        if norm == "في" and bare(self.norms[i]) in ("عضو", "عضوه", "عضوا") and following.startswith("ال"):
            return k + 1
        if norm == "ب" and self._rare_place(k):
            return k + 1
        if norm in ("ب", "في") and bare(self.norms[i]) in LOCAL and bare(self.norms[i]) != "قايد":
            return j  # `زار محافظ المنوفية | في الديوان العام`
        if norm == "ب" and (
            self.norms[j - 1] in CHARGED
            or {following, bare(following)} & self.words["place_head"]
            or self._organ(following)
            or self._organ(bare(following))
        ):
            return k + 1
        if norm == "في" and (
            following in self.words["place_head"]
            or following in ("شوون", "الشوون", "حزب", "مجلس", "البرلمان", "جماعه", "حكومه")
            or self._organ(following)
        ):
            return k + 1
        if norm == "علي" and k in self.blocks and self.blocks[k][1] is Label.PLACE:
            return self.blocks[k][0] if bare(self.norms[i]).removesuffix("ا") in LOCAL else j  # `عاملا على إقليم`
        if norm == "الي" and bare(self.norms[i]) in ("مبعوث", "مبعوثه"):
            return k + 1
        if norm == "عن" and k in self.blocks and k in self.inside and bare(self.norms[i]) in DEPUTIES:
            return self.blocks[k][0]  # `النائب البرلماني عن الحزب الأخضر`
        if norm == "عن" and following in ("حزب", "دايره", "جهه", "اقليم", "فريق"):
            return max(self._past(k), k + 1)
        return j

    def _told_to(self, i: int, j: int, heard: str) -> bool:
        """Whether ل leads to those who are told something (``قدم المدير | للوفد عرضا``, ``صرح الكاتب العام | لجريدة X``).

        A paper has an office of its own (``المدير العام لجريدة X``), if the title has no other field before.
        """
        if heard in HEARERS:
            return True
        between = range(i + 1, j)
        field = any(self.norms[k] == "ل" or k in self.covered or self._organ(bare(self.norms[k])) for k in between)
        return heard in MEDIA and field

    def _travels(self, i: int) -> bool:
        """Whether the title is that of who goes or comes, so that ل says where (``زيارة الوزير للأردن``)."""
        return any(f.lexeme.type == "visit" for f in load_triggers().forms.get(self.at(i - 1), ()))

    def elsewhere(self, i: int, j: int, k: int) -> bool:
        """Whether a place says where something happens, not over what the office is.

        ``اجتمع وزير الدفاع | في جدة``; ``استقبل حاكم دبي | في قصر زعبيل``.
        """
        kind = self.kinds.get(k)
        if kind is None or kind in WIDE:
            return False
        if bare(self.norms[i]) in NATIONAL:
            return True
        if self.norms[j] != "في" or j - 1 not in self.places:
            return False
        wide = any(self.blocks[a][0] == j and k is PlaceKind.COUNTRY for a, k in self.kinds.items() if a in self.blocks)
        return kind in (PlaceKind.OTHER, PlaceKind.NEIGHBOURHOOD) or wide

    def _past(self, k: int) -> int:
        """Return the token after the place or institution at ``k``, ``k`` itself without one."""
        return self.blocks[k][0] if k in self.blocks else k

    def _organ(self, norm: str) -> bool:
        """Whether a word is the head of an institution."""
        return norm in self.words["head"]
