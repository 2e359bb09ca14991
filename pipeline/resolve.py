"""Which mention stays where two overlap: pure functions over a document's mentions.

Policy, strongest first: page furniture hides everything; the name of an institution hides the places and persons it
is made of (``وكالة المغرب العربي للأنباء``, ``مستشفى محمد الخامس``) but not the territory that it administers
(``عمالة إقليم X``, ``شرطة منطقة X``), and not an office that contains it
(``مدير التعاون الوطني``); a date hides a quantity, a sum hides a quantity. An office and its jurisdiction both stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document
from corpus.mention import InstitutionValue, Label, Mention, PlaceKind, PlaceValue
from corpus.normalise import fold

# (winner, loser): the loser goes when it lies inside the winner.
HIDES = frozenset(
    {
        (Label.INSTITUTION, Label.PLACE),
        (Label.INSTITUTION, Label.PERSON),
        (Label.INSTITUTION, Label.DATE),
        (Label.INSTITUTION, Label.QUANTITY),
        (Label.PLACE, Label.PERSON),
        (Label.PLACE, Label.QUANTITY),
        (Label.PLACE, Label.DATE),
        (Label.DATE, Label.QUANTITY),
        (Label.DATE, Label.MONEY),
        (Label.MONEY, Label.QUANTITY),
    }
)
# Administrations of a territory: the unit named after them is a place of its own.
ADMINISTRATIONS = frozenset(
    fold(w) for w in ("عمالة", "ولاية", "أمانة", "شرطة", "إمارة", "جوازات", "مرور", "صحة", "تعليم", "أمن")
)
UNITS = frozenset({PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.PREFECTURE, PlaceKind.NEIGHBOURHOOD})


def resolve(doc: Document) -> Document:
    """Return the document without the mentions that a stronger one hides."""
    mentions = _outside_furniture(doc.mentions)
    hidden = {m for m in mentions if any(hides(other, m) for other in _around(mentions, m))}
    return replace(doc, mentions=tuple(m for m in mentions if m not in hidden))


def hides(winner: Mention, loser: Mention) -> bool:
    """Whether ``winner`` hides ``loser``: a stronger label over it, or the same label and longer."""
    if winner.start > loser.start or winner.end < loser.end:
        return False
    if winner.label is Label.INSTITUTION and loser.label is Label.PLACE and _administers(winner, loser):
        return False
    if (winner.label, loser.label) in HIDES:
        if isinstance(winner.value, InstitutionValue) and winner.value.place == loser.span:
            return False  # `شرطة منطقة جازان` is in the place it is named after
        return winner.span != loser.span or winner.label is not Label.PLACE
    return (
        winner.label is loser.label is not Label.EVENT and winner.span != loser.span and winner.label is not Label.ROLE
    )


def _administers(institution: Mention, place: Mention) -> bool:
    """Whether the name is ``عمالة``, ``شرطة`` ... and nothing but its territory after it."""
    head = fold(institution.surface[: place.start - institution.start]).split()
    unit = isinstance(place.value, PlaceValue) and place.value.kind in UNITS and place.value.bare_name is not None
    return len(head) == 1 and head[0] in ADMINISTRATIONS and unit and place.end == institution.end


def _outside_furniture(mentions: Iterable[Mention]) -> list[Mention]:
    """Drop what lies in page furniture; the furniture itself stays."""
    every = list(mentions)
    covered = [m.span for m in every if m.label is Label.FURNITURE]
    return [m for m in every if m.label is Label.FURNITURE or not any(a < m.end and m.start < b for a, b in covered)]


def _around(mentions: list[Mention], mention: Mention) -> list[Mention]:
    """Return the other mentions that overlap one."""
    return [m for m in mentions if m is not mention and m.start < mention.end and mention.start < m.end]
