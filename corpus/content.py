"""The body of an answer without its content encoding: gzip, deflate and brotli, never more than a limit of bytes.

A few kilobytes can unpack to gigabytes, so nothing is unpacked beyond the limit.
"""

from __future__ import annotations

import zlib

import brotli

from corpus.errors import InputError

ACCEPTED = "gzip, deflate, br"
_GZIP, _ZLIB, _RAW = 31, 15, -15  # how zlib is told what it gets


def decoded(raw: bytes, encodings: str, max_bytes: int) -> bytes:
    """Return a body without the encodings its header names, the last one taken off first (``gzip, br``).

    Raises: InputError: an encoding that was not asked for, a broken body, or one longer than ``max_bytes``.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",")]):
        match name:
            case "identity" | "":
                continue
            case "gzip" | "x-gzip":
                raw = unpacked(raw, max_bytes)
            case "deflate":
                raw = _inflated(raw, max_bytes)
            case "br":
                raw = _unbrotlied(raw, max_bytes)
            case other:
                raise InputError(f"content encoding {other!r} was not asked for")
    return raw


def unpacked(raw: bytes, max_bytes: int) -> bytes:
    """Return the content of gzip bytes, of all their members; of a broken file what was sent before its end.

    Raises: InputError: it is longer than ``max_bytes``, or no gzip.
    """
    content = b""
    while raw:
        unpack = zlib.decompressobj(wbits=_GZIP)
        try:
            content += unpack.decompress(raw, max_bytes + 1 - len(content))
        except zlib.error as error:
            if content:  # what follows the last member is padding
                break
            raise InputError("a broken gzip file") from error
        if len(content) > max_bytes:
            raise InputError(too_long(max_bytes))
        raw = unpack.unused_data.lstrip(b"\x00")
    return content


def too_long(max_bytes: int) -> str:
    """Return the message for an answer above the limit."""
    return f"longer than {max_bytes / 1e6:g} MB"


def _inflated(raw: bytes, max_bytes: int) -> bytes:
    """Return the content of a deflated body, with the zlib header RFC 9110 wants or without it, as many servers send."""
    for wbits in (_ZLIB, _RAW):
        try:
            content = zlib.decompressobj(wbits=wbits).decompress(raw, max_bytes + 1)
        except zlib.error:
            continue
        if len(content) > max_bytes:
            raise InputError(too_long(max_bytes))
        return content
    raise InputError("a broken deflate body")


def _unbrotlied(raw: bytes, max_bytes: int) -> bytes:
    """Return the content of a body packed with brotli."""
    unpack = brotli.Decompressor()
    content, piece = b"", raw
    try:
        while not unpack.is_finished():
            found = unpack.process(piece, output_buffer_limit=max_bytes + 1 - len(content))
            content += found
            if len(content) > max_bytes:
                raise InputError(too_long(max_bytes))
            if not found and unpack.can_accept_more_data():
                raise InputError("a broken brotli body")
            piece = b""
    except brotli.error as error:
        raise InputError("a broken brotli body") from error
    return content
