"""Outlets as declared in ``corpus/outlets/*.yml``: a newspaper is data, the crawler is code."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import CrawlError


def _http(value: str) -> str:
    """Return a web address as it is.

    Raises: ValueError: it is none, or holds a user name.
    """
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError(f"{value!r} is no address of the form https://host/path")
    if parts.username is not None:
        raise ValueError("an address without user name and password is wanted")
    return value


Address = Annotated[str, AfterValidator(_http)]


class Expect(BaseModel):
    """How many article links the feeds and sitemaps list in all; a count outside is reported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: int = Field(default=1, ge=0)
    max: int = Field(default=20_000, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> Expect:
        """Refuse bounds that nothing meets."""
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self


class Outlet(BaseModel):
    """A newspaper, agency or public body. ``key`` is the name of its file and of its folder in the store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str = Field(min_length=1)
    name_latin: str = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    home: Address
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    language: str = Field(default="ar", pattern=r"^[a-z]{2}$")
    delay_s: float = Field(default=0.0, ge=0, le=300)
    expect: Expect = Expect()
    note: str | None = None

    @model_validator(mode="after")
    def _has_a_source(self) -> Outlet:
        """Refuse an outlet in which nothing can be found."""
        if not self.feeds and not self.sitemaps:
            raise ValueError("an outlet needs at least one address under feeds or sitemaps")
        return self

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of the declared addresses, without ``www.``."""
        return frozenset(_bare_host(address) for address in (self.home, *self.feeds, *self.sitemaps))

    def owns(self, url: str) -> bool:
        """Whether an address is on one of the outlet's hosts or a host below it."""
        host = _bare_host(url)
        return any(host == own or host.endswith("." + own) for own in self.hosts)


def load_outlets(folder: Path, only: Collection[str] | None = None) -> list[Outlet]:
    """Return the outlets of a folder in the order of their file names; ``only`` chooses some by file name.

    Raises: CrawlError: no declaration, an unknown name in ``only``, a file that does not hold (naming file and key).
    """
    files = {file.stem: file for file in sorted(folder.glob("*.yml"))}
    if not files:
        raise CrawlError(f"{folder}: no outlets (*.yml) declared here")
    unknown = sorted(set(only or ()) - set(files))
    if unknown:
        raise CrawlError(f"no such outlet: {', '.join(unknown)} (declared: {', '.join(files)})")
    return [load_outlet(file) for key, file in files.items() if not only or key in only]


def load_outlet(file: Path) -> Outlet:
    """Return the outlet a file declares.

    Raises: CrawlError: the file cannot be read or a key does not hold.
    """
    try:
        declared = yaml.safe_load(file.read_bytes())
    except (yaml.YAMLError, UnicodeError) as error:
        raise CrawlError(f"{file}: no valid YAML: {' '.join(str(error).split())}") from error
    except OSError as error:
        raise CrawlError(f"{file}: cannot be read: {error.strerror}") from error
    if not isinstance(declared, dict):
        raise CrawlError(f"{file}: not a table of keys and values")
    if "key" in declared:
        raise CrawlError(f"{file}: key: the file name is the key, it is not declared")
    try:
        return Outlet(**{str(name): value for name, value in declared.items()}, key=file.stem)
    except ValidationError as error:
        raise CrawlError(f"{file}: {_wrong_keys(error)}") from error


def _wrong_keys(error: ValidationError) -> str:
    """Return the keys that do not hold, with the cause."""
    wrong = (
        (".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, "))
        for e in error.errors(include_url=False, include_context=False)
    )
    return "; ".join(f"{key}: {message}" if key else message for key, message in wrong)


def _bare_host(url: str) -> str:
    """Return the host of an address in lower case without ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
