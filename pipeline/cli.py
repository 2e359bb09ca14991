"""The command ``rasid``: what people type, and all that is printed for them.

Exit status: 0 all done; 1 some inputs were set aside (each named on standard error; more than RASID_FAILURE_SHARE of
them, which is none unless set), the rest was done; 2 nothing could be done (wrong use, no readable input, no
knowledge base).
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from corpus.document import Document
from corpus.reader import ReadFailure
from pipeline.cli_alerts import alerts
from pipeline.cli_archive import archive
from pipeline.cli_corrections import correct, corrections, review
from pipeline.cli_happenings import happening, happenings
from pipeline.cli_holders import holders
from pipeline.cli_keys import keys
from pipeline.cli_nightly import nightly
from pipeline.cli_options import DateFrom, DateTo, Institution, Kind, Official, PlaceName, State, asked
from pipeline.cli_options import day as _day
from pipeline.cli_outlets import outlets, verify_outlets
from pipeline.cli_runs import diff, runs, status
from pipeline.event_table import PIPE_WIDTH, print_events, row_json
from pipeline.inputs import Inputs
from pipeline.kb import engine as kb
from pipeline.kb.export.columns import Format, What
from pipeline.kb.indexes import make_missing
from pipeline.kb.query import events as find_events
from pipeline.settings import Settings
from pipeline.terminal import NOTHING_DONE, SOME_FAILED, err, out
from pipeline.terminal import failing_clearly as _failing_clearly
from pipeline.terminal import read_settings as _settings
from pipeline.terminal import stop as _stop

app = typer.Typer(
    name="rasid",
    help="Rasid (راصد): Arabic press articles in, a database of who did what, where and when out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(alerts, name="alerts")
app.add_typer(archive, name="archive")
app.add_typer(correct, name="correct")
app.add_typer(corrections, name="corrections")
app.add_typer(keys, name="keys")
app.add_typer(outlets, name="outlets")
for command in (happenings, happening, holders, review, runs, diff, status, nightly):
    app.command()(command)

PATHS = "Files (.txt, .html, .jsonl, .warc, .warc.gz), folders, a store of crawled pages; - for standard input."
Paths = Annotated[list[Path], typer.Argument(help=PATHS)]
Published = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the articles that state none (YYYY-MM-DD).")
]


@app.callback()
def main(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is being done.")] = False) -> None:
    """Set up logging and output for every command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the locale says: it is Arabic
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s")


@app.command()
def extract(
    paths: Paths,
    published: Published = None,
    out_dir: Annotated[Path | None, typer.Option("--out", help="Folder for one JSON file an article.")] = None,
) -> None:
    """Extract the facts of articles: JSON Lines on standard output, or a JSON file each with --out."""
    from pipeline.annotate import Annotator
    from pipeline.run import Extraction, extract_all, write_files

    settings = _settings()
    inputs = Inputs(settings, _day(published)).read(paths)
    with _failing_clearly():
        annotator = Annotator.load(settings)
        began = time.monotonic()
        found = extract_all(annotator, inputs)
        if out_dir is not None:
            report = write_files(out_dir, found)
            _say(f"{report.done} articles extracted", report.done, len(report.failures), began)
            _finish(settings, report.done, report.failures)
        done, failures = 0, list[ReadFailure]()
        for item in found:
            if isinstance(item, Extraction):
                sys.stdout.write(json.dumps(item.facts, ensure_ascii=False) + "\n")
                done += 1
            else:
                failures.append(item)
        _say(f"{done} articles extracted", done, len(failures), began)
        _finish(settings, done, failures)


@app.command()
def run(
    paths: Annotated[list[Path] | None, typer.Argument(help=PATHS)] = None,
    published: Published = None,
    warc: Annotated[
        list[Path] | None, typer.Option("--warc", help="A web archive, whatever its name ends in; several times.")
    ] = None,
) -> None:
    """Extract articles and store their facts in the knowledge base (RASID_DATABASE_URL)."""
    if not paths and not warc:
        _stop("no input: name files, folders or - for standard input")
    settings = _settings()
    inputs = Inputs(settings, _day(published))
    _run(settings, lambda: inputs.read([*(paths or ()), *(warc or ())], warcs=warc or ()), inputs)


