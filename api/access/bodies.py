"""Bodies of requests: read whole before anything is done, within bounds of size and time, and handed on."""

from __future__ import annotations

from urllib.parse import parse_qsl

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

PATIENCE_S = 60  # for a whole body; one that drips longer holds a place others need
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000


async def read_body(request: Request, receive: Receive, largest: int) -> bytes:
    """Return the body of a request.

    Raises: HTTPException: it is larger than allowed (413), comes too slowly (408) or not whole (400).
    """
    told = request.headers.get("Content-Length", "0")
    if told.isdecimal() and int(told[:20]) > largest:
        raise _too_large(largest)
    body = bytearray()
    try:
        with anyio.fail_after(PATIENCE_S):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HTTPException(400, "the request ended before its body")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > largest:
                    raise _too_large(largest)
    except TimeoutError:
        raise HTTPException(408, f"the body took longer than {PATIENCE_S} seconds") from None
    return bytes(body)


def handed_on(body: bytes, receive: Receive) -> Receive:
    """Return what hands an application a body that was read already."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def form_field(request: Request, body: bytes, name: str) -> str | None:
    """Return a field of a form; None where there is none."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # no UTF-8, or too many
        return None
    return next((value for key, value in fields if key == name), None)


def _too_large(largest: int) -> HTTPException:
    return HTTPException(413, f"a body has at most {largest} bytes")
