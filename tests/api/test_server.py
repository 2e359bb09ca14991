"""The application as it is really served: uvicorn on loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from api.app import create_app
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of a server in a thread, on a port the system chose."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)


def test_server_answers_on_loopback(address: str) -> None:
    assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
    page = httpx.get(f"{address}/", params={"institution": "مركز الأمل"})
    assert page.status_code == 200
    assert "ليلى المرابط" in page.text


def test_static_files_are_our_own() -> None:
    folder = Path(__file__).parents[2] / "api" / "static"
    sheets, scripts = sorted(folder.glob("*.css")), sorted(folder.glob("*.js"))
    assert sheets
    assert scripts
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert "url(" not in text
        assert "@import" not in text
    for script in scripts:
        assert "http" not in script.read_text(encoding="utf-8")
