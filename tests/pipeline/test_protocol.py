"""Requests as they come over a connection: whole, in pieces, and without end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from pipeline.protocol import LARGEST_HEAD, http_protocol


async def told(_scope: Any, receive: Any, send: Any) -> None:
    """Answer with the number of bytes of the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(str(size)))]})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server that reads requests as ours does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(told, http=http_protocol(), lifespan="off", log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=30)


def asked(port: int, *parts: bytes) -> bytes:
    """Send the parts one after another and return what is answered at first; empty: the connection was closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(0.002)
            answer = connection.recv(65_536)
            while answer and not answer.partition(b"\r\n\r\n")[2]:
                answer += connection.recv(65_536)
            return answer
        except ConnectionError:
            return b""


START = b"GET / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("parts", "size"),
    [
        ([START + b"\r\n"], b"0"),
        ([START[:9], START[9:] + b"X-A: ", b"1\r\n", b"\r\n"], b"0"),
        ([START + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n"], b"0"),
        ([b"POST" + START[3:] + b"Content-Length: 300000\r\n\r\n", b"b" * 150_000, b"b" * 150_000], b"300000"),
    ],
)
def test_whole_requests_are_answered(port: int, parts: list[bytes], size: bytes) -> None:
    answer = asked(port, *parts)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n" + size)


@pytest.mark.parametrize("endless", [b"X-A: " + b"a" * 3000 + b"\r\n", b"a" * 3000])
def test_head_without_end_is_not_listened_to(port: int, endless: bytes) -> None:
    first = START if endless.startswith(b"X") else START + b"X-A: "
    answer = asked(port, first, *[endless] * (LARGEST_HEAD // len(endless) + 60))
    assert not answer.startswith(b"HTTP/1.1 200")


def test_many_requests_of_one_connection_are_each_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for _ in range(5):
            connection.sendall(START + b"X-A: " + b"a" * 30_000 + b"\r\n\r\n")
            answer = connection.recv(65_536)
            while not answer.endswith(b"\r\n\r\n0"):
                answer += connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")
