"""Golden articles: pages of our own, as they are saved, and the facts read from them.

``pages/NAME.html`` or ``.txt``, with or without a sidecar, gives ``NAME.json``. A difference is either a fault or an
intended change: look at it, then ``make golden`` writes the expectations anew and git shows what moved. What is compared
is what a reader sees (names, values, who did what); spans and provenance have tests of their own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from corpus.reader import READABLE, read
from pipeline.annotate import Annotator
from pipeline.output import to_json

HERE = Path(__file__).parent
PAGES = sorted(file for file in (HERE / "pages").iterdir() if file.suffix in READABLE)
HEAD = ("id", "url", "source", "country", "published", "published_meta", "source_line", "title")
UNSEEN = ("mentions", "confidence", "provenance", "arguments", "evidence_mention", "link")


def seen(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a reader sees of an output object."""
    shown: dict[str, Any] = {key: facts[key] for key in HEAD if key in facts}
    for key, value in facts.items():
        if not isinstance(value, list) or key == "unnamed_official_items":
            continue
        shown[key] = [bare(item) if isinstance(item, dict) else item for item in value]
    return shown


def bare(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item without its proof and without what is empty."""
    kept = {k: v for k, v in item.items() if k not in UNSEEN and v not in ([], None)}
    if "roles" in kept:
        kept["roles"] = [role["title"] for role in kept["roles"]]
    return kept


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_gives_its_facts(page: Path, annotator: Annotator, pytestconfig: pytest.Config) -> None:
    (document,) = read([page])
    assert isinstance(document, Document), document
    (annotated,) = annotator.annotate([document])
    facts = seen(to_json(annotated))
    golden = HERE / f"{page.stem}.json"
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert facts == json.loads(golden.read_text("utf-8"))


def test_every_expectation_has_its_page() -> None:
    assert {file.stem for file in HERE.glob("*.json")} == {page.stem for page in PAGES}
