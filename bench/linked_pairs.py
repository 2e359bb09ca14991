"""The annotated pairs of ``corpus/linking``: articles as facts, and which of their events are one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.document import Document

CORPUS = Path(__file__).parents[1] / "corpus"
PARTS = ("tune", "measure")  # of the cases and the samples
RETOLD = "retold"  # a set of its own, without the samples
NAMED = ("officials", "institutions", "places", "amounts", "quantities")
Pair = tuple[str, str]  # two events: `c01a.e1`, `c01b.e1`


@dataclass
class Part:
    """Annotated articles, and the groups of their events that are one."""

    articles: list[tuple[dict[str, Any], Document]] = field(default_factory=list)
    same: list[list[str]] = field(default_factory=list)

    @property
    def pairs(self) -> set[Pair]:
        """The pairs of events that are one."""
        return pairs_of(self.same)


def parts(corpus: Path = CORPUS) -> dict[str, Part]:
    """Return the annotated articles of each part; the samples that share no event are in both, to be mistaken for others."""
    found = {name: Part() for name in PARTS}
    for line in (corpus / "linking" / "cases.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        found[case["part"]].same += case["same"]
        for facts in case["articles"]:
            found[case["part"]].articles.append(article(facts, facts["text"]))
    groups = json.loads((corpus / "linking" / "samples.json").read_text("utf-8"))
    grouped = {name: {event.split(".")[0] for some in groups[name] for event in some} for name in PARTS}
    for file in sorted((corpus / "gold").glob("w*.json")):
        facts = json.loads(file.read_text("utf-8"))
        text = (corpus / "samples" / f"{file.stem}.txt").read_text("utf-8")
        for name in PARTS:
            if facts["id"] in grouped[name] or not any(facts["id"] in some for some in grouped.values()):
                found[name].articles.append(article(facts, text))
    for name in PARTS:
        found[name].same += groups[name]
    return found | {RETOLD: retold(corpus)}


def retold(corpus: Path = CORPUS) -> Part:
    """Return the set of events as several outlets retell them."""
    cases = [json.loads(line) for line in (corpus / "linking" / "retold.jsonl").read_text("utf-8").splitlines()]
    articles = [article(facts, facts["text"]) for case in cases for facts in case["articles"]]
    return Part(articles, [some for case in cases for some in case["same"]])


def pairs_of(groups: Iterable[Iterable[str]]) -> set[Pair]:
    """Return the pairs within groups, of different articles."""
    pairs = (tuple(sorted(pair)) for some in groups for pair in combinations(sorted(some), 2))
    return {(one, other) for one, other in pairs if one.split(".")[0] != other.split(".")[0]}


def article(facts: dict[str, Any], text: str) -> tuple[dict[str, Any], Document]:
    """Return the facts with the spans of each name that stands in the text, and their document."""
    for name in NAMED:
        for item in facts.get(name, []):
            words = item.get("name_in_text") or item.get("name") or item["text"]
            starts = [m.start() for m in re.finditer(re.escape(words), text)]
            if starts:
                item["mentions"] = [{"start": s, "end": s + len(words), "surface": words} for s in starts]
    given = facts.get("published") or facts.get("published_meta")
    document = Document(
        id=facts["id"],
        text=text,
        outlet=facts.get("outlet") or facts["id"],
        country=facts["country"],
        published=date.fromisoformat(given) if given else None,
        title=facts["title"],
    )
    return facts, document
