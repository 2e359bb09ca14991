"""What the forms of the pages do: decide on a pair, correct a fact, part two of one name, keep a search.

Every form is ``method="post"`` (``application/x-www-form-urlencoded``) and has these fields beside its own:

``csrf_token``  what ``csrf_token(request)`` gives the template
``next``        a path of this server to go to afterwards; it is given ``done=KEY``, the key of the correction (to undo)
``reason``      why, in words; required but for ``skip``

=======================  ============================================================================================
``/review/decide``       ``decision``: merge, apart or skip; ``left``, ``right``: the keys of a pair
``/review/correct``      ``action``: confirm, reject, edit or undo; ``target``: key of the fact (or correction);
                         for edit ``cell.NAME`` for each cell that is to change: repeated for those that are lists
                         (agents, companions, targets, recipients, places), where empty ones are left out, so that one
                         empty field empties the list; else an empty one means none
``/review/split``        ``target``: key of an official, institution or place; ``articles`` (repeated): keys of articles
                         that mean another one of the name; or ``other``: the key of the one it is not
``/saved``               ``name``, ``query``: filters as they stand in the address (no ``reason``)
``/saved/ID/delete``     nothing more
=======================  ============================================================================================

The answer is 303 to ``next``; what is wrong is an error page (404, 422), without a login 401, without the role 403.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from api.access.forms import local_address
from api.access.responses import CorrectionBody, MergeBody, SavedBody, SplitBody, UndoBody
from api.access.telling import told, wrong
from api.access.visitors import HolderDep, concerns
from api.deps import EngineDep
from api.routers import corrections, saved
from pipeline.kb import access_saved

router = APIRouter(include_in_schema=False)
REVIEW, CELL = "/review", "cell."
LISTS = ("agents", "companions", "targets", "recipients", "places")
DECISIONS = ("merge", "apart", "skip")
Body = TypeVar("Body", bound=BaseModel)


@router.post("/review/decide")
async def decide(request: Request, engine: EngineDep, key: HolderDep) -> RedirectResponse:
    """Say whether a pair is one or two, or leave it for now."""
    form = await request.form()
    decision = _text(form, "decision")
    if decision not in DECISIONS:
        raise wrong(f"one of {', '.join(DECISIONS)}", "decision")
    if decision == "skip":
        return _on(form)
    said = _read(MergeBody, key=_text(form, "left"), other=_text(form, "right"), reason=_text(form, "reason"))
    act = corrections.merge_entities if decision == "merge" else corrections.split_events
    made = await run_in_threadpool(act, request, engine, key, said)
    return _on(form, made.key)


@router.post("/review/correct")
async def correct(request: Request, engine: EngineDep, key: HolderDep) -> RedirectResponse:
    """Confirm, reject or edit a fact, or take a correction back."""
    form = await request.form()
    action, target, reason = (_text(form, name) for name in ("action", "target", "reason"))
    if action == "undo":
        undo = _read(UndoBody, target=target, reason=reason)
        made = await run_in_threadpool(corrections.undo, request, engine, key, undo)
    else:
        said = _read(CorrectionBody, action=action, target=target, reason=reason, cells=_cells(form, action))
        made = await run_in_threadpool(corrections.correct, request, engine, key, said)
    return _on(form, made.key)


@router.post("/review/split")
async def split(request: Request, engine: EngineDep, key: HolderDep) -> RedirectResponse:
    """Say that some articles mean another one of the name, or that two are two."""
    form = await request.form()
    said = _read(
        SplitBody,
        key=_text(form, "target"),
        other=_text(form, "other") or None,
        articles=_texts(form.getlist("articles")),
        reason=_text(form, "reason"),
    )
    made = await run_in_threadpool(corrections.split_entities, request, engine, key, said)
    return _on(form, made.key)


@router.post("/saved")
async def keep(request: Request, engine: EngineDep, key: HolderDep) -> RedirectResponse:
    """Keep a search."""
    form = await request.form()
    asked = _read(SavedBody, name=_text(form, "name"), query=_text(form, "query"))
    made = await run_in_threadpool(saved.keep_search, request, engine, key.prefix, asked.name, asked.query)
    return _on(form, made.key, otherwise="/")


@router.post("/saved/{id}/delete")
async def forget(request: Request, engine: EngineDep, key: HolderDep, id: saved.Id) -> RedirectResponse:  # noqa: A002
    """Take a saved search away."""
    form = await request.form()
    concerns(request, id)
    with told():
        await run_in_threadpool(access_saved.forget, engine, key.prefix, id)
    return _on(form, otherwise="/")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _texts(values: Iterable[Any]) -> list[str]:
    return [v.strip() for v in values if isinstance(v, str) and v.strip()]


def _cells(form: FormData, action: str) -> dict[str, Any]:
    """Return the cells of an edit; those of other decisions are not looked at, since one form may hold all buttons."""
    if action != "edit":
        return {}
    names = dict.fromkeys(name.removeprefix(CELL) for name in form if name.startswith(CELL))
    return {n: _texts(form.getlist(CELL + n)) if n in LISTS else _text(form, CELL + n) or None for n in names}


def _read(shape: type[Body], **values: Any) -> Body:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise RequestValidationError(
            [{**e, "loc": ("body", *e["loc"])} for e in error.errors(include_url=False)]
        ) from error


def _on(form: FormData, done: str | None = None, otherwise: str = REVIEW) -> RedirectResponse:
    target = local_address(_text(form, "next"), otherwise)
    if done:
        parts = urlsplit(target)
        query = "&".join(filter(None, (parts.query, urlencode({"done": done}))))
        target = parts._replace(query=query).geturl()
    return RedirectResponse(target, 303)
