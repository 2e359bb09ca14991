"""A list of names looked up at once."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import EngineDep
from api.parameters import LookupBody
from api.responses.entities import LookupResponse, MatchResponse
from pipeline.kb.browse.lookup import look_up

router = APIRouter(prefix="/v1/lookup", tags=["lookup"])


@router.post("")
def look_up_names(engine: EngineDep, asked: LookupBody) -> LookupResponse:
    """Tell for each of some names which officials, institutions or places it may mean, the likeliest first.

    Nothing is written: names are sent in a body because a list of them is too long for an address.
    """
    found = look_up(engine, asked.names, kind=asked.kind, limit=asked.limit)
    return LookupResponse(items=[MatchResponse.from_match(match) for match in found])
