"""Where the name of an institution ends.

A name is a noun phrase (``extractors.phrases``) with its own habits: it goes on after the preposition its verbal noun
governs (``مركز التكوين في مهن الورد``) or over a person's name (``المستشفى الجامعي محمد السادس``); it ends before a
quotation that is speech, an adjective that does not agree (``القيادة الفلسطينية | الرافض``), and another institution.
"""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind, Label, Span
from extractors.institution_lexicon import Head, InstitutionLexicon
from extractors.name_lexicon import load_names
from extractors.name_tokens import LINKS
from extractors.names import NameReader, trailing_name
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS, PhraseOptions, load_phrase_words, noun_phrase_end

MAX_TOKENS = 16
QUOTED_NAME = 7  # tokens a quoted name may have; a longer quotation is speech
NAMED_AFTER = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
PURPOSES = frozenset({InstitutionKind.COMPANY, InstitutionKind.ASSOCIATION, InstitutionKind.FOUNDATION})
LED = frozenset({InstitutionKind.PARTY, InstitutionKind.MINISTRY, InstitutionKind.COUNCIL, InstitutionKind.AGENCY})
DEPUTIES = frozenset({"وكيل", "وكيله", "نايب", "نايبه", "مساعد", "مساعده"})
OVERSEEN = frozenset({"اللجنه", "الاداره", "الهييه", "السلطه", "الخليه"})  # `اللجنة المشرفة على الانتخابات`
QUOTED_REST = 3  # tokens of a quoted name that its phrase may leave out
BRACKETED = 3  # tokens a name in brackets may have
DIRECTIONS = frozenset({"شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي"})
DAY_PARTS = frozenset({"صباح", "مساء", "ظهر", "عصر", "ليله", "فجر"})
TITLES = frozenset({"د", "م", "أ"})  # abbreviated titles of a person that follows (``كلية الطب د. فلان``)
OFFICE_REACH = 9  # tokens before a name in which the office of the person after it stands
ORDINALS = frozenset({"الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس"})  # of kings: `محمد السادس`
MEETING_VERBS = frozenset({"التقي", "التقت", "التقوا"})  # they only look as if they had the article
GOVERNED = frozenset({"ب", "ل", "علي", "من", "في", "تحت", "عن", "الي"})  # what a participle behind a name governs
# Bodies that do something for a purpose, which is no part of their name: `قوات الأمن | لحماية المتظاهرين`.
ARMED = frozenset({"قوات", "جيش", "شرطه", "قياده", "حكومه", "حرس", "سلاح"})
PLURAL = 6  # a longer word in ين or ون is a plural
FEMININE = ("ة", "ه", "ى", "ا", "اء")


def _restored(norms: list[str], lexicon: InstitutionLexicon) -> list[str]:
    """Return the norms with the article that ل swallowed put back before head nouns (``للوكالة``)."""
    return [
        f"ال{norm[1:]}"
        if k
        and norms[k - 1] == "ل"
        and norm[:1] == "ل"
        and (norm[1:] in lexicon.heads or f"ال{norm[1:]}" in lexicon.names)
        else norm
        for k, norm in enumerate(norms)
    ]


