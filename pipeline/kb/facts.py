"""The facts of one article as ``rasid extract`` puts them out, read strictly enough to be stored.

These classes name what the knowledge base keeps; keys it does not know are left to the published output schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import StoreError
from corpus.mention import ArgumentRole, EventType, InstitutionKind, PlaceKind, Relation, Status

Score = Annotated[float, Field(ge=0, le=1)]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SpanFact(_Fact):
    """A span of the text; ``label`` where it is not the usual one of its item (a role among a person's mentions)."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    surface: str
    label: str | None = None


class ProvenanceFact(_Fact):
    """Which extractor, rule and version stated an item."""

    extractor: str = ""
    rule: str = ""
    version: str = ""


class Item(_Fact):
    """What every item carries."""

    mentions: tuple[SpanFact, ...] = ()
    confidence: Score = 1.0
    provenance: ProvenanceFact = ProvenanceFact()


class RoleFact(_Fact):
    """An office of an official."""

    title: str
    variants_in_text: tuple[str, ...] = ()
    mentions: tuple[SpanFact, ...] = ()


class OfficialFact(Item):
    """A named person and the offices the article gives."""

    name: str
    name_in_text: str | None = None
    aliases_in_text: tuple[str, ...] = ()
    roles: tuple[RoleFact, ...] = ()


class UnnamedFact(Item):
    """An office holder the article does not name."""

    title: str = Field(validation_alias="name")


class LinkFact(_Fact):
    """The gazetteer entry of a place, or None for no match."""

    id: str | None = None
    score: float = 1.0
    features: dict[str, float] = Field(default_factory=dict)


class PlaceFact(Item):
    """A place; ``within``: the name of the stated place it lies in."""

    name: str
    kind: PlaceKind
    name_in_text: str | None = None
    bare_name: str | None = None
    aliases_in_text: tuple[str, ...] = ()
    link: LinkFact | None = None
    within: str | None = None


class InstitutionFact(Item):
    """An institution; ``place``: the name of the place it stands in."""

    name: str
    kind: InstitutionKind
    place: str | None = None
    name_in_text: str | None = None
    aliases_in_text: tuple[str, ...] = ()


class DateFact(Item):
    """A date expression and its bounds."""

    text: str
    start: date | None = None
    end: date | None = None
    weekday: str | None = None


class AmountFact(Item):
    """A sum of money."""

    text: str
    value: float
    currency: str
    relation: Relation | None = None


class QuantityFact(Item):
    """A counted quantity."""

    text: str
    value: float
    unit: str
    unit_phrase: str | None = None
    relation: Relation = Relation.EXACT


class ArgumentFact(_Fact):
    """A participant with the span it was read in."""

    role: ArgumentRole
    name: str
    start: int | None = None
    end: int | None = None
    confidence: Score = 1.0
    inferred: bool = False


class EventFact(Item):
    """An event. The lists of names are the whole; ``arguments`` add spans to them."""

    id: str
    type: EventType
    status: Status = Status.PAST
    date_start: date | None = None
    date_end: date | None = None
    date_text: str | None = None
    date_inherited: bool = False
    agents: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    evidence: str
    evidence_mention: SpanFact | None = None
    evidence_also: tuple[str, ...] = ()
    arguments: tuple[ArgumentFact, ...] = ()

    def participants(self) -> list[ArgumentFact]:
        """Return the participants, each once: the arguments, then who stands in the lists of names only."""
        listed = {
            ArgumentRole.AGENT: self.agents,
            ArgumentRole.COMPANION: self.companions,
            ArgumentRole.TARGET: self.targets,
            ArgumentRole.RECIPIENT: self.recipients,
            ArgumentRole.PLACE: self.places,
        }
        found = {(a.role, a.name): a for a in reversed(self.arguments) if a.role in listed}  # the first mention stays
        order = {(role, name): None for role, names in listed.items() for name in names}
        order |= dict.fromkeys((a.role, a.name) for a in self.arguments if a.role in listed)
        return [found.get(key) or ArgumentFact(role=key[0], name=key[1]) for key in order]


class Facts(_Fact):
    """All facts of one article."""

    id: str
    country: str | None = None
    published: date | None = None
    published_meta: date | None = None
    source_line: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    extractor_version: str | None = None
    officials: tuple[OfficialFact, ...] = ()
    unnamed_officials: tuple[str, ...] = ()
    unnamed_official_items: tuple[UnnamedFact, ...] = ()
    institutions: tuple[InstitutionFact, ...] = ()
    places: tuple[PlaceFact, ...] = ()
    dates: tuple[DateFact, ...] = ()
    amounts: tuple[AmountFact, ...] = ()
    quantities: tuple[QuantityFact, ...] = ()
    events: tuple[EventFact, ...] = ()


def read_facts(raw: Mapping[str, Any]) -> Facts:
    """Return the facts of an output object.

    Raises: StoreError: a field is missing or holds what it cannot; the message names article and field.
    """
    try:
        return Facts.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StoreError(f"{raw.get('id', 'article without id')}: {where}: {first['msg']}") from error
