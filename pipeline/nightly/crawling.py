"""The first stage: crawl the outlets, each noted in SQL when it is done, so that a second start leaves it out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select, update

from pipeline.crawl.crawl import PAUSED, crawl
from pipeline.crawl.outlets import Outlet
from pipeline.crawl.visit import OutletReport
from pipeline.kb.engine import reading, writing
from pipeline.kb.nights import NightOutlet
from pipeline.nightly.context import Context
from pipeline.settings import Settings

PATIENCE = 3  # nights in a row that a verified outlet may fail before somebody must look


def chosen(settings: Settings, outlets: Iterable[Outlet]) -> list[Outlet]:
    """Return the outlets a crawl goes to by itself: those a crawl has succeeded with before, and the rest if so set."""
    return [outlet for outlet in outlets if outlet.verified or settings.crawl_unverified]


def crawl_stage(context: Context) -> dict[str, int]:
    """Crawl the outlets that this night has not crawled yet.

    Raises: CrawlError: a declaration does not hold. StoreError: the store or the knowledge base cannot be written.
    """
    every = context.outlets
    going = chosen(context.settings, every)
    if len(going) < len(every):
        left = len(every) - len(going)
        context.notes.append(
            f"{left} of {len(every)} outlets are not verified and left out (`rasid crawl --verify --write`)"
        )
    done = _done(context.engine, context.night.number)
    waiting = [outlet for outlet in going if outlet.key not in done]

    def told(outlet: Outlet, report: OutletReport) -> None:
        note(context.engine, context.night.number, outlet, report)
        context.teller.step(report.lines()[0])

    with context.teller.stage("crawl", len(waiting)):
        if waiting:
            crawl(context.settings, only=[outlet.key for outlet in waiting], limit=context.limit, told=told)
    return _judge(context, going)


def note(engine: Engine, night: int, outlet: Outlet, report: OutletReport) -> None:
    """Write what became of an outlet; what an earlier process wrote of it in this night is replaced."""
    values = {
        "verified": outlet.verified,
        "at": datetime.now(UTC),
        "listed": report.found,
        **{
            name: getattr(report, name) for name in ("known", "fetched", "updated", "duplicates", "forbidden", "failed")
        },
        "problem": report.problem,
        "notes": report.notes[:50],
        "articles": 0,
        "events": 0,
        "outside": None,
    }
    mine = (NightOutlet.night_id == night, NightOutlet.outlet == outlet.key)
    with writing(engine) as connection:
        if not connection.execute(update(NightOutlet).where(*mine).values(**values)).rowcount:
            connection.execute(insert(NightOutlet), [{"night_id": night, "outlet": outlet.key, **values}])


def _done(engine: Engine, night: int) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(NightOutlet.outlet).where(NightOutlet.night_id == night)).scalars())


def _judge(context: Context, going: list[Outlet]) -> dict[str, int]:
    """Return the totals of the crawl; note what an operator must act on."""
    query = select(NightOutlet.__table__).where(NightOutlet.night_id == context.night.number)
    with reading(context.engine) as connection:
        rows = connection.execute(query).all()
    verified = [row for row in rows if row.verified]
    failed = [row for row in verified if row.problem]
    # A host that asks for a pause is up, and gets it.
    down = [row for row in failed if not row.problem.startswith(PAUSED)]
    if len(down) > context.settings.failure_share * len(verified) and len(down) > 1:
        context.act(
            "outlets", f"{len(down)} of {len(verified)} verified outlets failed: {_names([row.outlet for row in down])}"
        )
    silent = [row.outlet for row in failed if _nights_failed(context.engine, row.outlet) >= PATIENCE]
    if silent:
        context.act("outlet_silent", f"failed {PATIENCE} nights in a row or more: {', '.join(silent)}")
    if any("the archive is full" in (row.problem or "") for row in rows):
        context.act("archive_full", "the archive is full: nothing more is fetched (RASID_ARCHIVE_MAX_MB)")
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("listed", "fetched", "updated", "forbidden")}
    return {"outlets": len(going), "outlets_failed": sum(row.problem is not None for row in rows), **totals}


def _names(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _nights_failed(engine: Engine, outlet: str) -> int:
    """Return for how many of its last nights in a row an outlet failed."""
    query = select(NightOutlet.problem).where(NightOutlet.outlet == outlet, NightOutlet.verified)
    with reading(engine) as connection:
        problems = connection.execute(query.order_by(NightOutlet.night_id.desc()).limit(PATIENCE)).scalars().all()
    return next((n for n, problem in enumerate(problems) if problem is None), len(problems))