class NameEnds:
    """The tokens of a document as the readers of institutions see them, and where a name in them ends."""

    def __init__(self, doc: Document, lexicon: InstitutionLexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.norms = _restored([t.norm_ for t in doc.doc], lexicon)
        self.texts = [t.text for t in doc.doc]
        self.words = lexicon.words
        self.phrase_words = load_phrase_words()
        self.people = load_names()
        self.reader = NameReader(doc, self.people, frozenset(), frozenset())
        ranges = [(doc.token_range(*m.span), m) for m in doc.of(Label.PLACE)]
        self.places: dict[int, tuple[int, Span]] = {a: (b, m.span) for (a, b), m in ranges}  # first token -> end, span
        self.in_places = {k for (a, b), _ in ranges for k in range(a, b)}

    def at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else BREAK

    def definite(self, i: int) -> bool:
        """Whether the word at ``i`` has the article."""
        return self.at(i).startswith("ال") and len(self.at(i)) > 3 and self.at(i) not in MEETING_VERBS

    def is_verb(self, i: int) -> bool:
        """Whether the tagger takes the word for a finite verb."""
        return 0 <= i < len(self.norms) and self.doc.doc[i].pos_ in ("VERB", "AUX") and not self.definite(i)

    def written_verb(self, i: int) -> bool:
        """Whether the form alone shows a verb of the plural (``استفادوا``)."""
        return len(self.at(i)) > 4 and self.at(i).endswith("وا") and not self.definite(i)

    def name_end(self, i: int, head: Head | None) -> int:
        """Return the token after the name that the head noun at ``i`` opens (at least ``i + 1``)."""
        local = head is not None and head.kind in NAMED_AFTER
        options = PhraseOptions(max_tokens=MAX_TOKENS, stop=lambda at: self._leaves(i, at, local=local))
        last = noun_phrase_end(self.doc, i, options)
        if last == i + 1 and i + 1 in self.places and self.at(i + 1) in self.phrase_words["stop"]:
            last = noun_phrase_end(self.doc, self.places[i + 1][0] - 1, options)  # `مستشفى | أم درمان | التعليمي`
        if last == i + 1 and local and self.at(last) == "ام" and self._name_word(last + 1):
            last = noun_phrase_end(self.doc, last + 1, options)  # `مركز | أم صلال | الصحي`
        if last == i + 1 and self.at(last) == "(":
            last = self._in_brackets(i)
        for _ in range(3):
            longer = (
                self._over_patron(i, last, options)
                or self._over_person(i, last, head)
                or self._governed(i, last, options)
            )
            if longer is None or longer <= last:
                break
            last = longer
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
        if self._beside(i, at):
            return True
        if at in self.places and self.doc.offsets[at][0] < self.places[at][1][0]:
            return True  # `دار الطالبة | بتيغسالين`, the ب left on its word
        if at == i + 1 and norm in OPEN and self.at(i) == "الوزاره":
            return True  # `بوابة الوزارة | «ناجز»`
        if self.at(at - 1) in CLOSE and norm != "و" and norm != "ل":
            participle = norm.startswith("الم") and self.at(at + 1) in GOVERNED  # `شركة «X» | المكلفة بنقل الأموال`
            if participle or not self.definite(at):
                return True  # `جمعية «كفى» | فلان`
        if norm == "ل" and (self.at(at + 1) in self.words["loose"] or self.at(at + 1) in self.words["term"]):
            return True
        if norm == "و":
            told = self.at(at + 2) in ("التي", "الذي") and self.at(at + 1).endswith("ات")
            if told and self.lexicon.bare(self.at(i)) == "وزاره":
                return True  # `وزارة الصحة | والاختلالات التي رصدت`
            if self.at(at - 1) in CLOSE and at > i + 2:
                return True  # `تنظيم «داعش» | وتدمير سيارة`
            site = self.at(at + 1).removeprefix("ال") in self.words["site_word"] and self.definite(at + 2)
            if site or self._joins_class(at):
                return True
            lam = self.at(at + 1) == "ل" and "ل" not in self.norms[i + 1 : at]  # `وزارة الصحة | وللمؤسسات`
            return lam or self.at(at + 1) in self.words["loose"] or self._next_institution(i, at + 1)
        place = self.places.get(i + 1)
        if place is not None and place[0] <= at and not self.definite(at) and norm not in OPEN:
            trade = self._trades(i) and self.definite(at + 2)  # `شركة طيبة لتشغيل المطارات`
            return not (norm == "ل" and (self.definite(at + 1) or trade))  # `جامعة تبوك | لإمكانية تحويل`
        if norm == "ل" and (self.at(at + 1) in OPEN or self.at(at + 1) in self.words["media_word"]):
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
        if self.texts[at].startswith(("http", "www")):
            return True
        if norm in DIRECTIONS and at > i + 1 and at not in self.places:
            return self.definite(at + 1) or at + 1 in self.places
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
        return noun and self.is_verb(i - 1) and norm not in self.words["adjective"]

    def _object(self, i: int, at: int, *, local: bool) -> bool:
        """Whether a definite noun opens the next phrase, the object of a verb before (``وقعت الوزارة | الاتفاقية``).

        Behind a definite word or a proper name only an adjective may go on, or the name of the place's patron.
        """
        if self.definite(at) and self.definite(at - 1) and self.at(at).removeprefix("ال") in self.words["duty"]:
            return True  # `وزارة الثقافة | الإشراف العام`
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

    def _agrees(self, i: int, at: int) -> bool:
        """Whether an adjective may qualify the word at ``i`` by its gender; plurals and names are let through."""
        word, adjective = self.texts[i], self.texts[at]
        if len(adjective) > PLURAL and adjective.endswith(("ين", "ون")):
            return False
        if word.endswith(("ات", "ى", "ار")) or self.people.given_at([self.at(at)], 0):
            return True
        return adjective.endswith(FEMININE) if word.endswith("ة") else not adjective.endswith("ة")

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

    def _holder_follows(self, i: int) -> bool:
        """Whether an office stands before the name, so that the person after it holds that (``مدير مستشفى ...``)."""
        for j in range(i - 1, max(i - OFFICE_REACH, -1), -1):
            if self.at(j) in STOPS or self.is_verb(j):
                return False
            if self.at(j).removeprefix("ال") in self.words["office_before"]:
                return True
        return False

    def _name_word(self, k: int) -> bool:
        """Whether a word goes on with a person's name."""
        norm = self.at(k)
        if norm in STOPS or norm in OPEN or norm in CLOSE or norm in ("و", "ب", "ل", "في", "من", "ف", "ك"):
            return False
        if norm in self.phrase_words["stop"] or norm in self.phrase_words["clause"] or self.is_verb(k):
            return False
        here = self.norms[k : k + 2]
        return (
            self.people.given_at(here, 0) > 0
            or norm in self.people.family
            or norm in ("بن", "ابن", "ال", "عبد", "ايت", "ابو", "السادس", "الخامس", "الثاني", "الاول", "الثالث")
            or self.doc.doc[k].pos_ in ("X", "PROPN")
            or self.doc.doc[k].ent_type_ == "PER"
        )

    def _governed(self, i: int, last: int, options: PhraseOptions) -> int | None:
        """Return the end after the preposition a verbal noun or participle governs (``النهوض بالصحة``)."""
        before, norm = self.at(last - 1), self.at(last)
        if before in ("السوسيو", "سوسيو"):
            return noun_phrase_end(self.doc, last, options)
        if norm == "و" and self.at(last + 1) in self.words["abstract"] and not self._next_institution(i, last + 1):
            own = self.definite(last + 2) or self.at(last + 2) == "ل"
            return None if own else noun_phrase_end(self.doc, last + 1, options)  # `للتنظيم والإدارة`
        participle = norm in ("المكلفه", "المكلف", "الخاصه", "المعنيه") and self.at(last + 1) == "ب"
        over = (norm in ("المشرفه", "الساهره") and self.at(last + 1) == "علي") or (norm == "المكلفه" and participle)
        if over and last == i + 1 and self.at(i) in OVERSEEN and self.definite(last + 2):
            return noun_phrase_end(self.doc, last + 2, options)
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
        governs = {"ب": "governs_b", "في": "governs_fi", "علي": "governs_ala"}.get(norm)
        if governs is None or before not in self.words[governs] or last - 1 <= i:
            return None
        if self.at(last + 1) in STOPS or last + 1 in self.places or self.at(last - 2) == "الاحتياجات":
            return None
        return noun_phrase_end(self.doc, last + 1, options)

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
            if 1 < len(content) < 4 and self.at(k + 1) == "لا" and self.at(k - 1) in self.words["class_word"]:
                continue  # `صحيفة «لا ريبوبليكا»`
            if len(content) > QUOTED_NAME or any(
                self.at(j) in self.phrase_words["clause"] or (self.is_verb(j) and len(content) > 2) for j in content
            ) or (k > i + 1 and any(self.at(j)[:1].isdigit() or "." in self.texts[j] for j in content)):  # fmt: skip
                return k
        return last
