"""The command ``rasid nightly``, which the operator's cron calls."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.kb import engine as kb
from pipeline.terminal import err, failing_clearly, out, read_settings


def nightly(
    limit: Annotated[int, typer.Option(min=1, help="At most so many new pages an outlet.")] = 200,
) -> None:
    """Crawl, take in what is new, link, check, alert and report: a whole night, or the rest of one that was stopped."""
    from pipeline.kb.nights_read import last_night
    from pipeline.nightly.night import nightly as do_night
    from pipeline.nightly.report import lines

    settings = read_settings()
    with failing_clearly():
        kb.migrate(settings)
        engine = kb.open_store(settings)
        status = do_night(settings, engine, err, limit=limit)
        night = last_night(engine)
        engine.dispose()
    if night is not None:
        for line in lines(night):
            out.print(line, markup=False, soft_wrap=True)
        out.print(f"report: {settings.reports_dir / (night.report or '')}", markup=False, soft_wrap=True)
    raise typer.Exit(int(status))
