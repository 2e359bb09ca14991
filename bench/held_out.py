"""Scores on the held-out press: ``python -m bench.held_out FOLDER``, the articles' texts read from ``FOLDER/news``.

``corpus/held_out`` has the annotation of 30 articles drawn at random from collections of the press that are not ours to
pass on. ``SOURCES.tsv`` names each one's file, line (from 1) and SHA-256; evidence stands as half-open offsets into
that text. This puts both together in a folder that is gone afterwards.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from corpus.errors import InputError
from pipeline.annotate import Annotator
from pipeline.evaluate import gold_articles, score_table
from pipeline.settings import Settings

HELD_OUT = Path(__file__).parents[1] / "corpus" / "held_out"


@contextmanager
def rebuilt(data: Path) -> Iterator[Path]:
    """Yield a folder with each article's text and annotation, as ``rasid evaluate`` reads them.

    ``data``: the folder the paths in ``SOURCES.tsv`` start from.
    Raises: InputError: a file is missing, or a line of it is not the text that was annotated.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for row in (HELD_OUT / "SOURCES.tsv").read_text("utf-8").splitlines()[1:]:
            article, file, line, _, digest = row.split("\t")
            text = _text(data / file, int(line))
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                raise InputError(f"{data / file}:{line}: not the text that was annotated as {article}")
            gold = json.loads((HELD_OUT / f"{article}.json").read_text("utf-8"))
            for event in gold["events"]:
                event["evidence"] = text[slice(*event["evidence"])]
                event["evidence_also"] = [text[slice(*span)] for span in event.get("evidence_also", [])]
            (folder / f"{article}.txt").write_text(text, "utf-8", newline="")
            (folder / f"{article}.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
        yield folder


def _text(file: Path, line: int) -> str:
    """Return the article of a line of a compressed JSON Lines file: its title as a line, then its text.

    Raises: InputError: there is no such file or line.
    """
    if not file.exists():
        raise InputError(f"{file}: a collection the held-out articles lie in is missing")
    opener = gzip.open if file.suffix == ".gz" else lzma.open
    with opener(file, "rt", encoding="utf-8") as lines:
        record = next((json.loads(text) for text in islice(lines, line - 1, line)), None)
    if record is None:
        raise InputError(f"{file}: there is no line {line}")
    return "\n".join(part for part in (record.get("title"), record["text"]) if part).strip() + "\n"


def main() -> int:
    """Print the score on the held-out press."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m bench.held_out FOLDER  (with the folder news in it)\n")
        return 2
    try:
        with rebuilt(Path(sys.argv[1])) as folder:
            sys.stdout.write(score_table(Annotator.load(Settings()), gold_articles(folder)))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
