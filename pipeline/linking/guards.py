"""What keeps two tellings apart whatever their score: another day, another centre, another party to what was signed."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.mention import ArgumentRole, EventType, Status
from pipeline.linking.agreement import ACTING, ELSEWHERE, KNOWN, NAMED_AGENT, gap, published_apart, told_of
from pipeline.linking.parties import is_named, one_kind_only, same_party, share_told
from pipeline.linking.tellings import Party, Telling
from pipeline.linking.words import content, dice, reporting, routine, things

ONCE = frozenset({EventType.INAUGURATION, EventType.SIGNING, EventType.APPOINTMENT, EventType.LAUNCH})  # no second time
DATES_APART = 1  # days two dates may differ by when all else agrees: one outlet errs, or counts from its own day
DATES_APART_ONCE = 3  # the same for what happens once
ALIKE_TARGETS = 0.34  # below it two named targets are two things
ALIKE_KNOWN = 0.5  # below it two centres or persons, known by names of their own, are two
ALIKE_CLAUSES = 0.35  # from this likeness of the clauses on, other targets count against a pair but rule nothing out
SAID_WORDS, SAID_SHARE = 3, 0.3  # words on the matter two tellings of one statement share: how many, and what share
ALIKE_STATEMENTS = 0.45  # share of words two statements of one speaker on one day have in common to be one


def guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    """Return the name of what keeps two tellings apart whatever their score, or None."""
    if one.type is EventType.STATEMENT:
        return _statement_guard(one, other, features)
    return _day_guard(one, other, features) or _party_guard(one, other, features)


def _statement_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    if features["agents"] < NAMED_AGENT:
        return "speaker"
    if gap(one, other) or (one.start is None and other.start is None and published_apart(one, other) > 1):
        return "day"
    # Without who says it: two short statements of one minister have his name and office in common.
    said = [telling.words - _around(telling) - reporting() for telling in (one, other)]
    alike = dice(*said)
    # In other words: `ستعزز المستشفى بعشرة أطباء`, `عشرة أطباء سيلتحقون بالمستشفى`.
    reworded = len(said[0] & said[1]) >= SAID_WORDS and alike >= SAID_SHARE
    return None if reworded or alike >= ALIKE_STATEMENTS or one.words == other.words else "words"


def days_apart(one: Telling, other: Telling) -> bool:
    """Whether two tellings are of days so far apart that nothing makes them one: most of a week need no other look."""
    days = gap(one, other)
    if not days or Status.POSTPONED in (one.status, other.status):
        return False
    return days > (DATES_APART_ONCE if _once(one, other) else DATES_APART)


def _once(one: Telling, other: Telling) -> bool:
    """Whether both are of a kind that happens once to its target."""
    return {one.type, other.type} <= ONCE


def _day_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    """The same centre on another day is another event, but for a slip of a day in reports alike in who and what."""
    days = gap(one, other)
    if days is None or days == 0:
        return None
    if Status.POSTPONED in (one.status, other.status):
        return None if features["agents"] > 0 and features["targets"] > 0 else "day"
    if _once(one, other) and features["targets"] > 0 and days <= DATES_APART_ONCE:
        return None
    alike = features["agents"] > 0 and (features["targets"] > 0 or features["places"] > 0)
    return None if alike and days <= DATES_APART else "day"


def _party_guard(one: Telling, other: Telling, features: dict[str, float]) -> str | None:
    if one.labels and other.labels and not one.labels & other.labels:
        return "labels"
    if features["agents"] < 0 and not _once(one, other):
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


def _met(one: Telling, other: Telling) -> bool:
    """Whether the one who is met in one telling acts or is present in the other: ``استقبل س ص`` / ``التقى ص س``."""
    sides = ((one, other), (other, one))
    return any(same_party(t, p) for a, b in sides for t in a.of(ArgumentRole.TARGET) for p in b.of(*ACTING))


def _known_targets(one: Telling, other: Telling) -> bool:
    """Whether both tellings name a centre or a person as the target, so that two names are two things."""
    return all(any(p.kind in KNOWN for p in t.of(ArgumentRole.TARGET)) for t in (one, other))


def _same_target(one: Telling, other: Telling) -> bool:
    return bool(_entities(one.of(ArgumentRole.TARGET)) & _entities(other.of(ArgumentRole.TARGET)))


def _entities(parties: Iterable[Party]) -> set[str]:
    return {p.entity for p in parties if p.entity and p.kind == "institution"}


def two_of_a_kind(one: Telling, other: Telling) -> bool:
    """Whether targets share their kind alone, and clauses and titles who acts, where and when: two campaigns of one day."""
    first, second = one.of(ArgumentRole.TARGET), other.of(ArgumentRole.TARGET)
    if not one_kind_only(first, second):
        return False
    told = any(told_of(p, other) for p in first) or any(told_of(p, one) for p in second)
    return not told and not _matter(one) & _matter(other)


def _around(telling: Telling) -> frozenset[str]:
    """Return the words of who acts and is there, of their offices and of places."""
    around = [p for p in (*telling.parties, *telling.named) if p.role is not ArgumentRole.TARGET]
    return content(" ".join(w for p in around for w in (p.name, *p.titles)))


def _matter(telling: Telling) -> frozenset[str]:
    """Return the words of clause and title but for participants, places, days, acts and what kind of thing it is on."""
    kinds = {things(p.name)[0] for p in telling.of(ArgumentRole.TARGET) if things(p.name)}
    return (telling.words | content(telling.title)) - _around(telling) - kinds - routine()
