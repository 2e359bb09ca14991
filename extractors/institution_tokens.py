"""The tokens of a document as the readers of institutions see them."""

from __future__ import annotations

from corpus.document import BREAK, Document
from corpus.mention import InstitutionKind, Label, PlaceValue, Span
from extractors.institution_bound_words import (
    FEMININE,
    GATHERINGS,
    LEVEL,
    MEETING_VERBS,
    NAMED_AFTER,
    OFFICE_REACH,
    PLURAL,
)
from extractors.institution_lexicon import InstitutionLexicon
from extractors.name_lexicon import load_names
from extractors.name_tokens import LINKS
from extractors.names import NameReader
from extractors.offices import bare, offices
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS, load_phrase_words


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


class InstitutionTokens:
    """The tokens, what the lexicons and the places found say of them, and what their forms show."""

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
        self.place_kinds = {m.span: m.value.kind for _, m in ranges if isinstance(m.value, PlaceValue)}
        self.in_places = {k for (a, b), _ in ranges for k in range(a, b)}

    def at(self, i: int) -> str:
        """Return the norm at ``i``; a line break outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else BREAK

    def definite(self, i: int) -> bool:
        """Whether the word at ``i`` has the article."""
        return self.at(i).startswith("ال") and len(self.at(i)) > 3 and self.at(i) not in MEETING_VERBS

    def is_verb(self, i: int) -> bool:
        """Whether the tagger takes the word for a finite verb."""
        tagged = 0 <= i < len(self.norms) and self.doc.doc[i].pos_ in ("VERB", "AUX")
        return tagged and not self.definite(i) and not self._heads_a_name(i)

    def _heads_a_name(self, i: int) -> bool:
        """Whether a head noun taken for a verb is none, by what is around it.

        A verb right before a feminine subject is feminine (``دار الطالبة``), and no item of a list begins with a verb
        (``- دار الطالب``).
        """
        if self.at(i) not in self.lexicon.heads or not self.definite(i + 1):
            return False
        feminine = self.texts[i + 1].endswith("ة") and not self.at(i).startswith("ت") and not self.at(i).endswith("ت")
        return feminine or self.at(i - 1) in DASHES

    def written_verb(self, i: int) -> bool:
        """Whether the form alone shows a verb of the plural (``استفادوا``)."""
        return len(self.at(i)) > 4 and self.at(i).endswith("وا") and not self.definite(i)

    def _agrees(self, i: int, at: int) -> bool:
        """Whether an adjective may qualify the word at ``i`` by its gender; plurals and names are let through."""
        word, adjective = self.texts[i], self.texts[at]
        if len(adjective) > PLURAL and adjective.endswith(("ين", "ون")):
            return False
        if word.endswith(("ات", "ى", "ار")) or self.people.given_at([self.at(at)], 0):
            return True
        return adjective.endswith(FEMININE) if word.endswith("ة") else not adjective.endswith("ة")

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

    def _office_after(self, i: int, at: int) -> bool:
        """Whether an office with its rank follows without و (``وزارة التضامن | الكاتب العام للوزارة``)."""
        if at < i + 2 or not self.definite(at) or not self.definite(at - 1):
            return False
        office = offices().get(bare(self.at(at)))
        ranked = self.definite(at + 1) and self.at(at + 1).endswith(("ي", "يه", "العام", "العامه"))
        return office is not None and not office.plural and ranked

    def _called(self, i: int, at: int, *, local: bool) -> bool:
        """Whether a definite noun is what a place of service is called, behind the adjectives of its class (``الثانوية
        الإعدادية | الزهور``): it closes the phrase, and where the place is follows."""
        if not local or at < i + 2 or not self._class_complete(i, at) or not self.definite(at):
            return False
        norm = self.at(at)
        if norm.endswith(("ي", "يه", "ات", "ين", "ون")) or norm.removeprefix("ال") in self.words["object"]:
            return False
        after = at + 1 + (self.at(at + 1) == "،")
        placed = self.at(at + 1) in ("ب", "في") and at + 2 in self.places
        return bare(norm) not in offices() and (
            placed or self.at(after) in self.words["linked"] or (self.at(at + 1), self.at(at + 2)) == LEVEL
        )

    def _class_complete(self, i: int, last: int) -> bool:
        """Whether head and adjectives say of what class an institution is (``المركز الصحي القروي``)."""
        return self.definite(i) and all(
            self.definite(k) and self.at(k).endswith(("ي", "يه")) for k in range(i + 1, last)
        )

    def _is_local(self, i: int) -> bool:
        """Whether the head is a place of service, a centre, hospital or school."""
        head = self.lexicon.head(self.at(i))
        return head is not None and head.kind in NAMED_AFTER

    def _tagged_person(self, k: int) -> bool:
        """Whether a person's name of two words begins by its tags (``رئيس تحالف أفق-نور | خوليو بيريث عشرة أيام``)."""
        tagged = [self.doc.doc[j].ent_type_ == "PER" for j in (k - 1, k, k + 1) if j < len(self.norms)]
        proper = self.doc.doc[k].pos_ == "PROPN" and not self.definite(k)
        return proper and tagged == [False, True, True] and self.at(k + 1) not in LINKS

    def _heard(self, j: int) -> bool:
        """Whether ل leads to the agency that hears something, a site where it is done, or an act and its doer: ``هيئة
        الأرصاد | لفرانس برس``, ``القوات الحكومية | لمطار عدن``, ``هيئة المرور | لإغلاقه الطريق``."""
        if j >= len(self.norms):
            return False
        known = self.lexicon.known_at(self.norms, self.norms, j, cued=False)
        if known is not None and known[1].kind is InstitutionKind.COMPANY and known[0] > j + 1:
            return True
        owned = self.texts[j].endswith(("ه", "ها", "هم")) and self.doc.doc[j].pos_ == "NOUN" and len(self.at(j)) > 4
        owned = owned and not self.definite(j) and not self.people.knows(self.at(j)) and j not in self.in_places
        return owned or (j in self.places and self.at(j) in ("مطار", "ميناء", "معبر"))


def gathers(before: list[str]) -> bool:
    """Whether the norms before a body say that it meets, so that a place behind it is where (``قمة حلف شمال الأطلسي في
    مدريد``)."""
    nouns = [norm.removeprefix("ال") for norm in before]
    return bool(nouns) and (nouns[-1] in GATHERINGS or (nouns[-1] == "ل" and bool(GATHERINGS & set(nouns))))
