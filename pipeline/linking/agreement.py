"""How well the parts of two tellings agree: day, place, who acts, what on, figures, words.

Each is between -1 (speaks against their being one event) and 1 (speaks for it), 0 when one of the two says nothing.
"""

from __future__ import annotations

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.linking.parties import (
    acts_for,
    inside,
    is_named,
    level,
    no_papers,
    office_likeness,
    one_kind_only,
    one_side,
    same_party,
    same_place,
    share_told,
    target_likeness,
)
from pipeline.linking.tellings import BROAD, Party, Telling
from pipeline.linking.words import content, dice, overlap, share_said, things

KNOWN = frozenset({"institution", "official"})
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)
UNTOLD = -0.4  # two visits without a target: same day and person may be another stop of a tour
NAMED_ONLY = 0.4  # the clause has the words of the other's target, though none was read in it
MOST_TOLD = 0.6  # share of the words from which it has them
NAMED_AGENT = 0.8  # the clause names who acts in the other telling, though not as acting
ONE_SIDED = -1.0  # what a target in one telling only speaks against
TOLD = 0.8  # how much of its own name the words of a target in the clause of another telling are worth
ELSEWHERE = -0.5  # what two towns speak against, where one telling only names its town


def gap(one: Telling, other: Telling) -> int | None:
    """Return the days between two times, 0 when they overlap, None when one is not known."""
    if one.span is None or other.span is None:
        return None
    return max((other.span[0] - one.span[1]).days, (one.span[0] - other.span[1]).days, 0)


def dates(one: Telling, other: Telling) -> float:
    """Return how well the days agree: 1 the same day, less for ranges and what is undated, below 0 for other days."""
    days = gap(one, other)
    if days is None:
        return 0.0
    if days:
        soft = one.inherited or other.inherited or Status.POSTPONED in (one.status, other.status)
        return -0.3 if soft and days == 1 else -0.5 if days == 1 else -1.0
    if one.start is None or other.start is None:
        return 0.6 if published_apart(one, other) <= 1 else 0.3
    lengths = [(t.span[1] - t.span[0]).days for t in (one, other) if t.span]
    if max(lengths) == 0:
        return 1.0
    return 0.8 if one.span == other.span else 0.5 if max(lengths) <= 7 else 0.2 if max(lengths) <= BROAD else 0.0


def places(one: Telling, other: Telling) -> float:
    """Return how well the places agree: 1 the same, 0.7 one in the other, 0 not told, -1 two of one kind."""
    first, second = _where(one), _where(other)
    if not first or not second:
        return _places_named([*first, *_places_of(one)], [*second, *_places_of(other)])
    for size in ("quarter", "local"):  # two quarters of one town are two places, though the town is one
        fine = [[p for p in some if level(p) == size] for some in (first, second)]
        if all(fine) and not any(same_place(a, b) or inside(a, b) or inside(b, a) for a in fine[0] for b in fine[1]):
            return -1.0
    if any(same_place(a, b) for a in first for b in second):
        return 1.0
    if any(inside(a, b) or inside(b, a) for a in first for b in second):
        return 0.7
    if any(same_place(a, b) for some, t in ((first, other), (second, one)) for a in some for b in _places_of(t)):
        return 0.7
    return -1.0 if any(_two_of_a_size(a, b) for a in first for b in second) else 0.0


def _places_named(first: list[Party], second: list[Party]) -> float:
    """Return the same of a telling without a place by the places its clause names: two towns are two places.

    Provinces and regions may be those of an office.
    """
    if any(same_place(a, b) or inside(a, b) or inside(b, a) for a in first for b in second):
        return 0.4
    return ELSEWHERE if all(any(level(p) == "local" for p in some) for some in (first, second)) else 0.0


def _places_of(telling: Telling) -> list[Party]:
    """Return the places a clause names in whatever part."""
    return [p for p in telling.named if p.role is ArgumentRole.PLACE]


def _two_of_a_size(one: Party, other: Party) -> bool:
    return level(one) is not None and level(one) == level(other)


def types(one: Telling, other: Telling) -> float:
    return 1.0 if one.type is other.type else 0.0


def agents(one: Telling, other: Telling) -> float:
    """Return whether the same people act; who acts in one may be named among those present in the other."""
    first, second = one.of(ArgumentRole.AGENT), other.of(ArgumentRole.AGENT)
    if not first or not second:
        return _agents_named(first or second, other if first else one)
    if any(same_party(a, b) for a in first for b in second):
        return 1.0
    crossed = [(a, b) for a in first for b in other.of(ArgumentRole.COMPANION)]
    crossed += [(b, a) for b in second for a in one.of(ArgumentRole.COMPANION)]
    if any(one_side(a, b) for a, b in crossed) or _sides_changed(one, other):
        return 0.6
    offices = [office_likeness(a, b) for a in first for b in second]
    if max(offices) > 0:
        return max(offices)
    if any(acts_for(a, b) for a in first for b in second):
        return 0.7
    if min(offices) < 0:
        return -1.0
    if all(is_named(a) and is_named(b) for a in first for b in second):
        return -1.0
    kinds = {p.kind for p in (*first, *second)}
    return -0.5 if kinds == {"institution"} else 0.0  # a body may act through another of its names


