"""Outlets as declared in ``corpus/outlets/*.yml``: reading them, and naming file, line and key of what does not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.errors import CrawlError
from pipeline.crawl.outlet import Outlet

__all__ = ["Mistake", "Outlet", "check_outlets", "load_outlet", "load_outlets", "outlet_files"]

Loc = tuple[int | str, ...]  # the way to a value: ("feeds", 0)


@dataclass(frozen=True)
class Mistake:
    """What does not hold. ``line`` counts from 1; ``key`` is the way to the value, "" for the whole file."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return ``corpus/outlets/nakhil.yml:5: country: …``."""
        return f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "") + self.message


def load_outlets(folder: Path, only: Collection[str] | None = None) -> list[Outlet]:
    """Return the outlets of a folder in the order of their file names; ``only`` chooses some by file name.

    Raises: CrawlError: no declaration, an unknown name in ``only``, a file that does not hold (naming line and key).
    """
    files = outlet_files(folder)
    unknown = sorted(set(only or ()) - {file.stem for file in files})
    if unknown:
        raise CrawlError(f"no such outlet: {', '.join(unknown)} (declared: {', '.join(file.stem for file in files)})")
    return [load_outlet(file) for file in files if not only or file.stem in only]


def load_outlet(file: Path) -> Outlet:
    """Return the outlet a file declares.

    Raises: CrawlError: the file cannot be read or a key does not hold.
    """
    declaration = _read(file)
    if declaration.outlet is None:
        raise CrawlError("; ".join(map(str, declaration.mistakes)))
    return declaration.outlet


def outlet_files(folder: Path) -> list[Path]:
    """Return the declarations of a folder by name.

    Raises: CrawlError: there are none.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise CrawlError(f"{folder}: no outlets (*.yml) declared here")
    return files


def check_outlets(folder: Path) -> tuple[list[Outlet], list[Mistake]]:
    """Return the outlets of a folder that can be read, and all mistakes: by file, then by line.

    More is asked than the crawler needs: a full declaration (``Outlet.lacks``), and no address that two outlets share.

    Raises: CrawlError: no declaration there, or one that cannot be opened.
    """
    declarations = [_read(file) for file in outlet_files(folder)]
    outlets = [declaration.outlet for declaration in declarations if declaration.outlet]
    mistakes = [mistake for declaration in declarations for mistake in declaration.mistakes]
    mistakes += [mistake for declaration in declarations for mistake in declaration.gaps()]
    mistakes += _shared(declarations)
    return outlets, sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line, mistake.key))


@dataclass(frozen=True)
class _Declaration:
    """A file as read: the outlet, or the mistakes that left none; ``node`` knows the lines."""

    file: Path
    node: yaml.Node | None
    outlet: Outlet | None
    mistakes: tuple[Mistake, ...] = ()

    def mistake(self, loc: Loc, message: str) -> Mistake:
        """Return a mistake with the line of the value, or of the part it is missing from."""
        return Mistake(self.file, _line(self.node, loc), ".".join(map(str, loc)), message)

    def gaps(self) -> Iterator[Mistake]:
        """Yield what the outlet lacks."""
        for key, message in self.outlet.lacks() if self.outlet else ():
            yield self.mistake(tuple(key.split(".")), message)


def _read(file: Path) -> _Declaration:
    """Return what a file declares.

    Raises: CrawlError: it cannot be opened.
    """
    try:
        node, twice, declared = _parsed(file.read_bytes())
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        return _failed(file, at.line + 1 if at else 1, f"no valid YAML: {error.problem or error.context}")
    except (yaml.YAMLError, ValueError) as error:  # no text; a day like 2025-02-30, which YAML takes for a date
        return _failed(file, 1, f"no valid YAML: {' '.join(str(error).split())}")
    except OSError as error:
        raise CrawlError(f"{file}: cannot be read: {error.strerror}") from error
    if not isinstance(declared, dict):
        return _failed(file, 1, "not a table of keys and values")
    draft = _Declaration(file, node, None)
    mistakes = [draft.mistake(loc, "declared twice") for loc in twice]
    if "key" in declared:
        mistakes.append(draft.mistake(("key",), "the file name is the key, it is not declared"))
    table = {str(name): value for name, value in declared.items() if name != "key"}
    try:
        outlet = Outlet(**table, key=file.stem)
    except ValidationError as error:
        mistakes += _invalid(draft, error)
    return _Declaration(file, node, None if mistakes else outlet, tuple(mistakes))


def _parsed(raw: bytes) -> tuple[yaml.Node | None, list[Loc], object]:
    """Return a YAML file's nodes, which know their lines, the ways to keys that are there twice, and its value.

    Raises: yaml.YAMLError: it is no YAML in UTF-8 or UTF-16, or not one document. ValueError: a date that is none.
    """
    loader = yaml.SafeLoader(raw)
    try:
        node = loader.get_single_node()
        twice = list(_twice(node))  # before the value is made: that alters tables with a merge key
        return node, twice, loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _failed(file: Path, line: int, message: str) -> _Declaration:
    """Return a file of which nothing can be read."""
    return _Declaration(file, None, None, (Mistake(file, line, "", message),))


def _invalid(draft: _Declaration, error: ValidationError) -> Iterator[Mistake]:
    """Yield the keys that do not hold, with the cause."""
    for wrong in error.errors(include_url=False, include_context=False):
        yield draft.mistake(wrong["loc"], wrong["msg"].removeprefix("Value error, "))


def _line(node: yaml.Node | None, loc: Loc) -> int:
    """Return the line, from 1, of the value a way leads to; of the last part it meets if the value is not there."""
    line = node.start_mark.line if node else 0
    for step in loc:
        child = None
        if isinstance(node, yaml.MappingNode):
            # The last of a key that is there twice: the one whose value counts.
            found = [(key, value) for key, value in node.value if key.value == str(step)]
            if found:
                line, child = found[-1][0].start_mark.line, found[-1][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
            line = child.start_mark.line
        if child is None:
            break
        node = child
    return line + 1


def _twice(root: yaml.Node | None) -> Iterator[Loc]:
    """Yield the ways to keys that are in their table twice: YAML keeps the last and says nothing."""
    pending: list[tuple[Loc, yaml.Node]] = [((), root)] if root else []
    met = set[int]()  # an alias may lead back to a node above it
    while pending:
        way, node = pending.pop()
        if id(node) in met:
            continue
        met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            pending += [((*way, number), child) for number, child in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            yield from ((*way, key) for key in dict.fromkeys(keys) if keys.count(key) > 1)
            pending += [((*way, str(key.value)), child) for key, child in node.value]


def _shared(declarations: Iterable[_Declaration]) -> Iterator[Mistake]:
    """Yield the addresses that are declared in an earlier place already, of the same outlet or another."""
    first: dict[str, str] = {}
    for declaration in declarations:
        for loc, address in _addresses(declaration.outlet) if declaration.outlet else ():
            here = f"{declaration.file.name} ({'.'.join(map(str, loc))})"
            place = first.setdefault(_same(address), here)
            if place != here:
                yield declaration.mistake(loc, f"{address} is in {place} already")


def _addresses(outlet: Outlet) -> Iterator[tuple[Loc, str]]:
    """Yield the addresses of an outlet with their keys."""
    yield ("home",), outlet.home
    for key in ("feeds", "sitemaps"):
        for number, address in enumerate(getattr(outlet, key)):
            yield (key, number), address


def _same(address: str) -> str:
    """Return what two spellings of one address have in common: no scheme, ``www.`` or closing slash."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
