"""Errors as people and programs meet them: problem+json (RFC 9457) under ``/v1``, an Arabic page elsewhere.

One dictionary says which error is which status; an error that is not in it is a fault of ours, and a 500. Every problem
is told in English and in Arabic and names the parameter that is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from api import messages
from corpus.errors import AskedError, PressError, StoreError

log = logging.getLogger(__name__)

PROGRAMS = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs/")  # paths that answer in JSON
MEDIA_TYPE = "application/problem+json"
LONGEST_NAME = 100  # letters of a parameter's name as it was sent
MOST_ERRORS = 20  # told of one request
BUSY_S = 5  # after how many seconds to ask again what was too much now


class NotFoundError(PressError):
    """There is nothing under this key."""


class FilterError(PressError):
    """A parameter that is well-formed but cannot be answered, alone or beside the others."""

    def __init__(self, detail: str, parameter: str | None = None, detail_ar: str | None = None) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail_ar = detail_ar


class BusyError(PressError):
    """So much of this is being done that no more can be begun now."""


ERROR_STATUS: dict[type[PressError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    FilterError: HTTPStatus.UNPROCESSABLE_ENTITY,
    AskedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def add_handlers(app: FastAPI, templates: Jinja2Templates) -> None:
    """Answer every error of the project and of the framework in the form its path asks for."""

    def answer(request: Request, status: HTTPStatus, detail: str, **more: Any) -> Response:
        if request.url.path.startswith(PROGRAMS):
            return problem(status, detail, **more)
        context = {"status": int(status), "message": messages.of_status(status)}
        return templates.TemplateResponse(request, "error.html", context, status_code=status)

    def known(request: Request, error: Exception) -> Response:
        status = next(s for kind, s in ERROR_STATUS.items() if isinstance(error, kind))
        detail, more = str(error), {}
        if isinstance(error, StoreError):  # the message names the database: for the log, not for visitors
            log.error("%s: %s", request.url.path, error)
            detail = "the knowledge base is not available"
        elif isinstance(error, FilterError):
            more = {"parameter": error.parameter, "detail_ar": error.detail_ar}
        elif isinstance(error, AskedError):
            more = {"parameter": error.parameter, "detail_ar": messages.of_parameter("value_error")}
        response = answer(request, status, detail, **more)
        if isinstance(error, BusyError):
            response.headers["Retry-After"] = str(BUSY_S)
        return response

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        told = [_of_parameter(one) for one in error.errors()[:MOST_ERRORS]]
        first = told[0]
        more = {"parameter": first["parameter"], "detail_ar": first["detail_ar"], "errors": told}
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, first["detail"], **more)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = answer(request, HTTPStatus(error.status_code), str(error.detail))
        response.headers.update(error.headers or {})
        return response

    def fault(request: Request, _: Exception) -> Response:  # `api.access.watch` logs it with its trace
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of this server")

    for kind in ERROR_STATUS:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, fault)


def problem(
    status: HTTPStatus, detail: str, *,
    detail_ar: str | None = None, parameter: str | None = None, errors: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:  # fmt: skip
    """Return a problem as programs read it; without ``detail_ar`` the Arabic of its status."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": _sendable(detail),
        "detail_ar": detail_ar or messages.of_status(status),
    }
    if parameter:
        body["parameter"] = _sendable(parameter)
    if len(errors) > 1:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def _of_parameter(error: Mapping[str, Any]) -> dict[str, str]:
    """Return what an error of validation says of which parameter; of a body that is no JSON, of ``body``."""
    where = [str(part) for part in error["loc"]]
    whole = error["type"] == "json_invalid" or len(where) == 1
    return {
        "parameter": _sendable(where[0] if whole else ".".join(where[1:]))[:LONGEST_NAME],
        "detail": _sendable(error["msg"]),
        "detail_ar": messages.of_parameter(error["type"], error.get("ctx")),
    }


def _sendable(text: str) -> str:
    """Return a text that UTF-8 can carry: half a surrogate pair, as JSON may spell one, is no character."""
    return text.encode("utf-8", "replace").decode()
