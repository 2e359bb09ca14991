"""Where titles begin: a head noun of offices that is no name, participle or verb here (``مساعد بن محمد``, ``اللجان العاملة``)."""

from __future__ import annotations

from corpus.document import Document
from corpus.mention import Label, PlaceValue
from extractors.name_tokens import BINDING, HONORIFICS
from extractors.names import TAILS, NameReader
from extractors.offices import (
    OWNED,
    PARTICIPLES,
    Office,
    bare,
    offices,
)
from extractors.phrases import STOPS, load_phrase_words

ASSISTING = frozenset({"عام", "عامه", "سر", "مال", "صندوق", "مساعد", "مجلس", "حزب"})  # of an `أمين`
# Behind them no participle is an adjective: `على الخصوص | الرئيس السابق فلان`.
ADVERBIAL = frozenset({"الخصوص", "الاخص", "الاطلاق", "التوالي", "الترتيب", "الاقل"})
REPRESENTED = frozenset({"ممثلا", "ممثله", "ممثلين", "ممثلون"})


class TitleHeads:
    """Finds the heads of titles in one document. ``names`` tells where a person's name begins."""

    def __init__(self, doc: Document, names: NameReader) -> None:
        self.doc = doc
        self.norms = [t.norm_ for t in doc.doc]
        self.names = names
        self.name_starts = names.starts
        self.words = load_phrase_words()
        ranges = [(doc.token_range(*m.span), m.label) for m in doc.of(Label.INSTITUTION, Label.PLACE, Label.DATE)]
        self.covered = {k for (a, b), _ in ranges for k in range(a, b)}
        self.inside = {k for (a, b), label in ranges for k in range(a, b) if label is Label.INSTITUTION}
        self.places = {k for (a, b), label in ranges for k in range(a, b) if label is Label.PLACE} - self.inside
        self.kinds = {
            doc.token_range(*m.span)[0]: m.value.kind for m in doc.of(Label.PLACE) if isinstance(m.value, PlaceValue)
        }
        self.blocks = {a: (b, label) for (a, b), label in sorted(ranges, key=lambda r: r[0][1] - r[0][0])}

    def at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else "\n"

    def _head(self, i: int) -> tuple[Office, int] | None:
        """Return the office at ``i`` and the token after its head words."""
        if i >= len(self.norms):  # a text cut off behind و
            return None
        norm = self.at(i)
        table = offices()
        if norm in REPRESENTED and self.at(i + 1) == "في":
            return None  # `القيادة ممثلة في الرئيس`
        if bare(norm).removesuffix("ا") == "امر" and "آ" not in self.doc.doc[i].text:
            return None  # `آمر المنطقة`, but `أمر قضائي`
        if self.names.given_end(i - 1) == i + 1:
            return None  # `لامين`, a name split by mistake
        if (i in self.inside and i not in self.blocks and self.at(i - 1) != "رياسه") or self.names.within_name(i):
            return None
        if norm.endswith("ا") and norm[:-1] in table:
            j = i + 1
            while self.at(j).endswith("ا") and j < i + 3 and len(self.at(j)) > 3:
                j += 1  # `مفتشا جهويا للغة العربية`, `رئيسا جديدا`
            if (
                j == i + 1
                and (self.at(j).startswith("ال") or j in self.blocks or self._noun(j))
                and self.at(j) not in STOPS
            ):
                return Office(table[norm[:-1]].gender, False), j  # `مستشارا الملك`: two of them
            if self.at(j) in ("ل", "في", "علي", "ب", "لدي"):
                return Office(table[norm[:-1]].gender, False), j  # `عين فلان وزيرا للداخلية`
            if j == i + 1 and (self.at(j) in STOPS or self.at(j) == "و") and self._behind_name(i):
                return Office(table[norm[:-1]].gender, False), j  # `فلان رئيسا، وفلان عضوا`
        if norm in ("الامير", "الاميره"):
            royal = self.at(i + 1) in ("مولاي", "للا", "لاله")  # in Morocco the title itself; elsewhere an honorific
            return (table[bare(norm)], i + 1) if royal else None
        owned = self._owned(i)
        if owned is not None:
            return table[owned], i + 1
        if self._participle(i) or self._given(i) or self.at(i - 1) == "رتبه":
            return None
        for n in (4, 3, 2, 1):
            words = self.norms[i : i + n]
            office = table.get(_joined([bare(words[0]), *words[1:]])) or table.get(_joined(words))
            if office is not None and len(words) == n:
                if self.doc.doc[i].pos_ == "VERB" and not norm.startswith("ال"):
                    return None
                return office, i + n
        return None

    def _behind_name(self, i: int) -> bool:
        """Whether a person's name ends right before ``i``."""
        return any(self.name_starts(k) and self.names.end(k) == i for k in range(max(0, i - 7), i))

    def _owned(self, i: int) -> str | None:
        """Return the office of a form with a pronoun: ``رئيستها``, ``مديره`` (not ``محافظة``)."""
        norm, text = self.norms[i], self.doc.doc[i].text
        for suffix in ("هما", "ها", "هم", "ه"):
            if norm in offices() or not text.endswith(suffix) or not norm.endswith(suffix):
                continue
            stem = norm.removesuffix(suffix)
            form = stem[:-1] + "ه" if stem.endswith("ت") else stem
            if form in OWNED:
                return form
        return None

    def _participle(self, i: int) -> bool:
        """Whether a participle is the adjective of a noun before it: ``اللجان العاملة``, ``الجهة المسؤولة``."""
        before = self.at(i - 1)
        if self.norms[i] not in PARTICIPLES or before in ADVERBIAL:
            return False
        if not self.norms[i].startswith("ال") and (self.names.definite(i + 1) or i + 1 in self.blocks):
            return False  # `كلمة نائبة العميد`: a noun with its genitive
        if i and self.doc.doc[i - 1].text.endswith("ة") and not self.norms[i].endswith("ه"):
            return False  # `في المرتبة الرابعة | البرلماني السابق فلان`: no agreement
        noun = (
            self.names.definite(i - 1)
            if self.norms[i].startswith("ال")
            else self.doc.doc[i - 1].pos_ == "NOUN"
            if i
            else False
        )
        named = (
            before in TAILS or before == "الشريفين" or self.at(i - 2) == "عبد"
        )  # `مساعد بن عبد العزيز | الرئيس العام`
        return (
            noun
            and not named
            and before not in HONORIFICS
            and bare(before) not in offices()
            and i - 1 not in self.covered
        )

    def _given(self, i: int) -> bool:
        """Whether the word is a given name here, not an office: ``مساعد بن محمد``, ``أمين العلمي``."""
        lexicon, after = self.names.lexicon, self.at(i + 1)
        if (self.norms[i],) not in lexicon.given:
            return False
        if self.at(i - 1) in HONORIFICS and self.names.is_name_word(i + 1):
            return True  # `المخرج أمير رواني`
        if self._named_behind(i):
            return True
        mostly = self.norms[i] in ("امين", "امينه", "اميره") and (after,) in lexicon.given and after not in lexicon.weak
        return mostly or after in BINDING or after in lexicon.family

    def _named_behind(self, i: int) -> bool:
        """Whether a name follows an office right away: ``النائبة عن حزب الأمل | أمينة ماء السماء``, no ``أمينة`` of a body."""
        apart = i - 1 in self.covered or bare(self.at(i - 1)) in offices()
        own = self.names.definite(i + 1) or i + 1 in self.blocks or self.at(i + 1) in ASSISTING
        named = self.doc.doc[i].pos_ == "PROPN" and self.at(i + 1) not in offices()
        return apart and named and not own and not self.names.definite(i)

    def _noun(self, j: int) -> bool:
        """Whether an indefinite word may be the first complement of a title (``مدير مستشفى``, ``رئيس جماعة``)."""
        if not 0 <= j < len(self.norms):
            return False
        return self.doc.doc[j].pos_ not in ("VERB", "ADP", "PRON", "CCONJ", "SCONJ") and len(self.at(j)) > 2

    def _rare_place(self, k: int) -> bool:
        """Whether a word no list knows names the town of an office, as a name or comma closes it (``ببالشهم الأستاذ``)."""
        norm, following = self.at(k), self.at(k + 1)
        if self.doc.doc[min(k, len(self.norms) - 1)].text.endswith(("ه", "ها", "هم")):
            return False
        rare = self.names.lexicon.counts.get(norm, 0) < 30 and norm[:1].isalpha() and len(norm) > 3
        named = self.doc.doc[min(k, len(self.norms) - 1)].pos_ in ("PROPN", "X", "")
        return rare and (following in HONORIFICS or (following in STOPS and named) or self.name_starts(k + 1))


def _joined(words: list[str]) -> str:
    """Return the words of a head as they are written, a proclitic on its word: ``القائم بأعمال``."""
    return " ".join(words).replace(" ب ", " ب").replace(" ل ", " ل")
