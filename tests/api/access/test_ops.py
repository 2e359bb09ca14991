"""What an operator sees: health, metrics, request ids and the log; and the server as it is really run."""

from __future__ import annotations

import json
import logging
import logging.config
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from typer.testing import CliRunner

from corpus.errors import ServeError
from pipeline.cli import app as command_line
from pipeline.kb import access_saved
from pipeline.serving import require_free
from pipeline.settings import Settings

Open = Callable[..., TestClient]
ROOT = Path(__file__).parents[3]
START_S, ANSWER_S = 180, 60  # patience with a busy machine
_get, _post = partial(httpx.get, timeout=ANSWER_S), partial(httpx.post, timeout=ANSWER_S)
SAMPLE = tuple[str, tuple[tuple[str, str], ...]]


def samples(text: str) -> dict[SAMPLE, float]:
    """Return the samples of a page of metrics by name and labels."""
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def requests(found: dict[SAMPLE, float], route: str, status: str = "200", method: str = "GET") -> float:
    """Return how many requests were counted."""
    labels = (("method", method), ("route", route), ("status", status))
    return found.get(("rasid_http_requests_total", labels), 0)


# --- inside ------------------------------------------------------------------------------------------------------------


def test_metrics_count_requests_by_route_and_rows_by_kind(opened: Open, secrets: dict[str, str]) -> None:
    client = opened(shown=secrets["operator"])
    for path in (
        "/v1/events",
        "/v1/events?type=visit",
        "/v1/events/none",
        "/v1/tellings/no",
        "/nothing",
        "/static/style.css",
    ):
        client.get(path)
    client.request("BREW", "/v1/events")
    page = client.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    found = samples(page.text)
    assert requests(found, "/v1/events") == 2
    assert requests(found, "/v1/events/{key}", "404") == 1
    assert requests(found, "/v1/tellings/{key}", "404") == 1
    assert requests(found, "/static") == 1
    assert requests(found, "(none)", "404") == 1
    assert requests(found, "/v1/events", "405", "other") + requests(found, "(none)", "405", "other") == 1
    assert found["rasid_http_request_seconds_count", (("method", "GET"), ("route", "/v1/events"))] == 2
    assert found["rasid_rows", (("kind", "articles"),)] == 5
    assert found["rasid_database_up", ()] == 1


@pytest.mark.parametrize(
    ("setting", "nobody", "researcher", "operator"),
    [("operator", 401, 403, 200), ("open", 200, 200, 200), ("off", 404, 404, 404)],
)
def test_metrics_are_for_those_the_setting_names(
    opened: Open, secrets: dict[str, str], setting: str, nobody: int, researcher: int, operator: int
) -> None:
    client = opened(metrics=setting)
    shown = [{}, *({"Authorization": f"Bearer {secrets[role]}"} for role in ("researcher", "operator"))]
    assert [client.get("/metrics", headers=h).status_code for h in shown] == [nobody, researcher, operator]


def test_server_lives_without_a_knowledge_base_but_is_not_ready(opened: Open, database: str) -> None:
    client = opened(metrics="open")
    Path(database.removeprefix("sqlite:///")).unlink()
    assert client.get("/healthz").json() == {"status": "ok"}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert database not in response.text
    assert samples(client.get("/metrics").text)["rasid_database_up", ()] == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("my-request_1.2", True),
        ("0123456789abcdef0123456789abcdef", True),
        ("short", False),
        ("a" * 65, False),
        ('x" onload="y', False),
        ("ten\tletters", False),
        (None, False),
    ],
)
def test_request_id_goes_through_where_it_is_harmless(opened: Open, sent: str | None, kept: bool) -> None:
    response = opened().get("/v1/events", headers={"X-Request-ID": sent} if sent else {})
    given = response.headers["X-Request-ID"]
    assert (given == sent) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", given)


def test_log_of_a_request_has_what_an_operator_needs_and_nothing_secret(
    opened: Open, secrets: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rasid.access")
    client = opened(shown=secrets["researcher"])
    client.get("/v1/events?official=hidden-name&token=hidden-token", headers={"X-Request-ID": "request-77"})
    (line,) = (r for r in caplog.records if r.name == "rasid.access")
    said = vars(line)
    assert (said["method"], said["path"], said["status"]) == ("GET", "/v1/events", 422)
    assert said["parameters"] == ["official", "token"]
    assert said["network"] == "203.0.113.0/24"
    assert said["key"] == secrets["researcher"].split("_")[1]
    everything = " ".join(str(vars(r)) for r in caplog.records)
    for secret in ("hidden", secrets["researcher"], "203.0.113.9"):
        assert secret not in everything


# --- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "environment", "cause"),
    [
        (["--host", "0.0.0.0"], {}, "RASID_PUBLIC_URL is not set"),
        ([], {"RASID_PUBLIC_URL": "https://rasid.example.org"}, "RASID_SECRET is not set"),
        ([], {"RASID_TRUSTED_PROXIES": "0.0.0.0/0"}, "RASID_TRUSTED_PROXIES"),
        ([], {"RASID_DATABASE_URL": "sqlite:///nowhere.db"}, "rasid migrate"),
    ],
)
def test_serve_refuses_what_is_unsafe_or_missing(
    database: str, monkeypatch: pytest.MonkeyPatch, options: list[str], environment: dict[str, str], cause: str
) -> None:
    for name, value in ({"RASID_DATABASE_URL": database} | environment).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(command_line, ["serve", *options])
    assert done.exit_code == 2
    assert cause in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_serve_says_in_a_line_that_the_port_is_taken(database: str, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("RASID_DATABASE_URL", database)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
        try:
            taken.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(command_line, ["serve", "--host", host, "--port", str(port)])
    assert done.exit_code == 2
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"rasid: {named} cannot be listened on: ")
    assert "--port" in line


