"""The participants a clause can have: mentions laid over the tokens, an office and its holder made one.

``وزير الصناعة، مولاي حفيظ الزياني`` is one unit named by its person; ``الوزيرة`` is a unit named by the person it
refers to. A mention inside a longer one (the ministry in ``وزير الصحة``, the town in ``والي جهة سوس``) is no unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.mention import (
    Gender,
    InstitutionValue,
    Label,
    Mention,
    PersonValue,
    PlaceValue,
    RoleValue,
    Span,
)
from corpus.normalise import plain
from extractors.institution_groups import group_institutions

MAX_JOIN = 4  # tokens between a title and its holder: a comma, honorifics


@dataclass(frozen=True, slots=True)
class Unit:
    """A participant or setting: token range (half-open), label, resolved name, agreement."""

    first: int
    last: int
    label: Label
    name: str
    span: Span
    gender: Gender = Gender.UNKNOWN
    plural: bool = False
    group: bool = False
    formula: bool = False
    inferred: bool = False
    mention: Mention | None = None

    @property
    def acts(self) -> bool:
        """Whether it can be the agent of an act: a person or an office holder."""
        return self.label in (Label.PERSON, Label.ROLE)


def build_units(doc: Document) -> list[Unit]:
    """Return the top-level units in text order, not overlapping."""
    persons = {m.span: m for m in doc.of(Label.PERSON)}
    bodies = {m.span: group.name for group in group_institutions(doc.mentions) for m in group.mentions}
    units: list[Unit] = []
    for mention in doc.of(
        Label.PERSON, Label.ROLE, Label.INSTITUTION, Label.PLACE, Label.DATE, Label.MONEY, Label.QUANTITY
    ):
        first, last = doc.token_range(*mention.span)
        if first < last:
            unit = _unit(mention, first, last, persons)
            units.append(replace(unit, name=bodies[unit.span]) if unit.label is Label.INSTITUTION else unit)
    return _top_level(_join_offices(doc, units))


def _unit(mention: Mention, first: int, last: int, persons: dict[Span, Mention]) -> Unit:
    """Return the unit of one mention, named as it resolves inside the article."""
    value = mention.value
    name, gender, group, formula, inferred = plain(mention.surface), Gender.UNKNOWN, False, False, False
    if isinstance(value, PersonValue):
        name, gender = value.name, value.gender
    elif isinstance(value, RoleValue):
        holder = persons.get(value.holder) if value.holder else None
        held = holder.value if holder else None
        name = held.name if isinstance(held, PersonValue) else value.title
        inferred = isinstance(held, PersonValue)
        gender, group, formula = value.gender, value.group, value.formula
    elif isinstance(value, (InstitutionValue, PlaceValue)):
        name = value.name
    return Unit(first, last, mention.label, name, mention.span, gender, group, group, formula, inferred, mention)


def _join_offices(doc: Document, units: list[Unit]) -> list[Unit]:
    """Join a title and its holder that stand side by side; and the titles of one holder in a row."""
    acting = sorted((u for u in units if u.acts), key=lambda u: (u.first, -u.last))
    others = [u for u in units if not u.acts]
    joined: list[Unit] = []
    for unit in acting:
        previous = joined[-1] if joined else None
        if previous and unit.first < previous.last:
            if unit.label is Label.PERSON and unit.last <= previous.last:
                continue  # a name inside a title (`مستشفى ...`), or the title of a longer reading
            continue
        if previous and not previous.group and _same_holder(doc, previous, unit):
            joined[-1] = Unit(
                previous.first,
                unit.last,
                Label.PERSON if Label.PERSON in (previous.label, unit.label) else Label.ROLE,
                unit.name if unit.label is Label.PERSON else previous.name,
                (previous.span[0], unit.span[1]),
                _joint_gender(previous, unit),
                formula=previous.formula or unit.formula,
                mention=unit.mention if unit.label is Label.PERSON else previous.mention,
            )
        else:
            joined.append(unit)
    return others + joined


def _joint_gender(left: Unit, right: Unit) -> Gender:
    """Return the gender of an office and its holder, unknown where they disagree (``السيدة مريم ... وزير``, ``الشيخ صباح``)."""
    shown = {u.gender for u in (left, right) if u.gender is not Gender.UNKNOWN}
    return shown.pop() if len(shown) == 1 else Gender.UNKNOWN


def _same_holder(doc: Document, left: Unit, right: Unit) -> bool:
    """Whether two neighbouring units are one person: the same resolved name, little between them, no new clause.

    Not ``... من طرف الوزير خالد الزياني. وقال الوزير إن``.
    """
    between = doc.doc[left.last : right.first]
    told = any(t.norm_ == "\n" or t.pos_ == "VERB" or _ends_sentence(doc, t.i) for t in between)
    return left.name == right.name and len(between) <= MAX_JOIN and not told


def _ends_sentence(doc: Document, i: int) -> bool:
    """Whether token ``i`` is a full stop, not that of an abbreviation (``د.``)."""
    return doc.doc[i].norm_ == "." and len(doc.doc[i - 1].text) > 1


def _top_level(units: list[Unit]) -> list[Unit]:
    """Keep the longest unit where several overlap; offices and persons win over what they contain."""
    rank = {Label.PERSON: 0, Label.ROLE: 0, Label.INSTITUTION: 1, Label.DATE: 2, Label.PLACE: 3}
    kept: list[Unit] = []
    taken: set[int] = set()
    for unit in sorted(units, key=lambda u: (-(u.last - u.first), rank.get(u.label, 4), u.first)):
        tokens = range(unit.first, unit.last)
        if not taken.intersection(tokens):
            taken.update(tokens)
            kept.append(unit)
    return sorted(kept, key=lambda u: u.first)
