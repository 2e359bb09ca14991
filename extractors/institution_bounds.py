"""Where the name of an institution ends.

A name is a noun phrase (``extractors.phrases``) with its own habits: it goes on after the preposition its verbal noun
governs (``مركز التكوين في مهن الورد``) or over a person's name (``المستشفى الجامعي محمد السادس``); it ends before a
quotation that is speech, an adjective that does not agree (``القيادة الفلسطينية | الرافض``), and another institution.
"""

from __future__ import annotations

from corpus.document import BREAK
from corpus.mention import InstitutionKind
from extractors.institution_bound_words import (
    ARMED,
    BRACKETED,
    DAY_PARTS,
    DEPUTIES,
    DIRECTIONS,
    GOVERNED,
    GOVERNS,
    LED,
    LEVEL,
    MAX_TOKENS,
    MEETING_VERBS,
    NAMED_AFTER,
    ORDINALS,
    OVERSEEN,
    PURPOSES,
    QUOTED_NAME,
    QUOTED_REST,
    SPOKESMEN,
    TITLES,
    WIDE,
)
from extractors.institution_lexicon import Head
from extractors.institution_overruns import Overruns
from extractors.institution_same import GROUPS
from extractors.name_tokens import HONORIFICS, LINKS
from extractors.names import trailing_name
from extractors.offices import HEARERS
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS, PhraseOptions, noun_phrase_end


