"""Sending a message to a webhook: POST of JSON to a checked public address, signed, no redirects followed.

The receiver computes HMAC-SHA256 with the shared secret over ``<Rasid-Timestamp>.<body>``, compares its hexadecimal form
with ``Rasid-Signature`` (``v1=...``), refuses old timestamps, and passes over a ``Rasid-Delivery`` it has had.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from corpus.errors import CrawlError
from pipeline.crawl.connect import checked_address, split_address

AGENT = "rasid/1.0"
SMALLEST_STATUS, LARGEST_STATUS = 200, 299  # that say a message was taken


class UndeliveredError(Exception):
    """A message was not taken; the message says why."""


@dataclass(frozen=True)
class Envelope:
    """A message on its way. ``key``: its permanent id; ``secret``: shared with the receiver."""

    key: str
    body: str
    secret: str


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a message sent at a moment (seconds since 1970, as text)."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(url: str, envelope: Envelope, *, timeout_s: float, allow_private: bool = False) -> None:
    """Send a message.

    Raises: UndeliveredError: the address is none or private, nobody answered in time, or the answer was no success.
    """
    body, timestamp = envelope.body.encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "Rasid-Delivery": envelope.key,
        "Rasid-Timestamp": timestamp,
        "Rasid-Signature": signature(envelope.secret, timestamp, body),
        "Connection": "close",
    }
    try:
        status = _post(url, headers, body, timeout_s, allow_private)
    except CrawlError as error:
        raise UndeliveredError(str(error)) from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
        raise UndeliveredError(f"no answer: {cause}") from error
    if not SMALLEST_STATUS <= status <= LARGEST_STATUS:
        raise UndeliveredError(f"status {status}")


def _post(url: str, headers: Mapping[str, str], body: bytes, timeout_s: float, allow_private: bool) -> int:
    """Return the status of the answer; the connection goes to the address that was checked, whatever the name says then."""
    scheme, host, port = split_address(url)
    address = checked_address(host, port, allow_private=allow_private)
    connection = (http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection)(host, port)
    with closing(connection):
        sock = socket.create_connection((address, port), timeout=timeout_s)
        connection.sock = sock
        end = threading.Timer(timeout_s, _shut, [sock])  # however slowly the other side sends
        end.daemon = True
        end.start()
        try:
            if scheme == "https":
                connection.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            connection.request("POST", _target(url), body=body, headers=dict(headers))
            return connection.getresponse().status
        finally:
            end.cancel()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="%/:?#[]@!$&'()*+,;=~")
