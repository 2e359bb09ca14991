"""Whether settings may serve the public: each unsafe one is named with its cause and what helps.

The server is public when it listens on more than this machine, or is known under an address that is not this machine's.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from corpus.errors import UnsafeError
from pipeline.settings import Settings

SHORTEST_SECRET = 32  # letters
OTHERS = stat.S_IWOTH  # everybody on the machine may write


def is_local(host: str) -> bool:
    """Return whether a host is this machine, and nothing else."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(settings: Settings) -> bool:
    """Return whether others than the users of this machine are served."""
    return not is_local(settings.host) or (
        settings.public_url is not None and not is_local(settings.public_url.host or "")
    )


def is_https(settings: Settings) -> bool:
    """Return whether browsers reach the server by https."""
    return settings.public_url is not None and settings.public_url.scheme == "https"


def require_safe(settings: Settings) -> None:
    """Raises: UnsafeError: the public would be served unsafely; all faults are in the message."""
    faults = list(unsafe(settings)) if is_public(settings) else []
    if faults:
        raise UnsafeError(f"not started, this is unsafe on {settings.host}: " + "; ".join(faults))


def unsafe(settings: Settings) -> Iterator[str]:
    """Yield what is unsafe in settings that serve the public, each with what helps."""
    if settings.public_url is None:
        yield "RASID_PUBLIC_URL is not set: set the https address people use, or RASID_HOST=127.0.0.1"
    elif settings.public_url.scheme != "https" and not is_local(settings.public_url.host or ""):
        yield (
            "RASID_PUBLIC_URL is http, keys and sessions would be open to read on the way: "
            "put a server that speaks https in front and name its address"
        )
    secret = settings.secret.get_secret_value() if settings.secret else ""
    if not secret:
        yield (
            "RASID_SECRET is not set, sessions would end at each start and differ between workers: "
            "set 32 or more random letters, as `openssl rand -hex 32` prints"
        )
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 4:
        yield "RASID_SECRET can be guessed: set 32 or more random letters, as `openssl rand -hex 32` prints"
    if settings.metrics == "open":
        yield "RASID_METRICS=open shows everybody how the server is used: set operator and give the collector a key"
    yield from _open_files(settings)


def _open_files(settings: Settings) -> Iterator[str]:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return  # open_store says so
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    file = Path(url.database)
    for path in (file, file.resolve().parent):
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & OTHERS and not mode & stat.S_ISVTX:  # in a sticky folder nobody can take another's file away
            yield f"everybody on this machine may write {path.name or path}: `chmod o-w` it"
