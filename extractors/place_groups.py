"""The places of an article, one entry each: ``مدينة X`` and bare ``X`` are one, a town and its unit are two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import Label, Link, Mention, PlaceKind, PlaceValue
from corpus.normalise import fold
from gazetteer.lookup import UNITS, key

SHORTENED = frozenset({fold("قطاع غزة")})  # its bare name means the same, not the town in it; so that of a camp


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
    groups: list[PlaceGroup] = []
    known: dict[tuple[str, str], PlaceGroup] = {}
    for mention in mentions:
        value = mention.value
        if mention.label is not Label.PLACE or not isinstance(value, PlaceValue):
            continue
        keys = _keys(value)
        group = (
            next((known[key] for key in keys if key in known and not _town_in(known[key], value)), None)
            or _site(groups, value)
            or _region(groups, value)
        )
        if group is None:
            group = PlaceGroup(value.name, value.kind, value.bare_name, value.link)
            groups.append(group)
        else:
            _join(group, value)
        group.mentions.append(mention)
        known.update((key, group) for key in keys if key not in known)
    return groups


def _town_in(group: PlaceGroup, value: PlaceValue) -> bool:
    """Whether a town is named in full that lies in a strip or camp of its name: ``مدينة غزة`` beside ``قطاع غزة``."""
    return value.kind is PlaceKind.CITY and value.bare_name is not None and group.kind is not PlaceKind.CITY


def _join(group: PlaceGroup, value: PlaceValue) -> None:
    """Take over another form of the place; a full form that comes after a bare one becomes the name."""
    if group.bare_name is None and value.bare_name is not None:
        _alias(group, group.name)
        group.name, group.bare_name, group.kind = value.name, value.bare_name, value.kind
    else:
        _alias(group, value.name)


def _keys(value: PlaceValue) -> list[tuple[str, str]]:
    """Return what makes two mentions one place: kind and bare name; the entity of a country, unit or continent.

    The entity of a town does not: ``الرباط`` may be read in several ways.
    """
    kind = PlaceKind.PROVINCE if value.kind is PlaceKind.PREFECTURE else value.kind
    keys = [(kind.value, fold(value.bare_name or value.name).replace(" ابن ", " بن "))]
    if fold(value.name) in SHORTENED or fold(value.name).startswith("مخيم "):
        keys.append((PlaceKind.CITY.value, fold(value.bare_name or value.name)))
    entity = value.link.entity_id if value.link else None
    if entity and (value.kind in UNITS or value.kind is PlaceKind.COUNTRY or entity.startswith("world:")):
        keys.append(("entity", f"{entity} {kind.value}"))
    return keys


def _site(groups: list[PlaceGroup], value: PlaceValue) -> PlaceGroup | None:
    """Return the site that a shorter or longer form names: ``متنزه الردف`` and ``متنزه الردف الجديد``."""
    if value.kind is not PlaceKind.OTHER or value.bare_name is None:
        return None
    words = fold(value.name).split()
    for group in groups:
        other = fold(group.name).split()
        if group.kind is value.kind and group.bare_name and words[:2] == other[:2] and len(words) > 1:
            if set(words) <= set(other) or set(other) <= set(words):
                return group
    return None


def _region(groups: list[PlaceGroup], value: PlaceValue) -> PlaceGroup | None:
    """Return the region of several towns that the first of them stands for (``جهة فاس`` after ``جهة فاس - مكناس``)."""
    if value.kind is not PlaceKind.REGION or value.bare_name is None:
        return None
    words = key(value.name).split()
    return next(
        (g for g in groups if g.kind is value.kind and g.bare_name and key(g.name).split()[: len(words)] == words), None
    )


def _alias(group: PlaceGroup, form: str) -> None:
    """Add another form once."""
    if form not in (group.name, *group.aliases):
        group.aliases.append(form)
