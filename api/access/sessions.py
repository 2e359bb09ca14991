"""Logins of browsers: a signed cookie that names a key, and the tokens by which a form proves to be ours.

The cookie holds the prefix of a key and a random value, never the secret. Each request looks the key up again, so a
revoked one ends its sessions at once. A form's token is made of that random value; before a login, of another cookie's.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from pipeline.safety import is_https
from pipeline.settings import Settings

SESSION, FORM = "rasid_session", "rasid_form"
FIELD, HEADER = "csrf_token", "X-CSRF-Token"
NONCE = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True)
class Session:
    """A login: the prefix of its key, and what its forms are signed with."""

    prefix: str
    nonce: str


class Sessions:
    """Makes and reads the cookies and tokens of one application."""

    def __init__(self, settings: Settings) -> None:
        secret = settings.secret.get_secret_value() if settings.secret else secrets.token_hex(32)
        self._key = sha256(f"rasid forms {secret}".encode()).digest()
        self._signer = URLSafeTimedSerializer(secret, salt="rasid session")
        self._seconds = int(settings.session_hours * 3600)
        self._secure = is_https(settings)
        prefix = "__Host-" if self._secure else ""  # browsers take it from this very host by https alone
        self.session_cookie, self.form_cookie = prefix + SESSION, prefix + FORM

    def read(self, request: Request) -> Session | None:
        """Return the session of a request; None where there is none, or it was altered or has ended."""
        try:
            found = self._signer.loads(request.cookies.get(self.session_cookie, ""), max_age=self._seconds)
        except BadData:
            return None
        match found:
            case [str(prefix), str(nonce)]:
                return Session(prefix, nonce)
        return None

    def open(self, response: Response, prefix: str) -> None:
        """Let a response begin a session with a key."""
        value = self._signer.dumps([prefix, secrets.token_urlsafe(16)])
        self._set(response, self.session_cookie, str(value))
        response.delete_cookie(self.form_cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def close(self, response: Response) -> None:
        """Let a response end the session of its browser."""
        response.delete_cookie(self.session_cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def begin_form(self, response: Response, nonce: str) -> None:
        """Let a response give a browser without a session what its forms are signed with."""
        self._set(response, self.form_cookie, nonce)

    def nonce(self, request: Request, session: Session | None) -> str | None:
        """Return what the forms of a browser are signed with; None: it has nothing yet."""
        if session is not None:
            return session.nonce
        found = request.cookies.get(self.form_cookie, "")
        return found if NONCE.fullmatch(found) else None

    def token(self, nonce: str) -> str:
        """Return the token of a form."""
        return hmac.new(self._key, nonce.encode(), sha256).hexdigest()

    def is_ours(self, nonce: str | None, token: str | None) -> bool:
        """Return whether a form came from a page of ours in the same browser."""
        return bool(nonce and token) and hmac.compare_digest(self.token(nonce or "").encode(), (token or "").encode())

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, max_age=self._seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )


def new_nonce() -> str:
    """Return a fresh random value."""
    return secrets.token_urlsafe(16)
