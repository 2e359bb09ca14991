"""Parts of a night by themselves: expected volumes, what is shown, what the floors say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from nights import ROOT
from rich.console import Console

from corpus.errors import InputError
from pipeline.crawl.outlet import Volume
from pipeline.nightly.checking import floors_for, read_floors
from pipeline.nightly.progress import EVERY, Teller
from pipeline.nightly.report import advice
from pipeline.nightly.volume import Crawled, outside
from pipeline.settings import Settings

START = datetime(2024, 3, 5, 3, 15, tzinfo=UTC)
DECLARED = Volume(min=5, max=50)


def nights(*fetched: int, hours: float = 24) -> list[Crawled]:
    """Return crawls so many hours apart."""
    return [Crawled(START + timedelta(hours=hours) * n, number) for n, number in enumerate(fetched)]


@pytest.mark.parametrize(
    ("crawls", "declared", "said"),
    [
        (nights(), DECLARED, None),
        (nights(400), DECLARED, None),  # the first crawl brings what had gathered
        (nights(400, 20), DECLARED, None),
        (nights(400, 2), DECLARED, "2 new pages a day, fewer than expected (declared: 5 to 50)"),
        (nights(400, 80), DECLARED, "80 new pages a day, more than expected (declared: 5 to 50)"),
        (nights(400, 2), None, None),
        (nights(400, 0, hours=6), DECLARED, None),  # the second within a day says nothing
        (nights(9, 100, hours=48), DECLARED, None),  # fifty a day
        (nights(400, 100, 90, 110, 95, 105, 80), DECLARED, None),  # what is known goes before what is declared
        (nights(400, 100, 90, 110, 95, 105, 3), DECLARED, "3 new pages a day, fewer than expected (median of 5 nights: 100)"),
        (nights(400, 100, 90, 110, 95, 105, 900), None, "900 new pages a day, more than expected (median of 5 nights: 100)"),
        (nights(9, 1, 0, 2, 1, 0, 0), DECLARED, None),  # of a few pages none may be missing by chance
    ],
)  # fmt: skip
def test_volume_is_judged_by_the_last_nights_else_by_what_is_declared(
    crawls: list[Crawled], declared: Volume | None, said: str | None
) -> None:
    assert outside(crawls, declared) == said


def test_under_cron_lines_with_the_time_are_printed() -> None:
    said = StringIO()
    teller = Teller(Console(file=said, width=80))
    with teller.stage("take in", 2 * EVERY):
        for _ in range(2 * EVERY):
            teller.step()
        teller.step("nakhil: [bold] 3 new")
    lines = said.getvalue().splitlines()
    assert [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in lines] == [
        f"take in: begins, {2 * EVERY} to do",
        f"take in: {EVERY} done",
        f"take in: {2 * EVERY} done",
        "take in: nakhil: [bold] 3 new",
    ]


def test_in_a_terminal_a_bar_is_shown() -> None:
    said = StringIO()
    teller = Teller(Console(file=said, width=80, force_terminal=True))
    with teller.stage("crawl", 4):
        teller.step("nakhil: 3 new")
    assert "1/4" in said.getvalue()
    assert "nakhil: 3 new" in said.getvalue()


def test_floors_hold_for_the_samples_and_settings_they_were_set_on(tmp_path: Path) -> None:
    path = tmp_path / "floors.yml"
    path.write_text(yaml.safe_dump({"one": {"digest": "d", "floors": {"dates": 0.9}}}), "utf-8")
    settings = Settings(floors=path)
    assert floors_for(settings, "d") == {"dates": 0.9}
    assert floors_for(settings, "other") is None
    assert floors_for(settings.model_copy(update={"tagger": False}), "d") is None
    path.write_text("- [", "utf-8")
    with pytest.raises(InputError, match=re.escape(f"{path}: no floors can be read")):
        read_floors(path)


def test_shipped_floors_are_of_the_shipped_samples() -> None:
    from pipeline.evaluate import gold_articles
    from pipeline.nightly.checking import SPLIT, digest

    settings = Settings()
    floors = floors_for(settings, digest(gold_articles(settings.gold_dir, split=SPLIT)))
    assert floors is not None
    assert floors["macro"] > 0.5


def test_all_that_a_night_asks_for_has_advice() -> None:
    code = "".join(file.read_text("utf-8") for file in (ROOT / "pipeline" / "nightly").glob("*.py"))
    codes = set(re.findall(r'act\(\s*f?"(\w+?)(?:_\{|")', code))
    assert len(codes) == 8
    for name in codes:
        said = advice(f"{name}_crawl" if name == "stage" else name)
        assert all(said[language] for language in ("en", "ar"))
    table = (ROOT / "docs" / "operator.md").read_text("utf-8")
    assert [name for name in codes if f"`{name}" not in table] == []
