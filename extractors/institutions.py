"""Institutions: where the name begins, where it ends, what kind it is, and the place it is in.

A name is a head noun (``institution_heads.csv``) with its complements, or a well-known name
(``institution_names.csv``). Class nouns and plurals are left out; a centre with a generic name counts when something
happens to it or it has a place (guidelines, section 3). Later short forms (``المركز``) are aliases of the full one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.document import Document
from corpus.mention import InstitutionKind, InstitutionValue, Label, Mention, Span
from corpus.normalise import fold, plain
from extractors.base import provenance
from extractors.country import CountryCues, infer_country, load_country_cues
from extractors.entity_features import MODEL, unseen, weighed
from extractors.institution_bound_words import NAMED_AFTER
from extractors.institution_known import Name
from extractors.institution_lexicon import InstitutionLexicon, load_institution_lexicon
from extractors.institution_located import PlaceFinder
from extractors.institution_reader import InstitutionReader
from extractors.triggers import TriggerLexicon, load_triggers
from gazetteer.lookup import Gazetteer, load_gazetteer
from models.entity_judge import EntityJudge


class InstitutionExtractor:
    """Finds institutions (label INSTITUTION); places must be known before."""

    name = "institutions"
    labels = frozenset({Label.INSTITUTION})
    requires = frozenset({Label.PLACE})

    def __init__(
        self,
        lexicon: InstitutionLexicon,
        triggers: TriggerLexicon,
        gazetteer: Gazetteer,
        cues: CountryCues,
        judge: EntityJudge | None = None,
    ) -> None:
        self.lexicon = lexicon
        self.cues = cues
        self.triggers = triggers
        self.gazetteer = gazetteer
        self.judge = judge

    @classmethod
    def load(cls, judge: EntityJudge | None = None) -> InstitutionExtractor:
        """Return the extractor with the project's lexicons; ``judge``: the model of how sure an institution is."""
        return cls(load_institution_lexicon(), load_triggers(), load_gazetteer(), load_country_cues(), judge)

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield the institutions in text order; short forms after their full name."""
        found = list(self._read(doc))
        if self.judge is None:
            return found
        return weighed(doc, "institution", doc.with_mentions(found).mentions, self.judge)

    def _read(self, doc: Document) -> Iterator[Mention]:
        """Yield the institutions that rules find, and those that only the name models found."""
        country = infer_country(doc, self.cues)
        reader = InstitutionReader(doc, self.lexicon, self.triggers, self.gazetteer, country)
        names = reader.names()
        new = [self.proposal(reader, *span) for span in unseen(doc, "institution", [(n.first, n.last) for n in names])]
        new = [n for n in new if not reader.barred(n.first, self.lexicon.bare(reader.at(n.first)), n.last)]
        names = sorted([*names, *new], key=lambda name: name.first)
        finder = PlaceFinder(reader, names)
        full: list[tuple[str, Span]] = []
        for name in names:
            span = doc.span(name.first, name.last)
            alias = bracketed(reader, name, full[-1][1] if full else None)
            if name.short:
                alias = next((s for head, s in reversed(full) if head == name.head), None)
                if alias is None and not reader.stands_alone(name):
                    continue
                later = [n for n in names if n.first > name.first and n.head == name.head and not n.short]
                if alias is None and name.head == "وزاره" and one_name(reader, later):
                    alias = doc.span(later[0].first, later[0].last)
            else:
                full.append((name.head, span))
            value = InstitutionValue(
                written_name(doc, name, reader.at(name.first)), name.kind, finder.place_of(name), alias
            )
            rule = provenance(self.name, f"institutions.{name.rule}")
            yield doc.mention(*span, Label.INSTITUTION, provenance=rule, value=value, confidence=name.confidence)
            if not name.short and acronym(reader, name) and all(n.first != name.last + 1 for n in names):
                short = doc.span(name.last + 1, name.last + 2)
                value = InstitutionValue(doc.text[slice(*short)], name.kind, value.place, span)
                rule = provenance(self.name, "institutions.acronym")
                yield doc.mention(*short, Label.INSTITUTION, provenance=rule, value=value, confidence=name.confidence)

    def proposal(self, reader: InstitutionReader, first: int, last: int) -> Name:
        """Return a name that the models found; its kind is that of the first head noun in it."""
        heads = [self.lexicon.bare(norm) for norm in reader.norms[first:last]]
        kinds = [self.lexicon.heads[head].kind for head in heads if head in self.lexicon.heads]
        return Name(first, last, kinds[0] if kinds else InstitutionKind.OTHER, heads[0], MODEL, 0.5)


def one_name(reader: InstitutionReader, names: list[Name]) -> bool:
    """Whether there are names and all begin like the shortest of them, so that a word before can mean no other."""
    norms = sorted((reader.norms[n.first : n.last] for n in names), key=len)
    return bool(norms) and all(other[: len(norms[0])] == norms[0] for other in norms)


def bracketed(reader: InstitutionReader, name: Name, before: Span | None) -> Span | None:
    """Return the name right before, of which this one in brackets is another form (``منظمة ... (اليونسكو)``)."""
    if before is None or reader.at(name.first - 1) != "(" or reader.at(name.last) != ")":
        return None
    return before if reader.doc.span(name.first - 2, name.first - 1)[1] == before[1] else None


def acronym(reader: InstitutionReader, name: Name) -> bool:
    """Whether one word in brackets follows that stands for the name: capitals, or a foreign word behind a body that has
    no place there (``الوكالة الوطنية لـ... (ANX)``, ``(أناكس)``; not ``دار الطالبة (تافراوت)``)."""
    k = name.last + 1
    if reader.at(k - 1) != "(" or reader.at(k + 1) != ")" or name.last - name.first < 3 or k in reader.in_places:
        return False
    text = reader.texts[k]
    if text.isascii():
        return text.isalpha() and text.isupper() and len(text) > 1
    foreign = (
        reader.doc.doc[k].pos_ in ("PROPN", "X") and not reader.definite(k) and not reader.people.knows(reader.at(k))
    )
    return foreign and len(text) > 2 and name.kind not in NAMED_AFTER


def written_name(doc: Document, name: Name, norm: str) -> str:
    """Return the name as written, ``norm`` its first word; after ل the article comes back (``للفضاء`` -> الفضاء)."""
    surface = plain(doc.text[slice(*doc.span(name.first, name.last))])
    after_lam = name.first > 0 and doc.doc[name.first - 1].norm_ == "ل"
    if after_lam and norm.startswith("ال") and not fold(surface).startswith("ال"):
        return ("ا" if f"ا{fold(surface)}".startswith(norm) else "ال") + surface  # `للفضاء`; `للجنة` of اللجنة
    return surface
