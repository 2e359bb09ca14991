"""One HTTP request to a public address, bounded in size and time.

The host name is looked up once, every address found is checked, and the connection goes to a checked one: a name
that points into the private network is refused before a byte is sent. Redirects are the caller's to follow.
"""

from __future__ import annotations

import heapq
import http.client
import ipaddress
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from urllib.parse import quote, urlsplit

from corpus.content import ACCEPTED, decoded, too_long
from corpus.errors import CrawlError, InputError

_PIECE = 1 << 16
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds for the whole of it, bytes of the body as sent and unpacked."""

    timeout_s: float
    max_bytes: int
    allow_private: bool = False


class TransientError(CrawlError):
    """No whole answer came; the next try may bring one."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What went over the wire, for the archive: both heads as lines without their ends, the body as it was sent.

    ``address`` is the network address that answered.
    """

    address: str
    asked: tuple[str, ...]
    status_line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one request: ``headers`` in lower case, ``body`` without its content encoding."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire: Wire

    @property
    def content_type(self) -> str:
        """The type without parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def request(url: str, headers: Mapping[str, str], limits: Limits) -> Response:
    """Return the answer to GET, whatever its status.

    Raises: TransientError: no answer in time, or broken off. CrawlError: no public http(s) address, or too long.
    """
    scheme, host, port = split_address(url)
    address = checked_address(host, port, allow_private=limits.allow_private)
    deadline = _Deadline(limits.timeout_s)
    connection = (http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection)(host, port)
    sent = {**headers, "Accept-Encoding": ACCEPTED, "Connection": "close"}
    try:
        with deadline, closing(connection):
            connection.sock = _connect(address, port, host if scheme == "https" else None, deadline)
            connection.request("GET", _target(url), headers=sent)
            with closing(connection.getresponse()) as answer:
                raw = _body(answer, limits.max_bytes)
    except (OSError, http.client.HTTPException, UnicodeError, TransientError) as error:
        raise TransientError(deadline.message if deadline.passed else _cause(error)) from error
    if deadline.passed:  # a body without a length ends there as if it were whole
        raise TransientError(deadline.message)
    found = {name.lower(): value for name, value in answer.getheaders()}
    try:
        body = decoded(raw, found.get("content-encoding", ""), limits.max_bytes)
    except InputError as error:
        raise CrawlError(str(error)) from error
    named = host if port == _PORTS[scheme] else f"{host}:{port}"
    asked = (f"GET {_target(url)} HTTP/1.1", f"Host: {named}", *(f"{k}: {v}" for k, v in sent.items()))
    line = f"HTTP/{answer.version / 10:.1f} {answer.status} {answer.reason}".strip()
    return Response(url, answer.status, found, body, Wire(address, asked, line, tuple(answer.getheaders()), raw))


@lru_cache(maxsize=1024)
def split_address(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address.

    Raises: CrawlError: it is no http(s) address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CrawlError(f"no valid address: {error}") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise CrawlError("no http(s) address")
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def checked_address(host: str, port: int, *, allow_private: bool = False) -> str:
    """Return a network address of ``host``.

    Raises: CrawlError: the name is unknown, or one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransientError(f"unknown host {host}") from error
    addresses = [str(item[4][0]) for item in found]
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise CrawlError(f"{host} leads to {address}, which is no public address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether a network address is one of the public internet, also the IPv4 address inside an IPv6 one."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Deadline:
    """Ends a connection when its time is up, however slowly the other side sends."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.passed = False
        self.sock: socket.socket | None = None
        self._over = False
        self._lock = threading.Lock()

    @property
    def message(self) -> str:
        """What to say when the time is up."""
        return f"no answer within {self.timeout_s:g} s"

    def __enter__(self) -> _Deadline:
        _WATCH.add(time.monotonic() + self.timeout_s, self.end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over = True
        if isinstance(error, TimeoutError):
            self.passed = True
        if self.sock is not None:
            self.sock.close()

    def end(self) -> None:
        """Shut the connection down unless it is over, so that whoever waits for it goes on."""
        with self._lock:
            if self._over:
                return
            self.passed = True
            if self.sock is not None:
                with suppress(OSError):
                    self.sock.shutdown(socket.SHUT_RDWR)


class _Watch:
    """Calls functions when their time has come, all from one thread: one for each request would cost more than it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._thread: threading.Thread | None = None

    def add(self, at: float, call: Callable[[], None]) -> None:
        """Call a function at a moment (monotonic seconds); the thread is started when it is first needed."""
        with self._changed:
            self._number += 1
            heapq.heappush(self._due, (at, self._number, call))
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True, name="deadlines")
                self._thread.start()
            elif self._due[0][0] == at:
                self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                _, _, call = heapq.heappop(self._due)
            call()


_WATCH = _Watch()
# The thread is not in a process that is forked off.
os.register_at_fork(after_in_child=_WATCH.__init__)  # type: ignore[misc]  # a new start is what is meant


def _connect(address: str, port: int, server_name: str | None, deadline: _Deadline) -> socket.socket:
    """Return a connection to a checked address; with ``server_name`` it is encrypted and the certificate checked."""
    deadline.sock = socket.create_connection((address, port), timeout=deadline.timeout_s)
    if deadline.passed:
        raise TimeoutError
    if server_name is not None:
        secure = ssl.create_default_context().wrap_socket(
            deadline.sock, server_hostname=server_name, do_handshake_on_connect=False
        )
        deadline.sock = secure
        secure.do_handshake()
    return deadline.sock


def _target(url: str) -> str:
    """Return path and query as they are sent: Arabic letters escaped, what is escaped left."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe="%/:?#[]@!$&'()*+,;=~")


def _body(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    """Return the whole body as it was sent."""
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        size += len(piece)
        if size > max_bytes:
            raise CrawlError(too_long(max_bytes))
        pieces.append(piece)
    if answer.length:
        raise TransientError("the answer broke off")
    return b"".join(pieces)


def _cause(error: Exception) -> str:
    """Return the cause of a broken connection in a few words."""
    if isinstance(error, TransientError):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not valid: {error.verify_message}"
    if isinstance(error, OSError):
        return f"no connection: {error.strerror or error}"
    if isinstance(error, http.client.IncompleteRead):
        return "the answer broke off"
    return f"no valid answer: {type(error).__name__} {error}".strip()
