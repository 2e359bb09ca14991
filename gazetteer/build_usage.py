"""Count how the press uses the names of the gazetteer: ``python -m gazetteer.build_usage --data DIR --sources TSV``.

Many names of towns are words or names of persons too (``الجديدة``, ``سالم``). For each form of the gazetteer that the
raw press writes at least ``MIN_COUNT`` times the table ``gazetteer/data/place_usage.tsv.gz`` has how often it stands
in all, behind a preposition of place or a word such as ``مدينة`` (``located``), and behind a given name, ``بن`` or a
title of address (``personal``). Articles that the annotated press was taken from are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from corpus.normalise import fold
from gazetteer.lookup import load_gazetteer
from gazetteer.usage import FILE
from models.segment import load_segmenter
from models.tokenise import TOKEN

MIN_COUNT = 5
PLACE_BEFORE = frozenset(
    fold(w)
    for w in [
        "ب",
        "في",
        "إلى",
        "مدينة",
        "محافظة",
        "منطقة",
        "إقليم",
        "ولاية",
        "جماعة",
        "بلدة",
        "قرية",
        "مدينتي",
        "بين",
        "نحو",
    ]
)
NAME_BEFORE = frozenset(
    fold(w)
    for w in [
        "بن",
        "ابن",
        "بنت",
        "آل",
        "أبو",
        "عبد",
        "محمد",
        "أحمد",
        "علي",
        "حسن",
        "حسين",
        "عبدالله",
        "عبدالرحمن",
        "عبدالعزيز",
        "خالد",
        "سعيد",
        "سعد",
        "فهد",
        "صالح",
        "ناصر",
        "يوسف",
        "إبراهيم",
        "مصطفى",
        "عمر",
        "عثمان",
        "السيد",
        "السيدة",
        "الشيخ",
        "الأستاذ",
        "الدكتور",
        "الحاج",
        "مولاي",
        "سيدي",
        "اللاعب",
        "المدرب",
        "المهندس",
        "فاطمة",
    ]
)


@lru_cache(maxsize=400_000)
def pieces(word: str) -> tuple[str, ...]:
    """Return the folded pieces of a written word."""
    return tuple(fold(piece.form) for piece in load_segmenter().split(word)[0])


def articles(data: Path, held_out: set[tuple[str, int]], every: int) -> Iterator[str]:
    """Yield the texts of the raw press; of the largest file only each ``every``-th article."""
    for file in sorted((data / "news").glob("*.jsonl.*")):
        opener = lzma.open if file.suffix == ".xz" else gzip.open
        with opener(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if (f"news/{file.name}", number) in held_out or ("rest" in file.name and number % every):
                    continue
                yield json.loads(line).get("text") or ""


def held_out_lines(sources: Path) -> set[tuple[str, int]]:
    """Return (file, line) of the annotated articles, with their neighbours in case lines count from 0."""
    rows = [line.split("\t") for line in sources.read_text("utf-8").splitlines()[1:]]
    return {(row[1], int(row[2]) + k) for row in rows if row[2].isdigit() for k in (-1, 0, 1)}


def count(texts: Iterator[str]) -> dict[str, Counter[str]]:
    """Return form -> counts ``all``, ``located``, ``personal``."""
    gazetteer = load_gazetteer()
    found: dict[str, Counter[str]] = {}
    for text in texts:
        norms: list[str] = []
        for match in TOKEN.finditer(text):
            norms += pieces(match.group()) if match.lastgroup == "arabic" else (match.group(),)
        for i, norm in enumerate(norms):
            if norm not in gazetteer.index:
                continue
            last = gazetteer.longest(norms, i)
            if last > i:
                counts = found.setdefault(" ".join(norms[i:last]), Counter())
                before = norms[i - 1] if i else ""
                counts.update(["all"] + ["located"] * (before in PLACE_BEFORE) + ["personal"] * (before in NAME_BEFORE))
    return found


def build(data: Path, sources: Path, every: int) -> None:
    """Write the table."""
    found = count(articles(data, held_out_lines(sources), every))
    rows = [(form, n["all"], n["located"], n["personal"]) for form, n in sorted(found.items()) if n["all"] >= MIN_COUNT]
    with FILE.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        out.write("".join("\t".join(map(str, row)) + "\n" for row in rows).encode())
    print(f"{len(rows)} forms")  # noqa: T201  a command's own output


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True, help="SOURCES.tsv of the annotated press, left out")
    parser.add_argument("--every", type=int, default=4, help="take each n-th article of the largest file")
    given = parser.parse_args()
    build(given.data, given.sources, given.every)
