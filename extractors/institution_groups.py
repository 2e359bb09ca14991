"""The institutions of an article, one entry each; the same name in another place is another institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import InstitutionKind, InstitutionValue, Label, Mention, Span
from corpus.normalise import fold, plain

CLASS_WORDS = frozenset({"حزب", "جبهه", "منظمه", "موقع", "صحيفه", "جريده", "موسسه"})


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
    places = {m.span: fold(m.surface) for m in mentions if m.label is Label.PLACE}
    for mention in mentions:
        value = mention.value
        if mention.label is not Label.INSTITUTION or not isinstance(value, InstitutionValue):
            continue
        group = _same(groups, value, places)
        if group is None:
            raw = (
                mention.surface
                if plain(mention.surface) != value.name or plain(mention.surface) != mention.surface
                else None
            )
            groups.append(InstitutionGroup(value.name, value.kind, value.place, raw, [], [mention]))
            continue
        group.mentions.append(mention)
        group.place = group.place or value.place
        if value.name != group.name and value.name not in group.aliases:
            group.aliases.append(value.name)
    return groups


def _same(groups: list[InstitutionGroup], value: InstitutionValue, places: dict[Span, str]) -> InstitutionGroup | None:
    """Return the entry a mention belongs to."""
    if value.alias_of is not None:
        return next((g for g in groups if any(m.span == value.alias_of for m in g.mentions)), None)
    here = places.get(value.place) if value.place else None
    for group in groups:
        there = places.get(group.place) if group.place else None
        if _bare(group.name) == _bare(value.name) and (here is None or there is None or here == there):
            return group
    return None


def _bare(name: str) -> str:
    """Return the folded name without a class word that may be left out (``حزب العدالة والتنمية``), blanks at و alike."""
    words = list(fold(name).replace(" و ", " و").split())
    return " ".join(words[1:] if len(words) > 1 and words[0] in CLASS_WORDS else words)
