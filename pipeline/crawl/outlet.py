"""What is declared of an outlet: a newspaper is data, the crawler is code. Files are read in ``pipeline.crawl.outlets``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Annotated
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

DATE_PARTS = frozenset(("day", "month", "year"))
_PLACE = re.compile(
    r"https?://\S+"  # a page that was seen
    r"|[\w.-]+/[\w.-]+: \S.*"  # owner/repository: path
    r"|(?:package|corpus|list) [^:]+: \S.*"  # package NAME VERSION: path; corpus NAME: part; list of FEEDS: what it is
)


class Kind(StrEnum):
    """Who speaks in an outlet."""

    AGENCY = "agency"
    NATIONAL = "national"
    REGIONAL = "regional"
    BROADCASTER = "broadcaster"
    MINISTRY = "ministry"
    PUBLIC_BODY = "public_body"


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


def _zone(value: str) -> str:
    """Return the name of an IANA time zone as it is: ``Africa/Casablanca``.

    Raises: ValueError: there is no such zone.
    """
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:  # a path, a folder, a name that is not there
        raise ValueError(f"{value!r} is no time zone of the form Africa/Casablanca") from error
    return value


def _path_pattern(value: str) -> str:
    """Return a pattern of paths as it is: ``/tag/*``.

    Raises: ValueError: no path begins like that.
    """
    if not value.startswith(("/", "*")):
        raise ValueError(f"{value!r} does not begin with / or *, as every path does")
    return value


def _regex(value: str) -> str:
    """Return a regular expression as it is.

    Raises: ValueError: it is none, or one that matches every line.
    """
    try:
        empty = re.compile(value).fullmatch("")
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    if empty:
        raise ValueError(f"{value!r} matches the empty line, so it says nothing")
    return value


def _date_regex(value: str) -> str:
    """Return a regular expression with the groups ``day``, ``month`` and ``year`` as it is.

    Raises: ValueError: it is none, or lacks a group.
    """
    lacking = DATE_PARTS - set(re.compile(_regex(value)).groupindex)
    if lacking:
        raise ValueError(f"no group named {', '.join(sorted(lacking))}, as in (?P<day>[0-9]{{1,2}})")
    return value


def _place(value: str) -> str:
    """Return the place where something was seen as it is.

    Raises: ValueError: it is in none of the forms ``Source`` lists.
    """
    if not _PLACE.fullmatch(value):
        raise ValueError(f"{value!r} is neither an address nor `owner/repository: path` nor `package|corpus|list X: Y`")
    return value


Address = Annotated[str, AfterValidator(_http)]
PathPattern = Annotated[str, AfterValidator(_path_pattern)]
Line = Annotated[str, Field(min_length=1)]
Regex = Annotated[str, AfterValidator(_regex)]
DateRegex = Annotated[str, AfterValidator(_date_regex)]
Places = Annotated[
    tuple[Annotated[str, AfterValidator(_place)], ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
]


class Part(BaseModel):
    """A part of a declaration: fixed once read, and with no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Bounds(Part):
    """From ``min`` to ``max``, both included."""

    min: int = Field(default=1, ge=0)
    max: int = Field(default=20_000, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> _Bounds:
        """Refuse bounds that nothing meets."""
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self


class Expect(_Bounds):
    """How many article links the feeds and sitemaps list in all; a count outside is reported."""


class Volume(_Bounds):
    """How many new articles a day are expected, over a week or more: an estimate until crawls have shown it."""


class Sections(Part):
    """Which paths of the site are articles, by patterns in which ``*`` is any run of letters: ``/tag/*``.

    Percent signs are decoded before a path is compared, so that ``/وسم/*`` can be written as it is read.
    """

    include: tuple[PathPattern, ...] = ()
    exclude: tuple[PathPattern, ...] = ()

    def take(self, path: str) -> bool:
        """Whether a path is in one of the included sections, or none are named, and in no excluded one."""
        read = unquote(path)
        included = not self.include or any(fnmatchcase(read, pattern) for pattern in self.include)
        return included and not any(fnmatchcase(read, pattern) for pattern in self.exclude)


class Fixes(Part):
    """What is peculiar to the pages of one outlet.

    ``title_suffixes``: what its pages add to a title: `` - جريدة النخيل``.
    ``date_patterns``: how its pages show the date, with groups ``day``, ``month`` (a number or a name), ``year``.
    ``furniture``: whole lines that are no part of an article; ``furniture_patterns``: the same, where they vary.
    """

    title_suffixes: tuple[Line, ...] = ()
    date_patterns: tuple[DateRegex, ...] = ()
    furniture: tuple[Line, ...] = ()
    furniture_patterns: tuple[Regex, ...] = ()


class Source(Part):
    """Where what is declared was seen, key by key; several places where there are several.

    A place is the address of a page; ``owner/repository: path`` of a public file; ``package NAME VERSION: path``;
    ``corpus NAME: part``, whose articles have such addresses; or ``list of WHAT: where``, where nothing better is known.
    """

    home: Places = ()
    feeds: Places = ()
    sitemaps: Places = ()
    sections: Places = ()
    terms: Places = ()
    fixes: Places = ()


class Outlet(Part):
    """A newspaper, agency or public body. ``key`` is the name of its file and of its folder in the store.

    The crawler needs the names, the country and an address; ``lacks`` says what else a shipped outlet has to have.
    ``terms`` is the address of the terms of use or a note on them. ``verified`` once a crawl has read its lists,
    ``verified_on`` the day it did so last (`rasid crawl --verify --write`).
    """

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str = Field(min_length=1)
    name_latin: str = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    kind: Kind | None = None
    home: Address
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    sections: Sections = Sections()
    language: str = Field(default="ar", pattern=r"^[a-z]{2}$")
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    delay_s: float = Field(default=0.0, ge=0, le=300)
    expect: Expect = Expect()
    volume: Volume | None = None
    terms: Line | None = None
    fixes: Fixes = Fixes()
    source: Source = Source()
    verified: bool = Field(default=False, strict=True)
    verified_on: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _own_lists(self) -> Outlet:
        """Refuse a verified outlet in which no crawl can have read anything."""
        if self.verified and not self.has_lists:
            raise ValueError("verified without an address under feeds or sitemaps")
        if self.verified_on and not self.verified:
            raise ValueError("a day of verification without verified: true")
        return self

    @property
    def has_lists(self) -> bool:
        """Whether there is a feed or sitemap to find articles in."""
        return bool(self.feeds or self.sitemaps)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of the declared addresses, without ``www.``."""
        return frozenset(_bare_host(address) for address in (self.home, *self.feeds, *self.sitemaps))

    def owns(self, url: str) -> bool:
        """Whether an address is on one of the outlet's hosts or a host below it."""
        return self.owns_host(urlsplit(url).hostname or "")

    def owns_host(self, host: str) -> bool:
        """Whether a host is one of the outlet's or below it."""
        host = host.removeprefix("www.")
        return any(host == own or host.endswith("." + own) for own in self.hosts)

    def lacks(self) -> Iterator[tuple[str, str]]:
        """Yield the keys a full declaration has and this one has not, each with what is wanted."""
        for key, wanted in (
            ("kind", f"one of {', '.join(Kind)}"),
            ("time_zone", "a name such as Africa/Casablanca"),
            ("volume", "min and max articles a day"),
        ):
            if getattr(self, key) is None:
                yield key, f"missing: {wanted}"
        for key in Source.model_fields:
            declared, seen = getattr(self, key), getattr(self.source, key)
            empty = not declared or (isinstance(declared, Part) and declared == type(declared)())
            if bool(seen) == empty:
                yield f"source.{key}", f"there is no {key} to tell of" if seen else f"missing: where {key} was seen"


def _bare_host(url: str) -> str:
    """Return the host of an address in lower case without ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
