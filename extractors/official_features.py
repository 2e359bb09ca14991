"""What an official or an office of his looks like to the model that says how sure each is, and the weighing itself.

An official is weighed once, each of his offices once more: by which rule found name and office and what stands between
them. Of one that is unlikely the person and the office stay, but no longer belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.document import Document
from corpus.mention import Label, Mention, RoleValue
from extractors.entity_features import LONG, MANY, norm
from extractors.official_groups import OfficialGroup, RoleEntry, group_officials
from models.entity_judge import EntityJudge
from models.press_ner import Tokens

NEAR, FAR = 3, 6  # tokens between an office and a name up to which they are told, and from which on they are far apart


def weighed_officials(doc: Document, mentions: Iterable[Mention], judge: EntityJudge) -> list[Mention]:
    """Return the persons and offices of a document, officials and their offices with their probability as confidence.

    Offices that are unlikely lose their holder. ``mentions``: all of both labels, in text order. A judge without models
    of officials weighs none.
    """
    every = list(mentions)
    if not {"person", "role"} <= judge.models.keys():
        return every
    sure: dict[Mention, float] = {}
    unheld: set[Mention] = set()
    for official in group_officials(every):
        probability = judge.models["person"].probability(official_features(doc, official))
        sure |= dict.fromkeys(official.mentions, probability)
        if probability < judge.keep["person"]:
            unheld |= set(official.mentions)
            continue
        for role in official.roles:
            probability = judge.models["role"].probability(role_features(doc, official, role))
            sure |= dict.fromkeys(role.mentions, probability)
            unheld |= set(role.mentions if probability < judge.keep["role"] else ())
    return [_told(mention, sure.get(mention), mention in unheld) for mention in every]


def _told(mention: Mention, sure: float | None, unheld: bool) -> Mention:
    """Return a mention with its confidence, an office without its holder where that is unlikely."""
    if sure is not None:
        mention = replace(mention, confidence=round(sure, 3))
    if unheld and isinstance(mention.value, RoleValue):
        mention = replace(mention, value=replace(mention.value, holder=None))
    return mention


def official_features(doc: Document, official: OfficialGroup) -> frozenset[str]:
    """Return the features of a person with an office."""
    persons, roles = _parts(official)
    names, offices = _spans(doc, persons), _spans(doc, roles)
    found = {f"rule={rule}" for rule in _rules(persons)} | {f"how={how}" for how in _rules(roles)}
    return frozenset(found | _counts(official, persons, names) | _gaps(doc, names, offices))


def role_features(doc: Document, official: OfficialGroup, role: RoleEntry) -> frozenset[str]:
    """Return the features of an office and the person who is said to hold it."""
    persons, _ = _parts(official)
    names, offices = _spans(doc, persons), _spans(doc, role.mentions)
    found = {f"name={rule}" for rule in _rules(persons)} | {f"rule={rule}" for rule in _rules(role.mentions)}
    return frozenset(found | _counts(official, role.mentions, offices) | _gaps(doc, names, offices))


def _parts(official: OfficialGroup) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions of the person and those of the offices."""
    persons = [m for m in official.mentions if m.label is Label.PERSON]
    return persons, [m for m in official.mentions if m.label is Label.ROLE]


def _spans(doc: Document, mentions: Iterable[Mention]) -> list[Tokens]:
    """Return where mentions stand."""
    return [doc.token_range(m.start, m.end) for m in mentions]


def _rules(mentions: Iterable[Mention]) -> list[str]:
    """Return the rules that found mentions."""
    return sorted({m.provenance.rule.rpartition(".")[2] for m in mentions})


def _counts(official: OfficialGroup, mentions: Sequence[Mention], spans: Sequence[Tokens]) -> set[str]:
    """Return the features of how long, how often and how many."""
    length = max(last - first for first, last in spans)
    return {
        f"length={min(length, LONG)}",
        f"times={min(len(spans), MANY)}",
        f"offices={min(len(official.roles), MANY)}",
        f"sure={max(m.confidence for m in mentions):.1f}",
    }


def _gaps(doc: Document, names: Sequence[Tokens], offices: Sequence[Tokens]) -> set[str]:
    """Return how each office stands to the nearest form of the name: which comes first, and what is between."""
    gaps = set()
    for first, last in offices:
        a, b = min(names, key=lambda name: max(name[0] - last, first - name[1]))
        order, between = ("name behind", range(last, a)) if last <= a else ("office behind", range(b, first))
        apart = "near" if len(between) < FAR else "far"
        gaps.add(f"{order} {' '.join(norm(doc, i) for i in between) if len(between) < NEAR else apart}")
    return gaps