def _run(settings: Settings, items: Callable[[], Iterator[Document | ReadFailure]], inputs: Inputs) -> NoReturn:
    """Extract articles, store their facts, link them, and say what came of it."""
    from pipeline.annotate import Annotator
    from pipeline.linking.link import link as link_all
    from pipeline.run import extract_all, store_all

    with _failing_clearly():
        kb.migrate(settings)
        engine = kb.open_store(settings)
        annotator = Annotator.load(settings)
        began = time.monotonic()
        report = store_all(engine, extract_all(annotator, items()))
        link_all(engine)
    for kind, number in inputs.passed.items():
        err.print(f"{number} pages passed over: {kind}", markup=False)
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(report.counts.items()))
    _say(f"{report.done} articles stored ({counts or 'none'})", report.done, report.failed, began)
    _finish(settings, report.done, report.failures)


@app.command()
def link(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="All anew, from facts and corrections.")] = False,
) -> None:
    """Link officials, institutions, places and offices across the articles of the knowledge base."""
    from pipeline.linking.link import link as link_all

    settings = _settings()
    with _failing_clearly():
        engine = kb.open_store(settings)
        kb.require_head(engine)
        report = link_all(engine, rebuild=rebuild)
    for line in report.lines():
        err.print(line, markup=False)


@app.command()
def events(
    official: Official = None,
    institution: Institution = None,
    place: PlaceName = None,
    kind: Kind = None,
    status: State = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many rows.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row instead of a table.")] = False,
) -> None:
    """Print events of the knowledge base: who, office, what, where, when, and the sentence that says so."""
    settings = _settings()
    filters = asked(official, institution, place, kind, status, date_from, date_to, limit=limit)
    with _failing_clearly():
        engine = kb.open_store(settings)
        kb.require_head(engine)
        page = find_events(engine, filters)
    if as_json:
        for row in page.rows:
            sys.stdout.write(json.dumps(row_json(row), ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    print_events(console, page.rows)
    console.print(f"{len(page.rows)} of {page.total} events")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", beginnings (مركز*), -words; names in Latin letters.')],
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many articles.")] = 20,
    after: Annotated[str | None, typer.Option(help="Go on behind the page that ended so.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an article.")] = False,
) -> None:
    """Find articles by the words of their titles and texts, and by the names they mention."""
    from pipeline.hits import hit_json, print_hits
    from pipeline.kb.search import search as find

    settings = _settings()
    with _failing_clearly():
        engine = kb.open_store(settings)
        kb.require_head(engine)
        page = find(engine, query, limit=limit, after=after)
    if as_json:
        for hit in page.hits:
            sys.stdout.write(json.dumps(hit_json(hit), ensure_ascii=False) + "\n")
    else:
        print_hits(out, page)


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="Format of the file.")] = Format.CSV,
    what: Annotated[What, typer.Option(help="What the rows are.")] = What.EVENTS,
    out_file: Annotated[Path | None, typer.Option("--out", help="File to write; without it standard output.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="CSV for Excel: mark it as UTF-8.")] = False,
    official: Official = None,
    institution: Institution = None,
    place: PlaceName = None,
    kind: Kind = None,
    status: State = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
) -> None:
    """Write what the knowledge base holds to a file: all of it, or what has to do with the events asked for."""
    from pipeline.kb.export.export import BINARY, Export, export_to
    from pipeline.kb.export.export import export as write_export

    settings = _settings()
    filters = asked(official, institution, place, kind, status, date_from, date_to)
    wanted = Export(form, what, filters, bom)
    with _failing_clearly():
        engine = kb.open_store(settings)
        kb.require_head(engine)
        if out_file is not None:
            number = export_to(engine, wanted, out_file)
        elif form in BINARY and sys.stdout.isatty():
            _stop(f"{form} is nothing for a terminal; name a file with --out")
        else:
            number = write_export(engine, wanted, sys.stdout.buffer)
    err.print(f"{number} rows written", markup=False)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of annotated articles (NAME.json and NAME.txt).")],
    split: Annotated[str | None, typer.Option(help="Only this part of SPLITS.tsv.")] = None,
    folders: Annotated[str | None, typer.Option(help="Only these folders of SPLITS.tsv, comma-separated.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Also list what was missed and what was spurious.")] = False,
) -> None:
    """Extract annotated articles and print precision, recall and F1 of every kind of fact."""
    from pipeline.annotate import Annotator
    from pipeline.evaluate import gold_articles, score_table

    settings = _settings()
    with _failing_clearly():
        chosen = frozenset(folders.split(",")) if folders else None
        articles = gold_articles(gold, split=split, folders=chosen)
        sys.stdout.write(score_table(Annotator.load(settings), articles, errors=errors))


