"""Connections of one address are shared by its workers, each a process of its own."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.accepting import CONNECTIONS, Counts

# Says who it is to each that connects, and keeps the connection as long as the other does.
WORKER = """
import asyncio, os, socket, sys
from pipeline.accepting import new_loop

class Says(asyncio.Protocol):
    def connection_made(self, transport):
        transport.write(b"%d\\n" % os.getpid())

loop = new_loop()
listening = socket.socket(fileno=int(sys.argv[1]))
loop.run_until_complete(loop.create_server(Says, sock=listening, backlog=100))
print("ready", flush=True)
loop.run_forever()
"""
PATIENCE_S = 30

Start = Callable[[], "subprocess.Popen[str]"]
Connect = Callable[[int], list[tuple[socket.socket, int]]]


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen(100)
        yield sock


@pytest.fixture
def start(listening: socket.socket, tmp_path: Path) -> Iterator[Start]:
    """What starts a worker."""
    path = tmp_path / "connections"
    Counts.prepare(path)
    with ExitStack() as stack:

        def started() -> subprocess.Popen[str]:
            number = listening.fileno()
            process = subprocess.Popen(
                [sys.executable, "-c", WORKER, str(number)],
                env=os.environ | {CONNECTIONS: str(path), "PYTHONPATH": os.pathsep.join(sys.path)},
                pass_fds=[number],
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return process

        yield started


@pytest.fixture
def connect(listening: socket.socket) -> Iterator[Connect]:
    """What opens connections all at once, and says of each which process took it."""
    with ExitStack() as stack:

        def connected(number: int) -> list[tuple[socket.socket, int]]:
            opened = [
                stack.enter_context(socket.create_connection(listening.getsockname(), PATIENCE_S))
                for _ in range(number)
            ]
            return [(connection, int(connection.recv(20))) for connection in opened]

        yield connected


def _shares(connections: list[tuple[socket.socket, int]]) -> Counter[int]:
    return Counter(process for _, process in connections)


@pytest.mark.parametrize(("workers", "connections", "each"), [(1, 5, 5), (2, 4, 2), (2, 50, 25), (3, 30, 10)])
def test_each_worker_gets_as_many(start: Start, connect: Connect, workers: int, connections: int, each: int) -> None:
    processes = [start() for _ in range(workers)]
    shares = _shares(connect(connections))
    # One that waited too long for another takes what was for it: seldom, and one.
    assert all(abs(shares[process.pid] - each) <= 1 for process in processes)
    assert shares.total() == connections


def test_worker_whose_connections_were_closed_gets_the_next(start: Start, connect: Connect) -> None:
    one, other = start(), start()
    for connection, process in connect(20):
        if process == one.pid:
            connection.close()
    shares = _shares(connect(8))
    assert shares[one.pid] >= 7
    assert shares[one.pid] + shares[other.pid] == 8


def test_worker_that_was_killed_holds_nothing_up_and_one_that_follows_takes_its_place(
    start: Start, connect: Connect
) -> None:
    one, other = start(), start()
    connect(6)
    one.kill()
    one.wait(PATIENCE_S)
    assert _shares(connect(2)) == {other.pid: 2}
    following = start()
    assert _shares(connect(3)) == {following.pid: 3}


def test_worker_that_stops_leaves_its_slot_and_one_without_a_slot_takes_any_connection(tmp_path: Path) -> None:
    Counts.prepare(tmp_path / "connections")
    counts = Counts(str(tmp_path / "connections"))
    counts.add(3)
    written = (tmp_path / "connections").read_bytes()
    assert struct.unpack("<2i", written[:8]) == (3, -1)
    counts.close()
    assert struct.unpack("<i", (tmp_path / "connections").read_bytes()[:4]) == (-1,)
    assert not counts.another_has_fewer()
