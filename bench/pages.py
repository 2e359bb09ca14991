"""Text, title, author and date of saved pages, beside plain Trafilatura and htmldate: ``python -m bench.pages``.

The pages (``corpus/pages``) are our own, in the styles of newspapers, with all that is beside an article there. Text is
scored by its words, and as in Trafilatura's own evaluation: by paragraphs that must be there and lines that must not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import trafilatura
from htmldate import find_date

from corpus.encoding import decode
from corpus.errors import InputError
from corpus.normalise import fold
from corpus.page import read_page
from pipeline.crawl.reading import Readings

PAGES = Path(__file__).parents[1] / "corpus" / "pages"
FIELDS = ("title", "author", "agency", "section", "published")


@dataclass(frozen=True)
class Truth:
    """What a page is known to say. ``present``: the paragraphs; ``absent``: lines that are no part of the article."""

    name: str
    url: str
    country: str
    fetched: str
    raw: bytes
    present: tuple[str, ...]
    absent: tuple[str, ...]
    fields: dict[str, str | None]


@dataclass(frozen=True)
class Reading:
    """What a reader made of a page; a field it does not read is left out of ``fields``."""

    text: str
    fields: dict[str, str | None]


Reader = Callable[[Truth], Reading]


def truths(folder: Path) -> list[Truth]:
    """Return the pages of a folder with their truth."""
    rows = map(json.loads, (folder / "truth.jsonl").read_text("utf-8").splitlines())
    return [_truth(folder, row) for row in rows]


def ours(page: Truth) -> Reading:
    """Read a page as ``rasid run`` does one of a store."""
    reading = Readings().of("", page.country, page.fetched)
    try:
        found = read_page(page.raw, page.url, reading)
    except InputError:
        return Reading("", dict.fromkeys(FIELDS))
    return Reading(found.text, {name: getattr(found, name) for name in FIELDS})


def plain(page: Truth) -> Reading:
    """Read a page by Trafilatura as it comes, its metadata too."""
    found = trafilatura.bare_extraction(page.raw, url=page.url, include_comments=False, with_metadata=True)
    values = {"title": "title", "author": "author", "published": "date"}
    return Reading(
        getattr(found, "text", None) or "", {ours: getattr(found, its, None) for ours, its in values.items()}
    )


def dated(page: Truth) -> Reading:
    """Read the date of a page by htmldate as it comes."""
    return Reading("", {"published": find_date(decode(page.raw), url=page.url, max_date=date.today().isoformat())})


READERS: dict[str, Reader] = {"rasid": ours, "trafilatura": plain, "htmldate": dated}


def word_f1(found: str, wanted: str) -> float:
    """Return F1 of the words of a text, each as often as it stands there."""
    left, right = Counter(fold(found).split()), Counter(fold(wanted).split())
    common = sum((left & right).values())
    return 2 * common / max(sum(left.values()) + sum(right.values()), 1)


def segments(found: str, page: Truth) -> Counter[str]:
    """Return the counts of Trafilatura's evaluation: parts rightly and wrongly there and left out."""
    text = " ".join(found.split())
    counts = Counter[str]()
    for part in page.present:
        counts["tp" if " ".join(part.split()) in text else "fn"] += 1
    for part in page.absent:
        counts["fp" if part in text else "tn"] += 1
    return counts


def scores(read: Reader, pages: Sequence[Truth]) -> tuple[dict[str, float], list[str]]:
    """Return the scores of a reader over pages, and a line for each field it had wrong."""
    readings = [(page, read(page)) for page in pages]
    found: dict[str, float] = {}
    wrong: list[str] = []
    if any(reading.text for _, reading in readings):
        found["text F1"] = _mean(word_f1(r.text, " ".join(p.present)) for p, r in readings)
        counts = sum((segments(r.text, p) for p, r in readings), Counter[str]())
        found["segments precision"] = counts["tp"] / max(counts["tp"] + counts["fp"], 1)
        found["segments recall"] = counts["tp"] / max(counts["tp"] + counts["fn"], 1)
    for name in FIELDS:
        if all(name in reading.fields for _, reading in readings):
            right = [_same(r.fields[name], p.fields[name]) for p, r in readings]
            found[name] = _mean(right)
            wrong += [f"{p.name}: {name}: {r.fields[name]!r}, not {p.fields[name]!r}"
                      for (p, r), good in zip(readings, right, strict=True) if not good]  # fmt: skip
    return found, wrong


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of scores for each part of the pages, and with ``--errors`` what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=PAGES, help="folders of pages (NAME.html) with truth.jsonl")
    parser.add_argument("--errors", action="store_true", help="name what was read wrongly")
    options = parser.parse_args(arguments)
    for truth in sorted(options.folder.rglob("truth.jsonl")):
        pages = truths(truth.parent)
        results = {name: scores(read, pages) for name, read in READERS.items()}
        sys.stdout.writelines(f"{line}\n" for line in _table(f"{truth.parent.name} ({len(pages)})", results))
        for name, (_, wrong) in results.items() if options.errors else ():
            sys.stdout.writelines(f"{name}: {line}\n" for line in wrong)


def _table(part: str, results: dict[str, tuple[dict[str, float], list[str]]]) -> Iterator[str]:
    """Yield the lines of a table, a column a reader."""
    yield f"| {part} | {' | '.join(results)} |"
    yield "|---" * (len(results) + 1) + "|"
    for row in dict.fromkeys(row for found, _ in results.values() for row in found):
        cells = (f"{found[row]:.3f}" if row in found else "" for found, _ in results.values())
        yield f"| {row} | {' | '.join(cells)} |"
    yield ""


def _truth(folder: Path, row: dict[str, Any]) -> Truth:
    """Return a row of ``truth.jsonl`` with its page."""
    return Truth(
        name=row["name"], url=row["url"], country=row["country"], fetched=row["fetched"],
        raw=(folder / f"{row['name']}.html").read_bytes(), present=tuple(row["text"]), absent=tuple(row["without"]),
        fields={name: row[name] for name in FIELDS},
    )  # fmt: skip


def _same(found: str | None, wanted: str | None) -> bool:
    """Whether two values are one but for spelling; None is a value too."""
    return (found is None) == (wanted is None) and fold(found or "") == fold(wanted or "")


def _mean(values: Iterable[float]) -> float:
    """Return the mean of some values, 0 of none."""
    every = list(values)
    return sum(every) / len(every) if every else 0.0


if __name__ == "__main__":
    main()
