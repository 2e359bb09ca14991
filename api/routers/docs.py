"""The documentation of the API as a page: Swagger UI from an installed package, so that it works without a network.

Its policy allows scripts and styles of this server alone. The package reads OpenAPI 3.0; it gets the description in it.
"""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from swagger_ui_bundle import swagger_ui_path

from api.links import address
from api.openapi import as_3_0
from api.problems import NotFoundError

router = APIRouter(include_in_schema=False)
MEDIA_TYPES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/docs", response_class=HTMLResponse)
def read_docs(request: Request) -> HTMLResponse:
    """Show all endpoints with their parameters and examples, each to be tried."""
    page = files("api").joinpath("templates", "docs.html").read_text("utf-8")
    base = address(request, "")
    return HTMLResponse(page.replace("{{ base }}", base), headers={"Content-Security-Policy": POLICY})


@router.get("/docs/openapi.json")
def read_description(request: Request) -> JSONResponse:
    """Give the description of the interface as Swagger UI reads it."""
    return JSONResponse(as_3_0(request.app.openapi()))


@router.get("/docs/{name}")
def read_asset(name: str) -> FileResponse:
    """Give a file of Swagger UI."""
    if name not in MEDIA_TYPES:
        raise NotFoundError(f"no file {name!r}")
    return FileResponse(swagger_ui_path / name, media_type=MEDIA_TYPES[name])
