"""What the commands read: files, folders, web archives and stores of crawled pages, with what the settings add."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.reader import ReadFailure, read
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.crawl.reading import Readings


@dataclass(frozen=True)
class Inputs:
    """How inputs are read. ``published``: the date of those without one; ``passed`` counts what was passed over, by
    kind."""

    settings: Settings
    published: date | None = None
    passed: Counter[str] = field(default_factory=Counter)

    def read(self, paths: Iterable[Path], *, warcs: Iterable[Path] = ()) -> Iterator[Document | ReadFailure]:
        """Yield the articles of the paths, in order; ``warcs``: those that are web archives whatever their names.

        Raises: StoreError: a store of crawled pages cannot be read.
        """
        from pipeline.crawl.reading import Readings
        from pipeline.crawl.replay import documents, is_store

        for path in paths:
            if is_store(path):
                found = documents(path, self.readings())
            else:
                reading = Readings().plain
                found = read([path], stdin=sys.stdin.buffer, reading=reading, warcs=warcs, passed=self.passed)
            yield from self.settled(found)

    def readings(self) -> Readings:
        """Return how the pages of each outlet are read.

        Raises: CrawlError: a declaration does not hold.
        """
        from pipeline.crawl.outlets import load_outlets
        from pipeline.crawl.reading import Readings

        return Readings.declared(load_outlets(self.settings.outlets_dir))

    def settled(self, found: Iterable[Document | ReadFailure]) -> Iterator[Document | ReadFailure]:
        """Yield what was found; articles that state no day or country get those of the command and the settings."""
        for item in found:
            if isinstance(item, Document):
                item = replace(
                    item,
                    published=item.published or self.published,
                    country=item.country or self.settings.country,
                )
            yield item
