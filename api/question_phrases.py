"""What the words of an Arabic question may be, and where a phrase of it ends.

Nothing here decides: a word may be a head noun, a place and a verb at once. ``question_arabic`` asks in its order.
Prefixes are ``و``, ``ب``, ``ل``, ``ف`` written together with a word; ``لل`` stands for ``ل`` and the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from api.question_reading import Names
from api.question_words import BAR, QuestionWords, longest
from corpus.mention import EventType, PlaceKind
from corpus.normalise import fold
from extractors.institution_lexicon import load_institution_lexicon
from extractors.name_lexicon import load_names
from extractors.offices import bare, offices
from extractors.place_lexicon import Designator, load_place_words
from extractors.triggers import Form, Tense, load_triggers
from gazetteer.lookup import load_gazetteer
from pipeline.kb.browse.shapes import EntityKind

PREFIXES = ("و", "ب", "ل", "ف", "")
IN = frozenset({"في", "ف", "ب", "داخل"})
OF = frozenset({"ديال", "تاع", "نتاع", "متاع"})  # spoken, where writing puts two nouns side by side
# Words that end any phrase, also the name of a centre; in these ``في`` and ``من`` may stand.
ALWAYS = frozenset(
    [
        "التي",
        "الذي",
        "الذين",
        "اللي",
        "لي",
        "مع",
        "رفقه",
        "برفقه",
        "مرفوقا",
        "مرفوقه",
        "بحضور",
        "الي",
        "نحو",
        "لدي",
        "عند",
        "عن",
        "ابوابه",
        "ابوابها",
        "علي",
    ]
)
OF_UNIT = ("الاقليمي", "الجهوي", "المحلي")
LONGEST_HEAD = 3  # words of the head of an office


class Phrases:
    """The words of a question, as typed and folded. Positions are indexes into them; ends are half-open."""

    def __init__(self, words: Sequence[str], lists: QuestionWords, names: Names) -> None:
        self.lists, self.names = lists, names
        self.words = [word for word in words if fold(word) not in OF]
        self.norms = [fold(word) for word in self.words]

    def end(self, start: int, *, office: bool = False, toward: bool = False, stop_at_heads: bool = False) -> int:
        """Return the word after the phrase that ``start`` lies in.

        ``toward``: an act was named before, so that a place with ``ل`` is where it went: ``زيارة الوزيرة | لتارودانت``.
        """
        for i in range(start, len(self.words)):
            norm = self.norms[i]
            known = longest(self.norms, i, self.lists.borders)
            if norm == BAR or norm in ALWAYS or (known and known[0] > i + 1):
                return i
            if norm in IN and (i + 1 < len(self.words)) and self.is_place(i + 1, ("",)):
                return i
            if i > start and self.kind_at(i):
                return i
            if (
                self.is_place(i, ("ب",))
                or self.spoken_in(i)
                or self.act_with(i)
                or self.perfect(i)
                or longest(self.norms, i, self.lists.statuses)
            ):
                return i
            asked = longest(self.norms, i, self.lists.asks)
            if asked and asked[1] in ("when", "where") and not known:
                return i
            if norm == "و" and self.head(i + 1, ("",)):
                return i
            if office and i > start and self.head(i, ("",)) and not norm.startswith("ال"):
                return i  # `زارت وزيرة التضامن | مركز المواكبة`, but `مدير مركز المواكبة`
            if office and i > start and self.designator(i, "") and self.ends_place(start, i):
                return i  # `عامل إقليم تارودانت | جماعة النخيل`
            if office and i > start and longest(self.norms, i, self.lists.types):
                return i  # `وقع الوزير | اتفاقية`
            if toward and self.gone_to(i) and not self.of_unit(i - 1):
                return i
            if (office or stop_at_heads) and i > start and any(self.given(i, p) for p in ("ب", "ل", "و")):
                return i
            if stop_at_heads and i > start and (self.head(i, ("", "ل")) or self.office_head(i, "")):
                return i
            if stop_at_heads and i > start and (self.is_place(i, ("ل",)) or self.designator(i, "ب")):
                return i
        return len(self.words)

    def after_title(self, start: int, end: int) -> int:
        """Return where a title with the article ends: ``الوزيرة`` takes no centre or place (``زارت الوزيرة تارودانت``)."""
        return start if start < end and (self.head(start, ("",)) or self.gazetteer(start, "") > start) else end

    def stripped(self, i: int, prefix: str) -> str | None:
        """Return a folded word without a prefix: ``لل`` gives the article back; None where it has no such prefix."""
        word = self.norms[i] if i < len(self.norms) else ""
        if prefix == "ل" and word.startswith("لل") and len(word) > 4:
            return "ال" + word[2:]
        rest = word.removeprefix(prefix) if word.startswith(prefix) else ""
        return rest if len(rest) > 2 or (rest and not prefix) else None

    def joined(self, start: int, end: int, prefix: str) -> list[str]:
        """Return the words as typed from ``start``, the first without a prefix."""
        found = self.words[start:end]
        if found and prefix:
            first = found[0]
            found[0] = "ال" + first[2:] if prefix == "ل" and first.startswith("لل") else first.removeprefix(prefix)
        return found

    def gazetteer(self, i: int, prefix: str) -> int:
        """Return the word after the longest known place at ``i``; ``i`` for none."""
        first = self.stripped(i, prefix)
        return load_gazetteer().longest([*self.norms[:i], first, *self.norms[i + 1 :]], i) if first else i

    def designator(self, i: int, prefix: str) -> Designator | None:
        word = self.norms[i] if i < len(self.norms) and self.norms[i].startswith(prefix) else ""
        found = (
            load_place_words().designators.get(word.removeprefix(prefix)) if word else None
        )  # also short ones: `بحي`
        stripped = self.stripped(i, prefix)
        return found or (load_place_words().designators.get(stripped) if stripped else None)

    def is_place(self, i: int, prefixes: Sequence[str]) -> bool:
        return any(
            self.gazetteer(i, p) > i
            or (self.designator(i, p) is not None and not self.head(i, (p,)))
            or (p != "" and self.stripped(i, p) is not None and self.known_place(i, p))
            for p in prefixes
        )

    def spoken_in(self, i: int) -> bool:
        """Whether a place stands at ``i`` behind the spoken ``ف`` (``فأكادير``), and the word is nothing else (``فاس``)."""
        if not self.stripped(i, "ف") or load_names().knows(self.norms[i]) or self.gazetteer(i, "") > i:
            return False
        return self.gazetteer(i, "ف") > i or (self.designator(i, "ف") is not None and not self.head(i, ("ف", "")))

    def ends_place(self, start: int, end: int) -> bool:
        """Whether a place of the gazetteer ends just before ``end``."""
        return any(self.gazetteer(i, "") == end for i in range(start, end))

    def gone_to(self, i: int) -> bool:
        """Whether a place with ``ل`` stands at ``i``: ``لتارودانت``, ``لجماعة النخيل``; ``لجهة`` goes on with an office."""
        designator = self.designator(i, "ل")
        named = self.gazetteer(i, "ل") > i and self.gazetteer(i, "") == i
        return named or (designator is not None and designator.kind is not PlaceKind.REGION)

    def of_unit(self, i: int) -> bool:
        """Whether an office is one of a unit that is named next: ``المندوب الإقليمي لتارودانت``."""
        return self.norms[i].startswith(OF_UNIT)

    def act_with(self, i: int) -> bool:
        """Whether a noun of an act with ``ب`` stands at ``i``: ``قام الوالي | بزيارة``."""
        word, lexicon = self.stripped(i, "ب"), load_triggers().forms
        nouns = [form for form in lexicon.get(word or "", ()) if form.tense is Tense.NONE and form.lexeme.type]
        return bool(nouns) and self.norms[i] not in lexicon and not load_names().knows(self.norms[i])

    def known_place(self, i: int, prefix: str) -> bool:
        return self.names.kind(self.joined(i, i + 1, prefix)[0]) is EntityKind.PLACE

    def given(self, i: int, prefix: str) -> bool:
        """Whether a given name with a prefix stands at ``i``: ``بعواطف``."""
        word = self.stripped(i, prefix)
        return word is not None and not load_names().knows(self.norms[i]) and load_names().given_at([word], 0) > 0

    def head(self, i: int, prefixes: Sequence[str]) -> bool:
        """Whether a head noun of institutions stands at ``i``, and no place is announced by it (``مركز سوق السبت``)."""
        lexicon = load_institution_lexicon()
        return any((word := self.stripped(i, p)) is not None and lexicon.head(word) is not None for p in prefixes)

    def head_word(self, norms: Sequence[str]) -> bool:
        return any(load_institution_lexicon().head(norm) for norm in norms)

    def kind_at(self, i: int) -> bool:
        """Whether a plural noun of institutions stands at ``i``: ``لمراكز``."""
        plurals = (self.stripped(i, prefix) for prefix in ("", "ل", "ب"))
        return any(word and (word,) in self.lists.kinds and not self.head_word([word]) for word in plurals)

    def office_head(self, i: int, prefix: str) -> int:
        """Return how many words of the head of an office stand at ``i``; 0 for none."""
        word = self.stripped(i, prefix)
        if word is None:
            return 0
        for size in range(LONGEST_HEAD, 0, -1):
            norms = [word, *self.norms[i + 1 : i + size]]
            forms = (word, bare(word), word.removesuffix("ا"))
            if len(norms) == size and any(" ".join([form, *norms[1:]]) in offices() for form in forms):
                return size
        return 0

    def begins_name(self, i: int, end: int) -> bool:
        """Whether a person's name fills the words from ``i`` on: one the knowledge base knows, or a given name."""
        if self.names.kind(" ".join(self.words[i:end])) is EntityKind.OFFICIAL:
            return True
        return self.is_person(self.words[i:end])

    def is_person(self, run: Sequence[str]) -> bool:
        """Whether words look like a person's name: a given name and another (``محمد بنسعيد``)."""
        norms = [fold(word) for word in run]
        return len(run) > 1 and load_names().given_at(norms, 0) > 0 and not self.head_word(norms)

    def forms(self, i: int) -> list[Form]:
        """Return the forms of acts a word may be, as written or as spoken: ``زارو``, ``دشنات``, ``بزيارة``."""
        lexicon, norm = load_triggers().forms, self.norms[i]
        for word in dict.fromkeys((norm, *_spoken(norm), *(self.stripped(i, p) for p in ("و", "ب", "ل")))):
            if word and word in lexicon:
                return list(lexicon[word])
        return []

    def types(self, i: int) -> list[EventType]:
        """Return the types of acts a word may name, each once; none for a word that says no type."""
        usual = [form.lexeme.type for form in self.forms(i) if form.lexeme.type is not None]
        return list(dict.fromkeys(usual))[:1]

    def verbs(self, i: int) -> bool:
        return any(form.tense is not Tense.NONE and form.lexeme.type for form in self.forms(i))

    def to_come(self, i: int) -> bool:
        """Whether a verb says that an act is still to come: ``سيزور``."""
        return any(form.tense is Tense.FUTURE for form in self.forms(i))

    def perfect(self, i: int) -> bool:
        """Whether a word is a verb of an act and nothing else: it ends the phrase before it."""
        forms = self.forms(i)
        return (
            bool(forms)
            and self.norms[i] in load_triggers().forms
            and all(form.tense is not Tense.NONE for form in forms)
            and (
                any(form.lexeme.type not in (None, EventType.OTHER) for form in forms)
                or all(form.tense in (Tense.PERFECT, Tense.FUTURE) for form in forms)
            )
            and not load_names().knows(self.norms[i])
            and self.gazetteer(i, "") == i
        )

    def light(self, i: int) -> bool:
        return any(form.lexeme.pos == "light" for form in self.forms(i))


@cache
def _spoken(norm: str) -> tuple[str, ...]:
    """Return how a verb as spoken may be written: ``زارو`` -> ``زاروا``, ``دشنات`` -> ``دشنت``."""
    if norm.endswith("و"):
        return (norm + "ا",)
    return (norm.removesuffix("ات") + "ت",) if norm.endswith("ات") and len(norm) > 4 else ()
