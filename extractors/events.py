"""Events of an article: acts with their participants resolved over sentences, dated, and told once.

``extractors.acts`` reads one clause at a time; here the discourse is followed: a subject carried over sentences
(``event_subjects``), one statement a speaker and the headline that repeats the lead (``event_merge``), and the date of
a dated lead that the acts after it take over (``event_dates``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.mention import Argument, ArgumentRole, DateValue, EventType, EventValue, Label, Mention
from extractors.act import STOPS_OF_A_TOUR
from extractors.act_lists import LISTED
from extractors.act_statements import CREDIT, UNNAMED
from extractors.act_subjects import opening_subject
from extractors.act_targets import is_toured, part_name, places_of, target_names
from extractors.acts import ActReader
from extractors.base import provenance
from extractors.clause_words import Words, load_words
from extractors.clauses import ClauseReader
from extractors.event_dates import inherit_dates, lead_date
from extractors.event_features import Layout, features
from extractors.event_merge import merge
from extractors.event_sentences import evidence, sentences
from extractors.event_subjects import Carried
from extractors.event_told import LOOSE, Told, list_further, worth_telling
from extractors.triggers import TriggerLexicon, load_triggers
from extractors.units import build_units
from models.event_judge import EventJudge

COUNTED = (Label.MONEY, Label.QUANTITY)  # no participants: the noun they count is
INFERRED_SHARE = 0.85  # of the confidence of an event whose agent another clause names


@dataclass(frozen=True)
class Candidate:
    """An event that the text may tell: its mention, what the judge sees of it, and whether no rule is sure of it."""

    mention: Mention
    features: frozenset[str]
    loose: bool


AFTER_THE_END = ("", "")  # empty words: a text may be cut off anywhere, and rules look at the words that follow


class EventExtractor:
    """Finds events (label EVENT); needs the other mentions first."""

    name = "events"
    labels = frozenset({Label.EVENT})
    requires = frozenset({Label.PERSON, Label.ROLE, Label.INSTITUTION, Label.PLACE, Label.DATE})

    def __init__(
        self,
        triggers: TriggerLexicon,
        words: Words,
        phrase_end: Callable[[Document, int], int],
        judge: EventJudge | None = None,
    ) -> None:
        self.triggers = triggers
        self.words = words
        self.phrase_end = phrase_end
        self.judge = judge

    @classmethod
    def load(cls, phrase_end: Callable[[Document, int], int], judge: EventJudge | None = None) -> EventExtractor:
        """Return the extractor with the project's lexicons; without ``judge`` only what rules are sure of is told."""
        return cls(load_triggers(), load_words(), phrase_end, judge)

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield one mention an event: its span is the trigger word (``دشنت``), its value the event."""
        for candidate in self.candidates(doc):
            if self.judge is None:
                if not candidate.loose:
                    yield candidate.mention
            elif self.judge.keeps(candidate.features, loose=candidate.loose):
                confidence = round(self.judge.confidence(candidate.features), 3)
                yield replace(candidate.mention, confidence=confidence)

    def candidates(self, doc: Document) -> Iterator[Candidate]:
        """Yield every event that the text may tell, in order, with its features; the judge keeps the likely ones."""
        told = merge(list(self._told(doc)))
        inherit_dates(told, lead_date(doc))
        layout = Layout.of(doc, told)
        for event in sorted(told, key=lambda e: e.act.trigger):
            yield Candidate(self._mention(doc, event), features(layout, event), event.loose)

    def reader(self, doc: Document) -> ClauseReader:
        """Return the reader of the document's clauses, its units laid over the tokens."""
        units = build_units(doc)
        settings = [u for u in units if u.label not in COUNTED]
        return ClauseReader(
            doc,
            norms=(*(t.norm_ for t in doc.doc), *AFTER_THE_END),
            unit_at={u.first: u for u in settings},
            cover={i: u for u in settings for i in range(u.first, u.last)},
            triggers=self.triggers,
            words=self.words,
            phrase_end=self.phrase_end,
            counted={u.first: u.last for u in units if u.label in COUNTED},
        )

    def _told(self, doc: Document) -> Iterator[Told]:
        """Yield the acts of each sentence with subjects carried over."""
        clauses = self.reader(doc)
        acts = ActReader(clauses)
        carried = Carried()
        last: Told | None = None
        for sentence in sentences(doc):
            carried.new_sentence(opening_subject(clauses, sentence))
            read = acts.acts(sentence)
            for act in read:
                if act.rule == LISTED:
                    list_further(last, [t for part in act.targets for t in target_names(clauses, part, act)])
                    continue
                if act.rule == UNNAMED:
                    carried.forget_speaker()
                    continue
                agents, inferred = carried.agents(doc, act, read)
                if act.spoken and not agents:
                    continue
                if act.rule not in LOOSE and act.rule != CREDIT:
                    carried.note(act, agents)
                targets = [t for part in act.targets for t in target_names(clauses, part, act)]
                if not targets and act.type is EventType.VISIT and last is not None and is_toured(clauses, act):
                    targets = list(last.targets[:1])
                if act.undergone:
                    targets, agents = [(unit.name, unit.span) for unit in agents], []
                told = Told(
                    act,
                    list(agents),
                    targets,
                    places_of(clauses, act),
                    sentence.headline,
                    evidence(clauses, act, sentence),
                    inferred=inferred or any(u.inferred for u in agents),
                )
                if worth_telling(told):
                    last = told if act.type in STOPS_OF_A_TOUR and not told.loose else last
                    yield told

    def _mention(self, doc: Document, event: Told) -> Mention:
        """Return the mention of a finished event."""
        act = event.act
        value = act.date.mention.value if act.date and act.date.mention else event.inherited
        dated = value if isinstance(value, DateValue) else None
        return doc.mention(
            *doc.span(act.trigger, act.trigger + 1),
            Label.EVENT,
            provenance=provenance(self.name, act.rule),
            confidence=round(act.confidence * (INFERRED_SHARE if event.inferred else 1.0), 3),
            value=EventValue(
                type=act.type,
                status=act.status,
                arguments=tuple(dict.fromkeys(_arguments(doc, event))),
                date_start=dated.start if dated else None,
                date_end=dated.end if dated else None,
                date_span=act.date.span if act.date else None,
                date_inherited=act.date is None and event.inherited is not None,
                evidence=event.evidence,
                evidence_also=tuple(dict.fromkeys(event.also)),
            ),
        )


def _arguments(doc: Document, event: Told) -> Iterator[Argument]:
    """Yield the participants of a finished event with their roles."""
    for unit in event.agents:
        yield Argument(ArgumentRole.AGENT, *unit.span, unit.name, 0.7 if event.inferred else 0.85, event.inferred)
    for name, span in event.targets:
        yield Argument(ArgumentRole.TARGET, *span, name, 0.75)
    companions = [(ArgumentRole.COMPANION, part) for part in event.act.companions]
    for role, part in [*companions, *((ArgumentRole.RECIPIENT, part) for part in event.act.recipients)]:
        named = part_name(doc, part)
        if named is not None:
            yield Argument(role, *named[1], named[0], 0.6)
    for unit in event.places:
        yield Argument(ArgumentRole.PLACE, *unit.span, unit.name, 0.8)
