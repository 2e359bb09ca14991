"""The application as it is really served: uvicorn on loopback."""

from __future__ import annotations

from pathlib import Path

import httpx


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
