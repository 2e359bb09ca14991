"""Merging of events across articles, in pairs: ``python -m bench.happenings [--extracted] [--wrong] [--facts FILE]``.

The pairs are those of ``corpus/linking``: short articles written for this, and groups of the samples. Each part (tune:
weights were set on it; measure: they were not) is a knowledge base of its own, so that any two of its articles can be
merged by mistake. ``FILE``: extracted facts of the real press, pickled pairs (facts, Document); the pairs of
``corpus/linking/press.tsv`` are looked up in it. Once on the annotation itself, with ``--extracted`` on what the extractor reads in the same texts.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.linked_pairs import CORPUS, Pair, Part, pairs_of, parts
from corpus.document import Document
from pipeline.annotate import Annotator
from pipeline.kb import runs
from pipeline.kb.across import Happening
from pipeline.kb.engine import migrate, open_store, reading
from pipeline.kb.schema import Article, Event
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.output import to_json
from pipeline.settings import Settings

UNMATCHED = ".x"  # in the name of an extracted event that is like no annotated one


@dataclass(frozen=True)
class Score:
    """Pairs put together and rightly so, put together in all, and annotated."""

    right: int
    found: int
    known: int

    def line(self) -> str:
        """Return precision, recall and F1 as cells of a table."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.known if self.known else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return f"{precision:.3f} | {recall:.3f} | {f1:.3f} | {self.known}"


def merged(articles: Iterable[tuple[dict[str, Any], Document]]) -> list[list[str]]:
    """Return the events of the articles as they are put together, by article and event id."""
    return [some for _, some in weighed(articles)]


def weighed(articles: Iterable[tuple[dict[str, Any], Document]]) -> list[tuple[float, list[str]]]:
    """Return the confidence of each merged event, and its tellings by article and event id."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/kb.db")
        migrate(settings)
        engine = open_store(settings)
        run = runs.start_run(engine, {})
        for facts, document in articles:
            write_article(engine, facts, document, run)
        link(engine)
        groups: dict[int, tuple[float, list[str]]] = {}
        with reading(engine) as connection:
            query = (
                select(Happening.id, Happening.confidence, Article.document_id, Event.local_id)
                .join(Event, Event.happening_id == Happening.id)
                .join(Article, Article.id == Event.article_id)
            )
            for number, confidence, article, event in connection.execute(query):
                groups.setdefault(number, (confidence, []))[1].append(f"{article}.{event}")
        engine.dispose()
    return list(groups.values())


def confidences(read: Iterable[Part]) -> Iterator[str]:
    """Yield a table: of merged events with so much confidence, how many have a telling that is annotated."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for part in read:
        for confidence, some in weighed(part.articles):
            real = any(UNMATCHED not in event for event in some)
            bands.setdefault(min(int(confidence * 5), 4), []).append((confidence, real))
    yield "| confidence | happenings | mean confidence | annotated |"
    yield "|---|---|---|---|"
    for band, rows in sorted(bands.items()):
        mean, real = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        yield f"| {band / 5:.1f}-{band / 5 + 0.2:.1f} | {len(rows)} | {mean:.2f} | {real:.2f} |"


def extracted(annotator: Annotator, part: Part) -> tuple[Part, Score]:
    """Return the articles as the extractor reads them, its events named after the annotated ones they match.

    The score is that of the events found at all, which bounds what can be merged. Events that match no annotated one
    take part in the merging, but their pairs are not scored: nobody annotated them.
    """
    read = [to_json(document) for document in annotator.annotate(document for _, document in part.articles)]
    names: set[str] = set()
    for facts, (gold, document) in zip(read, part.articles, strict=True):
        _rename(facts, gold, document.text)
        names |= {f"{gold['id']}.{event['id']}" for event in facts["events"]}
    articles = [(facts, document) for facts, (_, document) in zip(read, part.articles, strict=True)]
    kept = [[event for event in some if event in names] for some in part.same]
    every = {event for some in part.same for event in some}
    return Part(articles, kept), Score(len(every & names), len(every & names), len(every))


