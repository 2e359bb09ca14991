"""What the tellings of one event come to: the union of who took part, the day most say, and where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corpus.mention import ArgumentRole, Status
from pipeline.kb.keys import search_form
from pipeline.linking.agreement import agents, gap
from pipeline.linking.tellings import Party, Telling
from pipeline.linking.unions import Unions
from pipeline.linking.words import numbers, overlap, place_words, stems

SUREST = 0.99  # no number of reports makes an event certain
FURTHER = 0.5  # credit of a further source: readers of like sentences err alike, so sources are not independent
ONE_THING = 0.75  # likeness from which two names without an entity are one participant
ROLES = (
    ArgumentRole.AGENT,
    ArgumentRole.COMPANION,
    ArgumentRole.TARGET,
    ArgumentRole.RECIPIENT,
    ArgumentRole.PLACE,
)
Cell = dict[str, list[str]]  # what is said -> keys of the tellings that say so


@dataclass(frozen=True)
class Summary:
    """The cells of a ``happening`` row, and those of its ``part`` rows."""

    key: str
    row: dict[str, Any]
    parts: list[dict[str, Any]] = field(default_factory=list)


def summarise(tellings: Sequence[Telling]) -> Summary:
    """Return what the tellings of one event come to; rejected ones count only if there is no other.

    The key is that of the earliest telling, whatever a researcher thinks of it: keys are permanent.
    """
    ordered = sorted(tellings, key=lambda t: t.order)
    kept = [t for t in ordered if t.verdict != "rejected"] or ordered
    groups = sources(kept)
    start, end = _dates(kept, groups)
    row = {
        "type": str(_most(kept, lambda t: t.type)),
        "status": str(_status(kept)),
        "date_start": start,
        "date_end": end,
        "articles": len({t.article_key for t in kept}),
        "sources": len(groups),
        "confidence": _confidence(groups),
        "disagreements": disagreements(kept),
        "verdict": _verdict(ordered),
    }
    return Summary(ordered[0].key, row, [p | {"date_start": start} for p in _parts(kept)])


def sources(tellings: Iterable[Telling]) -> list[list[Telling]]:
    """Return the tellings by source: near-copies are one, and so is all an outlet says."""
    found: Unions[str] = Unions()
    groups: dict[str, list[Telling]] = defaultdict(list)
    known = list(tellings)
    for telling in known:
        found.join(
            f"copies {telling.copies}", f"outlet {telling.outlet}" if telling.outlet else f"copies {telling.copies}"
        )
    for telling in known:
        groups[found.find(f"copies {telling.copies}")].append(telling)
    return list(groups.values())


def disagreements(tellings: Sequence[Telling]) -> dict[str, Cell]:
    """Return the cells told differently: ``{"date_start": {"2024-03-05": [key, ...], "2024-03-06": [...]}}``.

    Days that exclude each other, sums of money, numbers of one thing (``45 كرسيا`` / ``54 كرسيا``), places of one
    kind, people acting, and an act that one calls off and the other reports.
    """
    found = {
        "date_start": _days_told(tellings),
        "status": _statuses_told(tellings),
        "amount": _amounts_told(tellings),
        "place": _places_told(tellings),
        "agent": _agents_told(tellings),
        **_numbers_told(tellings),
    }
    return {name: cell for name, cell in found.items() if len(cell) > 1}


def _dates(tellings: Sequence[Telling], groups: list[list[Telling]]) -> tuple[date | None, date | None]:
    """Return the day most sources hold possible; among equals one of an own date, the finest, of the earliest telling.

    A range (``أبريل الماضي``) only supports the days in it that others name.
    """
    stated = [t for t in tellings if t.start]
    dated = [t for t in stated if not any(_is_finer(other, t) for other in stated)]
    if not dated:
        return None, None

    def rank(telling: Telling) -> tuple[Any, ...]:
        held = sum(any(t.start and gap(t, telling) == 0 for t in group) for group in groups)
        assert telling.span
        return (-held, telling.inherited, telling.span[1] - telling.span[0], telling.order)

    best = min(dated, key=rank)
    return best.start, best.end


def _is_finer(one: Telling, other: Telling) -> bool:
    """Whether one date lies within another and is shorter."""
    if one.span is None or other.span is None or one.span == other.span:
        return False
    return other.span[0] <= one.span[0] and one.span[1] <= other.span[1]


def _status(tellings: Sequence[Telling]) -> Status:
    """Return the status by the latest article; of one day's articles, what is past outdoes what is planned."""
    order = list(Status)
    latest = max(tellings, key=lambda t: (t.published or date.min, -order.index(t.status), t.key))
    return latest.status


def _confidence(groups: list[list[Telling]]) -> float:
    """Return the noisy-or of the sources, further ones at half credit, capped.

    A telling's confidence is the share of such tellings that are right; this is an estimate made of them, not measured.
    """
    each = sorted((max(t.confidence for t in group) for group in groups), reverse=True)
    wrong = 1 - each[0]
    for confidence in each[1:]:
        wrong *= 1 - FURTHER * confidence
    return round(max(min(1 - wrong, SUREST), min(each[0], SUREST)), 6)


