"""What every folder of tests shares: the models, loaded once a process, and the samples, annotated once.

Nothing here alters a shared object; a test that needs another annotator makes its own with ``replace``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.reader import ReadFailure, read
from extractors.registry import build
from pipeline.annotate import Annotator
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that write files of expectations anew; without them nothing in the repository changes."""
    group = parser.getgroup("rasid")
    group.addoption("--update-golden", action="store_true", help="write tests/golden anew after an intended change")
    group.addoption("--update-floors", action="store_true", help="raise tests/quality/floors.yml to the present scores")
    group.addoption("--lower-floors", action="store_true", help="with --update-floors: also lower them")


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    """The whole pipeline with its committed models."""
    return Annotator.load(Settings())


@pytest.fixture(scope="session")
def by_rule(annotator: Annotator) -> Annotator:
    """The pipeline without the models that weigh events and entities: what rules alone tell."""
    return replace(annotator, extractors=build(), press=None)


@pytest.fixture(scope="session")
def samples() -> list[Document]:
    """The invented articles of ``corpus/samples``, as they are read."""
    found = list(read([SAMPLES]))
    assert not [item for item in found if isinstance(item, ReadFailure)]
    return [item for item in found if isinstance(item, Document)]


@pytest.fixture(scope="session")
def annotated(annotator: Annotator, samples: list[Document]) -> list[Document]:
    """The samples with tokens and mentions."""
    return list(annotator.annotate(samples))
