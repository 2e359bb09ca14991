"""Shallow chunks of a clause: noun phrases and prepositional phrases with their units, in order.

``أعطى الوزير، يوم الاثنين بأكادير، انطلاقة أشغال ...`` gives the parts [الوزير] [date] [ب: أكادير] [انطلاقة أشغال ...].
Word lists are in ``gazetteer/data/clause_words.csv``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from corpus.document import BREAK, Document
from corpus.mention import Label
from extractors.clause_words import Words
from extractors.triggers import TriggerLexicon
from extractors.units import Unit

MARKS = frozenset({"،", ",", "(", ")", '"', "«", "»", "“", "”", "-", "–", "—", "ـ", "[", "]", "'", "…"})
STOPS = frozenset({BREAK, ".", "؟", "?", "!", "؛", ";", ":"})
TIMES_SEEN = (("ل", "اول"), ("ل", "المره"))  # `لأول مرة`, `للمرة الثانية`: adverbs
JOINING = frozenset({"الرابطه", "الرابط", "رابطه", "رابط"})
MORE_OR_LESS = frozenset({"اكثر", "ازيد", "اقل"})
AFTERWARDS = frozenset({"بعد", "عقب", "اثر", "قبل"})  # with `ذلك` adverbs
SETTING = frozenset({Label.PLACE, Label.DATE})
RELATIVE_REACH = 30  # tokens a relative clause between commas may have to be stepped over


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase: ``marker`` before it ("" for none, folded), its kind, token range, and the unit it opens with.

    ``kind``: "np", "pp", "date", or the name of a marker set ("agent", "companion", "setting", "recipient").
    ``joined``: coordinated by و with the part before it. ``after_comma``: a comma stands before it.
    """

    kind: str
    marker: str
    first: int
    last: int
    unit: Unit | None
    joined: bool = False
    after_comma: bool = False


