"""Names that the tokeniser took apart: a proclitic that is the first letter of a name (``بنطاهر``, ``فطاح``, ``ونسي``)."""

from __future__ import annotations

from corpus.document import Document
from corpus.mention import Mention
from extractors.name_lexicon import NameLexicon
from extractors.name_tokens import CLITICS, LINKS, NameTokens
from extractors.phrases import CLOSE, STOPS

VERBAL = 10  # a word that both forms of an imperfect are written as often as this
RARE = 60  # a word written less often in the raw press may be a family name
TRUSTED = 1200  # the same behind a given name: press names recur (`لافروف`, `الجبير`)
DEFINITE = 150  # a definite word that is no nisba, written more often, is a noun (`ماكرون | الضغط على`)
HAPAX = 10  # a word written less often behind a word that may be a given name makes a name of both
SUFFIXES = ("ه", "ها", "هم")  # pronouns: what ends so is a word of its own (`بإنشائه`)


class NameSplits(NameTokens):
    """Tells where a proclitic is none, in one document."""

    def split(self, j: int, *, due: bool = False) -> bool:
        """Whether the proclitic at ``j``, inside a name, is the first letter of its next word.

        ``due``: an office makes a name likely, so that what is left may be an ordinary word if the clause ends behind it.
        """
        if self.norms[j - 1] in ("بن", "بنت", "ابن"):
            return True  # `مشعل بن فهم`
        return (
            self._known(j)
            or (self.norms[j] == "و" and (self._middle(j) or self._family(j)))
            or self._first_letter(j)
            or (due and self._closed(j))
        )

    def _known(self, j: int) -> bool:
        """Whether the whole word is a name by lists or by its shape (``بنطاهر``, ``لعمري`` = العمري)."""
        whole, rest = self._whole(j), self.norms[j + 1]
        western = self.norms[j] == "ل" and "ال" + rest in self.lexicon.family
        son = self.norms[j] == "ب" and whole[:2] in ("بن", "بو", "با", "بل") and not rest.startswith("ال")
        return self.lexicon.knows(whole) or western or (son and self._rest(j) and not self._owned(j))

    def _closed(self, j: int) -> bool:
        """Whether the clause or an office closes what may be a name: ``نبيل بفون رئيس اللجنة``, not ``أمر بإنشائه الملك``."""
        rest, after = self.norms[j + 1], self.at(j + 2)
        closed = after in STOPS or after in CLOSE or after in ("و", "(", "-", "–")
        closed = closed or (after in self.offices and (self._rest(j) or rest in LINKS) and not self._owned(j))
        return closed and self.norms[j] in "بل" and not rest.startswith("ال") and j + 1 not in self.blocked

    def _rest(self, j: int, limit: int = RARE) -> bool:
        """Whether what is left without the proclitic at ``j`` is written less often than ``limit``."""
        return self.lexicon.counts.get(self.norms[j + 1], 0) < limit

    def _owned(self, j: int) -> bool:
        """Whether what is left ends as a word with a pronoun."""
        return self.doc.doc[j + 1].text.endswith(SUFFIXES)

    def _imperfect(self, norm: str) -> bool:
        """Whether a word is a verb that the press writes for him and for her (``يولي``, ``تولي``)."""
        other = ("ت" if norm[0] == "ي" else "ي") + norm[1:]
        return min(self.lexicon.counts.get(word, 0) for word in (norm, other)) >= VERBAL

    def _first_letter(self, j: int) -> bool:
        """Whether a proclitic right behind a given name is the first letter of the family name (``محمد فطاح``).

        What is left of the word is hardly ever written by itself, or tagged as part of a name.
        """
        rest, word, before = self.norms[j + 1], self.doc.doc[j + 1], self.at(j - 2)
        apart = self.norms[j] == "و" or self.definite(j + 1) or j + 1 in self.blocked or self._owned(j)
        place = word.ent_type_ == "LOC" and not self._rest(j, HAPAX)
        if apart or place or rest in self.words["stop"] or rest in self.offices:
            return False
        given = (self.norms[j - 1],) in self.lexicon.given or before == "عبد"
        whole = self.lexicon.knows(before) and before != "عبد"  # `أحمد سعيد | بتمنارت`
        tagged = "PER" in (word.ent_type_, self.doc.doc[j].ent_type_)
        limit = TRUSTED if tagged else DEFINITE if self.norms[j] == "ف" else RARE
        return given and (tagged or not whole) and self._rest(j, limit)

    def _family(self, j: int) -> bool:
        """Whether و right behind a lone given name is the first letter of the family name (``عبد الرحيم واعمروش،``).

        What is left is hardly ever written, no given name (``محمد وإدريس``), and no name follows it.
        """
        rest, word, before, after = self.norms[j + 1], self.doc.doc[j + 1], self.at(j - 2), self.doc.doc[j + 2 : j + 3]
        given = before == "عبد" or ((self.norms[j - 1],) in self.lexicon.given and not self.lexicon.knows(before))
        listed = (rest,) in self.lexicon.given or self.definite(j + 1) or j + 1 in self.blocked or rest in self.offices
        listed = (
            listed or rest in self.words["stop"] | self.words["clause"] or rest in LINKS or rest in self.triggers.forms
        )
        noun = word.pos_ in ("NOUN", "PROPN", "X", "ADJ") and not self._owned(j) and not word.text.endswith("ة")
        followed = any(t.pos_ in ("PROPN", "NOUN", "ADJ") or t.ent_type_ == "PER" for t in after)
        proper = self.doc.doc[j - 1].pos_ == "PROPN"  # not `ثريا وجاذبا`
        return given and proper and noun and not listed and not followed and self._rest(j, DEFINITE)

    def _middle(self, j: int) -> bool:
        """Whether و at ``j`` is the first letter of a name between two others (``صلاح ونسي محمد``): no name follows it."""
        word, after = self.norms[j + 1], self.at(j + 2)
        known = self.lexicon.knows(word) or word in self.offices or word in self.words["stop"] | self.words["clause"]
        rare = self._rest(j) and not self.definite(j + 1) and j + 1 not in self.blocked
        named = (after,) in self.lexicon.given and after not in self.lexicon.weak
        return rare and not known and named and self.doc.doc[j + 1].pos_ not in ("VERB", "AUX", "ADJ")


def given_alone(doc: Document, names: NameLexicon, place: Mention) -> bool:
    """Whether a place is a given name tagged as part of a person's (``لمياء``)."""
    first, last = doc.token_range(*place.span)
    if last >= len(doc.doc) or last - first != 1 or (doc.doc[first].norm_,) not in names.given:
        return False
    return doc.doc[first].ent_type_ == doc.doc[last].ent_type_ == "PER"


def rest_of_surname(doc: Document, names: NameLexicon, place: Mention) -> bool:
    """Whether a place is what is left of a family name, known as a place by its tag alone: ``عبد السلام ب|قاليون``."""
    first, _ = doc.token_range(*place.span)
    if place.provenance.rule != "places.tagged" or first < 3 or doc.offsets[first - 1][1] != place.start:
        return False
    far, near, clitic = (token.norm_ for token in doc.doc[first - 3 : first])
    given = far == "عبد" or ((near,) in names.given and not names.knows(far))
    return clitic in CLITICS and given
