"""Alerts: what is new to a saved search, told once by feed, mail and signed webhook, whatever happens in between."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic import SecretStr
from receiver import Receiver
from sqlalchemy import Engine, insert, select, update
from typer.testing import CliRunner

from bench.generate import articles
from corpus.errors import InputError, UnknownKeyError
from pipeline.alerts.channels import add_channel, remove_channel, searches, wait_again
from pipeline.alerts.deliver import MOST_TRIES, TRIES, deliver, write_feeds
from pipeline.alerts.news import EMAIL, WEBHOOK, find_news
from pipeline.alerts.questions import filters_of
from pipeline.alerts.webhook import Envelope, UndeliveredError, send, signature
from pipeline.cli import app
from pipeline.kb.access_saved import Saved, keep
from pipeline.kb.across import Happening, Redirect
from pipeline.kb.browse.shapes import HappeningFilters
from pipeline.kb.engine import reading, writing
from pipeline.kb.nights import AlertItem, Announced, Delivery
from pipeline.kb.runs import start_run
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.settings import Settings

SECRET = "a secret of the tests"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def settings(store_settings: Settings, tmp_path: Path) -> Settings:
    values = {"reports_dir": tmp_path / "reports", "webhook_secret": SecretStr(SECRET), "webhook_private": True}
    return store_settings.model_copy(update=values)


def put(engine: Engine, begin: int, end: int) -> None:
    """Store and link some invented articles."""
    run = start_run(engine, {})
    for made in list(articles(end))[begin:]:
        write_article(engine, made.facts, made.document, run)
    link(engine)


def saved(engine: Engine, query: str = "", name: str = "كل الأحداث") -> Saved:
    return keep(engine, "tests", name, query)


def keys_of(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(Happening.key)).scalars())


def states(engine: Engine, kind: str = WEBHOOK) -> list[str]:
    with reading(engine) as connection:
        return list(
            connection.execute(select(Delivery.state).where(Delivery.kind == kind).order_by(Delivery.id)).scalars()
        )


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("", HappeningFilters()),
        ("?type=visit&type=meeting&place=%D8%AA%D8%A7%D8%B2%D8%A9", {"types": ("visit", "meeting"), "place": "تازة"}),
        ("entity=a&entity=b&min_sources=2&from=2024-03-05", {"entities": ("a", "b"), "min_sources": 2}),
        ("official=&amount_from=2.5", {"amount_from": 2.5}),
    ],
)
def test_query_string_is_read_as_the_interface_reads_it(query: str, filters: Any) -> None:
    read = filters_of(query)
    wanted = (
        filters
        if isinstance(filters, HappeningFilters)
        else replace(HappeningFilters(date_from=read.date_from), **filters)
    )
    assert read == wanted


@pytest.mark.parametrize("query", ["typ=visit", "type=visits", "from=2024-13-01", "min_sources=two"])
def test_filter_that_does_not_hold_is_refused(query: str) -> None:
    with pytest.raises(InputError):
        filters_of(query)


def test_what_is_new_is_told_once_to_each_search(store: Engine, settings: Settings) -> None:
    put(store, 0, 10)
    every, visits = saved(store), saved(store, "type=visit", "زيارات")
    first = find_news(store, settings, None)
    assert first.happenings == len(keys_of(store)) > 0
    assert find_news(store, settings, None).items == 0
    put(store, 10, 14)
    second = find_news(store, settings, None)
    assert second.happenings == len(keys_of(store)) - first.happenings > 0
    with reading(store) as connection:
        told = connection.execute(select(AlertItem.search, AlertItem.happening)).all()
        of_type = set(connection.execute(select(Happening.key).where(Happening.type == "visit")).scalars())
    assert {key for search, key in told if search == every.key} == keys_of(store)
    assert {key for search, key in told if search == visits.key} == of_type
    assert len(told) == len(set(told))


def test_event_that_has_another_key_now_is_no_news(store: Engine, settings: Settings) -> None:
    put(store, 0, 4)
    saved(store)
    find_news(store, settings, None)
    with writing(store) as connection:
        row = connection.execute(select(Happening.id, Happening.key).order_by(Happening.id).limit(1)).one()
        connection.execute(update(Happening).where(Happening.id == row.id).values(key="another"))
        connection.execute(insert(Redirect), [{"key": row.key, "target": "another", "at": datetime.now(UTC)}])
    assert find_news(store, settings, None).happenings == 0


def test_search_that_cannot_be_read_is_named_and_does_not_stop_the_others(store: Engine, settings: Settings) -> None:
    put(store, 0, 3)
    saved(store, "nothing=1", "معطل")
    saved(store)
    news = find_news(store, settings, None)
    assert [text.split(" ")[0] for text in news.broken] == ["معطل"]
    assert news.searches == 1


def test_feed_is_atom_with_the_latest_events(store: Engine, settings: Settings) -> None:
    put(store, 0, 5)
    search = saved(store, "", "كل <ما> جد & غيره")
    find_news(store, settings, None)
    assert write_feeds(store, settings) == 1
    path = settings.reports_dir / "alerts" / "feeds" / f"{search.key}.atom"
    feed = etree.fromstring(path.read_bytes())
    assert feed.findtext("a:title", namespaces=ATOM) == "راصد: كل <ما> جد & غيره"
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == len(keys_of(store))
    for entry in entries:
        assert entry.findtext("a:content", namespaces=ATOM)
        assert entry.find("a:link", ATOM).get("href").startswith("http")
    before = path.read_bytes()
    write_feeds(store, settings)
    assert path.read_bytes() == before


def test_mail_is_a_file_with_text_and_html_in_arabic(store: Engine, settings: Settings) -> None:
    put(store, 0, 3)
    search = saved(store, "", "زيارات إقليم تازة")
    add_channel(store, search.key, EMAIL, "desk@example.org")
    find_news(store, settings, None)
    assert deliver(store, settings).counts == {"mails": 1}
    (path,) = (settings.reports_dir / "alerts" / "mail").glob("*.eml")
    raw = path.read_bytes()
    assert raw.isascii()
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == f"راصد: زيارات إقليم تازة ({len(keys_of(store))})"
    assert (mail["To"], mail["From"]) == ("desk@example.org", "rasid@localhost")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "راصد: زيارات إقليم تازة" in text.get_content()
    assert '<html lang="ar" dir="rtl">' in html.get_content()
    assert deliver(store, settings).counts == {}


def test_webhook_is_sent_signed_json_in_parts(
    store: Engine, settings: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.alerts.messages.PART", 3)
    put(store, 0, 5)
    search = saved(store)
    add_channel(store, search.key, WEBHOOK, receiver.url)
    find_news(store, settings, None)
    delivered = deliver(store, settings)
    assert receiver.events() == sorted(receiver.events(), key=receiver.events().index)
    assert set(receiver.events()) == keys_of(store)
    assert len(receiver.events()) == len(keys_of(store))
    assert delivered.counts["webhooks_sent"] == len(receiver.came) > 1
    for headers, body in receiver.came:
        signed = hmac.new(
            SECRET.encode(), headers["rasid-timestamp"].encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        assert headers["rasid-signature"] == f"v1={signed}"
        assert headers["content-type"] == "application/json; charset=utf-8"
        sent = datetime.fromtimestamp(int(headers["rasid-timestamp"]), UTC)
        assert abs(datetime.now(UTC) - sent) < timedelta(minutes=5)
    told = json.loads(receiver.came[0][1])
    assert told["search"] == {"id": search.key, "name": "كل الأحداث", "query": ""}
    assert (told["part"], told["parts"]) == (1, len(receiver.came))
    assert {"headline", "who", "sentence", "source", "date_start"} <= set(told["events"][0])
    deliver(store, settings)
    assert len(receiver.came) == told["parts"]


def test_webhook_that_fails_is_tried_again_with_the_same_message(
    store: Engine, settings: Settings, receiver: Receiver
) -> None:
    put(store, 0, 3)
    add_channel(store, saved(store).key, WEBHOOK, receiver.url)
    find_news(store, settings, None)
    receiver.answers = [500, 302, 200]
    assert deliver(store, settings, backoff_s=0.0).failures == {}
    assert len(receiver.came) == TRIES
    assert len({(headers["rasid-delivery"], body) for headers, body in receiver.came}) == 1
    assert states(store) == ["sent"]
    assert receiver.events() == list(dict.fromkeys(receiver.events()))


def test_webhook_that_never_takes_anything_is_given_up_and_can_be_asked_again(
    store: Engine, settings: Settings, receiver: Receiver
) -> None:
    put(store, 0, 3)
    add_channel(store, saved(store).key, WEBHOOK, receiver.url)
    find_news(store, settings, None)
    receiver.answers = [503]
    nights = 0
    while states(store) == ["waiting"]:
        assert deliver(store, settings, backoff_s=0.0).failures == {receiver.url: "status 503"}
        nights += 1
    assert (states(store), nights, len(receiver.came)) == (["given_up"], MOST_TRIES // TRIES, MOST_TRIES)
    assert searches(store)[0].given_up == 1
    receiver.answers = [200]
    wait_again(store)
    deliver(store, settings, backoff_s=0.0)
    assert set(receiver.events()) == keys_of(store)


def test_nothing_is_sent_without_a_secret_or_to_private_addresses(
    store: Engine, settings: Settings, receiver: Receiver
) -> None:
    put(store, 0, 3)
    add_channel(store, saved(store).key, WEBHOOK, receiver.url)
    find_news(store, settings, None)
    without = settings.model_copy(update={"webhook_secret": None})
    assert "RASID_WEBHOOK_SECRET" in deliver(store, without, backoff_s=0.0).failures[receiver.url]
    public = settings.model_copy(update={"webhook_private": False})
    assert "which is no public address" in deliver(store, public, backoff_s=0.0).failures[receiver.url]
    assert (receiver.came, states(store)) == ([], ["waiting"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "ftp://example.org/", "http://"]
)
def test_addresses_that_are_private_or_none_are_refused(url: str) -> None:
    with pytest.raises(UndeliveredError):
        send(url, Envelope("k", "{}", SECRET), timeout_s=1)


def test_signature_is_of_moment_and_body() -> None:
    assert signature("s", "1", b"{}") != signature("s", "2", b"{}")
    assert signature("s", "1", b"{}") == "v1=" + hmac.new(b"s", b"1.{}", "sha256").hexdigest()


def _deliver_apart(settings: Settings) -> None:
    from pipeline.kb.engine import open_store

    engine = open_store(settings)
    find_news(engine, settings, None)
    deliver(engine, settings, backoff_s=0.0)
    os._exit(0)


def test_killed_while_delivering_loses_nothing_and_the_receiver_knows_a_second_one(
    store: Engine, settings: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.alerts.messages.PART", 1)
    put(store, 0, 6)
    add_channel(store, saved(store).key, WEBHOOK, receiver.url)
    store.dispose()
    for number in (1, 3, 4):
        process = FORK.Process(target=_deliver_apart, args=(settings,))
        process.start()
        while process.is_alive() and len(set(receiver.taken)) < number:
            process.join(0.001)
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
    deliver(store, settings, backoff_s=0.0)
    assert sorted(receiver.events()) == sorted(keys_of(store))
    assert set(states(store)) == {"sent"}
    bodies: dict[str, set[bytes]] = {}
    for headers, body in receiver.came:
        bodies.setdefault(headers["rasid-delivery"], set()).add(body)
    assert all(len(same) == 1 for same in bodies.values())


def test_channels_are_added_once_and_removed_with_what_waits(store: Engine, settings: Settings) -> None:
    put(store, 0, 2)
    search = saved(store)
    for _ in range(2):
        add_channel(store, search.key, WEBHOOK, "http://127.0.0.1:9/")
    find_news(store, settings, None)
    (known,) = searches(store)
    assert (len(known.channels), known.waiting) == (1, 2)  # and the mail
    remove_channel(store, search.key, WEBHOOK, "http://127.0.0.1:9/")
    assert states(store) == []
    with pytest.raises(UnknownKeyError):
        remove_channel(store, search.key, WEBHOOK, "http://127.0.0.1:9/")
    with pytest.raises(UnknownKeyError):
        add_channel(store, "none", WEBHOOK, "http://127.0.0.1:9/")


def test_events_that_were_there_before_the_tables_are_no_news(store_settings: Settings) -> None:
    from pipeline.kb.engine import downgrade, migrate, open_store

    migrate(store_settings)
    engine = open_store(store_settings)
    put(engine, 0, 3)
    engine.dispose()
    downgrade(store_settings, "0009")
    migrate(store_settings)
    assert find_news(engine, store_settings, None).happenings == 0
    with reading(engine) as connection:
        assert set(connection.execute(select(Announced.key)).scalars()) == keys_of(engine)
    engine.dispose()


def test_commands_save_list_add_and_send(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.kb.engine import migrate, open_store

    told = {"DATABASE_URL": f"sqlite:///{tmp_path / 'kb.db'}", "REPORTS_DIR": tmp_path / "reports"}
    told |= {"WEBHOOK_SECRET": SECRET, "WEBHOOK_PRIVATE": "true"}
    for name, value in told.items():
        monkeypatch.setenv(f"RASID_{name}", str(value))
    settings = Settings()
    migrate(settings)

    def rasid(*words: str) -> Any:
        return CliRunner().invoke(app, ["alerts", *words])

    key = rasid("save", "زيارات", "type=visit").stdout.strip()
    assert rasid("save", "سيئ", "typ=visit").exit_code == 2
    assert rasid("add", key, "--webhook", receiver.url, "--email", "a@example.org").exit_code == 0
    assert rasid("add", key).exit_code == 2
    assert rasid("add", key, "--email", "no address").exit_code == 2
    assert rasid("add", key, "--webhook", "file:///etc/passwd").exit_code == 2
    listed = json.loads(rasid("list", "--json").stdout)
    assert (listed["key"], len(listed["channels"])) == (key, 2)
    engine = open_store(settings)
    put(engine, 0, 5)
    find_news(engine, settings, None)
    engine.dispose()
    receiver.answers = [500]
    monkeypatch.setattr("pipeline.alerts.deliver.time.sleep", lambda _s: None)
    failed = rasid("send")
    assert (failed.exit_code, f"{receiver.url}: status 500" in failed.stderr) == (1, True)
    receiver.answers = [200]
    assert rasid("send").exit_code == 0
    assert "1 messages wait" not in rasid("list").stdout
    assert rasid("remove", key, "--email", "a@example.org").exit_code == 0
