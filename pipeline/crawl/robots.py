"""robots.txt as RFC 9309 reads it: the group of our name else of ``*``, the longest rule wins, ``*`` and ``$`` count.

The parser of the standard library takes ``Disallow: /*?s=`` literally and would fetch what it forbids.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from string import ascii_letters, digits
from urllib.parse import quote, urlsplit

MAX_BYTES = 512_000  # of a robots.txt that are read; RFC 9309 asks for 500 KiB at least
_LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*(.*?)\s*$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SAFE = "%/:?#[]@!$&'()*+,;=~"
_UNRESERVED = frozenset(ascii_letters + digits + "-._~")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host for one crawler: (allowed, path pattern) pairs, a pause, and the sitemaps it names."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay_s: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether an address may be fetched: the longest matching rule says so, ``Allow`` among equals."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        matching = [(len(pattern), allowed) for allowed, pattern in self.rules if _matches(pattern, path)]
        return max(matching)[1] if matching else True


FORBIDDEN = Robots(rules=((False, "/"),))


def parse_robots(text: str, product: str) -> Robots:
    """Read the rules for a crawler by its product name; groups of one name are one, lines that are no rule are skipped.

    Where our name has no group of its own, the group of ``*`` holds.
    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    sitemaps: list[str] = []
    names: list[str] = []
    in_rules = False
    for line in text.removeprefix("\ufeff").splitlines():
        match = _LINE.match(line.split("#", 1)[0])
        if not match:
            continue
        key, value = match.group(1).lower(), match.group(2)
        if key == "user-agent":
            # Names that follow each other share the rules below them.
            names = [value.lower()] if in_rules else [*names, value.lower()]
            in_rules = False
            groups.setdefault(value.lower(), [])
        elif key == "sitemap":
            sitemaps.append(value)
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in names:
                if key == "crawl-delay":
                    delays[name] = max(_seconds(value), delays.get(name, 0.0))
                elif value:
                    groups[name].append((key == "allow", _normal(value)))
    ours = [name for name in groups if name != "*" and re.split(r"[/\s]", name)[0] == product.lower()]
    chosen = ours or ["*"]
    return Robots(
        rules=tuple(rule for name in chosen for rule in groups.get(name, ())),
        delay_s=max((delays.get(name, 0.0) for name in chosen), default=0.0),
        sitemaps=tuple(dict.fromkeys(sitemaps)),
    )


def _normal(path: str) -> str:
    """Return a path with one way of escaping, so that ``/%7euser`` and ``/~user`` compare equal, and Arabic paths.

    What is reserved stays as it was written: ``%2F`` is no ``/``, and ``%2A`` no ``*`` of the rule language.
    """
    escaped = quote(path, safe=_SAFE, errors="replace")
    return _ESCAPE.sub(lambda m: c if (c := chr(int(m.group(1), 16))) in _UNRESERVED else m.group().upper(), escaped)


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule's pattern matches the beginning of a path; each ``*`` takes as little as it can."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    for part in rest[:-1] if whole else rest:
        found = path.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    if not whole:
        return True
    if not rest:
        return position == len(path)
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= position


def _seconds(value: str) -> float:
    """Return a pause in seconds, 0 if it is none."""
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0