@dataclass
class Links:
    """What stands between the last part and the next: و or its like, a comma or closed relative clause, a quote mark."""

    joined: bool = False
    comma: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class ClauseReader:
    """Chunks the clauses of one document.

    ``norms``: its folded words, and some empty ones behind the last.
    """

    doc: Document
    norms: tuple[str, ...]
    unit_at: dict[int, Unit]
    cover: dict[int, Unit]
    triggers: TriggerLexicon
    words: Words
    phrase_end: Callable[[Document, int], int]
    counted: dict[int, int] = field(default_factory=dict)  # first -> last token of sums and quantities

    def parts(self, first: int, end: int, *, limit: int = 30) -> list[Part]:
        """Return the parts from token ``first`` until the clause ends, at most ``limit``.

        ``أعطى [الوزير]، [يوم الاثنين] [ب: أكادير]، [انطلاقة أشغال ...] وقام`` ends before the second verb.
        """
        parts: list[Part] = []
        i, links = first, Links()
        while i < end and len(parts) < limit and self.norms[i] not in STOPS:
            step = self._step(i, end, links, opened=bool(parts))
            if step < 0:
                break
            if step > i:
                i = step
                continue
            part, i = self._part(i, end, joined=links.joined, comma=links.comma)
            if part is not None:
                part = self._described(self._named(part, end), end)
                i = max(i, part.last)
                if self._frames(part, i, end):
                    break
                parts.append(_aside(part, links, parts[-1] if parts else None))
                links = Links()
        return parts

    def _step(self, i: int, end: int, links: Links, *, opened: bool) -> int:
        """Return the token after a mark, a joiner, an adverb or a relative clause; ``i`` where a part begins.

        -1 where the clause ends. What is stepped over is noted in ``links``; ``opened``: the clause has a part.
        """
        norm = self.norms[i]
        if norm in MARKS:
            links.comma = links.comma or norm in "،,"
            links.quoted = norm not in "،,»”"
            return i + 1
        joiner = next((j for j in self.words.joiners if self.norms[i : i + len(j)] == j), None) if opened else None
        if joiner is not None:
            links.joined = True
            return i + len(joiner)
        if norm in AFTERWARDS and self.norms[i + 1 : i + 2] == ("ذلك",) and i + 2 < end:
            return i + 2  # `قام الوالي بعد ذلك بجولة`
        if norm in ("كل", "كلا") and i + 1 < end and self.norms[i + 1] == "من":
            return i + 2
        if norm == "ما" and i + 1 < end and self.norms[i + 1] == "بين":
            return i + 1  # `ما بين 2 و13 يونيو`
        if i not in self.cover and self.words.is_in("adverb", norm):
            return i + 1
        if self.words.is_in("blessing", norm) and self.norms[i + 1 : i + 2] == ("الله",):
            return i + 2  # `استقبل الملك، حفظه الله، السفير`
        if self.norms[i : i + 2] in TIMES_SEEN and i + 2 < end:
            return i + 3  # `نشرت الشرطة لأول مرة صورة ...`
        if self.norms[i : i + 2] == ("و", "ذلك") and opened and i + 2 < end:
            return i + 2  # `دشن الوزير المركز، وذلك بحضور ...`
        if norm == "و" and self.words.is_in("members", self.norms[min(i + 1, end - 1)]):
            i += 1  # `وفد يرأسه الوزير، ويضم مسؤولين، ...`
        if opened and i not in self.cover and self.words.is_in("members", self.norms[i]):
            links.comma = True
            return self._after_relative(i, end)
        if norm == "و":
            links.joined = True
            return -1 if self._opens_clause(i + 1, end) else i + 1
        if self.words.is_in("relative", norm):
            links.comma = True
            return self._after_relative(i, end)
        verb = opened and i not in self.cover and self._is_verb(i) and self._marker(i, end) is None
        if verb and self._qualifies(i):
            after = self._after_relative(i, end)
            links.comma = True
            return after if after > 0 and self.norms[after : after + 1] not in (("و",), ()) else -1
        return -1 if self.words.is_in("break_word", norm) or verb else i

    def _qualifies(self, i: int) -> bool:
        """Whether a verb is said of the indefinite noun right before it (``خلال اجتماع عقدته ..., على ...``)."""
        before, token = self.norms[i - 1], self.doc.doc[i - 1]
        named = i - 1 in self.cover or before.startswith("ال") or before in MARKS
        return not named and token.pos_ in ("NOUN", "ADJ") and self.norms[i].endswith(("ه", "ها"))

    def _described(self, part: Part, end: int) -> Part:
        """Return the part, as an aside where a participle between commas tells of the phrase before it.

        ``تم بجماعة ...، | التابعة لإقليم ... |، تدشين مركز ...``.
        """
        opens = part.kind == "np" and part.after_comma and not part.joined and part.unit is None
        closed = self.norms[part.last : part.last + 1] in (("،",), (",",)) and part.last < end
        if not (opens and closed and self.words.is_in("participle", self.norms[part.first])):
            return part
        return replace(part, kind="aside")

    def _named(self, part: Part, end: int) -> Part:
        """Return the part with the person its words lead up to (``الممثل والمخرج المغربي سعيد ...``)."""
        unit = self.unit_at.get(part.last) if part.kind == "np" and part.unit is None and part.last < end else None
        definite = all(n.startswith("ال") or n == "و" for n in self.norms[part.first : part.last])
        if unit is None or unit.label is not Label.PERSON or part.last - part.first > 5 or not definite:
            return part
        if unit.mention is not None and unit.mention.span != unit.span:
            return part  # `أعطى انطلاقة القافلة الطبية والي الجهة فلان`: an office opens a phrase of its own
        return replace(part, first=unit.first, last=min(unit.last, end), unit=unit)

    def _marker(self, i: int, end: int) -> tuple[tuple[str, ...], str] | None:
        """Return the marker that starts at ``i`` and its kind (``رفقة``, ``بحضور``, also where it is tagged a verb)."""
        if self.norms[i] not in self.words.first_words:
            return None
        for tokens, kind in self.words.markers:
            if self.norms[i : i + len(tokens)] == tokens and (i + len(tokens)) <= end:
                return tokens, kind
        return None

    def _part(self, i: int, end: int, *, joined: bool, comma: bool) -> tuple[Part | None, int]:
        """Return the part that starts at ``i``, and the token after it."""
        unit = self.unit_at.get(i)
        if unit is not None and unit.label is Label.DATE:
            return Part("date", "", i, unit.last, unit, joined, comma), unit.last
        if unit is None:
            marker = self._marker(i, end)
            if marker is not None:
                tokens, kind = marker
                start = i + len(tokens)
                start += self.words.is_in("within", self.norms[start]) if start < end else 0  # `يرافقه فيها ...`
                first, last, inner = self._phrase(start, end)
                return Part(kind, " ".join(tokens), first, last, inner, joined, comma), max(last, start)
            if self.words.is_in("preposition", self.norms[i]) and i not in self.counted:  # `نحو 250 غطاء`
                following = self.norms[i + 1] if i + 1 < end else ""
                if following in ("ان", "ذلك", "ما"):
                    return None, end if following == "ان" else i + 2
                if following in ("هذا", "هذه"):
                    return None, max(self._phrase(i + 2, end)[1], i + 2)
                first, last, inner = self._phrase(i + 1, end)
                if inner is not None and inner.label is Label.DATE:
                    return Part("date", self.norms[i], first, last, inner, joined, comma), last
                return Part("pp", self.norms[i], first, last, inner, joined, comma), max(last, i + 1)
        first, last, inner = self._phrase(i, end)
        if last <= i:
            return None, i + 1
        return Part("np", "", first, last, inner, joined, comma), last

    def _phrase(self, i: int, end: int) -> tuple[int, int, Unit | None]:
        """Return the noun phrase at ``i`` (honorifics before a person stepped over) and its opening unit."""
        while i < end and self.norms[i] in MARKS and self.norms[i] not in "،,":
            i += 1
        if self.words.is_in("receiving_pronoun", self.norms[i]) and self.norms[i - 1] == "ل":
            return i, i + 1, None  # `سلم المدير لسموه | لوحة تذكارية`
        i = self._after_vague(i, end)
        j = self._after_honorifics(i, end)
        unit = self.unit_at.get(j)
        if unit is not None and (unit.acts or j == i):
            return j, min(unit.last, end), unit
        if i >= end or self.norms[i] in STOPS:
            return i, i, None
        if self.words.is_in("demonstrative", self.norms[i]):
            last = i + 2
            while last < end and self.norms[last].startswith("ال") and not self._opens_office(last):
                last += 1
            return i, min(last, end), None
        return i, self._phrase_last(i, end), None

    def _opens_office(self, k: int) -> bool:
        """Whether an office begins that is no adjective (``أعطى انطلاقة هذه القافلة | الكاتب العام``)."""
        unit = self.unit_at.get(k)
        return unit is not None and unit.acts

    def _after_honorifics(self, i: int, end: int) -> int:
        """Return the token after honorifics and a quote before a name (``السيد د. "فلان"``)."""
        j = i
        while j < end and j - i < 7 and j not in self.unit_at and self.words.is_in("honorific", self.norms[j]):
            j += 1
            while j < end and self.norms[j] == "." and len(self.norms[j - 1]) == 1:
                j += 1
        while j < end and self.norms[j] in '"«“(' and j + 1 < end and j + 1 in self.unit_at and j > i:
            j += 1
        return j

    def _phrase_last(self, i: int, end: int) -> int:
        """Return the end of a noun phrase without a unit: before a date, a person, a second number or a marker."""
        if self.norms[i] in MORE_OR_LESS and self.norms[i + 1] == "من" and i + 2 < end and i + 2 in self.counted:
            return self._phrase_last(i + 2, end)  # `أكثر من 40 عقدا`
        head = self.counted.get(i, i + 1) - 1  # `30 آلة خياطة`: the phrase goes on from the counted noun
        last = max(self._within(i, self.phrase_end(self.doc, head), end), head + 1)
        while (
            last < end and self.norms[i + 1] == "بن" and self.doc.doc[last].pos_ == "PROPN" and last not in self.cover
        ):
            last += 1  # `سهل بن أحمد | الناصري`: a private person
        last = self._with_number(last, end)
        if i in self.counted:  # `45 كرسيا و12 دراجة`: each number opens a phrase of its own
            last = next((k for k in range(i + 1, last - 1) if self.norms[k] == "و" and k + 1 in self.counted), last)
        for k in range(i + 1, last):
            inner = self.unit_at.get(k)
            if inner is not None and (inner.label is Label.DATE or (inner.acts and not inner.group)):
                last = k
                break
        if self.norms[i] == "كل":
            last = next((k for k in range(i + 2, last) if k in self.counted), last)  # `كل أسرة | عشرة كيلوغرامات`
        if i in self.counted and any(self.words.is_in("people", n) for n in self.norms[i + 1 : self.counted[i]]):
            goods = (k for k in range(self.counted[i], last) if self.words.is_in("head_goods", self.norms[k]))
            last = next(goods, last)  # `120 شابا وشابة | شهادات ...`
        if last - i > 2 and self.norms[i + 1] == "و" and all(self.norms[k].startswith("ال") for k in (i, i + 2)):
            last = i + 1  # `الأطباء والعاملين`: a list, not a name
        last = self._before_next(i, last, end)
        last = self._with_namesake(i, self._with_ends(last, end), end)
        covering = self.cover.get(last - 1)
        return min(covering.last, end) if covering is not None and covering.last > last else last

    def _with_ends(self, last: int, end: int) -> int:
        """Return the end of a road with the places it joins (``الطريق الرابطة | بين دوار ... ومركز ...``)."""
        if self.norms[last - 1] not in JOINING or self.norms[last : last + 1] != ("بين",) or last + 1 >= end:
            return last
        near = min(max(self.phrase_end(self.doc, last + 1), last + 2), end)
        near = self.cover[near - 1].last if near - 1 in self.cover else near
        if near + 1 < end and self.norms[near] == "و":
            far = min(max(self.phrase_end(self.doc, near + 1), near + 2), end)
            return min(self.cover[far - 1].last, end) if far - 1 in self.cover else far
        return min(near, end)

    def _with_namesake(self, i: int, last: int, end: int) -> int:
        """Return the end of a thing named after a person (``منتدى الشيخ فلان``); an office holder is no namesake."""
        heads = self.words.sets["head_gathering"] | self.words.sets["head_facility"]
        j = self._after_honorifics(last, end)
        unit = self.unit_at.get(j)
        bare = unit is not None and unit.mention is not None and unit.mention.span == unit.span
        named = unit is not None and unit.label is Label.PERSON and bare and unit.last <= end
        head = self.norms[i]
        if (
            last - i != 1
            or not named
            or unit is None
            or head not in heads
            or head.startswith("ال")
            or head.endswith("ا")
        ):
            return last
        return unit.last

    def _within(self, i: int, last: int, end: int) -> int:
        """Return the end of a phrase inside its sentence; a title in quotes may hold full stops (``معرض « ألوان .. »``)."""
        quoted = any(norm in "«“" for norm in self.norms[i:end]) and last > end
        return last if quoted and self.norms[last - 1] in "»”" else min(last, end)

    def _before_next(self, i: int, last: int, end: int) -> int:
        """Return where a phrase ends before a marker (``خمس سيارات لفائدة ...``) or, of a seat, before what is held there.

        ``بمقر عمالة الإقليم اجتماع موسع``: the seat ends with its body, or before the noun of a gathering.
        """
        seat = self.words.is_in("seat", self.norms[i])
        for k in range(i + 1, last):
            inner = self.cover.get(k)
            if inner is None and self._ends_phrase(k, last, end):
                return k
            if seat and inner is not None and k == inner.last - 1 and inner.label in (Label.INSTITUTION, Label.PLACE):
                return k + 1
            if seat and inner is None and self.words.is_in("head_gathering", self.norms[k]):
                return k
        return last

    def _ends_phrase(self, k: int, last: int, end: int) -> bool:
        """Whether a phrase ends before a marker, or ل and an aim (``المستودعات للاطلاع على``); a title goes on with it."""
        if self.norms[k] == "ل" and k + 1 < last:
            if self.words.is_in("aim", self.norms[k + 1]) or self.words.is_in("receiving_pronoun", self.norms[k + 1]):
                return True  # `قدم الأهالي | لسموه هدية`
        marker = self._marker(k, end)
        after = k + len(marker[0]) if marker is not None else k
        return marker is not None and not (after < last and self.norms[after] in '«“"(')  # `معرض بعنوان «...»`

    def _with_number(self, last: int, end: int) -> int:
        """Return the end of a phrase that goes on with a number: ``ممثلي 120 جمعية``, ``مشروع مرسوم رقم 2.19.424``."""
        if last >= end:
            return last
        before = self.norms[last - 1]
        if before == "رقم" and self.norms[last][0].isdigit():
            return last + 1
        bare = not before.startswith("ال") and before not in MARKS and not before.endswith(("ون", "ا"))
        if last in self.counted and bare:
            return max(min(self.phrase_end(self.doc, self.counted[last] - 1), end), self.counted[last])
        return last

    def _after_vague(self, i: int, end: int) -> int:
        """Return the token after a vague quantifier (``عددا من المنتخبين`` -> ``المنتخبين``, ``ما مجموعه 34 مدرسة``)."""
        if self.norms[i : i + 2] == ("ما", "مجموعه"):
            i += 2
        while i + 1 < end and i not in self.cover and self.words.is_in("quantifier", self.norms[i]):
            follows = self.norms[i + 1]
            if follows == "من" and i + 2 < end:
                i += 2
            elif i + 3 < end and self.norms[i + 2] == "من" and self.words.is_in("amount_adjective", follows):
                i += 3  # `عددا كبيرا من المصلين`
            elif self.words.is_in("bare_quantifier", self.norms[i]) and follows not in MARKS and follows not in STOPS:
                i += 1
            else:
                break
        return i

    def _after_relative(self, i: int, end: int) -> int:
        """Return the token after the comma that closes a relative clause, -1 if it runs on."""
        for j in range(i + 1, min(end, i + RELATIVE_REACH)):
            if self.norms[j] in STOPS:
                return -1
            if self.norms[j] in "،,":
                return j + 1
        return -1

    def _is_verb(self, i: int) -> bool:
        """Whether the word is a finite verb, by the tagger or the lexicon (not where it may be a noun)."""
        token = self.doc.doc[i]
        if self.triggers.nouns(self.norms[i]) and not self.triggers.verbs(self.norms[i]):
            return False  # `بدأ الوزير جولته بزيارة ...`, where the tagger sees a verb
        if self.words.is_in("progress", self.norms[i]) and self.norms[i + 1 : i + 2] in (("اشغال",), ("الاشغال",)):
            return False  # `عاين الوالي تقدم أشغال ...`
        if self.norms[i + 1 : i + 2] in (("بن",), ("بنت",)):
            return False  # `استقبل الوزير، اليوم، سهل بن أحمد ...`: a name
        alike = bool(self.triggers.verbs(self.norms[i])) and len(self.norms[i]) > 3
        return token.pos_ == "VERB" if token.pos_ else alike

    def _frames(self, part: Part, i: int, end: int) -> bool:
        """Whether a joined place or day is the frame of the verb behind it (``زار المركز، وبمدينة أكادير دشن ...``)."""
        i += self.norms[i : i + 1] in (("،",), (",",))
        setting = part.unit is not None and part.kind != "np" and part.unit.label in SETTING
        return setting and part.joined and i < end and i not in self.cover and self._is_verb(i)

    def _opens_clause(self, i: int, end: int) -> bool:
        """Whether what follows و is a new clause: a finite verb, or a frame such as ``وفي هذا الإطار``."""
        if i >= end or i in self.unit_at:
            return i >= end
        norm = self.norms[i]
        if self.words.is_in("clause_start", norm):
            return True
        forms = self.triggers.forms.get(norm, ())
        told = bool(forms) and all(f.lexeme.pos != "masdar" for f in forms)
        return told or self.doc.doc[i].pos_ == "VERB"


def _aside(part: Part, links: Links, previous: Part | None) -> Part:
    """Return the part, as an aside where it goes on with the phrase before it (``في مواجهة «صفقة ...»``)."""
    goes_on = links.quoted and not links.comma and not links.joined and part.kind == "np"
    if not goes_on or previous is None or _is_person(previous) or (_is_person(part) and previous.kind == "np"):
        return part
    settled = previous.unit is not None and previous.unit.label in SETTING
    return part if settled else replace(part, kind="aside")  # `افتتحت الجمعية في جدة «المطبخ التدريبي»`


def _is_person(part: Part) -> bool:
    """Whether a part is a person or office holder."""
    return part.unit is not None and part.unit.acts
