"""Keys: made, found by their secret, listed and revoked.

A secret is ``rasid_PREFIX_REST``; REST is 256 random bits, so there is nothing to guess and nobody to guess it of a
list of words: one SHA-256 is as safe to keep as a slow password hash, and costs each request microseconds.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, insert, or_, select, update

from corpus.errors import RefusedError, UnknownKeyError
from pipeline.kb.access import ApiKey, Role
from pipeline.kb.engine import noting, reading

SECRET = re.compile(r"rasid_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
USED = timedelta(hours=1)  # how exactly the last use is kept
MAX_NAME = 80


@dataclass(frozen=True)
class Key:
    """A key as people see it. Moments are in UTC."""

    prefix: str
    name: str
    role: Role
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Return whether the key opens anything now."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    def is_due(self, now: datetime) -> bool:
        """Return whether its use should be noted again."""
        return self.last_used is None or now - self.last_used >= USED


def create(engine: Engine, name: str, role: Role, *, expires: datetime | None = None) -> tuple[Key, str]:
    """Make a key; return it with its secret, which is told only here.

    Raises: RefusedError: it has no name, or would have ended already.
    """
    name, now = " ".join(name.split()), datetime.now(UTC)
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise RefusedError(f"a key has a name of 1 to {MAX_NAME} letters: whose it is", "name")
    if expires is not None and _utc(expires) <= now:
        raise RefusedError(f"{expires.isoformat()}: a key ends after today", "expires")
    prefix = secrets.token_hex(6)
    secret = f"rasid_{prefix}_{secrets.token_urlsafe(32)}"
    row = {"prefix": prefix, "digest": _digest(secret), "name": name, "role": role, "created": now, "expires": expires}
    with noting(engine) as connection:
        connection.execute(insert(ApiKey).values(**row))
    return Key(prefix, name, role, now, expires, None, None), secret


def by_secret(engine: Engine, secret: str) -> Key | None:
    """Return the valid key of a secret; None where there is none."""
    shape = SECRET.fullmatch(secret)
    if shape is None:
        return None
    row = _row(engine, shape[1])
    if row is None or not hmac.compare_digest(row.digest, _digest(secret)):
        return None
    return _valid(row)


def by_prefix(engine: Engine, prefix: str) -> Key | None:
    """Return the valid key of a prefix, for a session that was opened with its secret; None where there is none."""
    row = _row(engine, prefix)
    return None if row is None else _valid(row)


def all_keys(engine: Engine) -> list[Key]:
    """Return every key there ever was, oldest first."""
    with reading(engine) as connection:
        return [_key(row) for row in connection.execute(select(ApiKey.__table__).order_by(ApiKey.id))]


def revoke(engine: Engine, prefix: str) -> Key:
    """Let a key open nothing from now on; a second time changes nothing.

    Raises: UnknownKeyError: there is no such key.
    """
    with noting(engine) as connection:
        done = update(ApiKey).where(ApiKey.prefix == prefix, ApiKey.revoked.is_(None))
        connection.execute(done.values(revoked=datetime.now(UTC)))
    row = _row(engine, prefix)
    if row is None:
        raise UnknownKeyError(f"{prefix}: no key has this prefix (`rasid keys list`)")
    return _key(row)


def note_use(engine: Engine, prefix: str, now: datetime) -> None:
    """Keep that a key was used in this hour."""
    due = or_(ApiKey.last_used.is_(None), ApiKey.last_used < now)
    with noting(engine) as connection:
        values = {"last_used": now.replace(minute=0, second=0, microsecond=0)}
        connection.execute(update(ApiKey).where(ApiKey.prefix == prefix, due).values(**values))


def _row(engine: Engine, prefix: str) -> Any:
    with reading(engine) as connection:
        return connection.execute(select(ApiKey.__table__).where(ApiKey.prefix == prefix)).first()


def _valid(row: Any) -> Key | None:
    key = _key(row)
    return key if key.is_valid(datetime.now(UTC)) else None


def _key(row: Any) -> Key:
    moments = (None if m is None else _utc(m) for m in (row.expires, row.revoked, row.last_used))
    return Key(row.prefix, row.name, Role(row.role), _utc(row.created), *moments)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; SQLite gives it back without saying that it is."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
