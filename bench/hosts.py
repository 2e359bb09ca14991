"""Web servers on loopback addresses for tests and measurements: each host an address of 127.0.0.0/8, all asked for noted.

What a host answers is a function from the target of a request to an ``Answer``; bodies may be slow, endless or cut off.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

PIECE = 1 << 14
MOST_SENT = 200_000_000  # bytes of an endless body, should nobody stop reading


@dataclass(frozen=True)
class Answer:
    """What is sent. ``pause_s``: before each piece of the body; ``endless``: the body again and again;
    ``cut``: the connection ends after half of what ``Content-Length`` says; ``plain``: neither packed nor tagged."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    endless: bool = False
    cut: bool = False
    plain: bool = False

    @classmethod
    def text(cls, text: str, kind: str = "text/html; charset=utf-8", **rest: object) -> Answer:
        """Return an answer in UTF-8."""
        headers = {"Content-Type": kind, **cast("Mapping[str, str]", rest.pop("headers", {}))}
        return cls(text.encode(), headers=headers, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Asked:
    """A request: when it began (monotonic seconds), of which host, for what, with which headers (lower case)."""

    at: float
    host: str
    target: str
    headers: Mapping[str, str]
    status: int


Answering = Callable[[str], Answer]


@dataclass
class Loopback:
    """Some hosts that are up. ``asked``: every request so far; ``down``: hosts that break off every connection."""

    asked: list[Asked] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    roots: dict[str, str] = field(default_factory=dict)
    on_request: Callable[[Asked], None] = lambda _asked: None

    def of(self, name: str) -> list[Asked]:
        """Return the requests of a host."""
        return [one for one in self.asked if one.host == name]


@contextmanager
def serving(hosts: Mapping[str, tuple[str, Answering]], found: Loopback | None = None) -> Iterator[Loopback]:
    """Serve hosts, each a name with its address and what it answers, until the end."""
    found = found or Loopback()
    with ExitStack() as stack:
        for name, (address, answering) in hosts.items():
            server = _Server((address, 0), _handler(name, answering, found))
            found.roots[name] = f"http://{address}:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        yield found


class _Server(ThreadingHTTPServer):
    """A server that says nothing of clients that go away."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def _handler(name: str, answering: Answering, found: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers for one host."""

        def do_GET(self) -> None:
            at = time.monotonic()
            if name in found.down:
                found.asked.append(Asked(at, name, self.path, {}, 0))
                self.close_connection = True
                return
            answer = answering(self.path)
            headers = {key.lower(): value for key, value in self.headers.items()}
            answer = _conditional(answer, headers)
            asked = Asked(at, name, self.path, headers, answer.status)
            found.asked.append(asked)
            found.on_request(asked)
            with suppress(OSError):
                self._send(answer, headers)

        def _send(self, answer: Answer, asked: Mapping[str, str]) -> None:
            body = answer.body
            self.send_response(answer.status)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            packed = (
                answer.status == 200
                and not (answer.endless or answer.pause_s)
                and "gzip" in asked.get("accept-encoding", "")
            )
            if packed and len(body) > 500 and "Content-Encoding" not in answer.headers and not answer.cut:
                body = gzip.compress(body, 1)
                self.send_header("Content-Encoding", "gzip")
            if not answer.endless:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if answer.endless:
                for _ in range(MOST_SENT // max(1, len(body))):
                    self.wfile.write(body)
                    time.sleep(answer.pause_s)
                return
            end = len(body) // 2 if answer.cut else len(body)
            size = 64 if answer.pause_s else PIECE
            for start in range(0, end, size):
                self.wfile.write(body[start : min(end, start + size)])
                self.wfile.flush()
                time.sleep(answer.pause_s)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server asks for
            """Say nothing."""

    return Handler


def _conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """Return an answer with its entity tag, or that nothing changed since the one that was asked with."""
    if answer.status != 200 or answer.endless or answer.pause_s or answer.cut or answer.plain:
        return answer
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    if asked.get("if-none-match") == tag:
        return Answer(status=304, headers={"ETag": tag})
    return Answer(answer.body, answer.status, {**answer.headers, "ETag": tag})
