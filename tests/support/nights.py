"""An installation whose outlets are the test site's, a night in it, and what it stored."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from press_site import PressSite
from rich.console import Console
from sqlalchemy import select

from pipeline.evaluate import gold_articles
from pipeline.kb.engine import migrate, open_store, reading
from pipeline.kb.nights_read import NightView, last_night
from pipeline.kb.schema import Article
from pipeline.nightly.checking import digest
from pipeline.nightly.night import Status, nightly
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
FEW = ("nakhil", "wadi", "barq", "hadir", "ufuq")


def installed(database_url: str, site: PressSite, tmp_path: Path, *keys: str) -> Settings:
    """Declare outlets of the site, put samples, and return settings that name them."""
    site.declare(tmp_path / "outlets", *keys)
    put_samples(tmp_path / "gold")
    made = Settings(
        database_url=database_url,
        outlets_dir=tmp_path / "outlets",
        store_dir=tmp_path / "store",
        reports_dir=tmp_path / "reports",
        gold_dir=tmp_path / "gold",
        metrics_file=tmp_path / "metrics" / "rasid.prom",
        floors=put_floors(tmp_path, 0.5),
        tagger=False,
        judge=False,
        crawl_private=True,
        crawl_delay_s=0.0,
        crawl_timeout_s=4.0,  # of a busy machine too
        crawl_retries=0,
        crawl_backoff_s=0.0,
        crawl_max_page_mb=1.0,
        failure_share=0.5,
    )
    migrate(made)
    return made


def replaced(settings: Settings, **values: object) -> Settings:
    """Return settings with other values; the environment is not read again."""
    return settings.model_copy(update=values)


def put_samples(folder: Path) -> None:
    """Copy two annotated samples."""
    folder.mkdir()
    for name in ("w001", "w002"):
        (folder / f"{name}.json").write_bytes((ROOT / "corpus" / "gold" / f"{name}.json").read_bytes())
        (folder / f"{name}.txt").write_bytes((ROOT / "corpus" / "samples" / f"{name}.txt").read_bytes())


def put_floors(folder: Path, floor: float) -> Path:
    """Write floors for these samples as rules alone read them."""
    rows = ("officials", "roles", "institutions", "located", "places", "dates", "amounts", "quantities", "events")
    floors = dict.fromkeys((*rows, "who_which_when", "macro"), 0.0) | {"dates": floor}
    entry = {"digest": digest(gold_articles(folder / "gold")), "tagger": False, "judge": False, "floors": floors}
    (folder / "floors.yml").write_text(yaml.safe_dump({"two": entry}), "utf-8")
    return folder / "floors.yml"


def night(settings: Settings, **options: Any) -> tuple[Status, NightView, str]:
    """Do a night; return its status, what is known of it, and what was said meanwhile."""
    said = StringIO()
    engine = open_store(settings)
    try:
        status = nightly(settings, engine, Console(file=said, width=200), limit=options.pop("limit", 50))
        view = last_night(engine)
    finally:
        engine.dispose()
    assert view is not None
    return status, view, said.getvalue()


def stored(settings: Settings) -> list[tuple[str, int, str]]:
    """Return address, version and text of every article there is."""
    engine = open_store(settings)
    with reading(engine) as connection:
        rows = connection.execute(
            select(Article.url, Article.version, Article.text).order_by(Article.url, Article.version)
        ).all()
    engine.dispose()
    return [(url, version, text) for url, version, text in rows]


def check_articles(settings: Settings, site: PressSite, *keys: str) -> None:
    """Every article that may be fetched is there, once, with the words that only it has, its day and headline; and no
    other."""
    expected = site.expected(*keys)
    found = stored(settings)
    assert [(url, version) for url, version, _ in found] == [(url, 1) for url in sorted(expected)]
    assert [url for url, _, text in found if expected[url].mark not in text] == []
    engine = open_store(settings)
    with reading(engine) as connection:
        rows = connection.execute(select(Article.url, Article.published, Article.title)).all()
    engine.dispose()
    assert [row for row in rows if (row.published, row.title) != (expected[row.url].day, expected[row.url].title)] == []


def outlet_of(view: NightView, key: str) -> Any:
    return next(outlet for outlet in view.outlets if outlet.outlet == key)
