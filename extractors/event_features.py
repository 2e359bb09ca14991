"""What an event looks like to the model that says how sure it is: its rule, word, participants, date and place in text.

Features are names (``type=visit``, ``agents=1``); ``models.event_judge`` has a weight for each.
They speak of kinds of words and of participants, never of a name, so that what is learnt holds for other articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import BREAK, Document
from corpus.mention import EventType, Span
from extractors.event_told import Told
from extractors.units import Unit

FUNCTION = frozenset({"ADP", "CCONJ", "SCONJ", "PART", "PRON", "DET", "AUX"})
QUOTES = frozenset('«»"“”')
STEPS = (1, 2, 3, 5, 8, 13, 21, 34)  # bounds of the classes that lengths and distances fall in
LONG = 5  # events in an article from which on it is a list or a chronicle


@dataclass(frozen=True)
class Layout:
    """Where the events of an article stand, made once for all of them: sentence starts, events a sentence and a type."""

    doc: Document
    starts: list[int]
    told_in: dict[int, list[Told]]
    of_type: Counter[EventType]

    @classmethod
    def of(cls, doc: Document, told: list[Told]) -> Layout:
        """Return the layout of the events of an article."""
        starts = [sentence.start for sentence in doc.doc.sents]
        told_in: dict[int, list[Told]] = defaultdict(list)
        for event in told:
            told_in[bisect_right(starts, event.act.trigger) - 1].append(event)
        return cls(doc, starts, told_in, Counter(event.act.type for event in told))

    def sentence(self, at: int) -> tuple[int, int, int]:
        """Return number, first token and end of the sentence of a token."""
        number = bisect_right(self.starts, at) - 1
        following = self.starts[number + 1 : number + 2]
        return number, self.starts[number], following[0] if following else len(self.doc.doc)


def features(layout: Layout, event: Told) -> frozenset[str]:
    """Return the features of an event among all of its article."""
    return frozenset(_features(layout, event))


def _features(layout: Layout, event: Told) -> Iterator[str]:
    """Yield the features, those of the kind of event also joined with its type."""
    act, kind, doc = event.act, event.act.type.value, layout.doc
    own = [*_rule(doc, event), *_agents(event), *_targets(doc, event), *_date(event)]
    yield f"type={kind}"
    yield from own
    if act.type is not EventType.STATEMENT:
        yield from (f"act&{name}" for name in own)
    yield from (f"{kind}&{name}" for name in own if name.startswith(("agents=", "targets=", "target is", "date=")))
    yield from _position(layout, event)


def _rule(doc: Document, event: Told) -> Iterator[str]:
    """Yield how the event was found: rule, trigger word, the tag it has in its sentence, the words before it."""
    act, tokens = event.act, doc.doc
    at = act.trigger
    yield f"rule={act.rule}"
    yield f"word={tokens[at].norm_}"
    yield f"tag={tokens[at].pos_}"
    yield f"type&tag={act.type.value}&{tokens[at].pos_}"
    yield f"present={tokens[at].norm_[:1] in 'يت' and tokens[at].pos_ == 'VERB'}"
    yield f"before={tokens[at - 1].norm_ if at and tokens[at - 1].pos_ in FUNCTION else _tag(doc, at - 1)}"
    yield f"after={_tag(doc, at + 1)}"
    for name in ("passive", "subject_missing", "refers"):
        if getattr(act, name):
            yield name
    if act.pronoun:
        yield "pronoun"
    if act.speaker:
        yield f"speaker={act.speaker}"


def _tag(doc: Document, i: int) -> str:
    """Return the tag of a token, or that there is none."""
    if not 0 <= i < len(doc.doc):
        return "none"
    token = doc.doc[i]
    return "break" if token.norm_ == BREAK else token.pos_ or "none"


def _agents(event: Told) -> Iterator[str]:
    """Yield how many act, of what kind, named where."""
    act = event.act
    yield f"agents={min(len(event.agents), 2)}"
    yield f"inferred={event.inferred}"
    for unit in event.agents[:2]:
        yield f"agent is {_kind(unit)}"
    if event.agents:
        gap = event.agents[0].first - act.trigger
        yield f"agent {'after' if gap > 0 else 'before'} {_step(abs(gap))}"


def _kind(unit: Unit) -> str:
    """Return label and standing of a participant: a group, a name with its office, a bare name."""
    office = unit.mention is not None and unit.last - unit.first > 3
    return f"{unit.label.value}{' group' if unit.group else ''}{' long' if office else ''}"


def _targets(doc: Document, event: Told) -> Iterator[str]:
    """Yield how many targets there are, what the first begins with and how long it is."""
    yield f"targets={min(len(event.targets), 3)}"
    if not event.targets:
        return
    name, span = event.targets[0]
    unit = next((p.unit for p in event.act.targets if p.unit is not None and p.unit.span == span), None)
    words = name.split()
    yield f"target is {unit.label.value if unit is not None else 'phrase'}"
    yield f"target words {_step(len(words))}"
    yield f"target definite={words[0].startswith('ال')}"
    first, last = doc.token_range(*span)
    tags = [t.pos_ for t in doc.doc[first:last]]
    if "VERB" in tags:
        yield "target has verb"
    yield f"target ends {tags[-1] if tags else 'none'}"
    yield f"target gap {_step(abs(first - event.act.trigger))}"
    if any(t.like_num for t in doc.doc[first:last]):
        yield "target has number"


def _date(event: Told) -> Iterator[str]:
    """Yield where the date is from."""
    own = event.act.date
    yield f"date={'own' if own is not None else 'inherited' if event.inherited is not None else 'none'}"
    if own is not None:
        yield f"date gap {_step(abs(own.first - event.act.trigger))}"
    if event.places:
        yield "has place"
    yield f"companions={bool(event.act.companions)}"


def _position(layout: Layout, event: Told) -> Iterator[str]:
    """Yield where in the article the event is told, and among how many others."""
    at, kind = event.act.trigger, event.act.type
    number, first, end = layout.sentence(at)
    yield f"sentence {_step(number)}"
    yield f"headline={event.headline}"
    yield f"into sentence {_step(at - first)}"
    yield f"sentence words {_step(end - first)}"
    quotes = sum(t.text in QUOTES for t in layout.doc.doc[first:at])
    yield f"quoted={quotes % 2 == 1}"
    here = layout.told_in[number]
    yield f"acts in sentence={min(len(here), 4)}"
    said = any(t.act.type is EventType.STATEMENT and t.act.trigger < at for t in here)
    yield f"said={said}"
    yield f"type&said={kind.value}&{said}"
    yield f"of type={min(layout.of_type[kind], LONG)}"
    yield f"told again={min(len(event.also), 3)}"
    yield f"evidence {_step(_words(layout.doc, event.evidence))}"


def _words(doc: Document, span: Span) -> int:
    """Return how many tokens a span covers."""
    first, last = doc.token_range(*span)
    return last - first


def _step(number: int) -> int:
    """Return the class a length falls in: 0, 1, 2, 3, 5, 8 ... and more."""
    return max((step for step in STEPS if step <= number), default=0)
