"""The visitor's language and colours: asked for in the address, remembered in a cookie, Arabic and the device's else.

``?lang=fr`` and ``?theme=dark`` work without scripts; the cookies hold one word each and name nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.access.visitors import visitor_of
from api.wording import LANGUAGES, Words, words

THEMES = ("auto", "light", "dark")
CHOICES = {"lang": LANGUAGES, "theme": THEMES}  # the first is what holds without a choice
MOST_PARAMETERS, LONGEST_PARAMETER = 60, 500  # of an address that are kept by the links that change one of them
YEAR_S = 365 * 24 * 3600


def chosen(request: Request, name: str) -> str:
    """Return the language (``lang``) or colours (``theme``) of a visitor."""
    for asked in (request.query_params.get(name), request.cookies.get(name)):
        if asked in CHOICES[name]:
            return asked
    return CHOICES[name][0]


def language(request: Request) -> Words:
    """Return the words of the visitor's language."""
    return words(chosen(request, "lang"))


def page_templates() -> Jinja2Templates:
    """Return the templates of the page; each is given the words, the colours and the links that choose others."""
    templates = Jinja2Templates(str(files("api") / "templates"), context_processors=[_context])
    templates.env.globals.update(web_address=web_address)
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    return templates


def render(
    request: Request, templates: Jinja2Templates, name: str, context: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a page; a choice made in its address is remembered for a year."""
    response = templates.TemplateResponse(request, name, dict(context), status_code=status)
    for choice, values in CHOICES.items():
        if request.query_params.get(choice) in values:
            value = request.query_params[choice]
            secure = request.url.scheme == "https"
            response.set_cookie(choice, value, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    response.headers["Vary"] = "Cookie"
    if visitor_of(request).key is not None:
        response.headers["Cache-Control"] = "no-store"  # its forms are its reader's alone
    return response


def web_address(url: str | None) -> str | None:
    """Return an address a page may link to: http or https, nothing that could run."""
    try:
        return url if url and urlsplit(url.strip()).scheme.lower() in ("http", "https") else None
    except ValueError:  # `http://[`
        return None


class Paths:
    """The paths of the pages by the names of their routes. They are found once an application: a page has hundreds of
    links, and the framework looks through all routes for each."""

    def __init__(self, request: Request) -> None:
        self.root = str(request.scope.get("root_path", "")).rstrip("/")
        self._app = request.app
        if not hasattr(request.app.state, "page_paths"):
            request.app.state.page_paths = {}
        self._known: dict[str, str] = request.app.state.page_paths

    def __call__(self, name: str, key: object = None) -> str:
        """Return the path of a page; ``key``: what stands at its end, of a page that has one."""
        if name not in self._known:
            parameters = {} if key is None else {KEY_OF.get(name, "key"): MARK}
            self._known[name] = str(self._app.url_path_for(name, **parameters))
        path = self.root + self._known[name]
        return path if key is None else path.replace(MARK, quote(str(key), safe=""))


KEY_OF = {
    "run_page": "number",
    "night_page": "number",
    "static": "path",
}  # what routes call that which stands at their end
MARK = "-mark-"


def permalink(request: Request, name: str, **parameters: str) -> str:
    """Return the whole address of a page of ours: below the public address, where one is set, else on this host."""
    path = request.url_for(name, **parameters).path
    public = request.app.state.settings.public_url
    return f"{str(public).rstrip('/')}{path}" if public else f"{request.url.scheme}://{request.url.netloc}{path}"


def _context(request: Request) -> dict[str, Any]:
    def choose(name: str) -> Callable[[str], str]:
        every = request.query_params.multi_items()[:MOST_PARAMETERS]
        kept = [(k, v) for k, v in every if k != name and len(k) + len(v) <= LONGEST_PARAMETER]
        return lambda value: "?" + urlencode([*kept, (name, value)])

    paths = Paths(request)
    return {
        "w": language(request),
        "path": paths,
        "search_path": paths("search"),
        "root_path": paths.root,
        "theme": chosen(request, "theme"),
        "themes": THEMES,
        "languages": [words(code) for code in LANGUAGES],
        "choose_language": choose("lang"),
        "choose_theme": choose("theme"),
        "outlets": request.app.state.settings.outlets_dir,
    }
