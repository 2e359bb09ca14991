"""Sending what is written as it is written: a writer in a thread of its own, and its bytes as an answer.

The two are joined by a pipe of the system: it holds some kilobytes, so that a slow reader stops the writer, and tells
the writer when the reader has gone.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO

from api.problems import BusyError

CHUNK = 64 * 1024  # bytes
AT_ONCE = 4  # writers of one process; each holds a connection to the database as long as its reader reads
_places = threading.BoundedSemaphore(AT_ONCE)


class Writing:
    """A writer at work, and what it has written so far."""

    def __init__(self, write: Callable[[BinaryIO], object]) -> None:
        """Begin to write.

        Raises: BusyError: there are as many writers as can be.
        """
        if not _places.acquire(blocking=False):
            raise BusyError(f"{AT_ONCE} files are being written; try again in a moment")
        self._error: BaseException | None = None
        self._read, self._written = os.pipe()
        self._thread = threading.Thread(target=self._run, args=(write,), name="writing", daemon=True)
        self._thread.start()

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
        if self._read >= 0:
            os.close(self._read)
            self._read = -1
            self._thread.join()

    def _next(self) -> bytes:
        found = os.read(self._read, CHUNK)
        if not found and self._error:
            raise self._error
        return found

    def _run(self, write: Callable[[BinaryIO], object]) -> None:
        try:
            with io.BufferedWriter(_Pipe(self._written), CHUNK) as out:
                write(out)
        except BrokenPipeError:  # the reader has gone
            pass
        except BaseException as error:  # noqa: BLE001  it is raised where the reader reads
            self._error = error
        finally:
            os.close(self._written)
            _places.release()


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
