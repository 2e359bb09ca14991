"""What every extractor promises, over every sample: true offsets, declared labels, text order, and no side effects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Document
from corpus.mention import EventValue, Label, Mention
from extractors.base import VERSION, Extractor
from extractors.registry import build
from pipeline.annotate import Annotator, with_furniture
from pipeline.resolve import resolve

NAMES = [extractor.name for extractor in build()]


@pytest.fixture(scope="module")
def stages(annotator: Annotator, samples: list[Document]) -> dict[str, list[Document]]:
    """Each sample as each extractor gets it."""
    read = [annotator.tokenise(with_furniture(sample)) for sample in samples]
    annotator.tag(read)
    found: dict[str, list[Document]] = {}
    for extractor in annotator.extractors:
        found[extractor.name] = read
        read = [resolve(d.with_mentions(extractor.extract(d))) for d in read]
    return found


@pytest.fixture
def extractor(request: pytest.FixtureRequest, annotator: Annotator) -> Extractor:
    """The extractor of a name."""
    return next(e for e in annotator.extractors if e.name == request.param)


def test_names_are_different() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
def test_mentions_are_true_to_the_text(extractor: Extractor, stages: dict[str, list[Document]]) -> None:
    total = 0
    for document in stages[extractor.name]:
        for mention in extractor.extract(document):
            total += 1
            assert mention.surface == document.text[mention.start : mention.end], document.id
            assert mention.surface == mention.surface.strip() != "", document.id
            assert 0 <= mention.confidence <= 1, document.id
            for start, end in inner_spans(mention):
                assert 0 <= start < end <= len(document.text), (document.id, mention)
    assert total > len(stages[extractor.name])  # it finds something, or nothing above was tested


def inner_spans(mention: Mention) -> list[tuple[int, int]]:
    """Return the spans a mention's value points to."""
    value = mention.value
    if isinstance(value, EventValue):
        own = [value.evidence, *value.evidence_also, *([value.date_span] if value.date_span else [])]
        return own + [(a.start, a.end) for a in value.arguments]
    names = ("alias_of", "holder", "place")
    return [span for name in names if (span := getattr(value, name, None)) is not None]


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
def test_labels_are_declared_and_needs_are_met(extractor: Extractor, stages: dict[str, list[Document]]) -> None:
    made = {m.label for document in stages[extractor.name] for m in extractor.extract(document)}
    assert made <= extractor.labels
    assert made == extractor.labels, "declares a label that 75 articles do not show"
    before = [e for e in build() if NAMES.index(e.name) < NAMES.index(extractor.name)]
    assert extractor.requires <= {label for e in before for label in e.labels} | {Label.FURNITURE}


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
def test_mentions_come_in_text_order(extractor: Extractor, stages: dict[str, list[Document]]) -> None:
    for document in stages[extractor.name]:
        starts = [m.start for m in extractor.extract(document)]
        assert starts == sorted(starts), document.id


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
def test_provenance_names_extractor_rule_and_version(extractor: Extractor, stages: dict[str, list[Document]]) -> None:
    for document in stages[extractor.name]:
        for mention in extractor.extract(document):
            origin = mention.provenance
            assert (origin.extractor, origin.version) == (extractor.name, VERSION), document.id
            assert origin.rule, document.id


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
def test_extracting_twice_is_the_same_and_changes_nothing(
    extractor: Extractor, stages: dict[str, list[Document]]
) -> None:
    for document in stages[extractor.name]:
        copy = replace(document)
        tokens = [(t.text, t.norm_, t.pos_, t.lemma_, t.ent_type_, t.is_sent_start) for t in document.doc]
        first = list(extractor.extract(document))
        assert list(extractor.extract(document)) == first, document.id
        assert document == copy
        assert tokens == [(t.text, t.norm_, t.pos_, t.lemma_, t.ent_type_, t.is_sent_start) for t in document.doc]


@pytest.mark.parametrize("extractor", NAMES, indirect=True)
@pytest.mark.parametrize(
    "text", ["", " \n ", "،", "نص", "123", "x" * 50, "\u200f\u202b", "ـ", "نائب خادم الحرمين\n", "قال رئيس\n"]
)
def test_next_to_nothing_is_read_without_a_fault(extractor: Extractor, text: str, annotator: Annotator) -> None:
    document = annotator.tokenise(Document("x", text))
    annotator.tag([document])
    assert all(m.surface == text[m.start : m.end] for m in extractor.extract(document))
