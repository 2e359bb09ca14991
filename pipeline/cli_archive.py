"""The commands ``rasid archive check`` and ``rasid archive rebuild``: the WARC files of a store and their index."""

from __future__ import annotations

import typer

from pipeline.terminal import SOME_FAILED, err, failing_clearly, read_settings

archive = typer.Typer(help="Check the archive of crawled pages, or make its index anew.", no_args_is_help=True)


@archive.command()
def check() -> None:
    """Read every record again and name those that are not as they were written; nothing is changed."""
    from pipeline.crawl.rebuild import damaged_records

    read = damaged = 0
    with failing_clearly():
        for problem in damaged_records(read_settings().store_dir):
            read += 1
            if problem:
                damaged += 1
                err.print(f"rasid: {problem}", markup=False, soft_wrap=True)
    err.print(f"{read} records read, {damaged} damaged", markup=False)
    raise typer.Exit(SOME_FAILED if damaged else 0)


@archive.command()
def rebuild() -> None:
    """Make index.db anew from the WARC files when it is lost or damaged; nothing is fetched, no WARC file is changed."""
    from pipeline.crawl.outlets import load_outlets
    from pipeline.crawl.rebuild import rebuild as make_anew

    settings = read_settings()
    with failing_clearly():
        done = make_anew(settings.store_dir, load_outlets(settings.outlets_dir))
    for problem in done.damaged:
        err.print(f"rasid: {problem}", markup=False, soft_wrap=True)
    err.print(
        f"index made anew: {done.articles} articles in {done.records} records of {done.files} files, "
        f"{len(done.damaged)} damaged places",
        markup=False,
    )
    raise typer.Exit(SOME_FAILED if done.damaged else 0)
