"""How several workers share the connections of one address: each new one goes to a worker that has fewest.

All workers listen on one socket, and whoever wakes first takes what is waiting: of 50 connections that stay open one
worker got 1 and the other 49. So each writes how many it has into a file all of them see, and one that has more than
another leaves a new connection to that other for a while. uvicorn has no place for this but the event loop, whose name
it is given (``LOOP``).
"""

from __future__ import annotations

import asyncio
import fcntl
import mmap
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOOP = "pipeline.accepting:new_loop"
CONNECTIONS = "RASID_CONNECTIONS_FILE"  # between a server and its workers only: where they count
SLOTS = 256  # workers that are counted; what more there are take any connection
ASIDE_S = 0.001  # between two looks at whether another has taken it
LOOKS = 50  # after which it is taken all the same: the other may be busy, or gone
_NUMBER = struct.Struct("<i")
NOBODY = -1  # in the slot of no worker


class Counts:
    """How many connections each worker has, in a file; a worker has a slot as long as it lives, by a lock.

    Of one that was killed the last count stays, until the one that follows it takes the slot.
    """

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR)
        self._all = mmap.mmap(self._file, SLOTS * _NUMBER.size)
        self._mine = next((slot for slot in range(SLOTS) if self._takes(slot)), None)
        self.number = 0
        self._write(0)

    @staticmethod
    def prepare(path: Path) -> None:
        """Make the file, with all slots free."""
        path.write_bytes(_NUMBER.pack(NOBODY) * SLOTS)

    def add(self, difference: int) -> None:
        """Count connections that came or went."""
        self.number += difference
        self._write(self.number)

    def another_has_fewer(self) -> bool:
        """Return whether a connection is rather for another worker."""
        if self._mine is None:
            return False
        return any(NOBODY < number < self.number for (number,) in _NUMBER.iter_unpack(self._all))

    def close(self) -> None:
        """Leave the slot."""
        self._write(NOBODY)
        self._all.close()
        os.close(self._file)
        self._mine = None

    def _takes(self, slot: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _NUMBER.size, slot * _NUMBER.size)
        except OSError:
            return False
        return True

    def _write(self, number: int) -> None:
        if self._mine is not None:
            _NUMBER.pack_into(self._all, self._mine * _NUMBER.size, number)


class Accepting:
    """Takes connections of a socket that other workers listen on too: of ``asyncio.Server`` what uvicorn calls."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sock: socket.socket, protocol: Callable[[], Any], counts: Counts
    ) -> None:
        self._loop, self._sock, self._protocol, self._counts = loop, sock, protocol, counts
        self._looks = 0
        self._pause: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        sock.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Take no more; the ones there are stay open."""
        if self._pause:
            self._pause.cancel()
        self._loop.remove_reader(self._sock)

    async def wait_closed(self) -> None:
        """Leave the count, once all connections are closed."""
        self._counts.close()

    def _listen(self) -> None:
        self._pause = None
        self._loop.add_reader(self._sock, self._waits)

    def _waits(self) -> None:
        """A connection is waiting: take it, or look again in a while."""
        if self._looks < LOOKS and self._counts.another_has_fewer():
            self._looks += 1
            self._loop.remove_reader(self._sock)
            self._pause = self._loop.call_later(ASIDE_S, self._listen)
            return
        self._looks = 0
        try:
            connection, _ = self._sock.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another took it, or the client has gone
        except OSError as error:  # no more files may be open, for one: those there are will be closed again
            self._loop.call_exception_handler({"message": "a connection cannot be taken", "exception": error})
            self._loop.remove_reader(self._sock)
            self._pause = self._loop.call_later(1.0, self._listen)
            return
        connection.setblocking(False)
        self._counts.add(1)
        task = self._loop.create_task(self._serve(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._counted, connection)
        except OSError:  # closed before it was begun
            self._counts.add(-1)
            connection.close()

    def _counted(self) -> Any:
        """Return a protocol that counts the end of its connection."""
        protocol = self._protocol()
        ends = protocol.connection_lost

        def connection_lost(error: Exception | None) -> None:
            self._counts.add(-1)
            ends(error)

        protocol.connection_lost = connection_lost
        return protocol


def new_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop as uvicorn would choose it, that shares the connections of a given socket."""
    try:
        from uvloop import Loop as Base
    except ImportError:
        from asyncio import SelectorEventLoop as Base  # type: ignore[assignment]

    class Sharing(Base):
        async def create_server(self, protocol_factory: Any, *args: Any, sock: Any = None, **options: Any) -> Any:
            path = os.environ.get(CONNECTIONS)
            if sock is None or path is None or options.get("ssl") is not None:
                return await super().create_server(protocol_factory, *args, sock=sock, **options)
            sock.listen(options.get("backlog", socket.SOMAXCONN))
            return Accepting(self, sock, protocol_factory, Counts(path))

    return Sharing()
