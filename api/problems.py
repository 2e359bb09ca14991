"""Errors as people and programs meet them: problem+json under ``/v1``, an Arabic page elsewhere.

One dictionary says which error is which status; an error that is not in it is a fault of ours, and a 500.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from corpus.errors import PressError, StoreError

log = logging.getLogger(__name__)

PROGRAMS = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json")  # paths that answer in JSON


class NotFoundError(PressError):
    """There is nothing under this key."""


class FilterError(PressError):
    """Parameters that each are well-formed but do not go together."""


ERROR_STATUS: dict[type[PressError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    FilterError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}
ARABIC = {
    HTTPStatus.NOT_FOUND: "لا توجد صفحة بهذا العنوان.",
    HTTPStatus.SERVICE_UNAVAILABLE: "قاعدة المعارف غير متاحة الآن. حاول بعد قليل.",
}


def add_handlers(app: FastAPI, templates: Jinja2Templates) -> None:
    """Answer every error of the project and of the framework in the form its path asks for."""

    def answer(request: Request, status: HTTPStatus, detail: str, parameter: str | None = None) -> Response:
        if not request.url.path.startswith(PROGRAMS):
            message = ARABIC.get(status, "تعذر تنفيذ الطلب.")
            context = {"status": int(status), "message": message}
            return templates.TemplateResponse(request, "error.html", context, status_code=status)
        body = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
        body |= {"parameter": parameter} if parameter else {}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")

    def known(request: Request, error: Exception) -> Response:
        status = next(s for kind, s in ERROR_STATUS.items() if isinstance(error, kind))
        detail = str(error)
        if isinstance(error, StoreError):  # the message names the database: for the log, not for visitors
            log.error("%s: %s", request.url.path, error)
            detail = "the knowledge base is not available"
        return answer(request, status, detail)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        names = [str(part) for part in first["loc"] if part not in ("query", "path")]
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, first["msg"], ".".join(names) or None)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = answer(request, HTTPStatus(error.status_code), str(error.detail))
        response.headers.update(error.headers or {})
        return response

    for kind in ERROR_STATUS:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
