"""Lines of bytes that hold JSON objects: read one at a time, in bounded memory, in UTF-16 too."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator
from typing import IO

from corpus.errors import InputError

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PIECE = 1 << 20


class Rejoined(io.RawIOBase):
    """A stream whose first bytes were already taken to see what it holds, whole again."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._first = io.BytesIO(first)
        self._rest = rest

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants any buffer
        """Fill the buffer with what comes next; 0 at the end."""
        piece = self._first.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def lines_of(stream: IO[bytes], max_bytes: int, *, first: bytes = b"") -> Iterator[bytes | InputError]:
    """Yield the lines of a stream; one above ``max_bytes`` is an error in its place and is not kept in memory.

    ``first``: bytes already taken from the stream.
    """
    first = first or stream.read(len(codecs.BOM_UTF16))
    whole = io.BufferedReader(Rejoined(first, stream))
    if first.startswith(UTF16):
        text = io.TextIOWrapper(whole, "utf-16", errors="replace", newline="\n")
        yield from _lines(lambda limit: text.readline(limit).encode("utf-8", "replace"), max_bytes)
    else:
        yield from _lines(whole.readline, max_bytes)


def _lines(readline: Callable[[int], bytes], max_bytes: int) -> Iterator[bytes | InputError]:
    """Yield lines by means of ``readline``, which takes the most it may return."""
    while line := readline(max_bytes + 1):
        if len(line) <= max_bytes or line.endswith(b"\n"):
            yield line
            continue
        while (piece := readline(_PIECE)) and not piece.endswith(b"\n"):
            pass
        yield InputError(f"a line of more than {max_bytes / 1e6:.0f} MB: too long for an article")


def json_object(text: str) -> dict[str, object]:
    """Return the object a text holds.

    Raises: InputError: it is no JSON, or another kind of value.
    """
    try:
        value = json.loads(text.strip())
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON at column {error.colno}: {error.msg.removesuffix(' at')}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"broken JSON: {error}") from error
    if not isinstance(value, dict):
        raise InputError("not a JSON object")
    return value
