"""What an institution or a place looks like to the model that says how sure it is, and the weighing itself.

Rules find names by what they are made of; the trained name models (``models.press_ner``) by how the text goes on around
them. The model weighs who found an entity, by which rule, of which kind, how often, and the words beside it: what both find
is right most often, what only the models find least (``metrics.json`` of ``models/entity-judge``). The rule's reading
stands where the two overlap: of names cut differently it is right more often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.document import BREAK, Document
from corpus.mention import InstitutionValue, Mention, PlaceValue
from extractors.institution_groups import group_institutions
from extractors.place_groups import group_places
from extractors.press_words import proposed
from models.entity_judge import EntityJudge
from models.press_ner import Tokens

MODEL = "model"  # the rule's name of what only the models found
LONG = 6  # tokens of a name from which on it is long
MANY = 4  # mentions


@dataclass(frozen=True)
class Entity:
    """The mentions that are one entity of an article, and the name it is listed under."""

    name: str
    mentions: Sequence[Mention]


def entities(layer: str, mentions: Iterable[Mention]) -> list[Entity]:
    """Return the institutions or places that mentions make."""
    groups = group_institutions(mentions) if layer == "institution" else group_places(mentions)
    return [Entity(group.name, group.mentions) for group in groups]


def unseen(doc: Document, layer: str, taken: Iterable[Tokens]) -> list[Tokens]:
    """Return what the models found in a layer where the rules found nothing; not over a line break."""
    covered = {i for first, last in taken for i in range(first, last)}
    return [
        (first, last)
        for first, last in proposed(doc, layer)
        if not covered.intersection(range(first, last)) and all(doc.doc[i].norm_ != BREAK for i in range(first, last))
    ]


def weighed(doc: Document, layer: str, mentions: Sequence[Mention], judge: EntityJudge) -> list[Mention]:
    """Return the mentions of entities that are likely enough, in text order, with the entity's probability as confidence.

    ``mentions``: all of the layer, and for institutions the places of the document too.
    """
    kept: list[Mention] = []
    for entity in entities(layer, mentions):
        seen = features(doc, layer, entity)
        probability = judge.models[layer].probability(seen)
        keep = judge.keep_new if f"rule={MODEL}" in seen else judge.keep
        if probability >= keep[layer]:
            kept += [replace(mention, confidence=round(probability, 3)) for mention in entity.mentions]
    return sorted(kept, key=lambda mention: (mention.start, -mention.end))


def features(doc: Document, layer: str, entity: Entity) -> frozenset[str]:
    """Return the features of an entity."""
    spans = [doc.token_range(m.start, m.end) for m in entity.mentions]
    rules = sorted({m.provenance.rule.rpartition(".")[2] for m in entity.mentions})
    vote = votes(spans, proposed(doc, layer))
    lead = max(range(len(spans)), key=lambda k: (spans[k][1] - spans[k][0], -k))
    first, last = spans[lead]
    value = entity.mentions[lead].value
    kind = value.kind.value if isinstance(value, InstitutionValue | PlaceValue) else ""
    found = {f"rule={rule}" for rule in rules} | {f"rule={rule} {vote}" for rule in rules}
    found |= {vote, f"kind={kind}", f"kind={kind} {vote}", f"times={min(len(spans), MANY)}", f"country={doc.country}"}
    found |= {f"length={min(last - first, LONG)}", f"length={min(last - first, LONG)} {vote}"}
    found |= {f"sure={max(m.confidence for m in entity.mentions):.1f}"}
    head = norm(doc, first)
    found |= {f"head={head.removeprefix('ال')}", f"definite={head.startswith('ال')}"}
    found |= {f"tag={doc.doc[first].pos_}", f"ends={doc.doc[last - 1].pos_}"}
    names = {doc.doc[i].ent_type_ for i in range(first, last)} - {""}
    found |= {f"tagged={name}" for name in names or {"nothing"}}
    found |= {f"before={norm(doc, a - 1)}" for a, _ in spans} | {f"after={norm(doc, b)}" for _, b in spans}
    found |= {f"before is {tag(doc, a - 1)}" for a, _ in spans} | {f"after is {tag(doc, b)}" for _, b in spans}
    if isinstance(value, InstitutionValue):
        found.add(f"place={value.place is not None}")
    if isinstance(value, PlaceValue):
        found |= {
            f"link={value.link is not None and value.link.entity_id is not None}",
            f"bare={value.bare_name is None}",
        }
    if doc.title and entity.mentions[0].end <= len(doc.title):
        found.add("in title")
    return frozenset(found)


def votes(spans: Sequence[Tokens], found: Sequence[Tokens]) -> str:
    """Return how far the models agree with the spans of an entity: the best of the spans counts."""
    if set(spans) & set(found):
        return "same"
    if any(a <= first and last <= b for a, b in found for first, last in spans):
        return "longer"
    if any(first <= a and b <= last for a, b in found for first, last in spans):
        return "shorter"
    return "crossing" if any(a < last and first < b for a, b in found for first, last in spans) else "unseen"


def norm(doc: Document, i: int) -> str:
    """Return the folded form of a token, empty outside the text."""
    return doc.doc[i].norm_ if 0 <= i < len(doc.doc) else ""


def tag(doc: Document, i: int) -> str:
    """Return the tag of a token, empty outside the text."""
    return doc.doc[i].pos_ if 0 <= i < len(doc.doc) else ""
