"""Whether two tellings are of one event: named features, their weights, and the guards that no score outweighs.

A feature is between -1 (speaks against) and 1 (speaks for), 0 when one of the two says nothing. The score is the
logistic of their weighted sum: 0-1, in the order of likelihood, not calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

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
from pipeline.linking.words import content, dice, overlap, routine, share_said, things

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
ONCE = frozenset({EventType.INAUGURATION, EventType.SIGNING, EventType.APPOINTMENT, EventType.LAUNCH})  # no second time
DATES_APART = 1  # days two dates may differ by when all else agrees: one outlet errs, or counts from its own day
DATES_APART_ONCE = 3  # the same for what happens once
KNOWN = frozenset({"institution", "official"})
ACTING = (ArgumentRole.AGENT, ArgumentRole.COMPANION)
ALIKE_TARGETS = 0.34  # below it two named targets are two things
UNTOLD = -0.4  # two visits without a target: same day and person may be another stop of a tour
NAMED_ONLY = 0.4  # the clause has the words of the other's target, though none was read in it
MOST_TOLD = 0.6  # share of the words from which it has them
NAMED_AGENT = 0.8  # the clause names who acts in the other telling, though not as acting
ONE_SIDED = -1.0  # what a target in one telling only speaks against
ALIKE_KNOWN = 0.5  # below it two centres or persons, known by names of their own, are two
TOLD = 0.8  # how much of its own name the words of a target in the clause of another telling are worth
ELSEWHERE = -0.5  # what two towns speak against, where one telling only names its town
ALIKE_CLAUSES = 0.35  # from this likeness of the clauses on, other targets count against a pair but rule nothing out
ALIKE_STATEMENTS = 0.45  # share of words two statements of one speaker on one day have in common to be one


@dataclass(frozen=True)
class Comparison:
    """The score of a pair, the parts it is made of, and the guard that keeps the two apart, if any."""

    score: float
    features: dict[str, float]
    guard: str | None = None


def compare(one: Telling, other: Telling) -> Comparison:
    """Return how likely two tellings are of one event; the same whichever comes first."""
    features = {
        "type": _types(one, other),
        "date": dates(one, other),
        "agents": agents(one, other),
        "companions": _companions(one, other),
        "targets": _targets(one, other),
        "recipients": _recipients(one, other),
        "places": places(one, other),
        "figures": _figures(one, other),
        "amounts": _amounts(one, other),
        "evidence": _clauses(one, other),
        "title": dice(content(one.title), content(other.title)),
    }
    score = 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in features.items()))))
    guard = _guard(one, other, features)
    if _two_of_a_kind(one, other):
        score = min(score, UNSURE)
    return Comparison(0.0 if guard else round(score, 4), {k: round(v, 3) for k, v in features.items()}, guard)


def comparable(one: Telling, other: Telling) -> bool:
    """Whether two tellings are worth comparing: of one type, or in two articles of types that stand for each other."""
    if one.type is not other.type:
        return one.article != other.article and {one.type, other.type} in FAMILIES
    return one.id != other.id


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
        return 0.6 if _published_apart(one, other) <= 1 else 0.3
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


def _types(one: Telling, other: Telling) -> float:
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


def _companions(one: Telling, other: Telling) -> float:
    """Return the share of those present in the telling with fewer whom the other names too."""
    first, second = one.of(ArgumentRole.COMPANION), other.of(ArgumentRole.COMPANION)
    if not first or not second:
        return 0.0
    counterparties = EventType.SIGNING in (one.type, other.type)
    few, all_ = (first, other.of(*ACTING)) if len(first) <= len(second) else (second, one.of(*ACTING))
    shared = sum(any(one_side(a, b) for b in all_) for a in few) / len(few)
    # Who is only present is told at choice; a party to what was signed is not.
    return shared if shared or not counterparties else -1.0


def _targets(one: Telling, other: Telling) -> float:
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
    told = [_told(p, other) for p in first] + [_told(p, one) for p in second]
    return 2 * max(likeness, TOLD * max(told)) - 1


def _told(target: Party, telling: Telling) -> float:
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


def _recipients(one: Telling, other: Telling) -> float:
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


def _figures(one: Telling, other: Telling) -> float:
    if not one.figures or not other.figures:
        return 0.0
    return 1.0 if one.figures & other.figures else -0.3


def _amounts(one: Telling, other: Telling) -> float:
    if not one.amounts or not other.amounts:
        return 0.0
    return 1.0 if {*one.amounts} & {*other.amounts} else -0.5


def _clauses(one: Telling, other: Telling) -> float:
    few = min(len(one.words), len(other.words))
    contained = len(one.words & other.words) / few if few >= 5 else 0.0
    return max(dice(one.words, other.words), 0.8 * contained)


def _published_apart(one: Telling, other: Telling) -> int:
    if one.published is None or other.published is None:
        return BROAD
    return abs((one.published - other.published).days)


def _guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    """Return the name of what keeps two tellings apart whatever their score, or None."""
    if one.type is EventType.STATEMENT:
        return _statement_guard(one, other, features)
    return _day_guard(one, other, features) or _party_guard(one, other, features)


def _statement_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    if features["agents"] < NAMED_AGENT:
        return "speaker"
    if gap(one, other) or (one.start is None and other.start is None and _published_apart(one, other) > 1):
        return "day"
    return None if features["evidence"] >= ALIKE_STATEMENTS else "words"


def _day_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    """The same centre on another day is another event, but for a slip of a day in reports alike in who and what."""
    days = gap(one, other)
    if days is None or days == 0:
        return None
    if Status.POSTPONED in (one.status, other.status):
        return None if features["agents"] > 0 and features["targets"] > 0 else "day"
    if one.type in ONCE and features["targets"] > 0 and days <= DATES_APART_ONCE:
        return None
    alike = features["agents"] > 0 and (features["targets"] > 0 or features["places"] > 0)
    return None if alike and days <= DATES_APART else "day"


def _party_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    if one.labels and other.labels and not one.labels & other.labels:
        return "labels"
    if features["agents"] < 0 and one.type not in ONCE:
        return "agents"
    # Places of the clause alone do not part what one person does.
    apart = features["places"] < (0 if features["agents"] <= 0 else ELSEWHERE)
    if apart and not _same_target(one, other):
        return "places"
    known = _known_targets(one, other)
    alike = features["targets"] >= 2 * (ALIKE_KNOWN if known else ALIKE_TARGETS) - 1
    if not alike and not _met(one, other) and _met_another(one, other):
        return "targets"
    other_matter = known or features["evidence"] < ALIKE_CLAUSES
    if not alike and not _met(one, other) and other_matter:
        return "targets"
    if features["companions"] < 0 and features["amounts"] <= 0:
        return "counterparties"
    return None


def _met_another(one: Telling, other: Telling) -> bool:
    """Whether a person is met or appointed in one telling, and the other, without a target, names somebody else only."""
    for telling, wanted in ((one, other.of(ArgumentRole.TARGET)), (other, one.of(ArgumentRole.TARGET))):
        if wanted and all(map(is_named, wanted)) and not telling.of(ArgumentRole.TARGET):
            parts = {p.entity for p in telling.parties}
            heard = any(is_named(p) and p.entity not in parts for p in telling.named)
            return heard and not any(share_told(p, telling) for p in wanted)
    return False


def _two_of_a_kind(one: Telling, other: Telling) -> bool:
    """Whether targets share their kind alone, and clauses and titles who acts, where and when: two campaigns of one day."""
    first, second = one.of(ArgumentRole.TARGET), other.of(ArgumentRole.TARGET)
    if not one_kind_only(first, second):
        return False
    told = any(_told(p, other) for p in first) or any(_told(p, one) for p in second)
    return not told and not _matter(one) & _matter(other)


def _matter(telling: Telling) -> frozenset[str]:
    """Return the words of clause and title but for participants, places, days, acts and what kind of thing it is on."""
    around = [p for p in (*telling.parties, *telling.named) if p.role is not ArgumentRole.TARGET]
    kinds = {things(p.name)[0] for p in telling.of(ArgumentRole.TARGET) if things(p.name)}
    known = content(" ".join(w for p in around for w in (p.name, *p.titles)))
    return (telling.words | content(telling.title)) - known - kinds - routine()


def _known_targets(one: Telling, other: Telling) -> bool:
    """Whether both tellings name a centre or a person as the target, so that two names are two things."""
    return all(any(p.kind in KNOWN for p in t.of(ArgumentRole.TARGET)) for t in (one, other))


def _met(one: Telling, other: Telling) -> bool:
    """Whether the one who is met in one telling acts or is present in the other: ``استقبل س ص`` / ``التقى ص س``."""
    sides = ((one, other), (other, one))
    return any(same_party(t, p) for a, b in sides for t in a.of(ArgumentRole.TARGET) for p in b.of(*ACTING))


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


def _same_target(one: Telling, other: Telling) -> bool:
    return bool(_entities(one.of(ArgumentRole.TARGET)) & _entities(other.of(ArgumentRole.TARGET)))


def _entities(parties: Iterable[Party]) -> set[str]:
    return {p.entity for p in parties if p.entity and p.kind == "institution"}