class NameEnds(Overruns):
    """Says where a name ends."""

    def name_end(self, i: int, head: Head | None) -> int:
        """Return the token after the name that the head noun at ``i`` opens (at least ``i + 1``)."""
        local = head is not None and head.kind in NAMED_AFTER
        options = PhraseOptions(max_tokens=MAX_TOKENS, stop=lambda at: self._leaves(i, at, local=local))
        last = noun_phrase_end(self.doc, i, options)
        if last == i + 1 and i + 1 in self.places and self.at(i + 1) in self.phrase_words["stop"]:
            last = noun_phrase_end(self.doc, self.places[i + 1][0] - 1, options)  # `مستشفى | أم درمان | التعليمي`
        if last == i + 1 and local and self.at(last) == "ام" and (self._name_word(last + 1) or self.definite(last + 1)):
            last = noun_phrase_end(self.doc, last + 1, options)  # `مركز | أم صلال | الصحي`
        if last == i + 1 and self.at(last) == "(":
            last = self._in_brackets(i)
        for _ in range(3):
            longer = (
                self._over_patron(i, last, options)
                or self._over_person(i, last, head)
                or self._over_place(i, last, head)
                or self._governed(i, last, options)
            )
            if longer is None or longer <= last:
                break
            last = longer
        if self.at(last - 1) == "حزب" and last > i + 1 and self.at(last - 2) == "ل":
            party = self.lexicon.known_at(self.norms, self.norms, last, cued=True) if last < len(self.norms) else None
            last = party[0] if party is not None else last  # `المكتب الجهوي لحزب العدالة والتنمية`
        last = self._inside_quotes(i, self._before_speech(i, last))
        if self.at(last - 1) == "مركز" and self.at(last) == "و" and last + 1 in self.places:
            last = self.places[last + 1][0]  # `الوحدة المحلية لمركز ومدينة ملوي`
        while last > i + 1 and (self.at(last - 1) in self.words["deictic"] and self.definite(last - 1)):
            kept = ("الجديد", "الكبير", "الريسي", "الخاص", "الداي", "الصغير", *(("المتخصص",) if local else ()))
            if self.at(last - 1).startswith(kept):
                break
            last -= 1 + (self.at(last - 2) == "و")  # `الهيئة الدولية للمسرح | والمشرف على`
        return self._before_holder(i, trailing_name(self.doc, i, last))

    def _before_holder(self, i: int, last: int) -> int:
        """Return the end before the name of who holds an office there (``رئيس مركز البلدة | محمد بدوي``).

        Names of kings stay, as institutions have them (``مدير المستشفى الجامعي محمد السادس``).
        """
        if not self._holder_follows(i):
            return last
        for k in range(i + 1 + (not self.definite(i)), last):
            patron = self.at(k - 1) in self.words["patron"] | LINKS | set(OPEN) or self.at(k + 1) in ORDINALS
            if (
                not patron
                and len(self.at(k)) > 1
                and k not in self.in_places
                and self.reader.starts(k)
                and self.reader.end(k) >= last
            ):
                return k
            if not patron and k > i + 1 and self._tagged_person(k) and k not in self.in_places:
                return k
        return last

    def _trades(self, i: int) -> bool:
        """Whether the head is one whose name says what it does after ل (``شركة X لتشغيل Y``)."""
        head = self.lexicon.head(self.at(i))
        return head is not None and head.kind in PURPOSES

    def _in_brackets(self, i: int) -> int:
        """Return the end of a name in brackets, which some agencies write for quotation marks (``متحف (بردو)``)."""
        if self.definite(i) or i + 2 in self.places or self.at(i) in self.words["action"]:
            return i + 1
        inside = range(i + 2, i + 2 + BRACKETED)
        end = next((j for j in range(i + 3, i + 3 + BRACKETED) if self.at(j) == ")"), None)
        plain = all(self.at(j)[:1].isalpha() or self.at(j) in DASHES for j in inside if end is not None and j < end)
        return end + 1 if end is not None and plain else i + 1

    def _leaves(self, i: int, at: int, *, local: bool) -> bool:
        """Whether the name that starts at ``i`` is left at ``at``: another institution, or no agreement."""
        norm = self.at(at)
        if self._beside(i, at) or self._office_after(i, at) or self._addressed(i, at) or self._overruns(i, at):
            return True
        if self._called(i, at, local=local):
            return False
        if at in self.places and self.doc.offsets[at][0] < self.places[at][1][0]:
            return True  # `دار الطالبة | بتيغسالين`, the ب left on its word
        if at == i + 1 and norm in OPEN and self.at(i) == "الوزاره":
            return True  # `بوابة الوزارة | «ناجز»`
        noun = self.doc.doc[at].pos_ == "NOUN" and not norm.endswith(("ي", "يه"))
        if self.at(at - 1) in CLOSE and noun and (self.at(i) == "قوي" or self.at(i) in self.words["class_word"]):
            return True  # `قوى «الحرية والتغيير» | الاتفاق`, `حزب «الميزان» | النتائج`
        if self.at(at - 1) in CLOSE and norm != "و" and norm != "ل":
            participle = norm.startswith("الم") and self.at(at + 1) in GOVERNED  # `شركة «X» | المكلفة بنقل الأموال`
            if participle or not self.definite(at):
                return True  # `جمعية «كفى» | فلان`
        if norm == "ل" and self.at(at + 1) in self.words["loose"] | self.words["term"] | HEARERS:
            return True
        if norm == "و" and self.at(at + 1) in MEETING_VERBS:
            return True  # `زار مركز النور للتدريب | والتقى المدير`
        if norm == "و":
            told = self.at(at + 2) in ("التي", "الذي") and self.at(at + 1).endswith("ات")
            if told and self.lexicon.bare(self.at(i)) == "وزاره":
                return True  # `وزارة الصحة | والاختلالات التي رصدت`
            people = self.definite(at + 1) and self.at(at + 1).endswith(("ين", "ون"))
            if people and self.lexicon.bare(self.at(i)) in ARMED:
                return True  # `قوات الأمن | والمسعفين`
            owned = at + 1 < len(self.texts) and self.texts[at + 1].endswith(("ها", "هم")) and len(self.at(at + 1)) > 5
            if owned and not self.definite(at + 1) and self.doc.doc[at + 1].pos_ == "NOUN":
                return True  # `جمعية إنسان | ومشاركتها`
            if self.at(at + 1) in ("الجماعه", "الجماعات") and self.at(at + 2) in self.words["commune"]:
                return True  # `المجلس الإقليمي | والجماعة الترابية لتيلوين`
            if self.at(at - 1) in CLOSE and at > i + 2:
                return True  # `تنظيم «داعش» | وتدمير سيارة`
            site = self.at(at + 1).removeprefix("ال") in self.words["site_word"] and self.definite(at + 2)
            if site or self._joins_class(at):
                return True
            if self.at(at + 1) == "توزيع" and self.definite(at + 2) and self.at(at - 2) != "ل":
                return True  # `زيارة دار الأطفال | وتوزيع الهدايا`; but `شركة إنتاج وتوزيع الماء`
            if self.at(at + 1) in SPOKESMEN:
                return True  # `إدارة الإعلام | والمتحدث الرسمي للجامعة`
            lam = self.at(at + 1) == "ل" and "ل" not in self.norms[i + 1 : at]  # `وزارة الصحة | وللمؤسسات`
            return lam or self.at(at + 1) in self.words["loose"] or self._next_institution(i, at + 1)
        place = self.places.get(i + 1)
        if place is not None and place[0] <= at and not self.definite(at) and norm not in OPEN:
            trade = self._trades(i) and self.definite(at + 2)  # `شركة طيبة لتشغيل المطارات`
            return not (norm == "ل" and (self.definite(at + 1) or trade))  # `جامعة تبوك | لإمكانية تحويل`
        if norm == "ل" and (
            self.at(at + 1) in OPEN or self.at(at + 1) in self.words["media_word"] or self._heard(at + 1)
        ):
            return True
        verb = self.is_verb(at + 1) and self.at(at + 1) not in self.words["verbal_noun"]
        if self.written_verb(at) or (norm == "ل" and verb):
            return True
        if at == i + 2 and not self.definite(at) and self.doc.doc[at].pos_ == "NOUN" and not self.definite(i):
            proper = self.doc.doc[i + 1].pos_ in ("PROPN", "X") and not self.definite(i + 1)
            if proper and not self._name_word(at):
                return True  # `نادي هجر | تدريباته`
        begun = at > i + 2 and not self.definite(at) and norm in self.words["works"]
        if begun and self.doc.doc[at - 1].pos_ in ("PROPN", "X"):
            return True  # `دشن بمركز هيفاء مول | انطلاقة الحملة`
        if norm == "ل" and local and at > i + 1 and at + 1 in self.places and self.at(at + 1) != "جهه":
            return True  # `المستوصف القروي | لآيت محمد`
        if norm == "ل" and self.at(at + 1) == "المملكه" and at > i + 1:
            return True  # `زيارة رئيس الحكومة التونسية | للمملكة`
        if norm == "ل" and self.lexicon.bare(self.at(i)) in ARMED and at > i + 1 and not self.definite(at + 1):
            return self.at(at + 1) not in ("حفظ", "مكافحه", "جهه", "منطقه", "محافظه", "اقليم")
        if norm == "ل" and self.lexicon.bare(self.at(i)) == "وزاره":
            return self.at(at - 1) not in ("الدوله", "دوله")  # `وزارة الصحة | لبناء مستوصف`
        if norm in TITLES and self.texts[at] in TITLES:
            return True
        if norm == "ل" and self.at(i - 1) in DEPUTIES and self.lexicon.bare(self.at(i)) == "جامعه" and at > i + 1:
            return True  # `وكيل جامعة الملك عبدالعزيز | للتطوير`
        if self._named_person(i, at, local=local):
            return True
        if at == i + 1 and self.definite(i) and self.definite(at):
            if not local and self.people.given_at([norm], 0) and self._name_word(at + 1) and not self.definite(at + 1):
                return True  # `رئيس الحكومة | الحبيب فلان`
            return not self._agrees(i, at) or self._acts_on(i, at)
        if at > i + 1 and self._object(i, at, local=local):
            return True
        if at == i + 2 and self.definite(i) and self.definite(i + 1) and self.definite(at):
            return not self._agrees(i, at) and not self._agrees(i + 1, at)
        return False

    def _addressed(self, i: int, at: int) -> bool:
        """Whether the person who holds the office before is addressed here (``رئيس الهيئة الوطنية للبيئة | الأمير فلان``)."""
        honorific = at > i + 1 and self.definite(at) and self.definite(at - 1) and self.at(at) in HONORIFICS
        return honorific and self._name_word(at + 1) and not self.definite(at + 1) and self._holder_follows(i)

    def _named_person(self, i: int, at: int, *, local: bool) -> bool:
        """Whether a person's name follows a definite word, behind which a name has no other (``متحدث المركز | رأفت
        فلان``, ``النائب عن حزب المحافظين | فلان``)."""
        if self.definite(at) or at in self.places or not self.definite(at - 1) or not self._name_word(at):
            return False
        patron = self.at(at - 1) in self.words["patron"] or self.at(at + 1) in ORDINALS
        if patron or len(self.at(at)) < 3 or self.at(at) in LINKS:
            return False
        if at == i + 1:
            return self.people.given_at(self.norms[at : at + 2], 0) > 0
        head = self.lexicon.head(self.at(i))
        led = head is not None and head.kind in LED and not local
        return led and (self._name_word(at + 1) and not self.definite(at + 1)) and self._holder_follows(i)

    def _beside(self, i: int, at: int) -> bool:
        """Whether a word says where or when, or in what quality, and no longer who (``شرطة المدينة | شمال المحافظة``,
        ``الإدارة العامة | صباح أمس``, ``الجامعة | ممثلة في``), or the script changes (``منظمة Oxfam | تبرعات``)."""
        norm = self.at(at)
        if self.texts[at].startswith(("http", "www")) or norm in ("بمن", "بما", "ممن", "فيهم"):
            return True
        if norm in DIRECTIONS and at > i + 1 and at not in self.places:
            return self.definite(at + 1) or at + 1 in self.places
        if norm in ("اليوم", "امس") and at == i + 1 and self.definite(i):
            return True  # `التقى الحزب | اليوم ...`
        if norm in DAY_PARTS and at > i + 1:
            return self.definite(at + 1) or self.at(at + 1) == "امس"
        if norm in ("ممثله", "ممثلا", "ممثل") and at > i + 1:
            return self.at(at + 1) in ("في", "ب")
        latin = self.texts[at - 1].isascii() and self.texts[at - 1].isalpha()
        return latin and at > i + 1 and norm[:1].isalpha() and not self.texts[at].isascii() and not self.definite(at)

    def _joins_class(self, at: int) -> bool:
        """Whether و joins a class of others to a name that is complete (``جامعة نايف | والمؤسسات الدولية``)."""
        named = self.doc.doc[at - 1].pos_ in ("PROPN", "X") or self.people.given_at([self.at(at - 1)], 0) > 0
        return named and not self.definite(at - 1) and self.definite(at + 1) and self.at(at + 1).endswith("ات")

    def _acts_on(self, i: int, at: int) -> bool:
        """Whether the second of two definite words is what the first does something with (``جدد المجلس | التأكيد``)."""
        norm = self.at(at).removeprefix("ال")
        if norm in self.words["object"]:
            return True
        noun = self.doc.doc[at].pos_ == "NOUN" and not norm.endswith(("ي", "يه"))
        governs = self.at(at + 1) == "ب" and at + 2 not in self.places
        if noun and governs and self.texts[at].startswith(("الت", "الا", "الإ")):
            return True  # `ناشد مدير المركز | التعجيل بإصلاح البناية`
        return noun and self.is_verb(i - 1) and norm not in self.words["adjective"]

    def _object(self, i: int, at: int, *, local: bool) -> bool:
        """Whether a definite noun opens the next phrase, the object of a verb before (``وقعت الوزارة | الاتفاقية``).

        Behind a definite word or a proper name only an adjective may go on, or the name of the place's patron.
        """
        if self.definite(at) and self.definite(at - 1) and self.at(at).removeprefix("ال") in self.words["duty"]:
            return True  # `وزارة الثقافة | الإشراف العام`
        if self.definite(at) and self.definite(at - 1) and self.at(at).removeprefix("ال") in self.words["object"]:
            return True  # `وقعت الوكالة الجهوية لتنمية الواحات | الاتفاقية`
        if not self.definite(at) or self.doc.doc[at].pos_ != "NOUN":
            return False
        if self.at(at).endswith(("ي", "يه")) and self.at(at).removeprefix("ال") not in self.words["object"]:
            return False
        if self.at(at).removeprefix("ال") in self.words["object"] and self.doc.doc[at - 1].pos_ in ("PROPN", "X"):
            return True
        before = self.doc.doc[at - 1]
        named = self.people.given_at([before.norm_], 0) > 0 or (before.pos_ in ("PROPN", "X") and at > i + 2)
        placed = any(end == at for end, _ in self.places.values())
        closed = self.definite(at - 1) or named or placed
        return closed and not (local and self.definite(i) and at == i + 2)

    def _next_institution(self, i: int, j: int) -> bool:
        """Whether another institution starts at ``j``, after و: a known name, or a head noun of its own."""
        written = [self.at(k) for k in range(j, min(j + 12, len(self.norms)))]
        if self.lexicon.known_at(written, written, 0, cued=False) if written else False:
            return True
        head = self.lexicon.head(self.at(j))
        own = self.definite(j + 1) and self.at(j + 2) == "ل"  # `والقيادة الإقليمية للدرك`
        if head is None or (self.at(j) in self.words["abstract"] and not own):
            return False
        return not self.definite(j) or self.definite(i) or self.at(j + 1) in ("ل",) or self.definite(j + 1)

    def _over_patron(self, i: int, last: int, options: PhraseOptions) -> int | None:
        """Return the end past the person a title in the name leads to (``صندوق الملك | عبدالله الثاني للتنمية``)."""
        if last <= i + 1 or self.at(last - 1) not in self.words["patron"] or not self._name_word(last):
            return None
        end = last + 1
        while self._name_word(end):
            end += 1
        return noun_phrase_end(self.doc, end - 1, options)

    def _over_person(self, i: int, last: int, head: Head | None) -> int | None:
        """Return the end with the name of a person after it (``المستشفى الجامعي | سعادنة عبد النور``)."""
        if head is None or head.kind not in NAMED_AFTER or (last <= i + 1 and not self.definite(i)):
            return None
        if self.at(last - 1).removeprefix("ال") == "سوسيو":
            return None  # `المركب السوسيو | رياضي`
        norms = self.norms[last : last + 6]
        if not norms or self.is_verb(last) or norms[0] in STOPS or self.definite(last):
            return None
        if self.texts[last].endswith("ى") or (last == i + 1 and self.definite(i)) or self._holder_follows(i):
            return None  # `على`, no name; `مدير المركز | فلان`
        known = self.people.given_at(norms, 0) > 0 or norms[0] in ("ابن", "مولاي", "سيدي", "للا", "لالة", "الشهيد")
        second = len(norms) > 1 and self.people.given_at(norms, 1) > 1 and norms[0] not in self.phrase_words["stop"]
        second = second and len(norms[0]) > 1 and norms[0] not in ("في", "من")
        if not known and not second:
            return None
        end = last + 1
        while end < last + 6 and self._name_word(end):
            end += 1
        return end

    def _over_place(self, i: int, last: int, head: Head | None) -> int | None:
        """Return the end with the town or quarter that a place of service is called after (``المركز الفلاحي | قصبة تادلة``)."""
        place = self.places.get(last)
        if place is None or head is None or head.kind not in NAMED_AFTER or last <= i + 1:
            return None
        local = self.place_kinds.get(place[1]) not in WIDE and self.doc.offsets[last][0] == place[1][0]
        return place[0] if local and self._class_complete(i, last) else None

    def _governed(self, i: int, last: int, options: PhraseOptions) -> int | None:
        """Return the end after the preposition a verbal noun or participle governs (``النهوض بالصحة``)."""
        before, norm = self.at(last - 1), self.at(last)
        if before in ("السوسيو", "سوسيو"):
            return noun_phrase_end(self.doc, last, options)
        if norm == "و" and self.at(last + 1) in self.words["abstract"] and not self._next_institution(i, last + 1):
            own = self.definite(last + 2) or self.at(last + 2) == "ل"
            return None if own else noun_phrase_end(self.doc, last + 1, options)  # `للتنظيم والإدارة`
        participle = norm in ("المكلفه", "المكلف", "الخاصه", "المعنيه") and self.at(last + 1) == "ب"
        over = (before, norm) in (("المشرفه", "علي"), ("الساهره", "علي"), ("المكلفه", "ب"))
        if over and last == i + 2 and self.at(i) in OVERSEEN and self.definite(last + 1):
            return noun_phrase_end(self.doc, last + 1, options)
        if participle and before not in CLOSE and self._agrees(i, last) and (last > i + 1 or self.at(i) == "الوزاره"):
            return noun_phrase_end(self.doc, last + 2, options)
        if norm == "ب" and before == "المقيمين":
            return noun_phrase_end(self.doc, last + 1, options)
        if norm == "المقيمين" and self.at(last + 1) == "ب" and last > i + 1:
            return noun_phrase_end(self.doc, last + 2, options)  # `جمعية المغاربة | المقيمين بإسبانيا`
        if norm == "مع" and before == "العلاقات" and self.definite(last + 1):
            return noun_phrase_end(self.doc, last + 1, options)  # `المكلفة بالعلاقات مع البرلمان`
        if norm == "لدي" and self.lexicon.bare(self.at(i)) in ("بعثه", "سفاره", "مندوبيه", "ممثليه", "وزاره"):
            return noun_phrase_end(self.doc, last + 1, options)
        if norm == "ب" and self.at(last + 1) in self.words["means"] and last > i + 1:
            return noun_phrase_end(self.doc, last + 1, options)  # `مركز التكوين | بالتدرج المهني`
        if norm == "بدون" and self.at(last + 1) in self.words["lacked"]:
            return noun_phrase_end(self.doc, last + 1, options)  # `المركز الاجتماعي للأشخاص | بدون مأوى`
        if norm == "و" and self._second_aim(i, last):
            return noun_phrase_end(self.doc, last + 1, options)  # `وكالة التجديد الحضري | وتأهيل المباني`
        if (norm, self.at(last + 1)) == ("من", "اجل") and self._campaigns(i) and self.definite(last + 2):
            return noun_phrase_end(self.doc, last + 2, options)  # `الائتلاف المدني | من أجل المناصفة`
        if (norm, self.at(last + 1)) == LEVEL and self.at(last + 2) in ORDINALS and self._is_local(i):
            return last + 3  # `المركز الصحي القروي | من المستوى الثاني`
        governs = GOVERNS.get(norm)
        if governs is None or before not in self.words[governs] or last - 1 <= i:
            return None
        if self.at(last + 1) in STOPS or last + 1 in self.places or self.at(last - 2) == "الاحتياجات":
            return None
        return noun_phrase_end(self.doc, last + 1, options)

    def _campaigns(self, i: int) -> bool:
        """Whether the head is one whose name says what it stands up for (``الشبكة المغربية من أجل السكن``)."""
        head = self.lexicon.head(self.at(i))
        return head is not None and head.kind in (InstitutionKind.ASSOCIATION, InstitutionKind.FOUNDATION)

    def _second_aim(self, i: int, last: int) -> bool:
        """Whether و joins a second purpose to the first, a verbal noun with its object (``مركز الاستماع والدعم النفسي
        وإدماج النساء``); an act told of the institution has other nouns (``زار المركز الصحي | وتفقد أقسامه``)."""
        aim = self.at(last + 1) in self.words["aim"] and self.definite(last + 2)
        return aim and last > i + 1 and self.definite(last - 1) and last - 1 not in self.in_places

    def _inside_quotes(self, i: int, last: int) -> int:
        """Return the end of a name that stands in quotation marks as a whole (``"مؤسسة قرطبة"``)."""
        if self.at(i - 1) not in OPEN or self.at(i - 1) == "(":
            return last
        end = next((j for j in range(i + 1, i + 1 + MAX_TOKENS) if self.at(j) in CLOSE or self.at(j) == BREAK), i)
        if self.at(end) not in CLOSE or any(self.is_verb(j) for j in range(i + 1, end)):
            return last
        whole = end > i + 1 and end - i <= QUOTED_NAME + 2 and end - last <= QUOTED_REST
        return end if whole else min(last, max(end, i + 1))  # `"مستشفى البلدة | يعالج المرضى ..."`

    def _before_speech(self, i: int, last: int) -> int:
        """Return the end before a quotation that is no name: long, or with a verb, a number or a clause."""
        for k in range(i + 1, last):
            if self.at(k) not in OPEN:
                continue
            inside = range(k + 1, last)
            close = next((j for j in inside if self.at(j) in CLOSE), last)
            content = range(k + 1, close)
            medium = k == i + 1 and self.at(i) in self.words["class_word"] | GROUPS  # `موقع «ورد برس تي»`
            if 1 < len(content) < 4 and self.at(k + 1) == "لا" and self.at(k - 1) in self.words["class_word"]:
                continue  # `صحيفة «لا ريبوبليكا»`
            if len(content) > QUOTED_NAME or any(
                self.at(j) in self.phrase_words["clause"] or (self.is_verb(j) and len(content) > 2 + 2 * medium)
                for j in content
            ) or (k > i + 1 and any(self.at(j)[:1].isdigit() or "." in self.texts[j] for j in content)):  # fmt: skip
                return k
        return last
