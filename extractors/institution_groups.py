"""The institutions of an article, one entry each; the same name in another place is another institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import InstitutionKind, InstitutionValue, Label, Mention, PlaceValue, Span
from corpus.normalise import fold, plain
from extractors.institution_same import (
    again,
    bare_name,
    begins,
    fuller,
    local_body,
    misspelt,
    of_class,
    of_group,
    of_the_same,
    respelt,
    shortened,
    stands_for,
    within_quotes,
)


@dataclass
class InstitutionGroup:
    """One institution: name (the first full form), kind, span of its place, other forms and mentions."""

    name: str
    kind: InstitutionKind
    place: Span | None
    name_in_text: str | None = None
    aliases: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def group_institutions(mentions: Iterable[Mention]) -> list[InstitutionGroup]:
    """Return one group an institution, in text order; short forms join the entry they stand for."""
    groups: list[InstitutionGroup] = []
    mentions = list(mentions)
    places = {m.span: _place_key(m) for m in mentions if m.label is Label.PLACE}
    for mention in _full_first(mentions):
        value = mention.value
        if mention.label is not Label.INSTITUTION or not isinstance(value, InstitutionValue):
            continue
        group = _same(groups, value, places)
        if group is None:
            groups.append(InstitutionGroup(value.name, value.kind, value.place, _raw(mention, value), [], [mention]))
            continue
        group.mentions.append(mention)
        group.place = group.place or value.place
        if value.name == group.name:
            continue
        other = value.name
        if value.alias_of is None and fuller(group.name, value.name):
            other, group.name, group.name_in_text = group.name, value.name, _raw(mention, value)
        if other not in group.aliases:
            group.aliases.append(other)
    return groups


def _place_key(place: Mention) -> str:
    """Return what two names of the same place share (``الطائف``, ``محافظة الطائف``)."""
    bare = place.value.bare_name if isinstance(place.value, PlaceValue) else None
    return fold(bare or place.surface)


def _full_first(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with short forms of a name that comes only later right after it."""
    early = [
        m for m in mentions
        if isinstance(m.value, InstitutionValue) and m.value.alias_of is not None and m.value.alias_of > m.span
    ]  # fmt: skip
    return [m for m in mentions if m not in early] + early


def _raw(mention: Mention, value: InstitutionValue) -> str | None:
    """Return the surface form where it is not the name."""
    surface = plain(mention.surface)
    return mention.surface if surface != value.name or surface != mention.surface else None


def _same(groups: list[InstitutionGroup], value: InstitutionValue, places: dict[Span, str]) -> InstitutionGroup | None:
    """Return the entry a mention belongs to."""
    if value.alias_of is not None:
        return next((g for g in groups if any(m.span == value.alias_of for m in g.mentions)), None)
    here = places.get(value.place) if value.place else None
    agreeing = []
    for group in groups:
        there = places.get(group.place) if group.place else None
        if here is None or there is None or here == there:
            agreeing.append(group)
    bare = bare_name(value.name)
    same = next(
        (g for g in agreeing if bare_name(g.name) == bare or any(bare_name(a) == bare for a in g.aliases)), None
    )
    alike = [g for g in agreeing if g.kind is value.kind]
    return (
        same
        or next((g for g in agreeing if any(of_class(value.name, a) for a in g.aliases)), None)
        or next((g for g in agreeing if within_quotes(value.name, g.name)), None)
        or next((g for g in alike if begins(g.name, value.name) or begins(value.name, g.name)), None)
        or next((g for g in alike if respelt(g.name, value.name) or of_the_same(g.name, value.name)), None)
        or next((g for g in agreeing if misspelt(g.name, value.name) or of_group(g.name, value.name)), None)
        or _only([g for g in agreeing if again(value.name, g.name)])
        or _only([g for g in agreeing if shortened(g.name, value.name)])
        or _only([g for g in agreeing if stands_for(g.name, value.name)])
        or _only([g for g in agreeing if here and g.place and local_body(g.name, value.name)])
        or _only([g for g in agreeing if begins(g.name, value.name) or begins(value.name, g.name)])
    )


def _only(groups: list[InstitutionGroup]) -> InstitutionGroup | None:
    """Return the one group there is; of several none is meant for sure."""
    return groups[0] if len(groups) == 1 else None
