"""Whether two tellings are of one event: named features, their weights, and the guards that no score outweighs.

A feature is between -1 (speaks against) and 1 (speaks for), 0 when one of the two says nothing. The score is the
logistic of their weighted sum: 0-1, in the order of likelihood, not calibrated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from corpus.mention import EventType
from pipeline.linking import agreement
from pipeline.linking.guards import guard, two_of_a_kind
from pipeline.linking.tellings import Telling
from pipeline.linking.words import content, dice

MERGE = 0.7  # from this score on two tellings are of one event; chosen with the weights
UNSURE = 0.69  # what two things of a kind come to at most: a researcher decides
REVIEW = 0.35  # from this score on a researcher is asked
# Set by hand on the tuning part of `python -m bench.happenings`; the order of size is what matters.
BIAS = -3.2
WEIGHTS = {
    "date": 1.6,
    "agents": 1.5,
    "targets": 1.8,
    "places": 1.0,
    "companions": 0.8,
    "recipients": 0.6,
    "figures": 0.9,
    "amounts": 0.8,
    "evidence": 1.6,
    "title": 0.8,
    "type": 1.2,
}
FAMILIES = (  # acts that outlets name by each other's word: `دشن المشروع` / `أعطى انطلاقة المشروع`
    frozenset({EventType.INAUGURATION, EventType.LAUNCH}),
    frozenset({EventType.SIGNING, EventType.MEETING}),
)


@dataclass(frozen=True)
class Comparison:
    """The score of a pair, the parts it is made of, and the guard that keeps the two apart, if any."""

    score: float
    features: dict[str, float]
    guard: str | None = None


def compare(one: Telling, other: Telling) -> Comparison:
    """Return how likely two tellings are of one event; the same whichever comes first."""
    features = {
        "type": agreement.types(one, other),
        "date": agreement.dates(one, other),
        "agents": agreement.agents(one, other),
        "companions": agreement.companions(one, other),
        "targets": agreement.targets(one, other),
        "recipients": agreement.recipients(one, other),
        "places": agreement.places(one, other),
        "figures": agreement.figures(one, other),
        "amounts": agreement.amounts(one, other),
        "evidence": agreement.clauses(one, other),
        "title": dice(content(one.title), content(other.title)),
    }
    score = 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in features.items()))))
    kept_apart = guard(one, other, features)
    if two_of_a_kind(one, other):
        score = min(score, UNSURE)
    return Comparison(0.0 if kept_apart else round(score, 4), {k: round(v, 3) for k, v in features.items()}, kept_apart)


def comparable(one: Telling, other: Telling) -> bool:
    """Whether two tellings are worth comparing: of one type, or in two articles of types that stand for each other."""
    if one.type is not other.type:
        return one.article != other.article and {one.type, other.type} in FAMILIES
    return one.id != other.id