def test_serve_says_that_an_address_is_not_of_this_machine() -> None:
    with pytest.raises(ServeError, match=r"192\.0\.2\.1:8000 cannot be listened on: .*--host"):
        require_free("192.0.2.1", 8000)


# --- the real server ---------------------------------------------------------------------------------------------------


class Server:
    """A running ``rasid serve``: its address, its process and the file of its log."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.port, self.process, self.log = port, process, log
        self.address = f"http://127.0.0.1:{port}"

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of the log; each must be JSON."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def serving(database: str, folder: Path, *options: str, **environment: str) -> Iterator[Server]:
    """Run ``rasid serve`` on a free port of loopback, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    settings = {
        "RASID_DATABASE_URL": database,
        "RASID_LINK_CORRECTIONS": "false",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    command = [sys.executable, "-c", "from pipeline.cli import app; app()", "serve", "--port", str(port), *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | settings, stdout=out, stderr=out)
    server = Server(port, process, log)
    try:
        deadline = time.monotonic() + START_S
        while not _answers(server) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        assert _answers(server), log.read_text("utf-8")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def _answers(server: Server) -> bool:
    try:
        return _get(f"{server.address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_request_under_way_is_finished_when_the_server_is_told_to_stop(
    database: str, store: Engine, secrets: dict[str, str], tmp_path: Path
) -> None:
    body = json.dumps({"name": "kept at the last moment", "query": "type=visit"}).encode()
    head = (
        f"POST /v1/saved HTTP/1.1\r\nHost: rasid\r\nAuthorization: Bearer {secrets['researcher']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with (
        serving(database, tmp_path) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=60) as line,
    ):
        line.sendall(head.encode())
        assert b"100 Continue" in line.recv(1000)  # the server waits for the body: the request is under way
        server.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 60
        while _answers(server) and time.monotonic() < deadline:  # until it takes nobody else
            time.sleep(0.1)
        line.sendall(body)
        answer = line.recv(10_000)
        assert answer.startswith(b"HTTP/1.1 201")
        server.process.wait(60)
    (owner,) = {secrets["researcher"].split("_")[1]}
    assert [s.name for s in access_saved.saved_by(store, owner)] == ["kept at the last moment"]


@pytest.mark.slow
def test_several_workers_share_sessions_and_counts_and_log_in_json(
    database: str, secrets: dict[str, str], tmp_path: Path
) -> None:
    with serving(database, tmp_path, "--workers", "2") as server:
        for number in range(30):  # a connection each, so that both workers get some
            found = _get(
                f"{server.address}/v1/events?official=hidden", headers={"X-Request-ID": f"request-{number:02}"}
            )
            assert found.status_code == 200
        operator = {"Authorization": f"Bearer {secrets['operator']}"}
        told = samples(_get(f"{server.address}/metrics", headers=operator).text)
        assert requests(told, "/v1/events") == 30
        with httpx.Client(base_url=server.address, timeout=ANSWER_S) as browser:
            token = re.findall(r'name="csrf_token" value="(\w+)"', browser.get("/login").text)[0]
            browser.post("/login", data={"csrf_token": token, "key": secrets["researcher"]})
            cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        statuses = {
            _get(f"{server.address}/v1/corrections", headers={"Cookie": cookies}).status_code for _ in range(20)
        }
        assert statuses == {200}  # whichever of them signed the session
        server.process.terminate()
        server.process.wait(60)
        lines = server.lines()
    started = [line for line in lines if str(line["message"]).startswith("Started server process")]
    assert len(started) == 2
    asked = {line["request_id"] for line in lines if line.get("route") == "/v1/events"}
    assert asked == {f"request-{number:02}" for number in range(30)}
    text = server.log.read_text("utf-8")
    assert "hidden" not in text
    assert secrets["operator"] not in text
    assert all(line["time"] and line["level"] for line in lines)


@pytest.mark.slow
def test_mirror_serves_and_its_file_stays_as_it_is(database: str, secrets: dict[str, str], tmp_path: Path) -> None:
    file = Path(database.removeprefix("sqlite:///"))
    before = file.read_bytes()
    with serving(database, tmp_path, RASID_READ_ONLY="true") as server:
        key = {"Authorization": f"Bearer {secrets['operator']}"}
        assert _get(f"{server.address}/v1/events", headers=key).json()["total"] == 5
        refused = _post(f"{server.address}/v1/saved", headers=key, json={"name": "n", "query": ""})
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"
    assert file.read_bytes() == before


def test_settings_for_the_log_are_two_forms_of_the_same() -> None:
    from pipeline.serving import log_config

    for form, expected in (("json", '"request_id": "-"'), ("text", "[-] rasid.test: said")):
        config = log_config(Settings(log_format=form))  # type: ignore[arg-type]
        before = logging.root.handlers[:], logging.root.level
        try:
            logging.config.dictConfig(
                {**config, "handlers": {"out": {**config["handlers"]["out"], "stream": "ext://sys.stderr"}}}
            )
            (handler,) = logging.root.handlers
            record = logging.LogRecord("rasid.test", logging.INFO, "", 0, "said", None, None)
            assert handler.filter(record)
            assert expected in handler.format(record)
        finally:
            logging.root.handlers[:], level = before
            logging.root.setLevel(level)
