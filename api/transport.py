"""What is done to every answer on its way: compression, and HEAD.

These are plain ASGI applications around the real one: the framework's own kind of middleware costs more than most answers.
"""

from __future__ import annotations

from brotli_asgi import BrotliMiddleware
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1000  # bytes; below, what is saved is not worth the time
COMPRESSED = (b"format=xlsx", b"format=parquet")  # formats that are so by themselves


def packing(headers: Headers) -> str:
    """Return how the answer to a request with these headers may be packed; empty: it may not."""
    taken = headers.get("Accept-Encoding", "")
    return next((one for one in ("br", "gzip") if one in taken), "")


class Heads:
    """Answers HEAD as GET without the body; ``scope["head"]`` lets an answer spare itself the work."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET", "head": True}, receive, sent)


class Compression(BrotliMiddleware):
    """Brotli or gzip, as the client takes; files that are compressed by themselves are left alone."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=SMALLEST)

    def _is_handler_excluded(self, scope: Scope) -> bool:
        return scope["type"] == "http" and any(form in scope["query_string"] for form in COMPRESSED)
