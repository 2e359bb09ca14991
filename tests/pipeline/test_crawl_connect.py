"""One request: addresses that are refused, and servers that send slowly, too much or nonsense."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from corpus.content import unpacked
from corpus.errors import CrawlError, InputError
from pipeline.crawl.connect import Limits, is_public, request

LOCAL = Limits(timeout_s=0.5, max_bytes=1000, allow_private=True)
Answer = Callable[[socket.socket], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Return a function that answers one connection by a function, and gives the address to ask."""
    threads: list[threading.Thread] = []
    listeners: list[socket.socket] = []

    def start(answer: Answer) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def one() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    answer(connection)
                except OSError:
                    return  # the other side hung up, as it should

        threads.append(threading.Thread(target=one))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/a"

    yield start
    for thread in threads:
        thread.join()
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("172.20.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_is_public_address(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:9/", "127.0.0.1 leads to 127.0.0.1, which is no public address"),
        ("http://localhost:9/", "which is no public address"),
        ("http://[::1]:9/", "::1 leads to ::1, which is no public address"),
        ("http://2130706433/", "which is no public address"),
        ("http://0x7f.1/", "which is no public address"),
        ("http://169.254.169.254/latest/meta-data/", "which is no public address"),
        ("file:///etc/passwd", r"no http\(s\) address"),
        ("ftp://example.org/", r"no http\(s\) address"),
        ("http:///a", r"no http\(s\) address"),
        ("http://example.org:99999/", "no valid address"),
        ("http://[::1/", "no valid address"),
    ],
)
def test_request_refuses_address(url: str, message: str) -> None:
    with pytest.raises(CrawlError, match=message):
        request(url, {}, Limits(timeout_s=1, max_bytes=10))


def drip(connection: socket.socket) -> None:
    """Send a body without an end, a byte at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_header(connection: socket.socket) -> None:
    """Send a header without an end, a byte at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def say_nothing(connection: socket.socket) -> None:
    """Wait until the other side hangs up."""
    connection.settimeout(3)
    connection.recv(1)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (drip, "no answer within 0.5 s"),
        (drip_header, "no answer within 0.5 s"),
        (say_nothing, "no answer within 0.5 s"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001), "longer than 0.001 MB"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "the answer broke off"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), "the answer broke off"),
        (lambda c: c.sendall(b"what?\r\n\r\n"), "no valid answer: BadStatusLine"),
        (lambda c: c.sendall(b""), "no connection: |no valid answer: "),
    ],
)  # fmt: skip
def test_request_gives_up(serve: Callable[[Answer], str], answer: Answer, message: str) -> None:
    begin = time.monotonic()
    with pytest.raises(CrawlError, match=message):
        request(serve(answer), {}, LOCAL)
    assert time.monotonic() - begin < 3


def test_request_reads_a_body_in_chunks(serve: Callable[[Answer], str]) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = request(serve(lambda c: c.sendall(page + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")), {}, LOCAL)
    assert (answer.status, answer.body, answer.content_type) == (200, b"abcde", "text/html")


def test_closed_port_is_no_connection() -> None:
    with pytest.raises(CrawlError, match="no connection: "):
        request("http://127.0.0.1:9/", {}, LOCAL)


def test_server_without_tls_is_no_connection(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda c: c.sendall(b"no handshake"))
    with pytest.raises(CrawlError, match="no connection: "):
        request(address.replace("http:", "https:"), {}, LOCAL)


def test_unpacked_is_bounded() -> None:
    assert unpacked(gzip.compress(b"x" * 1000), 1000) == b"x" * 1000
    with pytest.raises(InputError, match=r"longer than 0\.001 MB"):
        unpacked(gzip.compress(b"x" * 10_000_000), 1000)
