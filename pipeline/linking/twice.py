"""One act that one article tells twice: in its headline and its first sentence, or read as two from one clause.

``دشن الوزير دار الشباب النخيل بزاكورة`` and further on ``وكان الوزير قد دشن أمس دار الشباب النخيل`` are one event. Two
acts of one article are far more often two (the stops of a tour), so everything must agree and nothing be left open:
a visit to a town is not one with the visit to a centre in it.
"""

from __future__ import annotations

from corpus.mention import ArgumentRole, EventType
from pipeline.linking.agreement import agents, gap, places
from pipeline.linking.parties import target_likeness
from pipeline.linking.tellings import Party, Telling
from pipeline.linking.words import labels, numbers, things

ONE_TARGET = 0.75  # likeness from which two targets of one article are one
CERTAIN = 0.95  # score of such a pair
MANY = frozenset({EventType.STATEMENT, EventType.OTHER})  # acts an article tells many of, alike in who and when


def told_twice(one: Telling, other: Telling) -> bool:
    """Whether two tellings of one article are one act: type, status, day, who acts, what on and where agree."""
    if one.type is not other.type or one.type in MANY or one.status is not other.status:
        return False
    if gap(one, other) or bool(one.amounts and other.amounts and one.amounts != other.amounts):
        return False
    if agents(one, other) < 1.0 or places(one, other) < 0 or _apart(one, other):
        return False
    first, second = one.of(ArgumentRole.TARGET), other.of(ArgumentRole.TARGET)
    if not first or not second:
        return not first and not second and _overlap(one, other)
    return all(any(_one_thing(a, b) for b in second) for a in first) or all(
        any(_one_thing(a, b) for a in first) for b in second
    )


def _one_thing(one: Party, other: Party) -> bool:
    if one.entity and one.entity == other.entity:
        return True
    if numbers(one.name) != numbers(other.name) or labels(one.name) != labels(other.name):
        return False
    return len(things(one.name)) > 1 and target_likeness(one, other) >= ONE_TARGET


def _apart(one: Telling, other: Telling) -> bool:
    """Whether each is told of a place the other is not: ``الوحدة الصحية بسنرو`` and ``الوحدة الصحية بالعجميين``."""
    here, there = ({p.entity or p.name for p in t.of(ArgumentRole.PLACE)} for t in (one, other))
    return bool(here - there and there - here)


def _overlap(one: Telling, other: Telling) -> bool:
    """Whether the clause of one stands in that of the other."""
    few, many = sorted((one.evidence, other.evidence), key=len)
    return few in many
