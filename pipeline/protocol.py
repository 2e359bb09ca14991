"""How requests are read from their connections: by uvicorn's quick parser where it is installed, with a bound to their heads.

uvicorn's own parser in Python has the bound by itself and takes several times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

LARGEST_HEAD = 65_536  # bytes of a request's line and headers, about; the bound of uvicorn's own parser

if TYPE_CHECKING:
    _Quick: Any = object
else:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Quick
    except ImportError:  # httptools is not there
        _Quick = object


class Bounded(_Quick):  # type: ignore[misc]  # of a class that may not be installed
    """Lets go of a client whose request's head has no end: all of it is held in memory until it ends."""

    _begun = False  # a head, which has not ended
    _size = 0

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        self._size = self._size + len(data) if self._begun else 0
        super().data_received(data)
        if self._begun and self._size > LARGEST_HEAD:
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go on to the body of a request."""
        self._begun = False
        super().on_headers_complete()


def http_protocol() -> Any:
    """Return what uvicorn is to read requests with."""
    return "auto" if _Quick is object else Bounded
