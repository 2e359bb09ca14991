"""A run goes on: what fails is named, and costs no more than it must. No text, however broken, stops the pipeline."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from corpus.document import Document
from corpus.mention import Label, Mention
from corpus.reader import ReadFailure
from extractors.base import Extractor
from pipeline.annotate import BATCH, Annotator
from pipeline.output import to_json
from pipeline.run import Extraction, extract_all, write_files

TEXT = "زار وزير الصحة خالد الناصري مركز الأمل بمدينة بركان يوم 5 مارس 2024 ووزع 30 محفظة."
SCHEMA = Draft202012Validator(json.loads(files("pipeline").joinpath("article.schema.json").read_text("utf-8")))


@dataclass(frozen=True)
class Faulty:
    """An extractor with a fault that some texts bring out."""

    real: Extractor
    word: str

    @property
    def name(self) -> str:
        return self.real.name

    @property
    def labels(self) -> frozenset[Label]:
        return self.real.labels

    @property
    def requires(self) -> frozenset[Label]:
        return self.real.requires

    def extract(self, doc: Document) -> Iterable[Mention]:
        yield from self.real.extract(doc)
        if self.word in doc.text:
            raise KeyError(self.word)


@pytest.fixture
def faulty(annotator: Annotator) -> Annotator:
    """An annotator whose dates fail on one word, without the tagger."""
    some = [Faulty(e, "عطب") if e.name == "dates" else e for e in annotator.extractors]
    return replace(annotator, extractors=some, tagger=None)


def test_failing_extractor_costs_its_own_facts_only(faulty: Annotator) -> None:
    inputs = [Document(f"a{i}", TEXT + (" عطب" if i == 3 else "")) for i in range(6)]
    found = list(extract_all(faulty, inputs))
    done = {item.document.id: item.facts for item in found if isinstance(item, Extraction)}
    assert list(done) == [d.id for d in inputs]
    assert [item for item in found if isinstance(item, ReadFailure)] == [
        ReadFailure("a3", None, "read without dates: KeyError: 'عطب'")
    ]
    assert done["a3"]["dates"] == []
    assert done["a3"]["officials"][0]["name"] == done["a2"]["officials"][0]["name"]
    assert done["a2"]["dates"][0]["start"] == "2024-03-05"


def test_failing_output_costs_the_article(annotator: Annotator, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document) -> dict[str, object]:
        if document.id == "a1":
            raise RuntimeError("no output")
        return {"id": document.id}

    monkeypatch.setattr("pipeline.run.to_json", broken)
    found = list(extract_all(replace(annotator, tagger=None), [Document(f"a{i}", TEXT) for i in range(3)]))
    assert [item.facts["id"] if isinstance(item, Extraction) else item.reason for item in found] == [
        "a0", "RuntimeError: no output", "a2"
    ]  # fmt: skip


def test_order_of_inputs_is_kept_over_batches(annotator: Annotator) -> None:
    inputs: list[Document | ReadFailure] = [Document(f"a{i}", TEXT) for i in range(2 * BATCH + 3)]
    inputs.insert(5, ReadFailure("x", 5, "broken"))
    found = list(extract_all(replace(annotator, tagger=None), inputs))
    assert [f.document.id if isinstance(f, Extraction) else f.source for f in found] == [
        i.id if isinstance(i, Document) else i.source for i in inputs
    ]


def test_file_that_cannot_be_written_leaves_nothing_half_written(annotator: Annotator, tmp_path: Path) -> None:
    (tmp_path / "a1.json").mkdir()  # stands where the file should go
    found = extract_all(replace(annotator, tagger=None), [Document(f"a{i}", TEXT) for i in range(3)])
    report = write_files(tmp_path, found)
    assert (report.done, [f.source for f in report.failures]) == (2, ["a1"])
    assert "a1.json: cannot be written" in report.failures[0].reason
    assert {f.name for f in tmp_path.iterdir()} == {"a0.json", "a1.json", "a2.json"}


def mutilated(text: str, rng: random.Random) -> str:
    """Return a text with the accidents of real pages: cut, shuffled, glued, pasted over."""
    words = text.split(" ")
    kind = rng.randrange(6)
    if kind == 0:
        start = rng.randrange(len(text))
        return text[start : start + rng.randrange(1, 400)]
    if kind == 1:
        rng.shuffle(words)
        return " ".join(words)
    if kind == 2:
        return "".join(c for c in text if rng.random() > 0.1)
    if kind == 3:
        return "\n".join(rng.sample(words, min(len(words), 150)))
    if kind == 4:
        return "".join(c + rng.choice("\u200f\u00a0ـ\u064b،.()\n«»0٣۴/-:") * (rng.random() < 0.1) for c in text)
    return " ".join(rng.choice(("لل", "ال", "و", "ب", "ك", "")) + w for w in words)


@pytest.mark.parametrize(
    "text",
    [
        "زار الوزير المركز بمدينة بركان. متابعة: سعيد",  # a given name is the last word
        "وتتوزع المستفيدات على أقاليم الناظور (\u00a0241\u00a0) ووجدة ( 189 ) وفجيج.",  # blanks inside brackets
        "وتقرر منح تعويض عائد للشهر نفسه إلى المستفيدين.",  # the article is gone behind ل
        "ووصل إلى المركز وزير",
        "ثم قام الوزير بزيارة",
        "بحضور سعاد الناصري، مديرة مركز الدراسات الفنية و",
        "زار الوزير مدينة ــــ أمس",  # a line drawn with tatweels is no name
    ],
)
def test_text_that_once_stopped_an_extractor_is_read(annotator: Annotator, text: str) -> None:
    (document,) = replace(annotator, tagger=None).annotate([Document("x", text)])
    assert [e.message for e in SCHEMA.iter_errors(json.loads(json.dumps(to_json(document))))] == []


@pytest.mark.parametrize("tagged", [False, True])
def test_no_mutilated_article_stops_the_pipeline(annotator: Annotator, samples: list[Document], tagged: bool) -> None:
    rng = random.Random(20240305)
    chosen = annotator if tagged else replace(annotator, tagger=None)
    rounds = 1 if tagged else 2
    broken = [
        Document(f"{s.id}-{i}", mutilated(s.text, rng), published=s.published) for s in samples for i in range(rounds)
    ]
    cuts = [(s, rng.randrange(len(s.text) - 1)) for s in samples]  # a text that ends in the middle of a clause
    broken += [Document(f"{s.id}-cut", s.text[at : at + rng.randint(20, 400)]) for s, at in cuts]
    for document in chosen.annotate(broken):
        facts = json.loads(json.dumps(to_json(document)))
        assert [e.message for e in SCHEMA.iter_errors(facts)] == [], document.id
