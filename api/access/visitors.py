"""Who asks: the key a request shows, in its header or by its session, and the address it comes from."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.access.sessions import Session, Sessions
from pipeline.kb import access_keys
from pipeline.kb.access import Role
from pipeline.kb.access_keys import Key

WRONG_KEY = "this key opens nothing: it is unknown, revoked or has ended"
MAX_HEADER = 4096


@dataclass(frozen=True)
class Visitor:
    """Who asks. ``key``: None for anybody; ``session``: set where the key came by cookie; ``address``: of the client."""

    key: Key | None
    session: Session | None
    address: str

    def may(self, role: Role | None) -> bool:
        """Return whether the visitor has a role; everybody has none."""
        return role is None or (self.key is not None and self.key.role.may(role))


class WrongKeyError(Exception):
    """A key that opens nothing was shown in the header."""


def shown_secret(request: Request) -> str | None:
    """Return the secret of a request's header: a bearer token, or the password of Basic, which feed readers know.

    Raises: WrongKeyError: there is a header that holds no secret.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, rest = header.partition(" ")
    rest = rest.strip()
    if len(header) <= MAX_HEADER and scheme.lower() == "bearer":
        return rest
    if len(header) <= MAX_HEADER and scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            pass
    raise WrongKeyError


def identify(request: Request, engine: Engine, sessions: Sessions) -> Visitor:
    """Return who asks. A session whose key is gone is nobody's.

    Raises: WrongKeyError: the header shows a key that opens nothing. StoreError: it cannot be looked up.
    """
    address = request.client.host if request.client else ""
    secret = shown_secret(request)
    if secret is not None:
        key = access_keys.by_secret(engine, secret)
        if key is None:
            raise WrongKeyError
        return Visitor(key, None, address)
    session = sessions.read(request)
    found = access_keys.by_prefix(engine, session.prefix) if session else None
    return Visitor(found, session if found else None, address)


def visitor_of(request: Request) -> Visitor:
    """Return who asks, as the guard found out."""
    return cast(Visitor, request.state.visitor)


async def holder(request: Request) -> Key:
    """Return the key of who asks. Raises: HTTPException: there is none."""
    key = visitor_of(request).key
    if key is None:
        raise HTTPException(401, "this needs a key")
    return key


def concerns(request: Request, target: str) -> None:
    """Say what a request is about, for the audit log."""
    request.state.target = target


HolderDep = Annotated[Key, Depends(holder)]
