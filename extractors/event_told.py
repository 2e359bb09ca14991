"""An event being put together from the acts that tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import DateValue, EventType, Span
from corpus.normalise import fold
from extractors.act import Act
from extractors.act_loose import NOUN, VERB
from extractors.units import Unit

LOOSE = (VERB, NOUN)
INCLUDES = "events.includes"  # the rule of `شملت الزيارة مركز ...`: more targets of a visit told before


@dataclass
class Told:
    """An event being put together: its act, resolved names, and the further clauses that tell it."""

    act: Act
    agents: list[Unit]
    targets: list[tuple[str, Span]]
    places: list[Unit]
    headline: bool
    evidence: Span
    also: list[Span] = field(default_factory=list)
    inherited: DateValue | None = None
    inferred: bool = False

    @property
    def loose(self) -> bool:
        """Whether no rule is sure of it."""
        return self.act.rule in LOOSE

    @property
    def who(self) -> set[str]:
        """The folded names of the agents."""
        return {fold(unit.name) for unit in self.agents}

    @property
    def what(self) -> set[str]:
        """The folded names of the targets."""
        return {fold(name) for name, _ in self.targets}

    @property
    def where(self) -> set[str]:
        """The folded names of the places."""
        return {fold(unit.name) for unit in self.places}


def worth_telling(told: Told) -> bool:
    """Whether an act says enough: who or what or where, beside its type (``دشن الوزير`` without a target does not)."""
    act = told.act
    if act.type is EventType.STATEMENT:
        return bool(told.agents)
    if act.type is EventType.MEETING and act.subject_missing and not told.agents and not told.headline:
        return False  # somebody met somebody, and the article has not said who
    unknown = act.subject_missing and not told.agents and not told.targets
    if act.type is EventType.VISIT and act.rule == "events.verb" and unknown:
        return False  # `ووصلت إلى المنطقة`: nobody knows who
    if act.type in (EventType.MEETING, EventType.VISIT):
        return bool(told.targets or told.places or told.agents)
    return bool(told.targets)


def list_further(told: Told | None, items: list[tuple[str, Span]]) -> None:
    """Give a visit or opening the items a later sentence lists (``ويتعلق الأمر بمركز ... ودار ...``).

    They stand for its class noun (``ثلاثة مراكز``), or come beside the bodies it named.
    """
    if told is None:
        return
    if not any(part.unit for part in told.act.targets):
        told.targets = []
    known = told.what
    told.targets += [item for item in items if fold(item[0]) not in known]


def words_of(names: Iterable[str]) -> set[str]:
    """Return the folded words of some names, articles left out (``المركز الصحي`` -> {مركز, صحي})."""
    return {word.removeprefix("ال").removesuffix("ا") for name in names for word in fold(name).split()}
