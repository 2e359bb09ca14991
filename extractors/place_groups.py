"""The places of an article, one entry each: ``مدينة X`` and bare ``X`` are one, a town and its unit are two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import Label, Link, Mention, PlaceKind, PlaceValue
from corpus.normalise import fold


@dataclass
class PlaceGroup:
    """One place: its name (the first full form), kind, bare name, other forms, mentions and link."""

    name: str
    kind: PlaceKind
    bare_name: str | None
    link: Link | None
    aliases: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def group_places(mentions: Iterable[Mention]) -> list[PlaceGroup]:
    """Return one group a place, in text order."""
    groups: dict[tuple[str, str], PlaceGroup] = {}
    for mention in mentions:
        value = mention.value
        if mention.label is not Label.PLACE or not isinstance(value, PlaceValue):
            continue
        key = _key(value)
        group = groups.get(key)
        if group is None:
            groups[key] = PlaceGroup(value.name, value.kind, value.bare_name, value.link, [], [mention])
            continue
        group.mentions.append(mention)
        if group.bare_name is None and value.bare_name is not None:
            _alias(group, group.name)  # the full form comes later: it is the name, the bare one an alias
            group.name, group.bare_name, group.kind = value.name, value.bare_name, value.kind
        elif fold(value.name) != fold(group.name) and value.name != group.bare_name or value.name != group.name:
            _alias(group, value.name)
    return list(groups.values())


def _key(value: PlaceValue) -> tuple[str, str]:
    """Return what makes two mentions one place: a country's code, else kind and bare name."""
    if value.kind is PlaceKind.COUNTRY and value.link and value.link.entity_id:
        return ("country", value.link.entity_id)
    return (value.kind.value, fold(value.bare_name or value.name))


def _alias(group: PlaceGroup, form: str) -> None:
    """Add another form once."""
    if form != group.name and form not in group.aliases:
        group.aliases.append(form)
