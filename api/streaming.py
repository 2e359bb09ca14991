"""Sending what is written as it is written: a writer in a thread of its own, and its bytes as an answer.

The two are joined by a pipe of the system: it holds some kilobytes, so that a slow reader stops the writer, and tells
the writer when the reader has gone.
"""

from __future__ import annotations

import io
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import BinaryIO

from api.problems import BusyError

CHUNK = 64 * 1024  # bytes
AT_ONCE = 4  # writers of one process; each holds a connection to the database as long as its reader reads
_places = threading.BoundedSemaphore(AT_ONCE)


class Writing:
    """A writer at work, and what it has written so far. Whoever lets go of it lets the writer end."""

    def __init__(self, write: Callable[[BinaryIO], object]) -> None:
        """Begin to write.

        Raises: BusyError: there are as many writers as can be.
        """
        if not _places.acquire(blocking=False):
            raise BusyError(f"{AT_ONCE} files are being written; try again in a moment")
        self._errors: list[BaseException] = []
        read, written = os.pipe()
        # The thread must not hold this object, or it would never be let go of.
        self.thread = threading.Thread(target=_run, args=(write, written, self._errors), name="writing", daemon=True)
        self._reader = os.fdopen(read, "rb", buffering=0)
        self._end = weakref.finalize(self, self._reader.close)  # also when nobody ever came to read
        self.thread.start()

    def begin(self) -> bytes:
        """Return the first bytes; what fails before them can still be answered as an error.

        Raises: whatever the writer raised.
        """
        try:
            return self._next()
        except BaseException:
            self.close()
            raise

    def rest(self, first: bytes) -> Iterator[bytes]:
        """Yield all bytes; the answer breaks off, so that its reader knows, when the writer fails."""
        try:
            while first:
                yield first
                first = self._next()
        finally:
            self.close()

    def close(self) -> None:
        """Let the writer end: what it writes from now on fails."""
        self._end()

    def _next(self) -> bytes:
        found = self._reader.read(CHUNK)
        if not found and self._errors:
            raise self._errors[0]
        return found


def _run(write: Callable[[BinaryIO], object], written: int, errors: list[BaseException]) -> None:
    """Write to a pipe and keep what failed, to be raised where it is read."""
    try:
        with io.BufferedWriter(_Pipe(written), CHUNK) as out:
            write(out)
    except BrokenPipeError:  # the reader has gone
        pass
    except BaseException as error:  # noqa: BLE001  it is raised where the reader reads
        errors.append(error)
    finally:
        _places.release()
        os.close(written)  # only now does the reader see the end


class _Pipe(io.RawIOBase):
    """The end of a pipe that is written to; it knows how much was, which writers of archives and tables ask."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        sent = os.write(self._number, data)  # type: ignore[arg-type]  # bytes or what holds them
        self._at += sent
        return sent

    def tell(self) -> int:
        return self._at
