"""Annotated press whose texts are not ours to pass on: put together with its texts where those lie beside us.

A folder of it has an annotation an article (names, values; evidence as half-open offsets into the text) and a
``SOURCES.tsv`` that names each article's file, line (from 1), source and SHA-256. ``corpus/README.md`` tells of the two
there are, ``held_out`` and ``studied``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from corpus.errors import InputError
from models.corpora import Licence, allowed
from pipeline.evaluate import GoldArticle, gold_articles


@contextmanager
def rebuilt(annotation: Path, data: Path, licence: Licence = "any") -> Iterator[Path]:
    """Yield a folder with each article's text and annotation, as ``rasid evaluate`` reads them; it is gone afterwards.

    ``annotation``: the folder with ``SOURCES.tsv``; ``data``: the folder the paths in ``SOURCES.tsv`` start from;
    ``licence``: which collections articles may come from (``models/data.yml``).
    Raises: InputError: a file is missing, or a line of it is not the text that was annotated.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for row in (annotation / "SOURCES.tsv").read_text("utf-8").splitlines()[1:]:
            article, file, line, _, digest = row.split("\t")[:5]
            if not allowed(file, licence):
                continue
            text = _text(data / file, int(line))
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                raise InputError(f"{data / file}:{line}: not the text that was annotated as {article}")
            gold = json.loads((annotation / f"{article}.json").read_text("utf-8"))
            for event in gold["events"]:
                event["evidence"] = text[slice(*event["evidence"])]
                event["evidence_also"] = [text[slice(*span)] for span in event.get("evidence_also", [])]
            (folder / f"{article}.txt").write_text(text, "utf-8", newline="")
            (folder / f"{article}.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
        yield folder


@contextmanager
def to_learn_from(gold: Path, annotation: Path, data: Path, licence: Licence = "any") -> Iterator[list[GoldArticle]]:
    """Yield once the articles to learn from: the train split of ``gold``, and those of ``annotation`` (:func:`rebuilt`).

    Of the press in ``gold`` (``press/SOURCES.tsv``) only what comes from the collections that ``licence`` lets through.
    """
    sources = (gold / "press" / "SOURCES.tsv").read_text("utf-8").splitlines()[1:]
    closed = {row.split("\t")[0] for row in sources if not allowed(row.split("\t")[1], licence)}
    with rebuilt(annotation, data, licence) as folder:
        train = [article for article in gold_articles(gold, split="train") if article.id not in closed]
        yield train + gold_articles(folder)


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