def _agents_named(acting: tuple[Party, ...], telling: Telling) -> float:
    """Return the same for a telling without an agent: whether its clause names who acts in the other, or somebody else."""
    if any(share_said(content(p.name), telling.words) == 1.0 for p in acting if " " in p.name):
        return NAMED_AGENT
    parts = {p.entity for p in telling.parties}
    heard = [p for p in telling.named if is_named(p) and p.entity not in parts]
    if any(same_party(a, h) for a in acting for h in heard):
        return NAMED_AGENT
    return -0.5 if acting and heard and all(map(is_named, acting)) else 0.0


def companions(one: Telling, other: Telling) -> float:
    """Return the share of those present in the telling with fewer whom the other names too."""
    first, second = one.of(ArgumentRole.COMPANION), other.of(ArgumentRole.COMPANION)
    if not first or not second:
        return 0.0
    counterparties = EventType.SIGNING in (one.type, other.type)
    few, all_ = (first, other.of(*ACTING)) if len(first) <= len(second) else (second, one.of(*ACTING))
    shared = sum(any(one_side(a, b) for b in all_) for a in few) / len(few)
    # Who is only present is told at choice; a party to what was signed is not. A person may have signed for a body.
    alike = any(is_named(a) == is_named(b) for a in few for b in all_)
    return shared if shared or not counterparties or not alike else -1.0


def targets(one: Telling, other: Telling) -> float:
    """Return the likeness of the most alike targets, from -1 (two things) to 1."""
    first, second = one.of(ArgumentRole.TARGET), other.of(ArgumentRole.TARGET)
    visit = one.type is EventType.VISIT
    if not first and not second:
        return UNTOLD if visit else 0.0
    if not first or not second:
        named = max(share_told(p, other if first else one) for p in first or second)
        if named >= MOST_TOLD:
            return NAMED_ONLY
        # A visit to a town and one to a centre in it: rather a tour and its stop.
        return ONE_SIDED if visit else 0.0
    if _sides_changed(one, other):
        return 1.0
    first, second = no_papers(first, second)
    likeness = max(target_likeness(a, b) for a in first for b in second)
    told = [told_of(p, other) for p in first] + [told_of(p, one) for p in second]
    return 2 * max(likeness, TOLD * max(told)) - 1


def told_of(target: Party, telling: Telling) -> float:
    """Return the share of a thing's words that the clause of another telling has: ``آلة خياطة`` in its other wording.

    Centres and persons are known by their own names; a clause may name several of them.
    """
    named = [p for p in (target, *telling.of(ArgumentRole.TARGET)) if p.kind in KNOWN]
    words = things(target.name)
    if one_kind_only([target], telling.of(ArgumentRole.TARGET)):
        words = words[1:]  # the kind both are of tells nothing
    telling_of = content(" ".join(words))
    known = len(things(target.name)) > 1 and bool(telling_of) and not named
    return len(telling_of & telling.words) / len(telling_of) if known else 0.0


def recipients(one: Telling, other: Telling) -> float:
    first, second = one.of(ArgumentRole.RECIPIENT), other.of(ArgumentRole.RECIPIENT)
    return max((overlap(a.name, b.name) for a in first for b in second), default=0.0)


def _where(telling: Telling) -> list[Party]:
    found = list(telling.of(ArgumentRole.PLACE))
    found += [p for p in telling.of(ArgumentRole.TARGET) if p.kind == "place"]
    found += [  # where a centre stands, known from any article
        Party(ArgumentRole.PLACE, p.around[0], p.within[0], None, "place", None, (), p.within[1:], p.around[1:])
        for p in telling.of(ArgumentRole.TARGET)
        if p.kind == "institution" and p.within
    ]
    return found


def figures(one: Telling, other: Telling) -> float:
    if not one.figures or not other.figures:
        return 0.0
    return 1.0 if one.figures & other.figures else -0.3


def amounts(one: Telling, other: Telling) -> float:
    if not one.amounts or not other.amounts:
        return 0.0
    return 1.0 if {*one.amounts} & {*other.amounts} else -0.5


def clauses(one: Telling, other: Telling) -> float:
    few = min(len(one.words), len(other.words))
    contained = len(one.words & other.words) / few if few >= 5 else 0.0
    return max(dice(one.words, other.words), 0.8 * contained)


def published_apart(one: Telling, other: Telling) -> int:
    if one.published is None or other.published is None:
        return BROAD
    return abs((one.published - other.published).days)


def _sides_changed(one: Telling, other: Telling) -> bool:
    """Whether a meeting is told from either side: who receives in one is met in the other, and the other way round."""
    if {one.type, other.type} != {EventType.MEETING}:
        return False
    return all(
        any(same_party(a, t) for a in x.of(ArgumentRole.AGENT) for t in _met_by(y))
        for x, y in ((one, other), (other, one))
    )


def _met_by(telling: Telling) -> list[Party]:
    """Return whom a meeting is with: its targets, else those present and whoever else the clause names."""
    found = list(telling.of(ArgumentRole.TARGET))
    return found or [*telling.of(ArgumentRole.COMPANION), *(p for p in telling.named if is_named(p))]
