"""Ten thousand hostile inputs, with nothing worse than a refusal, on both engines.

What people try by hand (injections, controls, bidi overrides, numbers and dates at their ends), and that again with
parts of other attempts and any characters at all before, behind and inside it, in every place of a request where a text
can stand; the same in every run. They go straight to the application, in this process, and are divided between the
engines. For more: ``pytest tests/api/test_v1_hostile.py --hostile-inputs 100000``.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from fastapi import FastAPI

from api.app import create_app
from pipeline.kb import access_keys, query
from pipeline.kb.access import Role
from pipeline.kb.engine import open_store
from pipeline.settings import Settings

SEED = 20240205
SQL = [
    "' OR 1=1 --", "'; DROP TABLE event; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(9)", "' UNION SELECT * FROM run --", "%' ESCAPE '",
    "%_\\", "\\'; --", "$$; DROP TABLE article; $$", "'||(SELECT sqlite_version())||'", "1)) OR ((1=1", "\\x27", "'::int", "*", "NEAR(a b)",
    '"', '""', 'a" OR "b', "^a", "a AND NOT b", "col:x", "{a b}:c", "-", "--", "-*", "\"*", "a*b*", ":*", "!a", "a <-> b", "a & | b", "(", ")(",
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "${7*7}", "{% raise %}", "<!--", "]]>", "&#0;",
    "javascript:alert(1)", "=cmd|'/C calc'!A0", "\r\nSet-Cookie: a=b", "%0d%0aX: y", "</title><svg/onload=1>",
]  # fmt: skip
CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
UNICODE = [
    "\u202e\u2066مركز\u2069", "\u200f\u200e\u061c", "\ufeff", "\ufffe\uffff", "\U0010ffff", "\ud7ff\ue000", "ﷺ" * 20, "م" + "\u0651" * 100,
    "ـ" * 100, "\u0640\u064b\u0670", "ﻻﷲ", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳", "１２３", "Ⅻ", "½", "e\u0301" * 50, "\U0001f469\u200d\U0001f680", "ı", "İ", "ß",
    "\u2028\u2029", "\u0085", "\u3164", "\u115f", "\u034f", "\U000e0001", "أ" * 5000, "x" * 20_000, "ا ل " * 500,
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "1e308", "1e309", "-1e309", "nan", "inf", "-inf", "NaN", "Infinity", "9" * 19, "9" * 150, "9" * 5000, "0x10", "1_000", "0b1",
    "1.5", ".5", "1.", "+1", " 1 ", "1e-400", "2147483648", "9223372036854775808", "-9223372036854775809", "0" * 400, "1,5", "٣", "true", "null",
]  # fmt: skip
DATES = [
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-001-01-01", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00",
    "2024-1-1", "20240101", "2024-01-01T00:00:00Z", "2024-W01-1", "2024-001", "1e9", "253402300800", "٢٠٢٤-٠١-٠١", "2024-01-01\x00", "today",
]  # fmt: skip
PATHS = [
    "..",
    "../../etc/passwd",
    "..%2f..%2fetc",
    "/",
    "//",
    "%00",
    "%ff%fe",
    "%",
    "%zz",
    "x/y/z",
    "?",
    "#",
    ";",
    ".",
    "~",
    "con",
    "C:\\",
    "export",
]
CURSORS = [
    "W10",
    "e30",
    "WzFd",
    "WzEsInRlbGxpbmdzLmxhdGVzdCIsbnVsbCwiYSJd",
    "4__ab",
    "1_9999-12-31_0",
    "====",
    "_" * 600,
    "bnVsbA",
    "MQ",
]
ALL = [*SQL, *MARKUP, *CONTROLS, *UNICODE, *NUMBERS, *DATES, *PATHS, *CURSORS, "", " ", "\t\n"]

EVENT_FILTERS = (
    "q", "official", "office", "institution", "kind", "place", "inside", "entity", "type", "status", "from", "to", "precision",
    "amount_from", "amount_to", "currency", "outlet", "section", "article", "min_confidence", "min_sources", "limit", "unknown",
)  # fmt: skip
QUERIES = {
    "/v1/events": (*EVENT_FILTERS, "sort", "after"),
    "/v1/events/facets": (*EVENT_FILTERS, "size"),
    "/v1/events/histogram": (*EVENT_FILTERS, "step"),
    "/v1/events/map": EVENT_FILTERS,
    "/v1/events/graph": (*EVENT_FILTERS, "size"),
    "/v1/events/feed.atom": EVENT_FILTERS,
    "/v1/events/calendar.ics": EVENT_FILTERS,
    "/v1/events/export": (*EVENT_FILTERS, "format", "what", "bom"),
    "/v1/tellings": ("official", "institution", "place", "type", "status", "from", "to", "article", "after", "limit"),
    "/v1/officials": ("name", "after", "limit"),
    "/v1/institutions": ("name", "kind", "inside", "after", "limit"),
    "/v1/places": ("name", "kind", "inside", "after", "limit"),
    "/v1/positions": ("title", "after", "limit"),
    "/v1/positions/holders": ("office", "on"),
    "/v1/articles": ("q", "outlet", "section", "from", "to", "after", "limit"),
    "/v1/search": ("q", "after", "limit"),
    "/v1/amounts": (*EVENT_FILTERS, "after"),
    "/v1/quantities": (*EVENT_FILTERS, "after"),
    "/v1/runs": ("after", "limit"),
    "/v1/nights": ("after", "limit"),
    "/v1/review": ("after", "limit"),
}
KEYED = ("events", "tellings", "officials", "institutions", "places", "positions", "articles", "runs", "nights")
HEADERS = (
    "if-none-match",
    "if-modified-since",
    "accept-encoding",
    "accept",
    "accept-language",
    "host",
    "x-forwarded-for",
    "range",
)


@dataclass(frozen=True)
class Asked:
    """A request with a hostile text in one place of it."""

    method: str
    path: str  # percent-encoded
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


def inputs(number: int) -> Iterator[Asked]:
    """Yield so many requests, each with another input."""
    chance = random.Random(SEED)
    places = [(path, name) for path, names in QUERIES.items() for name in names]
    for count in range(number):
        text = ALL[count] if count < len(ALL) else _mixed(chance)
        kind = chance.random()
        if kind < 0.80:
            path, name = places[count % len(places)]
            yield Asked("GET", path, f"{name}=".encode() + _quoted(text, chance))
        elif kind < 0.88:
            yield Asked("GET", f"/v1/{chance.choice(KEYED)}/{_quoted(text, chance).decode()}")
        elif kind < 0.92:
            yield Asked("GET", chance.choice(list(QUERIES)), _quoted(text, chance))  # a name nobody knows
        elif kind < 0.95:
            header = (chance.choice(HEADERS).encode(), text.encode("utf-8", "surrogatepass"))
            yield Asked("GET", "/v1/positions", headers=(header,))
        else:
            yield Asked(
                "POST", "/v1/lookup", headers=((b"content-type", b"application/json"),), body=_body(text, chance)
            )


def _mixed(chance: random.Random) -> str:
    """Return an attempt with others and any characters around and in it."""
    text = "".join(chance.choice(ALL)[:300] for _ in range(chance.randint(1, 3)))
    for _ in range(chance.randint(0, 4)):
        at = chance.randint(0, len(text))
        text = text[:at] + _anything(chance) + text[at:]
    return text[: chance.choice((20, 200, 6000))]


def _anything(chance: random.Random) -> str:
    top = chance.choice((0x20, 0x7F, 0x250, 0x700, 0xFFFF, 0x10FFFF))
    return chr(chance.randint(0, top))


def _quoted(text: str, chance: random.Random) -> bytes:
    """Return a text as an address carries it; now and then with bytes that are no text."""
    raw = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        raw += bytes([chance.randint(0x80, 0xFF)])
    return quote_from_bytes(raw, safe="").encode()


def _body(text: str, chance: random.Random) -> bytes:
    bodies = (
        json.dumps({"names": [text]}),
        json.dumps({"names": [text], "kind": text}),
        json.dumps({"names": [text] * 3, "limit": text}),
        json.dumps({text: [text]}),
        json.dumps(text),
        json.dumps({"names": {"a": text}}),
        '{"names": ["' + text + '"]}',
        "[" * 5000,
        '{"names": ["x"], "limit": ' + "9" * 5000 + "}",
        '{"names": ["x"], "limit": 1e999}',
    )
    return chance.choice(bodies).encode("utf-8", "surrogatepass")


def _shown(asked: Asked, secret: str) -> Asked:
    """Return a request with the key it needs."""
    if not asked.path.startswith(("/v1/runs", "/v1/nights")):
        return asked
    return replace(asked, headers=(*asked.headers, (b"authorization", f"Bearer {secret}".encode())))


ENGINES = [("own_settings", 0), pytest.param("own_postgres_settings", 1, marks=pytest.mark.postgres)]
ANSWERS = {200, 304, 308, 400, 404, 405, 422}


@pytest.mark.parametrize(("base", "share"), ENGINES)
def test_hostile_inputs_are_answered_or_refused(request: pytest.FixtureRequest, base: str, share: int) -> None:
    number = request.config.getoption("--hostile-inputs")
    chosen: Settings = request.getfixturevalue(base).model_copy(update={"rate_key": ""})
    store = open_store(chosen)
    _, secret = access_keys.create(store, "operator", Role.OPERATOR)
    before = query.counts(store)
    mine = [_shown(one, secret) for count, one in enumerate(inputs(number)) if count % len(ENGINES) == share]
    app = create_app(chosen)
    with ThreadPoolExecutor(1) as apart:  # a browser's tests may have left a loop running in this thread
        seen = apart.submit(lambda: asyncio.run(_answers(app, mine))).result()
    app.state.engine.dispose()
    assert set(seen) <= ANSWERS
    assert seen[200] > len(mine) / 10  # not all was refused before anything was looked up
    assert seen[422] > len(mine) / 10
    assert query.counts(store) == before
    store.dispose()


async def _answers(app: FastAPI, mine: list[Asked]) -> Counter[int]:
    seen: Counter[int] = Counter()
    for one in mine:
        status, headers, body = await _answer(app, one)
        assert status in ANSWERS, (status, one, body[:500])
        if status >= 400:
            assert headers["content-type"] == "application/problem+json", one
            assert json.loads(body)["status"] == status
        seen[status] += 1
    return seen


async def _answer(app: FastAPI, one: Asked) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to a request, as a server hands it over."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
        "method": one.method, "raw_path": one.path.encode(),
        "path": unquote_to_bytes(one.path).decode("utf-8", "replace"),
        "query_string": one.query, "headers": [(b"host", b"127.0.0.1"), *one.headers],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    waiting = iter([{"type": "http.request", "body": one.body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(waiting, None) or await asyncio.Future()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])
