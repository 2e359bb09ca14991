"""Things handed over, told from who receives them or beside them: ``تسلمت الجمعية ...``, ``توج ب``, ``مكن ... من``."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.act import Act, Arguments, Trigger
from extractors.act_arguments import build
from extractors.act_objects import list_from
from extractors.act_phrases import may_speak
from extractors.clauses import ClauseReader, Part
from extractors.units import Unit

RECEIVING = frozenset({"تسلم", "تلقى", "استلم"})  # the subject receives
BENEFITING = frozenset({"استفاد", "استفادت", "يستفيد", "تستفيد", "استفادوا"})
HANDS = frozenset({"يد", "يدي", "ايدي", "طرف", "قبل", "لدن"})
HANDED = frozenset({"prize", "handed"})  # a prize or goods stand behind the verb's marker, who receives them before it


def received(clauses: ClauseReader, trigger: Trigger, parts: list[Part], objects: list[Part]) -> Act:
    """Return a distribution told from who receives (``تسلمت 15 تعاونية 22 جرارا من الوزير``, ``من يد الوزير``)."""
    behind = [q for p, q in pairwise(parts) if p.marker == "من" and _is_hand(clauses, p)]
    givers = (p.unit for p in [*parts, *behind] if (p.marker == "من" or p in behind) and p.unit and may_speak(p.unit))
    giver = next(givers, None)
    receiver = [p for p in parts if p.kind == "np" and p not in objects][:1]
    found = Arguments(parts, (giver,) if giver else (), objects)
    return replace(build(clauses, trigger, found, rule="events.received"), recipients=tuple(receiver), passive=True)


def _is_hand(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is only the hand something is received from (``من | يد | الوالي``)."""
    return part.last - part.first == 1 and clauses.norms[part.first] in HANDS


def handed(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> Act | None:
    """Return a distribution whose verb has who receives beside it (``توجت فلانة بجائزة``, ``زود المجلس الدار بحافلة``).

    ``doers``: the subject as read; it receives where nobody else stands beside it.
    """
    markers = trigger.lexeme.markers
    heads = "goods" if trigger.lexeme.needs == "handed" else trigger.lexeme.needs
    start = next((k for k, p in enumerate(parts) if p.marker in markers and _is_of(clauses, p, heads)), None)
    if start is None:
        return None
    things = list_from(clauses, parts, start)
    beside = [p for p in parts[:start] if p.kind == "np" and not p.joined and p.unit not in doers]
    if trigger.lexeme.needs == "handed" and not (beside or trigger.form.pronoun):
        return None  # `مكن من`: nobody receives
    agents = doers if beside or trigger.form.pronoun else ()
    act = build(clauses, trigger, Arguments(parts, agents, things), rule="events.handed", passive=not agents)
    receivers = beside[:1] or [p for p in parts[:start] if p.kind == "np"][:1]
    return replace(act, targets=tuple(things), recipients=tuple(receivers))


def benefited(clauses: ClauseReader, trigger: Trigger, parts: list[Part], doers: tuple[Unit, ...]) -> Act | None:
    """Return a distribution told of those who benefit (``استفاد خمسون شخصا من كراس متحركة | سلمتها لهم مؤسسة الأمل``)."""
    first = trigger.sentence.first
    main = next((k for k in range(trigger.at - 1, first - 1, -1) if clauses.norms[k] in BENEFITING), None)
    if main is None or not doers:
        return None
    before = clauses.parts(main + 1, trigger.at)
    thing = next((p for p in before if p.marker == "من" and p.last == trigger.at), None)
    receiver = before[0] if before and before[0].kind == "np" else None
    if thing is None or receiver is None:
        return None
    act = build(clauses, trigger, Arguments(parts, doers, [thing]), rule="events.benefited")
    return replace(act, recipients=(replace(receiver, last=thing.first - 1),))


def _is_of(clauses: ClauseReader, part: Part, heads: str) -> bool:
    """Whether a phrase opens with a noun of the set, or with a number of such things."""
    if part.unit is not None and part.unit.acts:
        return False
    if clauses.norms[part.first] in clauses.words.sets["granting"]:
        return False  # `مكن من منح ...`
    last = clauses.counted.get(part.first, part.first) + 1
    return any(clauses.words.is_in(f"head_{heads}", n) for n in clauses.norms[part.first : last])
