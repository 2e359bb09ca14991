"""Errors of what is kept, as the interface tells them: nothing of that key is a 404, what does not hold a 422."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi.exceptions import RequestValidationError

from api.problems import NotFoundError
from corpus.errors import RefusedError, UnknownKeyError


@contextmanager
def told(where: str = "body", names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Tell what the knowledge base refuses by the parameter of the request; ``names``: its words -> those of the body.

    Raises: NotFoundError, RequestValidationError: as the cause says.
    """
    try:
        yield
    except UnknownKeyError as error:
        raise NotFoundError(str(error)) from error
    except RefusedError as error:
        raise wrong(str(error), (names or {}).get(error.field or "", error.field), where=where) from error


def wrong(message: str, field: str | None = None, *, where: str = "body") -> RequestValidationError:
    """Return the error of a field of a body."""
    location = (where, *field.split(".")) if field else (where,)
    return RequestValidationError([{"type": "value_error", "loc": location, "msg": message, "input": None, "ctx": {}}])
