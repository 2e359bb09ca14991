"""Count words that the press writes as names: ``python -m gazetteer.build_names --data DIR --sources TSV``.

No open list has the family names of the Arab world. A word that mostly stands behind a given name or ``بن`` is one
(``الضويلع``, ``زقزوق``, ``كاميرون``); a given name that hardly ever has a name or an address beside it is mostly an
ordinary word (``أمل``, ``نور``). ``data/name_usage.tsv.gz`` has, for each written word seen ``MIN_NAMED`` times so and
for each given name: how often it stands in all, and how often as a name. Annotated articles are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.normalise import fold
from gazetteer.build_usage import articles, held_out_lines
from models.tokenise import TOKEN

DATA = Path(__file__).parent / "data"
FILE = DATA / "name_usage.tsv.gz"
MIN_NAMED, MIN_SHARE = 2, 0.1
PROCLITICS = "وفبلك"
LINEAGE = frozenset(fold(w) for w in ["بن", "بنت", "ابن"])
ADDRESS = frozenset(
    fold(w)
    for w in ["الدكتور", "الدكتورة", "الأستاذ", "الأستاذة", "المهندس", "اللواء", "العميد", "العقيد", "الأمير", "السيد", "السيدة", "الشيخ"]
)  # fmt: skip


def given_names() -> tuple[frozenset[str], frozenset[str]]:
    """Return all folded given names of one word, and those of them that are no ordinary word."""
    with (DATA / "given_names.csv").open(encoding="utf-8", newline="") as rows:
        table = [(fold(row["name"]), "word" in row["note"]) for row in csv.DictReader(rows)]
    every = frozenset(name for name, _ in table if " " not in name)
    return every, frozenset(name for name, word in table if not word and " " not in name)


def count(texts: Iterator[str], given: frozenset[str], sure: frozenset[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each folded written word stands in all, and as a name."""
    every: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for text in texts:
        words = [fold(m.group()) for m in TOKEN.finditer(text)]
        every.update(words)
        for i, word in enumerate(words):
            before = words[i - 1] if i else ""
            after = words[i + 1] if i + 1 < len(words) else ""
            if (
                before in sure
                or before in LINEAGE
                or (i > 1 and words[i - 2] == "عبد")
                or (word in given and (before in ADDRESS or after in LINEAGE or after in sure))
            ):
                named[word] += 1
    return every, named


def build(data: Path, sources: Path) -> None:
    """Write the table."""
    given, sure = given_names()
    every, named = count(articles(data, held_out_lines(sources), 1), given, sure)
    rows = []
    for word, n in sorted(every.items()):
        if not word.isalpha():
            continue
        rest = word[1:]
        clitic = word[0] in PROCLITICS and every[rest] > 2 * n and not word.startswith("بن")
        known = named[word] >= MIN_NAMED and named[word] / n >= MIN_SHARE and len(word) > 2
        if word in given or (known and not clitic):
            rows.append((word, n, named[word]))
    with FILE.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        out.write("".join("\t".join(map(str, row)) + "\n" for row in rows).encode())
    print(f"{len(rows)} words")  # noqa: T201  a command's own output


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True, help="SOURCES.tsv of the annotated press, left out")
    options = parser.parse_args()
    build(options.data, options.sources)
