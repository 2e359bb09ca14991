"""A webhook on loopback for the tests of alerts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Receiver:
    """A webhook on loopback: what came, and what it answers (the last answer stays)."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.answers = [200]
        self.taken: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                if status == 200:
                    receiver.taken.append(self.headers["Rasid-Delivery"])
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name http.server asks for
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?of=تازة"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def events(self) -> list[str]:
        """Return the keys of the events that were taken, in order."""
        bodies = {h["rasid-delivery"]: json.loads(body) for h, body in self.came if h["rasid-delivery"] in self.taken}
        return [event["key"] for body in bodies.values() for event in body["events"]]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook that takes everything until it is told otherwise."""
    made = Receiver()
    yield made
    made.close()
