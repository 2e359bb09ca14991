"""Who may do what: one table from path and method to the role that is needed. A route that writes and is not in it is for operators.

The first rule that fits holds. ``READ`` is what everybody may, or who has a key, as ``RASID_READING`` says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from starlette.types import Scope

from pipeline.kb.access import Role
from pipeline.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
EVERY = SAFE | WRITES
SHORT = 100  # letters of a path whose rule is remembered: what is asked for most, and no room for what anybody makes up


class Needs(StrEnum):
    """What is needed besides a role."""

    NOTHING = "nothing"
    READ = "read"
    METRICS = "metrics"


@dataclass(frozen=True)
class Rule:
    """Paths (a pattern of the whole) and methods, and what they need.

    ``writes``: something is changed by it, so that it is audited, guarded against forgery and shut in a mirror.
    ``counted``: it counts against the rate of requests.
    """

    path: str
    methods: frozenset[str]
    needs: Role | Needs
    writes: bool = False
    counted: bool = True

    def fits(self, method: str, path: str) -> bool:
        """Return whether the rule is about a request."""
        return method in self.methods and re.fullmatch(self.path, path, re.DOTALL) is not None


POLICY = (
    Rule(r"/(healthz|readyz)|/static/.*|/favicon\.ico|/robots\.txt", SAFE, Needs.NOTHING, counted=False),
    Rule(r"/metrics", SAFE, Needs.METRICS, counted=False),
    Rule(r"/login|/logout", EVERY, Needs.NOTHING),
    Rule(r"/v1/lookup", WRITES, Needs.READ),  # a question too long for an address
    Rule(r"/v1/runs(/.*)?|/v1/nights(/.*)?|/runs(/.*)?|/v1/reports(/.*)?|/reports(/.*)?", SAFE, Role.OPERATOR),
    Rule(r"/v1/corrections(/[^/]+)?", SAFE, Role.RESEARCHER),
    Rule(r"/v1/corrections(/undo)?", frozenset({"POST"}), Role.RESEARCHER, writes=True),
    Rule(r"/v1/(entities|events)/(merge|split)", frozenset({"POST"}), Role.REVIEWER, writes=True),
    Rule(r"/v1/saved/[^/]+/feed\.atom", SAFE, Needs.READ),
    Rule(r"/v1/saved(/[^/]+)?|/saved", SAFE, Role.RESEARCHER),
    Rule(r"/v1/saved(/[^/]+)?|/saved(/[^/]+/delete)?", WRITES, Role.RESEARCHER, writes=True),
    Rule(r"/review/correct", frozenset({"POST"}), Role.RESEARCHER, writes=True),
    Rule(r"/review/(decide|split)", frozenset({"POST"}), Role.REVIEWER, writes=True),
    Rule(r".*", SAFE, Needs.READ),
    Rule(r".*", EVERY | {"TRACE", "CONNECT"}, Role.OPERATOR, writes=True),
)


def route_path(scope: Scope) -> str:
    """Return the path of a request as routes know it: without what a server in front has put before it.

    And without a line's end at its end, which routes do not see (their patterns end with ``$``): ``/v1/runs%0A``.
    """
    path, root = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    below = path[len(root) :] if root and (path + "/").startswith(root + "/") else path
    return below.removesuffix("\n")


def rule(method: str, path: str) -> Rule:
    """Return the rule for a request; a method that is not known counts as a writing one."""
    return _known_rule(method, path) if len(path) <= SHORT else _rule(method, path)


def _rule(method: str, path: str) -> Rule:
    return next((one for one in POLICY if one.fits(method, path)), POLICY[-1])


_known_rule = lru_cache(maxsize=1024)(_rule)


def role_for(needs: Role | Needs, settings: Settings) -> Role | None:
    """Return the role that is needed under these settings; None: no key at all."""
    if isinstance(needs, Role):
        return needs
    if needs is Needs.READ:
        return Role.READER if settings.reading == "key" else None
    if needs is Needs.METRICS:
        return Role.OPERATOR if settings.metrics == "operator" else None
    return None
