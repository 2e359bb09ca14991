"""Which data sets models learn from, by licence: ``models/data.yml`` names them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Licence = Literal["any", "open"]
LICENCES: tuple[Licence, ...] = ("any", "open")
FILE = Path(__file__).parent / "data.yml"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: its path below the folder of corpora, with ``{part}`` where each part is a file, and its licence.

    ``instead_of``: the set it stands in for where that may not be used. ``dev``: see ``data.yml``.
    """

    name: str
    path: str
    licence: str
    open: bool
    instead_of: str | None = None
    dev: int | str | None = None

    def file(self, data: Path, part: str = "") -> Path:
        """Return the file of a part."""
        return data / self.path.format(part=part)


def chosen(kind: str, licence: Licence = "any", file: Path = FILE) -> list[DataSet]:
    """Return the data sets of a kind (``treebank``, ``names``, ``press``) that a licence setting lets models learn from.

    ``any``: all of them, except those that only stand in for another; ``open``: those under an open licence.
    """
    sets = [DataSet(name, **facts) for name, facts in yaml.safe_load(file.read_text("utf-8"))[kind].items()]
    return [s for s in sets if (s.open if licence == "open" else s.instead_of is None)]


def allowed(file: str, licence: Licence = "any") -> bool:
    """Whether the setting lets models learn from an article of this file of raw press (its path in a ``SOURCES.tsv``)."""
    return licence == "any" or Path(file).name in collections(licence)


@cache
def collections(licence: Licence = "any") -> tuple[str, ...]:
    """Return the names of the files of raw press, below ``news``."""
    return tuple(Path(s.path).name for s in chosen("press", licence))
