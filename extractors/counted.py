"""Which words can be counted: the head noun beside a number, and the phrase it heads.

Tags from Stanza are used where the tokens have them; word lists and shapes decide otherwise, so that the rules work
on bare tokens too.
"""

from __future__ import annotations

import re

from corpus.document import Document
from corpus.normalise import fold, undiacritised
from extractors.number_lexicons import NO_HEADS, Cue, NumberLexicon
from models.tokenise import CLITICS

ARABIC = re.compile(r"[ء-ي]+\Z")
NO_NOUN_TAGS = frozenset({"VERB", "AUX", "ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "ADV", "INTJ", "PUNCT"})
# Words whose first letters look like the article: التزام, التماس, ألعاب without its hamza.
LAM_NOUNS = re.compile(r"ال(?:تزام|تماس|تهاب|تحاق|تفات|تقاء|عاب|واح|غام|قاب|ياف|بان|بسه|وان)")
# Broken plurals by shape, folded: أفعال، أفعلاء، أفعلة، فعلاء، مفاعل/فواعل/فعائل، مفاعيل.
BROKEN_PLURAL = re.compile(r"(?:ا\w\wا\w|ا\w(?!ت)\w\wاء|ا\w\w\wه|\w\w\wاء|\w\wا\w\w|\w\wا\wي\w)\Z")
SHORT_PLURAL = re.compile(r"\w\w[وا]\w\Z|ا\w\w\w\Z|\w\w\w\Z")  # بنوك، رجال، أشهر، غرف: so only beside a number
PRONOUN = re.compile(r"(?:ها|هما|هم|هن|نا|ه)\Z")
SOUND_PLURAL = re.compile(r"\w{2,}(?:ون|ين|ات)\Z")
DUAL = re.compile(r"\w{2,}(?:ان|ين|تا|ا)\Z")
FUTURE_OR_PRESENT = re.compile(r"(?:ي\w\w\w|سي\w\w|ست\w\w\w|سن\w\w|يت\w\w)")
PAST_FEMININE = re.compile(r"\w{2,}[^ا]ت\Z")
PAST_PLURAL = re.compile(r"\w{3,}وا?\Z")  # سجلوا, in Moroccan Arabic سجلو
OWNED = re.compile(r"\w{3,}(?:هم|ها|هما|هن)\Z")  # `عشر دخلهم`: a noun with a pronoun is definite
SQUARE = frozenset("²³23")
OF_THE = re.compile(r"دال\w{3,}")  # Moroccan Arabic د "of" with the article: `3 دالمرات`
NOUN_ENDINGS = ("ة", "اً", "ًا")
METRES = frozenset(("م", "كم", "سم", "كلم", "m", "km"))
WITH_PRONOUN = frozenset(("فيه", "فيهم", "فيها", "فيهن", "به", "بهم", "بها", "بهن", "عليه", "عليهم", "عليها", "عليهن"))


class CountedNouns:
    """Judges the tokens of one document."""

    def __init__(self, document: Document, lexicon: NumberLexicon) -> None:
        self.document = document
        self.tokens = document.doc
        self.norms = [token.norm_ for token in document.doc]
        self.clitics: list[bool] = document.doc.user_data.get(CLITICS) or [False] * len(self.norms)
        self.lexicon = lexicon

    def is_word(self, i: int) -> bool:
        """Whether token ``i`` is a written word, not a clitic, a mark, a number or a line break."""
        return 0 <= i < len(self.norms) and not self.clitics[i] and bool(ARABIC.match(self.norms[i]))

    def is_definite(self, i: int) -> bool:
        """Whether the token is written with the article (``ألعاب`` and ``التزاما`` only look so)."""
        norm = self.norms[i]
        if not norm.startswith("ال") or len(norm) < 4 or LAM_NOUNS.match(norm):
            return False
        return not self.tokens[i].text.startswith(("أل", "آل", "إل"))

    def is_known(self, i: int) -> bool:
        """Whether the word is one of those that are often counted (``units.csv``)."""
        return i < len(self.norms) and self.norms[i] in self.lexicon.counted and not self.clitics[i]

    def is_accusative(self, i: int) -> bool:
        """Whether the word has the form after 11 to 99: ``مقعدا``, ``مقعداً``."""
        norm = self.norms[i]
        return len(norm) > 3 and norm.endswith("ا") and not PAST_PLURAL.match(norm) and ARABIC.match(norm) is not None

    def is_head(self, i: int) -> bool:
        """Whether token ``i`` can be the counted noun after a number: an indefinite noun or adjective."""
        if self.is_known(i):
            return True
        norm = self.norms[i] if i < len(self.norms) else ""
        return self.is_nominal(i) and not self.is_definite(i) and len(norm) > 2 and not OWNED.match(norm)

    def is_nominal(self, i: int) -> bool:
        """Whether token ``i`` is a noun or an adjective, definite or not."""
        if not self.is_word(i):
            return False
        norm = self.norms[i]
        lexicon = self.lexicon
        if norm in ("وال", "فال"):
            return False  # the article before a number, its و left on it: `الـ19 والـ20`
        if norm in lexicon.counted or lexicon.is_cue(norm, Cue.VERB_SHAPED_NOUN, Cue.PLURAL):
            return True
        listed = lexicon.is_cue(norm, *NO_HEADS)
        if listed or norm in lexicon.words:
            return listed and self._is_spelled_otherwise(i)
        if norm[0] in "وف" and lexicon.is_cue(norm[1:], *NO_HEADS):
            return False  # a conjunction the segmenter left on the word
        if self.tokens[i].text.endswith(NOUN_ENDINGS):
            return True  # no tagger is right as often as the ending
        if norm[0] == "و" and len(norm) > 4:
            return False  # `83 وليبيا`: the conjunction is on an unknown name
        tag = self.tokens[i].pos_
        return tag not in NO_NOUN_TAGS if tag else not self._is_verb_shaped(norm)

    def _is_spelled_otherwise(self, i: int) -> bool:
        """Whether hamza or teh marbuta tell it from the listed words it folds to: ``إمام``, ``مجموعة``."""
        text = undiacritised(self.tokens[i].text)
        return (text[:1] in "أإآ" or text[-1:] == "ة") and text not in self.lexicon.no_heads

    def _is_verb_shaped(self, norm: str) -> bool:
        """Whether the form is rather a verb's: ``سيصبح``, ``شهدت``, ``سجلوا``; only asked where there is no tag."""
        if norm.startswith("ال"):
            return False
        return bool(FUTURE_OR_PRESENT.match(norm) or PAST_FEMININE.match(norm) or PAST_PLURAL.match(norm))

    def is_plural(self, i: int) -> bool:
        """Whether the word is a plural, by its ending, its shape or the word list."""
        norm = self.norms[i].removeprefix("ال") if self.is_definite(i) else self.norms[i]
        if self.lexicon.is_cue(norm, Cue.PLURAL):
            return True
        if self.lexicon.is_cue(self.norms[i], Cue.BODY):
            return False  # الاتحاد has the shape of أفعال, but is singular
        if SOUND_PLURAL.match(norm):
            return True
        return not self.tokens[i].text.removeprefix("ال").startswith("إ") and bool(BROKEN_PLURAL.match(norm))  # الإعلام

    def may_be_plural(self, i: int) -> bool:
        """Whether the word can stand after 3 to 10: a plural, also of the short shapes."""
        return self.is_plural(i) or SHORT_PLURAL.match(self.norms[i]) is not None

    def is_owned_plural(self, i: int) -> bool:
        """Whether the word is a plural with a pronoun: ``أبناؤه``, ``مشاريعها``."""
        norm = self.norms[i]
        stem = PRONOUN.sub("", norm)
        if stem == norm or self.tokens[i].text.endswith("ة"):
            return False
        return BROKEN_PLURAL.match(stem) is not None or (stem.endswith(("ي", "و")) and len(stem) > 4)

    def unit(self, first: int, last: int) -> str:
        """Return the words as written, the article restored after ل (``للدول`` -> ``الدول``), without a Moroccan د."""
        document = self.document
        text = document.text[document.offsets[first][0] : document.offsets[last - 1][1]]
        if self.norms[first].startswith("ال") and text.startswith("ل"):
            return "ا" + text
        return text[1:] if OF_THE.match(self.norms[first]) else text

    def is_dual(self, i: int) -> bool:
        """Whether the word may be a dual: ``برلمانيان``, ``حافلتين``."""
        return self.is_nominal(i) and bool(DUAL.match(self.norms[i]))

    def noun_end(self, i: int) -> int:
        """Return the token after the noun at ``i``, with what belongs to it: ``م²``, ``كم2``, ``مشتبها فيهم``."""
        if i + 1 == len(self.norms):
            return i + 1
        participle = self.norms[i].startswith("م") and self.norms[i + 1] in WITH_PRONOUN
        return i + 1 + (participle or self.is_square(i + 1))

    def is_square(self, i: int) -> bool:
        """Whether token ``i`` is the sign of a square or cube written on a measure: ``م²``, ``كم2``."""
        offsets = self.document.offsets
        glued = 0 < i < len(self.norms) and offsets[i - 1][1] == offsets[i][0]
        return glued and self.tokens[i].text in SQUARE and self.norms[i - 1] in METRES

    def rejoined(self, i: int) -> str:
        """Return the word whose first letter a wrong split made a clitic at token ``i`` (``و`` + ``رشا``), or ""."""
        if i + 1 < len(self.norms) and self.clitics[i] and not self.clitics[i + 1] and len(self.norms[i]) == 1:
            return fold(self.tokens[i].text + self.tokens[i + 1].text)
        return ""

    def phrase_end(self, i: int) -> int:
        """Return the token after the noun phrase that token ``i`` heads: ``متر مربع``, ``سماعة طبية``,
        ``طفلا وطفلة``, ``كيلوغرامات من الدقيق``, ``حافلة للنقل المدرسي``."""
        end = self.noun_end(i)
        if self._is_modifier(end):
            end += 1
            if self._is_modifier(end) and self.is_definite(end) == self.is_definite(end - 1):
                end += 1
        elif end + 1 < len(self.norms) and self.norms[end] == "و" and self._pairs(i, end + 1):
            end += 2
        elif end + 1 < len(self.norms) and self.norms[end] in ("من", "ل") and self._is_defined(end + 1):
            end += 2
            if self._is_modifier(end) and self.is_definite(end):
                end += 1
        return end

    def _is_modifier(self, i: int) -> bool:
        """Whether token ``i`` goes on with a noun phrase: an indefinite adjective or noun."""
        return self.is_nominal(i) and (len(self.norms[i]) > 2) and not self.lexicon.is_cue(self.norms[i], Cue.YEAR)

    def _is_defined(self, i: int) -> bool:
        return self.is_nominal(i) and self.is_definite(i)

    def _pairs(self, i: int, j: int) -> bool:
        """Whether the words are the two genders of one noun: ``طفلا وطفلة``, ``مسنا ومسنة``."""
        one, other = self.norms[i].rstrip("ا"), self.norms[j].rstrip("هات")
        return self.is_word(j) and len(one) > 2 and other.startswith(one)


def folded(*words: str) -> frozenset[str]:
    """Return the comparison keys of words."""
    return frozenset(map(fold, words))
