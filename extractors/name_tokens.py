"""The tokens of a document as the readers of names see them: given names, prepositions, letters split off by mistake."""

from __future__ import annotations

from corpus.document import Document
from corpus.mention import Gender
from corpus.normalise import fold, plain
from extractors.name_lexicon import NameLexicon
from extractors.office_words import words
from extractors.phrases import load_phrase_words
from extractors.triggers import load_triggers

# Words that are part of a name and ask for another one behind them.
LINKS = words("links")
# Those behind which anything is a name, a title too: `آل الشيخ`, `بن مساعد`, `أيت القايد`.
BINDING = words("binding")
HONORIFICS = words("honorifics")
CLITICS = frozenset("وفبلك")
HAMZATED = frozenset("أإآ")


class NameTokens:
    """The tokens of one document, the lexicon, and simple questions about a token."""

    def __init__(self, doc: Document, lexicon: NameLexicon, blocked: frozenset[int], offices: frozenset[str]) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.norms = [t.norm_ for t in doc.doc]
        self.blocked = blocked  # tokens inside places, institutions, dates
        self.offices = offices
        self.words = load_phrase_words()
        self.triggers = load_triggers()

    def at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else "\n"

    def definite(self, i: int) -> bool:
        """Whether the word at ``i`` has the article: ``الكتاب``, not ``ألكسندر``, ``إلياس`` or ``التقى``."""
        if not self.at(i).startswith("ال") or self.doc.doc[i].text[:1] in HAMZATED:
            return False
        return not (self.at(i).startswith("الت") and self.doc.doc[i].pos_ == "VERB")

    def given_end(self, i: int) -> int:
        """Return the token after the given name at ``i`` (also one split by mistake: ``وئام``), ``i`` without one."""
        after = self.lexicon.given_at(self.norms, i)
        if after == i and self.glued(i) and (self._whole(i),) in self.lexicon.given:
            return i + 2
        if after == i and self.at(i) == "عبد" and self.definite(i + 1) and self.at(i - 1) != "و":
            return i + 2  # `عبد الرفيع`: servant of one of the names of God
        return after

    def gender(self, i: int) -> Gender:
        """Return the gender of the given name at ``i``."""
        found = self.lexicon.gender(self.norms, i)
        if found is Gender.UNKNOWN and self.glued(i):
            return self.lexicon.given.get((self._whole(i),), Gender.UNKNOWN)
        return found

    def glued(self, j: int) -> bool:
        """Whether a proclitic at ``j`` is written on the next token."""
        if self.at(j) not in CLITICS or j + 1 >= len(self.norms) or not self.at(j + 1)[0].isalpha():
            return False
        return self.doc.offsets[j][1] == self.doc.offsets[j + 1][0]

    def _whole(self, j: int) -> str:
        """Return the folded written word of a proclitic and the token behind it."""
        span = self.doc.span(j, j + 2)
        return fold(plain(self.doc.text[slice(*span)]))

    def is_preposition(self, i: int) -> bool:
        """Whether ``علي`` is the preposition: spelt with ى, or (by a frequent misprint) not among names; so ``أمام``."""
        if self.at(i) == "امام":
            return self.doc.doc[i].pos_ == "ADP"
        if self.at(i) != "علي":
            return False
        raw = self.doc.doc[i].text
        if raw.endswith("ي") and self.at(i + 1) == "ب" and self.glued(i + 1):
            return False  # `علي بنعبد الله`: no preposition follows one
        named = (self.at(i - 1), self.at(i - 2)) == ("الله", "ايه")  # `آية الله علي فلان`
        named = (
            named
            or (self.at(i - 1) == "." and self.at(i - 2) in HONORIFICS)
            or (
                i > 0
                and (
                    (self.norms[i - 1],) in self.lexicon.given
                    or self.norms[i - 1] in LINKS
                    or self.norms[i - 1] in HONORIFICS
                )
            )
        )
        return (raw.endswith("ى") and self.at(i - 1) not in BINDING) or (not named and self.doc.doc[i].pos_ == "ADP")