def _verdict(tellings: Sequence[Telling]) -> str | None:
    """Return what corrections say of the event: rejected only if every telling is."""
    said = [t.verdict for t in tellings]
    if all(v == "rejected" for v in said):
        return "rejected"
    return next((v for v in ("confirmed", "edited") if v in said), None)


def _parts(tellings: Sequence[Telling]) -> list[dict[str, Any]]:
    """Return the participants: by canonical entity, those without one by name; who acts is not listed as present too."""
    rows: list[dict[str, Any]] = []
    acting: set[str] = set()
    for role in ROLES:
        named: list[list[tuple[Telling, Party]]] = []
        for telling in tellings:
            for party in telling.of(role):
                if role is ArgumentRole.COMPANION and party.entity in acting:
                    continue
                same = next((some for some in named if _is_one(some[0][1], party)), None)
                if same is None:
                    named.append([(telling, party)])
                else:
                    same.append((telling, party))
        if role is ArgumentRole.AGENT:
            acting = {p.entity for some in named for _, p in some if p.entity}
        named.sort(key=lambda some: -len({t.article_key for t, _ in some}))  # stable: else in the order of tellings
        rows += [_part(role, ordinal, some) for ordinal, some in enumerate(named)]
    return rows


def _is_one(one: Party, other: Party) -> bool:
    if one.entity or other.entity:
        return one.entity == other.entity
    return numbers(one.name) == numbers(other.name) and overlap(one.name, other.name) >= ONE_THING


def _part(role: ArgumentRole, ordinal: int, some: list[tuple[Telling, Party]]) -> dict[str, Any]:
    names: dict[str, int] = defaultdict(int)
    for _, party in some:
        names[party.name] += 1
    name = max(names, key=lambda n: names[n])  # the first of the most frequent
    return {
        "ordinal": ordinal,
        "role": str(role),
        "name": name,
        "words": search_form(*names),
        "entity_id": some[0][1].number,
        "articles": len({t.article_key for t, _ in some}),
        "inferred": all(p.inferred for _, p in some),
    }


def _days_told(tellings: Sequence[Telling]) -> Cell:
    dated = [t for t in tellings if t.start]
    apart = [t for t in dated if any(gap(t, other) for other in dated)]
    return _told((t, str(t.start)) for t in apart)


def _statuses_told(tellings: Sequence[Telling]) -> Cell:
    said = {t.status for t in tellings}
    if Status.PAST not in said or not said & {Status.CANCELLED, Status.DENIED}:
        return {}  # planned, then past, is no contradiction
    return _told((t, str(t.status)) for t in tellings)


def _amounts_told(tellings: Sequence[Telling]) -> Cell:
    stated = [t for t in tellings if t.amounts]
    apart = [t for t in stated if any(not {*t.amounts} & {*other.amounts} for other in stated)]
    return _told((t, " + ".join(f"{value:.12g} {currency}" for value, currency in t.amounts)) for t in apart)


def _places_told(tellings: Sequence[Telling]) -> Cell:
    """Two towns, or two quarters; a town and its province are no contradiction."""
    stated: dict[str, list[tuple[Telling, Party]]] = defaultdict(list)
    for telling in tellings:
        for party in telling.of(ArgumentRole.PLACE):
            if party.kind == "place" and party.subkind:
                stated[party.subkind].append((telling, party))
    for some in stated.values():
        said = [{frozenset(place_words(p.name)) for t, p in some if t is telling} for telling in tellings]
        known = [names for names in said if names]
        if any(not one & other for one in known for other in known):
            return _told((t, p.name) for t, p in some)
    return {}


def _agents_told(tellings: Sequence[Telling]) -> Cell:
    """Different officials act, and neither telling names the other's among those present."""
    stated = [t for t in tellings if any(p.kind == "official" for p in t.of(ArgumentRole.AGENT))]
    apart = [t for t in stated if any(agents(t, other) < 0 for other in stated)]
    return _told((t, p.name) for t in apart for p in t.of(ArgumentRole.AGENT) if p.kind == "official")


def _numbers_told(tellings: Sequence[Telling]) -> dict[str, Cell]:
    """Return, by what is counted, the numbers of it: ``{"quantity: كرسي": {"45": [...], "54": [...]}}``."""
    counted: dict[str, list[tuple[Telling, str]]] = defaultdict(list)
    for telling in tellings:
        goods = {word for party in telling.of(ArgumentRole.TARGET) for word in stems(party.name)}
        for value, unit in telling.quantities:
            thing = " ".join(stems(unit))
            if {*stems(unit)} & goods:
                counted[thing].append((telling, f"{value:.12g}"))
    apart: dict[str, Cell] = {}
    for thing, some in counted.items():
        said = [{value for t, value in some if t is telling} for telling in tellings]
        known = [values for values in said if values]
        if any(not one & other for one in known for other in known):
            apart[f"quantity: {thing}"] = _told(some)
    return apart


def _told(said: Iterable[tuple[Telling, str]]) -> Cell:
    cell: Cell = {}
    for telling, value in said:
        keys = cell.setdefault(value, [])
        if telling.key not in keys:
            keys.append(telling.key)
    return cell


def _most(tellings: Sequence[Telling], of: Callable[[Telling], Any]) -> Any:
    """Return the most frequent value, the earliest telling's among equals."""
    values = [of(t) for t in tellings]
    return max(dict.fromkeys(values), key=values.count)