def score(part: Part) -> tuple[Score, set[Pair], set[Pair]]:
    """Return the score of a part, the pairs missed, and those put together wrongly."""
    found = {pair for pair in pairs_of(merged(part.articles)) if not any(UNMATCHED in event for event in pair)}
    known = part.pairs
    return Score(len(found & known), len(found), len(known)), known - found, found - known


def press(file: Path) -> str:
    """Return how many of the pairs of the real press are told right from the extracted facts in a file."""
    with file.open("rb") as stored:
        articles = pickle.load(stored)
    starts = {}
    for facts, document in articles:
        for event in facts["events"]:
            starts[document.id, event["type"], document.text.find(event["evidence"])] = f"{document.id}.{event['id']}"
    found = pairs_of(merged(articles))
    rows = [line.split("\t") for line in (CORPUS / "linking" / "press.tsv").read_text("utf-8").splitlines()[1:]]
    right = known = 0
    for one, start, other, other_start, kind, same in rows:
        pair = [starts.get((one, kind, int(start))), starts.get((other, kind, int(other_start)))]
        if all(pair):
            known += 1
            right += (tuple(sorted(map(str, pair))) in found) == (same == "yes")
    return f"press: {right} of {known} pairs right ({len(rows)} annotated)"


def _rename(facts: dict[str, Any], gold: dict[str, Any], text: str) -> None:
    """Give extracted events the ids of the annotated ones of their type whose clause they share most of, one each."""
    near = []
    for number, event in enumerate(facts["events"]):
        own = _span(event["evidence"], text)
        event["id"] = f"x{number}"
        for other in (g for g in gold["events"] if g["type"] == event["type"]):
            span = _span(other["evidence"], text)
            if _shared(own, span) >= 0.5:
                # Of two readings of one clause the one with its target, then the one that covers more of it.
                alike = bool(event["targets"]) == bool(other["targets"])
                near.append((alike, _overlap(own, span), -number, other["id"]))
    taken: set[str] = set()
    for *_, number, name in sorted(near, reverse=True):
        event = facts["events"][-number]
        if name not in taken and event["id"].startswith("x"):
            event["id"] = name
            taken.add(name)


def _span(clause: str, text: str) -> tuple[int, int]:
    start = text.find(clause)
    return (start, start + len(clause)) if start >= 0 else (0, 0)


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the share of the shorter span that both have."""
    shortest = min(one[1] - one[0], other[1] - other[0])
    return (min(one[1], other[1]) - max(one[0], other[0])) / shortest if shortest else 0.0


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the share of both spans together that they have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0]) or 1)


def _table(scores: Iterable[tuple[str, str, Score]]) -> Iterator[str]:
    yield "| part | facts | precision | recall | F1 | pairs |"
    yield "|---|---|---|---|---|---|"
    for name, facts, result in scores:
        yield f"| {name} | {facts} | {result.line()} |"


def main() -> int:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--extracted", action="store_true", help="read the texts with the extractor too")
    parser.add_argument("--wrong", action="store_true", help="list the pairs of the tuning part that are wrong")
    parser.add_argument("--facts", type=Path, help="extracted facts of the real press")
    arguments = parser.parse_args()
    annotator = Annotator.load(Settings()) if arguments.extracted else None
    rows: list[tuple[str, str, Score]] = []
    read: list[Part] = []
    for name, part in parts().items():
        kinds: list[tuple[str, Part, Score | None]] = [("annotated", part, None)]
        if annotator:
            kinds.append(("extracted", *extracted(annotator, part)))
        for kind, some, bound in kinds:
            result, missed, wrong = score(some)
            rows.append((name, kind, result))
            if bound:
                read.append(some)
                sys.stdout.write(f"{name}: {bound.right} of {bound.known} events of shared happenings were extracted\n")
            if arguments.wrong and name == "tune":
                sys.stdout.write(f"{kind} missed: {sorted(missed)}\n{kind} wrong: {sorted(wrong)}\n")
    sys.stdout.write("\n".join(_table(rows)) + "\n")
    if read:
        sys.stdout.write("\n".join(confidences(read)) + "\n")
    if arguments.facts:
        sys.stdout.write(press(arguments.facts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
