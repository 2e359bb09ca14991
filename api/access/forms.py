"""What templates ask of access: who is logged in, what they may do, and the token every form carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from api.access.services import Services
from api.access.sessions import new_nonce
from api.access.visitors import visitor_of
from pipeline.kb.access import Role
from pipeline.kb.access_keys import Key

MAX_ADDRESS = 2000


def csrf_token(request: Request) -> str:
    """Return the token of the forms of this request's browser, which is given something to sign with if need be.

    ``<input type="hidden" name="csrf_token" value="{{ csrf_token(request) }}">``; scripts send it as ``X-CSRF-Token``.
    A page with a form is its reader's alone: let it not be kept by others (``Cache-Control: no-store``).
    """
    services: Services = request.state.services
    nonce = services.sessions.nonce(request, visitor_of(request).session)
    if nonce is None:
        nonce = request.state.form_nonce = getattr(request.state, "form_nonce", None) or new_nonce()
    return services.sessions.token(nonce)


def current_key(request: Request) -> Key | None:
    """Return the key of who is logged in (``.name``, ``.role``); None: nobody is."""
    return visitor_of(request).key


def may(request: Request, role: str) -> bool:
    """Return whether who asks has a role: ``{% if may(request, "reviewer") %}``. In a mirror nobody may write."""
    services: Services = request.state.services
    wanted = Role(role)
    if services.settings.read_only and wanted in (Role.RESEARCHER, Role.REVIEWER):
        return False
    return visitor_of(request).may(wanted)


def local_address(value: str | None, otherwise: str = "/") -> str:
    """Return an address of this server to go to next; whatever would lead elsewhere is ``otherwise``."""
    if not value or len(value) > MAX_ADDRESS or not value.startswith("/") or value[1:2] in ("/", "\\"):
        return otherwise
    if any(ord(letter) < 33 or letter == "\\" for letter in value) or urlsplit(value).netloc:
        return otherwise
    return value


FUNCTIONS: dict[str, Callable[..., Any]] = {"csrf_token": csrf_token, "current_key": current_key, "may": may}
