"""A small knowledge base of invented articles, written as the pipeline writes it, behind the real application.

Five articles: a visit with two centres and a gift; another paper's word on that visit; a planned opening; a visit to
another centre of the same name; and one whose every string is hostile. Spans are found by their words. They are linked,
so that the visit is one event told twice, with a number told differently. The file is written once and only read by tests.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, make_url

from api.app import create_app
from corpus.document import Document
from pipeline.kb import runs
from pipeline.kb.engine import migrate, open_store
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
BY = {"confidence": 0.8, "provenance": {"extractor": "sample", "rule": "sample.rule", "version": "0.1.0"}}
HOSTILE = '<script>alert("x")</script>\u202e\'; DROP TABLE event; --'


def item(text: str, name: str, **rest: Any) -> dict[str, Any]:
    """Return an item with all mentions of its name."""
    starts = [i for i in range(len(text)) if text.startswith(name, i)]
    found = [{"start": s, "end": s + len(name), "surface": name} for s in starts]
    return {"name": name, "aliases_in_text": [], "mentions": found, **BY, **rest}


def event(text: str, number: int, kind: str, evidence: str, **rest: Any) -> dict[str, Any]:
    """Return an event whose clause is found in the text."""
    start = text.index(evidence)
    lists: dict[str, Any] = {
        "agents": [],
        "companions": [],
        "targets": [],
        "places": [],
        "date_start": None,
        "date_end": None,
    }
    span = {"start": start, "end": start + len(evidence), "surface": evidence}
    found = {"id": f"e{number}", "type": kind, "status": "past", "evidence": evidence, "evidence_mention": span}
    return {**found, **lists, **BY, **rest}


VISIT = (
    "وزيرة التضامن تزور مراكز بالنخيل\n"
    "في إطار برنامجها، زارت ليلى المرابط، وزيرة التضامن، يوم الاثنين 5 فبراير 2024 مركز الأمل لرعاية الطفولة "
    "بجماعة النخيل، مرفوقة بالوفد المرافق لها. وأضافت أنها سعيدة.\n"
    "كما تسلم تلاميذ المركز 30 محفظة."
)
PLAN = "أعلن المجلس أن إدريس الناصري سيدشن دار المواطن بمدينة الرمال في 10 مارس 2024."
RETOLD = (
    "حلت ليلى المرابط، وزيرة التضامن، بمركز الأمل لرعاية الطفولة بجماعة النخيل التابعة لإقليم الريان يوم 5 فبراير 2024، "
    "وكلفت أشغاله 3 ملايين درهم.\nوسلمت تلاميذ المركز 40 محفظة."
)
NAMESAKE = "زار عمر بنسعيد، عامل إقليم الواحة، مركز الأمل لرعاية الطفولة بمدينة الواحة يوم 7 فبراير 2024."


def visit_facts() -> dict[str, Any]:
    """The first sample: a person with an office, a centre with its place, nested spans."""
    clause = VISIT[VISIT.index("زارت") : VISIT.index("، مرفوقة")]
    day = {"date_start": "2024-02-05", "date_end": "2024-02-05"}
    agent = VISIT.index("ليلى المرابط")
    return {
        "id": "visit",
        "country": "MA",
        "published": None,
        "published_meta": "2024-02-06",
        "title": "وزيرة التضامن تزور مراكز بالنخيل",
        "officials": [item(VISIT, "ليلى المرابط", roles=[{"title": "وزيرة التضامن"}])],
        "unnamed_officials": [],
        "institutions": [item(VISIT, "مركز الأمل لرعاية الطفولة", kind="centre", place="جماعة النخيل")],
        "places": [
            item(VISIT, "جماعة النخيل", kind="commune", bare_name="النخيل", within="إقليم الريان"),
            item(VISIT, "إقليم الريان", kind="province", bare_name="الريان"),
        ],
        "dates": [
            {**item(VISIT, "يوم الاثنين 5 فبراير 2024"), "text": "يوم الاثنين 5 فبراير 2024"}
            | {"start": "2024-02-05", "end": "2024-02-05"}
        ],
        "amounts": [],
        "quantities": [
            {**item(VISIT, "30 محفظة"), "text": "30 محفظة", "value": 30, "unit": "محفظة", "relation": "exact"}
        ],
        "events": [
            event(VISIT, 1, "visit", clause, agents=["ليلى المرابط"], companions=["الوفد المرافق لها"])
            | {"targets": ["مركز الأمل لرعاية الطفولة"], "places": ["جماعة النخيل"], **day}
            | {"date_text": "يوم الاثنين 5 فبراير 2024"}
            | {"arguments": [{"role": "agent", "name": "ليلى المرابط", "start": agent, "end": agent + 12}]},
            event(VISIT, 2, "distribution", "تسلم تلاميذ المركز 30 محفظة", targets=["30 محفظة"])
            | {"recipients": ["تلاميذ المركز"], "date_inherited": True, **day},
        ],
    }


def retold_facts() -> dict[str, Any]:
    """The visit once more, by another paper: another number of gifts, and a sum."""
    day = {"date_start": "2024-02-05", "date_end": "2024-02-05"}
    centre = {**item(RETOLD, "مركز الأمل لرعاية الطفولة", kind="centre", place="جماعة النخيل")}
    return {
        "id": "retold",
        "country": "MA",
        "title": None,
        "published": "2024-02-08",
        "officials": [item(RETOLD, "ليلى المرابط", roles=[{"title": "وزيرة التضامن"}])],
        "institutions": [centre],
        "places": [
            item(RETOLD, "جماعة النخيل", kind="commune", bare_name="النخيل", within="إقليم الريان"),
            item(RETOLD, "إقليم الريان", kind="province", bare_name="الريان"),
        ],
        "amounts": [
            {**item(RETOLD, "3 ملايين درهم"), "text": "3 ملايين درهم", "value": 3_000_000, "currency": "MAD"}
            | {"relation": "exact"}
        ],
        "quantities": [
            {**item(RETOLD, "40 محفظة"), "text": "40 محفظة", "value": 40, "unit": "محفظة", "relation": "exact"}
        ],
        "events": [
            event(RETOLD, 1, "visit", RETOLD[: RETOLD.index("، وكلفت")], agents=["ليلى المرابط"])
            | {"targets": ["مركز الأمل لرعاية الطفولة"], "places": ["جماعة النخيل"], **day},
            event(RETOLD, 2, "distribution", "سلمت تلاميذ المركز 40 محفظة", targets=["40 محفظة"])
            | {"agents": ["ليلى المرابط"], "recipients": ["تلاميذ المركز"], "date_inherited": True, **day},
        ],
    }


def plan_facts() -> dict[str, Any]:
    """The second sample: an act that has not taken place."""
    day = {"date_start": "2024-03-10", "date_end": "2024-03-10"}
    return {
        "id": "plan",
        "title": None,
        "published": "2024-03-01",
        "officials": [item(PLAN, "إدريس الناصري", roles=[{"title": "رئيس المجلس"}])],
        "institutions": [item(PLAN, "دار المواطن", kind="centre", place="مدينة الرمال")],
        "places": [item(PLAN, "مدينة الرمال", kind="city", bare_name="الرمال")],
        "events": [
            event(PLAN, 1, "inauguration", "إدريس الناصري سيدشن دار المواطن بمدينة الرمال", status="planned")
            | {"agents": ["إدريس الناصري"], "targets": ["دار المواطن"], "places": ["مدينة الرمال"], **day}
        ],
    }


def namesake_facts() -> dict[str, Any]:
    """The third sample: a centre of the same name elsewhere."""
    day = {"date_start": "2024-02-07", "date_end": "2024-02-07"}
    return {
        "id": "namesake",
        "officials": [item(NAMESAKE, "عمر بنسعيد", roles=[{"title": "عامل إقليم الواحة"}])],
        "institutions": [item(NAMESAKE, "مركز الأمل لرعاية الطفولة", kind="centre", place="مدينة الواحة")],
        "places": [item(NAMESAKE, "مدينة الواحة", kind="city")],
        "events": [
            event(NAMESAKE, 1, "visit", NAMESAKE[:-1], agents=["عمر بنسعيد"])
            | {"targets": ["مركز الأمل لرعاية الطفولة"], "places": ["مدينة الواحة"], **day}
        ],
    }


def hostile_facts() -> dict[str, Any]:
    """The fourth sample: whatever an article says is shown, never run."""
    return {
        "id": "hostile",
        "title": HOSTILE,
        "officials": [item(HOSTILE, HOSTILE, roles=[{"title": HOSTILE}])],
        "institutions": [item(HOSTILE, "alert", kind="other", place=None)],
        "events": [event(HOSTILE, 1, "other", HOSTILE, agents=[HOSTILE], targets=["alert"])],
    }


def fill(chosen: Settings) -> None:
    """Make a knowledge base of the samples."""
    migrate(chosen)
    engine = open_store(chosen)
    run = runs.start_run(engine, {"extractor": "0.1.0"})
    paper, day = "جريدة المثال", date(2024, 2, 6)
    for facts, document in (
        (visit_facts(), Document(id="visit", text=VISIT, url="https://example.org/1", outlet=paper, published=day)),
        (
            retold_facts(),
            Document(id="retold", text=RETOLD, url="https://example.org/5", outlet="Le Journal", section="جهات"),
        ),
        (plan_facts(), Document(id="plan", text=PLAN, outlet=paper)),
        (namesake_facts(), Document(id="namesake", text=NAMESAKE, url="https://example.org/3", outlet="Le Journal")),
        (hostile_facts(), Document(id="hostile", text=HOSTILE, url="javascript:alert(1)", outlet=HOSTILE)),
    ):
        write_article(engine, facts, document, run)
    runs.finish_run(engine, run, {"articles": 5})
    link(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the filled knowledge base."""
    chosen = Settings(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('kb') / 'sample.db'}", page_size=2, rate_address=""
    )
    fill(chosen)
    return chosen


