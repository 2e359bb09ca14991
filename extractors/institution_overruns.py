"""Words that a noun phrase would take in, though they are no part of an institution's name.

An accusative (``لجنة السوق | قرارا``), what somebody says or is called behind a ministry (``وزارة الخارجية | «فلان»``), what
a party or a government does something for (``حكومة العلمي | للتحضير``), and a noun behind a town in the name (``مجلس شباب
الطائف | برامج``).
"""

from __future__ import annotations

from extractors.institution_bound_words import ARMED
from extractors.institution_tokens import InstitutionTokens
from extractors.phrases import OPEN

TANWIN = ("اً", "ًا")
PURPOSELESS = frozenset({"حزب", "حكومه"})  # bodies whose names do not say what they are for


class Overruns(InstitutionTokens):
    """Says where a noun phrase runs on past the name."""

    def _overruns(self, i: int, at: int) -> bool:
        """Whether the token at ``at`` is no part of the name that starts at ``i``."""
        return at > i + 1 and (
            self._accusative(i, at)
            or self._fought(i, at)
            or self._behind_town(at)
            or (self.at(at) in OPEN and self.lexicon.bare(self.at(i)) == "وزاره")
            or (self.at(at) == "ل" and self.lexicon.bare(self.at(i)) in PURPOSELESS)
        )

    def _accusative(self, i: int, at: int) -> bool:
        """Whether a word in the accusative stands there, as an object does, and the head is in no accusative itself."""
        if self.at(i).endswith("ا") or self.definite(at):
            return False
        bare = self.at(at).removesuffix("ا")
        thing = bare != self.at(at) and bare in self.words["object"] and self.definite(at - 1)
        return thing or self.texts[at].endswith(TANWIN)

    def _fought(self, i: int, at: int) -> bool:
        """Whether armed forces, told by their country, meet something definite (``واجهت القوات السورية | الكمائن``)."""
        told = at == i + 2 and self.lexicon.bare(self.at(i)) in ARMED and self.at(i + 1) in self.words["nationality"]
        noun = self.definite(at) and self.doc.doc[at].pos_ == "NOUN" and not self.at(at).endswith(("ي", "يه"))
        return told and noun

    def _behind_town(self, at: int) -> bool:
        """Whether an indefinite noun stands right behind a place inside the name."""
        inside = at - 1 in self.in_places and at not in self.in_places
        noun = self.doc.doc[at].pos_ == "NOUN" and not self.doc.doc[at].ent_type_ and len(self.at(at)) > 2
        return inside and noun and not self.definite(at) and not self.texts[at].endswith("ي")
