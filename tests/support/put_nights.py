"""Nights written into a knowledge base as the nightly work writes them, without crawling anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert

from pipeline.kb.engine import writing
from pipeline.kb.nights import NightOutlet, SetAside, Stage
from pipeline.nightly import state


def put_night(engine: Engine, *, over: bool = True) -> int:
    """Write a night whose crawl failed in part, with an outlet and two pages set aside; return its number.

    ``over``: it has ended; else it is under way, which only the last one can be.
    """
    night = state.begin(engine, timedelta(hours=20)).number
    problem = {"code": "outlets", "text": "3 of 4 verified outlets failed"}
    state.enter(engine, night, Stage.CRAWL)
    state.leave(engine, night, Stage.CRAWL, state.Outcome({"fetched": 12}, [problem], ["slow"], "no network"))
    state.leave(engine, night, Stage.REPORT, state.Outcome({"articles": 12, "tellings": 20}))
    state.settle(engine, night, [], f"2024-03-05-{night}")
    names = ("listed", "known", "fetched", "updated", "duplicates", "forbidden", "failed", "articles", "events")
    pages = {name: {"listed": 30, "fetched": 12}.get(name, 0) for name in names}
    told = {
        "verified": True,
        "at": datetime.now(UTC),
        "problem": None,
        "outside": "fewer than expected",
        "notes": ["slow"],
    }
    aside = {"outlet": "wadi", "tries": 1, "night_id": night}
    with writing(engine) as connection:
        connection.execute(insert(NightOutlet), [{"night_id": night, "outlet": "wadi", **pages, **told}])
        for number, ours in enumerate((False, True)):
            page = {"url": f"https://example.org/{night}/{number}", "reason": "no article", "ours": ours}
            connection.execute(insert(SetAside), [aside | page])
    if over:
        state.close(engine, night, datetime.now(UTC))
    return night
