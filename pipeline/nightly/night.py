"""A night from beginning to end: the stages in their order, each begun only when those before it are done or failed.

A stage that fails does not stop the others, unless the knowledge base takes nothing any more; the next night does what
it left. Exit status: see ``Status``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from rich.console import Console
from sqlalchemy import Engine

from corpus.errors import PressError
from pipeline.alerts.deliver import deliver, write_feeds
from pipeline.alerts.news import find_news
from pipeline.kb.access_audit import forget
from pipeline.kb.engine import is_unavailable
from pipeline.kb.nights import Stage
from pipeline.kb.nights_read import NightView, night_view
from pipeline.linking.link import link
from pipeline.nightly import state
from pipeline.nightly.checking import check_stage
from pipeline.nightly.context import Context
from pipeline.nightly.counts import count_outlets
from pipeline.nightly.crawling import crawl_stage
from pipeline.nightly.lock import only_night
from pipeline.nightly.metrics import write_metrics
from pipeline.nightly.progress import Teller
from pipeline.nightly.report import folder_of, write_report
from pipeline.nightly.taking import take_in_stage
from pipeline.settings import Settings

log = logging.getLogger(__name__)
Work = Callable[[Context], dict[str, Any]]
RESUME_FOR = timedelta(hours=20)  # a night that was stopped longer ago is not gone on with: the next one begins


class Status(IntEnum):
    """What a night ends with."""

    FINE = 0  # nothing to do, though single pages and outlets may have failed
    ACT = 1  # the night is over, and an operator must act: see the report
    UNDONE = 2  # a stage could not be done


def nightly(settings: Settings, engine: Engine, console: Console, *, limit: int) -> Status:
    """Do a night, or go on with the one that was stopped; at most ``limit`` new pages an outlet.

    Raises: AnotherNightError: one is under way. StoreError: the knowledge base cannot be written.
    """
    with only_night(engine) as lock:
        begun = state.begin(engine, RESUME_FOR)
        context = Context(settings, engine, begun, Teller(console), limit)
        for stage, work in WORK.items():
            lock.require()
            if not state.is_done(engine, begun.number, stage):
                _do(context, stage, work)
        return _report(context)


def _do(context: Context, stage: Stage, work: Work) -> None:
    """Do a stage and note what it came to.

    Raises: StoreError: the knowledge base takes nothing any more; the night is gone on with when it does.
    """
    context.problems, context.notes = [], []
    state.enter(context.engine, context.night.number, stage)
    counts: dict[str, Any] = {}
    error = None
    try:
        counts = work(context)
    except Exception as fault:
        if is_unavailable(fault):
            raise
        log.exception("%s", stage)
        error = str(fault) if isinstance(fault, PressError) else f"{type(fault).__name__}: {fault}"
        context.act(f"stage_{stage}", f"{stage} could not be done: {error}")
    outcome = state.Outcome(counts, context.problems, context.notes, error)
    state.leave(context.engine, context.night.number, stage, outcome)


def _link(context: Context) -> dict[str, Any]:
    with context.teller.stage("link"):
        report = link(context.engine)
    merged = sum(counts["merged"] for counts in report.pairs.values())
    return {"merged": merged, "offices": report.offices, "tenures": report.tenures, "roles": report.roles}


def _alerts(context: Context) -> dict[str, Any]:
    """Find what is new to the saved searches, deliver it, and what earlier nights could not."""
    engine, settings = context.engine, context.settings
    with context.teller.stage("alerts"):
        news = find_news(engine, settings, context.night.number)
        delivered = deliver(engine, settings, backoff_s=settings.crawl_backoff_s)
        feeds = write_feeds(engine, settings)
    if news.broken:
        context.act("searches", f"saved searches that cannot be read: {'; '.join(news.broken)}")
    if given_up := delivered.counts.get("webhooks_given_up"):
        context.act("webhooks", f"{given_up} messages were given up: {_told(delivered.failures)}")
    elif delivered.failures and settings.webhook_secret is None:
        context.act("webhooks", "webhooks are asked for, but there is no secret to sign with (RASID_WEBHOOK_SECRET)")
    elif delivered.failures:
        context.notes.append(f"webhooks that took nothing, tried again next night: {_told(delivered.failures)}")
    found = {"new_events": news.happenings, "searches": news.searches, "items": news.items, "feeds": feeds}
    return found | delivered.counts


def _told(failures: dict[str, str]) -> str:
    return "; ".join(f"{target} ({error})" for target, error in failures.items())


def _report(context: Context) -> Status:
    """Count, write the report and the metrics, close the night; return what it ends with."""
    engine, night = context.engine, context.night.number
    state.enter(engine, night, Stage.REPORT)
    forget(engine, context.settings.audit_keep_days)
    totals = count_outlets(context)
    state.close_run(engine, context.night.run_id, totals)
    state.leave(engine, night, Stage.REPORT, state.Outcome(totals))
    notes = ["stopped midway and gone on with"] if context.night.resumed else []
    state.settle(engine, night, notes, folder_of(context.night))
    ended = datetime.now(UTC)
    view = replace(night_view(engine, night), finished=ended)
    status = status_of(view)
    write_report(context.settings, view)
    if context.settings.metrics_file is not None:
        write_metrics(context.settings.metrics_file, view, status)
    state.close(engine, night, ended)  # last: a night that is killed before has its report written by the next start
    return status


def status_of(night: NightView) -> Status:
    """Return what a night that is over ends with."""
    if any(stage.error for stage in night.stages):
        return Status.UNDONE
    return Status.ACT if night.problems else Status.FINE


WORK: dict[Stage, Work] = {
    Stage.CRAWL: crawl_stage,
    Stage.TAKE_IN: take_in_stage,
    Stage.LINK: _link,
    Stage.CHECK: check_stage,
    Stage.ALERTS: _alerts,
}
