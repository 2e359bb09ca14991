"""The officials of an article, one entry each with offices and other forms; and those known by their office only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.mention import Label, Mention, PersonValue, RoleValue, Span
from corpus.normalise import fold, plain

KING = {"الملك", fold("خادم الحرمين الشريفين")}


@dataclass
class RoleEntry:
    """An office as first written, with its other spellings and mentions."""

    title: str
    variants: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


@dataclass
class OfficialGroup:
    """A person holding office: first full name, other forms, offices, mentions by role, all mentions."""

    name: str
    name_in_text: str | None = None
    aliases: list[str] = field(default_factory=list)
    roles: list[RoleEntry] = field(default_factory=list)
    mentions_by_role: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


@dataclass
class UnnamedGroup:
    """An office holder the article does not name."""

    title: str
    mentions: list[Mention] = field(default_factory=list)


def group_officials(mentions: Iterable[Mention]) -> list[OfficialGroup]:
    """Return the persons who hold an office, in text order."""
    groups: dict[Span, OfficialGroup] = {}
    every = list(mentions)
    for mention in every:
        value = mention.value
        if mention.label is Label.PERSON and isinstance(value, PersonValue):
            root = value.alias_of or mention.span
            group = groups.get(root)
            if group is None:
                raw = mention.surface if plain(mention.surface) != mention.surface else None
                groups[root] = group = OfficialGroup(value.name, raw)
            group.mentions.append(mention)
            form = plain(mention.surface)
            if form != group.name and form not in group.aliases:
                group.aliases.append(form)
    for mention in every:
        value = mention.value
        if mention.label is Label.ROLE and isinstance(value, RoleValue) and value.holder in groups:
            _add_role(groups[value.holder], mention, value)
    return [g for g in groups.values() if g.roles]


def _add_role(group: OfficialGroup, mention: Mention, value: RoleValue) -> None:
    """Add an office, a variant of one, or a mention by role."""
    group.mentions.append(mention)
    title = plain(value.title)
    if not value.full:
        if title not in group.mentions_by_role:
            group.mentions_by_role.append(title)
        return
    for role in group.roles:
        if same_title(role.title, title):
            role.mentions.append(mention)
            if title != role.title and title not in role.variants:
                if fold(title) == "الملك" or len(title.split()) > len(role.title.split()):
                    title, role.title = role.title, title
                role.variants.append(title)
            return
    group.roles.append(RoleEntry(title, [], [mention]))


def same_title(left: str, right: str) -> bool:
    """Whether one title is the other spelt differently or shortened (or the Saudi king's other one)."""
    if {fold(left), fold(right)} == KING:
        return True
    first, second = ([w.removeprefix("ال") for w in fold(title).split()] for title in (left, right))
    a, b = set(first), set(second)
    return first[0] == second[0] and (a <= b or b <= a)


def unnamed_officials(mentions: Iterable[Mention]) -> list[UnnamedGroup]:
    """Return single office holders known by a full title only, in text order."""
    groups: dict[str, UnnamedGroup] = {}
    for mention in mentions:
        value = mention.value
        if (
            mention.label is Label.ROLE
            and isinstance(value, RoleValue)
            and value.holder is None
            and value.full
            and not value.group
        ):
            group = groups.setdefault(fold(value.title), UnnamedGroup(plain(mention.surface)))
            group.mentions.append(mention)
    return list(groups.values())
