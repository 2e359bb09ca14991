"""What every answer says to keep browsers safe: no script or style but our own files, no frames, no guessing of types."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.safety import is_https
from pipeline.settings import Settings

SAFE = {
    # A page may load files of this server only, and nothing that stands in the page itself is run.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR_S = 31_536_000


class SafeHeaders:
    """Adds the headers to every answer that does not set them itself; with https, that browsers come by it only."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        told = SAFE | ({"Strict-Transport-Security": f"max-age={A_YEAR_S}"} if is_https(settings) else {})
        self.headers = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in told.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                set_already = {name for name, _ in own}
                message["headers"] = [*own, *(one for one in self.headers if one[0] not in set_already)]
            await send(message)

        await self.app(scope, receive, sent)