@pytest.fixture(scope="session")
def postgres_settings(postgres_url: str) -> Iterator[Settings]:
    """Settings of the same knowledge base on PostgreSQL, in a database of its own."""
    with postgres_base(postgres_url, "rasid_samples") as chosen:
        yield chosen


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    """Settings of a knowledge base of the samples that a test may write to."""
    chosen = Settings(database_url=f"sqlite:///{tmp_path / 'own.db'}", page_size=2, rate_address="")
    fill(chosen)
    return chosen


@pytest.fixture
def own_postgres_settings(postgres_url: str) -> Iterator[Settings]:
    """The same on PostgreSQL."""
    with postgres_base(postgres_url, "rasid_own") as chosen:
        yield chosen


@contextmanager
def postgres_base(url: str, name: str) -> Iterator[Settings]:
    """Yield settings of a filled knowledge base in a database of this name, which goes away at the end."""
    address = make_url(url)
    server = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        chosen = Settings(
            database_url=address.set(database=name).render_as_string(hide_password=False), page_size=2, rate_address=""
        )
        fill(chosen)
        yield chosen
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.dispose()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The real application over the samples."""
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that sees a fault of ours as a 500, as a visitor would."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of a server over the samples."""
    with served(settings) as found:
        yield found


@pytest.fixture(scope="session")
def serve() -> Callable[[Settings], AbstractContextManager[str]]:
    """What serves a knowledge base with settings of a test's own: it yields the address."""
    return served


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Yield the address of a server in a thread, on a port the system chose."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 120
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium; Playwright's loop runs in this thread as long as it is open, so it is closed with the module."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    # As root, as in a container, Chromium starts only without its sandbox.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*root, *FLAGS])
        yield browser
        browser.close()
