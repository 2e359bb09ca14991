"""Toponyms that no list knows, told by the tagger, by what announces them, or by the centre that lies in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.mention import InstitutionKind, PlaceKind
from extractors.country import load_country_cues
from extractors.institution_lexicon import InstitutionLexicon, load_institution_lexicon
from extractors.name_lexicon import load_names
from extractors.place_names import RARE, VERY_RARE, PlaceTokens

SITE_REACH = 6  # tokens of the name of a centre before ب
SITES = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
LONG = 5  # letters of a word that may be ب and a toponym
HEARD = 4  # a definite word written so often is a noun unless the tagger sees a name
UNKNOWN = 12  # a word behind ب or في that is written less often may be an unknown toponym
JOINERS = frozenset({"و", "،", ","})
OWNERS = ("ها", "هم", "نا", "تو")  # pronouns; the last is of the dialect: `شركتو`
STRONG = frozenset({"ب", "في", "ف"})  # `ف العيون`: the preposition of the dialect


@dataclass(frozen=True, slots=True)
class Bare:
    """A toponym: tokens, kind, how sure, and whether it names the unit of an office before it (``محافظ جدة``)."""

    first: int
    last: int
    kind: PlaceKind
    confidence: float
    of_unit: bool = False
    located: bool = False  # behind a preposition of place
    rule: str = "gazetteer"
    skip: int = 0  # letters of the first token that are a proclitic the tokeniser left on it


class UnlistedToponyms(PlaceTokens):
    """Decides on words of one document that the gazetteer does not have."""

    @cached_property
    def heads(self) -> InstitutionLexicon:
        """The nouns that open names of institutions."""
        return load_institution_lexicon()

    def _unlisted(self, i: int, taken: set[int]) -> Bare | None:
        """Return an unknown name that the tagger takes for a place behind a preposition of place."""
        token = self.doc.doc[i]
        if self.at(i) in self.words["opener"] and self.at(i - 1) in STRONG and self.is_word(i + 1):
            ordinary = self.count(i + 1) >= RARE or self.doc.doc[i + 1].pos_ == "ADJ"  # `بعين الاعتبار`
            if self.at(i + 1) not in self.words["not_name"] and not self.is_verb(i + 1) and not ordinary:
                return Bare(i, i + 2, PlaceKind.CITY, 0.6, located=True, rule="opener")  # `بأولاد فرج`
        if self.at(i - 1) == "ب" and self._site_before(i - 1) and self._unheard(i):
            return Bare(i, i + 1, PlaceKind.CITY, 0.5, located=True, rule="site")  # `دار الطالبة بتيغسالين`
        if self._joined(i):
            return Bare(i, i + 1, PlaceKind.CITY, 0.5, located=True, rule="site", skip=1)  # the same as one token
        if self._runs_on(i, taken):
            return Bare(i, i + 1, PlaceKind.CITY, 0.6, rule="run")  # `الرباط وسلا وتيغسالين`
        if token.ent_type_ != "LOC" or not self.starts_name(i) or self.is_given(i):
            return None
        behind = (self.at(i - 1) in self.words["preposition"] and self.at(i - 1) != "ف") or self._apposed(i)
        if not behind and not (
            self._listed(i, taken) and token.pos_ in ("PROPN", "NOUN") and self.count(i) < VERY_RARE
        ):
            return None
        if (self.count(i) >= UNKNOWN and not self._of_country(i + 1)) or self._owned(i):
            return None
        last = i + 1
        while last < i + 3 and self.is_word(last) and self.doc.doc[last].ent_type_ == "LOC":
            if self.at(last) in self.words["not_name"] or not (self.count(last) < UNKNOWN):
                break
            last += 1
        return Bare(i, last, PlaceKind.CITY, 0.5, rule="tagged")

    def _owned(self, i: int) -> bool:
        """Whether the word is an ordinary noun with a pronoun (``كورنيشها``, ``مهرجاناتنا``), or in the accusative."""
        text, norm = self.doc.doc[i].text, self.at(i)
        suffix = next((s for s in OWNERS if text.endswith(s)), None)
        stem = norm.removesuffix(suffix) if suffix else norm
        noun = self.usage.words.get(stem, 0) + self.usage.words.get(stem.removesuffix("ت") + "ه", 0) >= RARE
        return text.endswith(("اً", "ًا")) or (suffix is not None and len(stem) > 2 and noun)

    def _joined(self, i: int) -> bool:
        """Whether the tokeniser left the ب on such a toponym: no list knows the word, and it begins no name (``بنسعيد``)."""
        word = self.at(i)
        if word[:1] != "ب" or word[1:2] in "نولا" or len(word) < LONG or self.count(i) >= HEARD or self.is_given(i - 1):
            return False
        known = load_names().knows(word) or self.is_given(i) or self.doc.doc[i].ent_type_ == "PER"
        return not known and self._site_before(i) and self._unheard(i)

    def _site_before(self, i: int) -> bool:
        """Whether the words before ``i`` name a centre, school or hospital, so that ب says where it is."""
        for k in range(i - 1, max(i - SITE_REACH, -1), -1):
            if not self.is_word(k) or self.is_verb(k) or self.at(k) in self.words["preposition"]:
                return False
            head = self.heads.head(self.at(k))
            if head is not None:
                return head.kind in SITES
        return False

    def _unheard(self, i: int) -> bool:
        """Whether a word no list knows may be a toponym: hardly ever written, no verb or adjective, and the phrase ends."""
        written = self.doc.doc[i].text
        if not self.starts_name(i) or self.count(i) >= UNKNOWN or self.is_given(i) or self.is_verb(i):
            return False
        plural = written.endswith("ين") and not written.removeprefix("ب").startswith("ت")  # but Berber `تازارين`
        noun = (
            plural or written.endswith(("ه", "ها", "هم", "ات", "اء")) or self.doc.doc[i].pos_ in ("ADJ", "ADV", "NUM")
        )
        noun = noun or (
            self.at(i).startswith("ال") and not self.named(i) and self.count(i) >= HEARD
        )  # `المراكز بالحواضر`
        family = self.at(i)[:1] in "نو" and self.doc.doc[i].ent_type_ != "LOC"  # `معهد إدريس بنزكري`
        family = family or self.is_given(i - 2)  # `عبدالله بهران`
        return (
            not noun
            and not family
            and (not self.is_word(i + 1) or self.at(i + 1) in self.words["preposition"] or self.at(i + 1) == "و")
        )

    def _of_country(self, i: int) -> bool:
        """Whether the adjective of a country stands there: ``في آفيون التركية``."""
        norm = self.at(i)
        foreign = not self.at(i - 1).startswith("ال") and self.doc.doc[i - 1].pos_ == "PROPN"  # not `الأراضي السورية`
        return foreign and norm.startswith("ال") and norm.endswith("يه") and (norm,) in load_country_cues().weights

    def _apposed(self, i: int) -> bool:
        """Whether a noun of places with an adjective names what follows: ``العاصمة العمانية، مسقط``."""
        k = i - 1 - (self.at(i - 1) in ("،", ",", "(", "«", '"'))
        if self.doc.doc[k].pos_ != "ADJ" or not self.at(k).startswith("ال"):
            return False
        return self.at(k - 1) in self.words["town_noun"]

    def _runs_on(self, i: int, taken: set[int]) -> bool:
        """Whether a word that is hardly ever written is a further item of a list of two places or more."""
        named = self.doc.doc[i].pos_ in ("PROPN", "X") or self.doc.doc[i].ent_type_ == "LOC"
        if not named or not self.starts_name(i) or self.is_given(i) or self.count(i) >= VERY_RARE:
            return False
        if self.is_verb(i) or not self._listed(i, taken) or not self._closes(i + 1):
            return False
        k = i - 1
        while self.at(k) in JOINERS:
            k -= 1
        while k in taken:
            k -= 1
        return self._listed(k + 1, taken)

    def _closes(self, last: int) -> bool:
        """Whether an item of a list ends before the token: a joiner, the end of the sentence or line."""
        return self.at(last) in JOINERS or not self.is_word(last)

    def _listed(self, i: int, taken: set[int]) -> bool:
        """Whether the name goes on a list of places: ``الرباط والجديدة``, ``سطات، الجديدة``."""
        k = i - 1
        while k > 0 and self.at(k) in JOINERS:
            k -= 1
        return k < i - 1 and k in taken