@app.command()
def crawl(
    only: Annotated[list[str] | None, typer.Option(help="Only these outlets (file names without .yml).")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many new pages an outlet.")] = 50,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only try which outlets hold, with a few pages each.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="With --verify: write down which do.")] = False,
) -> None:
    """Fetch new articles of the verified outlets into the store (RASID_STORE_DIR), obeying robots.txt."""
    from pipeline.crawl.crawl import CrawlReport
    from pipeline.crawl.crawl import crawl as crawl_outlets
    from pipeline.crawl.outlets import load_outlets
    from pipeline.nightly.crawling import chosen

    settings = _settings()
    if write and not verify:
        _stop("--write goes with --verify")
    if verify:
        verify_outlets(settings, only, write=write)
        return
    with _failing_clearly():
        every = load_outlets(settings.outlets_dir, only)
        going = every if only else chosen(settings, every)  # whoever names one wants it
        report = crawl_outlets(settings, only=[o.key for o in going], limit=limit) if going else CrawlReport(())
    for line in report.lines():
        out.print(line, markup=False, soft_wrap=True)
    if len(going) < len(every):
        err.print(f"{len(every) - len(going)} outlets are not verified and were left out (`rasid crawl --verify`)")
    if not going:
        raise typer.Exit(0)
    unverified = {outlet.key for outlet in going if not outlet.verified}
    failed = sum(o.problem is not None and o.key not in unverified for o in report.outlets)
    _exit(settings, len(report.outlets) - failed, failed)


@app.command()
def replay(
    outlet: Annotated[str | None, typer.Option(help="Only this outlet (file name without .yml).")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only pages fetched from this day on (YYYY-MM-DD, UTC)."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Only the article at this address.")] = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="Every text an article had, not only the newest.")
    ] = False,
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the pages to, instead of reading.")
    ] = None,
) -> None:
    """Read crawled articles again from the archive, without fetching: into the knowledge base, or as pages with
    --out."""
    from pipeline.crawl.index import Selection
    from pipeline.crawl.replay import documents, write_pages

    settings = _settings()
    chosen = Selection(outlet, str(since.date()) if since else None, url, versions=versions)
    if out_dir is not None:
        with _failing_clearly():
            number = write_pages(settings.store_dir, out_dir, chosen)
        err.print(f"{number} pages written", markup=False)
        raise typer.Exit(0 if number else NOTHING_DONE)
    inputs = Inputs(settings, None)
    _run(settings, lambda: inputs.settled(documents(settings.store_dir, inputs.readings(), chosen)), inputs)


@app.command()
def migrate() -> None:
    """Create the knowledge base or bring it to the newest schema; make the indexes that an interrupted load left out."""
    settings = _settings()
    with _failing_clearly():
        kb.migrate(settings)
        make_missing(kb.open_store(settings))
    err.print("the knowledge base is up to date")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that answer.")] = None,
) -> None:
    """Serve the knowledge base: an Arabic page at / and the interface at /v1. Unsafe public settings are refused."""
    from pipeline.serving import serve as serve_all

    given = {"host": host, "port": port, "workers": workers}
    settings = _settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    with _failing_clearly():
        serve_all(settings)


def _say(what: str, done: int, failed: int, began: float) -> None:
    """Say what was done and how quickly, loading left out."""
    rate = f" ({done / max(time.monotonic() - began, 0.001):.1f} a second)" if done else ""
    err.print(f"{what}, {failed} set aside{rate}", markup=False)


def _finish(settings: Settings, done: int, failures: list[ReadFailure]) -> NoReturn:
    """Name what was set aside and end with the status that says how it went."""
    for failure in failures:
        line = f", line {failure.line}" if failure.line is not None else ""
        err.print(f"rasid: {failure.source}{line}: {failure.reason}", markup=False)
    if not failures and not done:
        err.print("rasid: no articles found", markup=False)
    _exit(settings, done, len(failures))


def _exit(settings: Settings, done: int, failed: int) -> NoReturn:
    """End with the status for so much done and so much failed."""
    if not done:
        raise typer.Exit(NOTHING_DONE)
    raise typer.Exit(SOME_FAILED if failed > settings.failure_share * (done + failed) else 0)
