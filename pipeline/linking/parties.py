"""Whether two participants of two tellings are one: the same person, thing or place, in whatever words.

``مروة حسانين`` (محافظ أسوان) and ``محافظ أسوان``, ``30 آلة خياطة`` and ``30 ماكينة خياطة``, ``مدينة تازة`` and ``تازة``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from corpus.mention import PlaceKind
from pipeline.linking.offices import parse_title, same_office
from pipeline.linking.officials import ONE_OFFICE
from pipeline.linking.tellings import Party, Telling
from pipeline.linking.words import (
    content,
    head_alone,
    numbers,
    overlap,
    place_words,
    same_person,
    share_said,
    stems,
    things,
    unbound,
)

QUARTERS = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.DOUAR})
LOCAL = frozenset({PlaceKind.CITY, PlaceKind.COMMUNE})
MIDDLE = frozenset({PlaceKind.PROVINCE, PlaceKind.PREFECTURE})
PAPERS = frozenset(  # what is signed on any day: `اتفاقية شراكة` says not which
    word
    for text in ("اتفاقية شراكة", "اتفاق إطار", "مذكرة تفاهم", "تعاون", "بروتوكول", "عقد", "اتفاقيات")
    for word in things(text)
)
SOME_PAPER = 0.5  # likeness of two such
SAME_TITLE = 0.8  # likeness of two wordings of one office
SOME_KIND = 0.3  # likeness of two things of one kind that share no other word


def same_party(one: Party, other: Party) -> bool:
    """Whether two participants are one: by entity, else by name."""
    if one.entity and one.entity == other.entity:
        return True
    if "institution" in (one.kind, other.kind) or "place" in (one.kind, other.kind):
        return overlap(one.name, other.name) >= 0.8
    return same_person(one.name, other.name)


def office_likeness(one: Party, other: Party) -> float:
    """Return what offices say of two participants, one of them at least known by his office alone.

    ``مروة حسانين`` (محافظ أسوان) and ``محافظ أسوان``: 0.7; ``العامل``, who may be that of Tata: 0.5; the governors of
    Tata and of Zagora: -1; 0 where they say nothing.
    """
    if is_named(one) and is_named(other):
        return 0.0
    titles = [p.titles if is_named(p) else (p.name,) for p in (one, other)]
    if any(overlap(a, b) >= SAME_TITLE for a, b in product(*titles)):
        return 0.7
    offices = [[o for title in some for o in parse_title(title) if not o.former] for some in titles]
    pairs = [(a, b) for a, b in product(*offices) if a.head == b.head]
    if any(same_office(a, b) >= ONE_OFFICE and not (a.open or b.open) for a, b in pairs):
        return 0.7
    if any(a.open or b.open for a, b in pairs):
        return 0.5
    return -1.0 if pairs and all(a.territorial and b.territorial for a, b in pairs) else 0.0


def acts_for(one: Party, other: Party) -> bool:
    """Whether a person heads the body that acts in the other telling: ``رئيسة جمعية الأمل``, ``جمعية الأمل``."""
    person, body = (one, other) if is_named(one) else (other, one)
    if not is_named(person) or body.kind != "institution":
        return False
    words = set(stems(body.name))
    return len(words) > 1 and any(
        words <= set(map(unbound, stems(title))) | set(stems(title)) for title in person.titles
    )


def one_side(one: Party, other: Party) -> bool:
    """Whether two participants are one, or a person and the body he heads."""
    return same_party(one, other) or acts_for(one, other)


def is_named(party: Party) -> bool:
    """Whether it is a person known by name, not by an office alone."""
    return party.kind == "official"


def target_likeness(one: Party, other: Party) -> float:
    """Return how far two targets are one thing (0-1): the entity, else the name; where it stands is for ``places``."""
    if one.entity and one.entity == other.entity:
        return 1.0
    if one.kind == other.kind == "official":
        return 1.0 if same_person(one.name, other.name) else 0.0
    likeness = overlap(one.name, other.name)
    if {*things(one.name)} <= PAPERS or {*things(other.name)} <= PAPERS:
        return min(likeness, SOME_PAPER)
    if head_alone(one.name, other.name):
        return min(likeness, SOME_KIND)
    if numbers(one.name) and numbers(one.name) == numbers(other.name):
        return (1 + likeness) / 2  # `30 آلة خياطة` / `30 ماكينة خياطة`, `1500 حقيبة` / `1500 محفظة`
    return likeness


def share_told(target: Party, telling: Telling) -> float:
    """Return the share of a target's words that a clause has in which no target was read."""
    return share_said(content(target.name if is_named(target) else " ".join(things(target.name))), telling.words)


def no_papers(first: tuple[Party, ...], second: tuple[Party, ...]) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return targets without the papers signed, where both tellings name what these are about as well."""
    about = [tuple(p for p in some if not {*things(p.name)} <= PAPERS) for some in (first, second)]
    return (about[0], about[1]) if all(about) else (first, second)


def one_kind_only(first: Iterable[Party], second: Iterable[Party]) -> bool:
    """Whether targets share what kind of thing they are and nothing else: ``حملة طبية`` / ``حملة لإيواء المشردين``."""
    return any(head_alone(a.name, b.name) for a, b in product(first, second))


def same_place(one: Party, other: Party) -> bool:
    """Whether two places are one: by entity, else by name, whatever they are called before it."""
    if one.entity and one.entity == other.entity:
        return True
    return place_words(one.name) == place_words(other.name)


def inside(one: Party, other: Party) -> bool:
    """Whether the first place lies in the second."""
    if other.entity and other.entity in one.within:
        return True
    return any(place_words(name) == place_words(other.name) for name in one.around)


def level(place: Party) -> str | None:
    """Return what places a place is compared with: those of its own size; None where its size is not known."""
    kind = place.subkind
    if kind in LOCAL:
        return "local"
    if kind in QUARTERS:
        return "quarter"
    return "middle" if kind in MIDDLE else kind if kind in (PlaceKind.REGION, PlaceKind.COUNTRY) else None
