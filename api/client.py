"""The interface of a Rasid server for notebooks: questions in, pandas or Polars frames with typed columns out.

    from api.client import Rasid
    with Rasid("http://127.0.0.1:8000") as rasid:
        rasid.events(type="visit", institution="مركز المواكبة", date_from="2024-01-01")

It knows how to ask, to go on until the last row and to wait; what the questions and columns mean is in ``docs/api.md`` and
``docs/researcher.md``. It needs httpx and pandas (or Polars) and imports nothing else of the project, so that this file
can be copied to where only a notebook is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import httpx

Frame = Any  # pandas.DataFrame or polars.DataFrame: which one is chosen when the client is made
Row = dict[str, Any]
Kind = Literal["text", "date", "moment", "whole", "number", "flag"]

PAGE = 200  # rows of one request, the most a server gives
NAMES = 500  # names of one look-up, the most a server takes
BETWEEN = " | "  # between the items of a cell, as in exports
TRIES = 8  # of one request that is told to come again later
WAITABLE = (429, 503)  # too many requests; too busy
RENAMED = {"date_from": "from", "date_to": "to"}  # `from` is a word of Python's own
ENDINGS = {"parquet": "parquet", "xlsx": "xlsx", "jsonl": "jsonl", "geojson": "geojson", "csv": "csv", "json": "ftm"}

# Columns and their types, in the order of the frame; an empty answer has them too.
PARTIES: dict[str, Kind] = {
    "who": "text", "who_ids": "text", "office": "text", "centre": "text", "centre_ids": "text", "centre_place": "text",
    "what": "text", "companions": "text", "recipients": "text", "place": "text", "place_ids": "text", "inferred": "flag",
}  # fmt: skip
SOURCE: dict[str, Kind] = {
    "sentence": "text", "outlet": "text", "published": "date", "title": "text", "url": "text", "article": "text",
    "document_id": "text",
}  # fmt: skip
HEAD: dict[str, Kind] = {"id": "text", "type": "text", "status": "text", "date_start": "date", "date_end": "date"}
EVENT: dict[str, Kind] = {
    **HEAD, **PARTIES, "articles": "whole", "sources": "whole", "confidence": "number", "part_of": "text",
    "verdict": "text", **SOURCE, "link": "text",
}  # fmt: skip
TELLING: dict[str, Kind] = {
    **HEAD, "date_text": "text", **PARTIES, "confidence": "number", "verdict": "text", "extractor": "text",
    "rule": "text", **SOURCE,
}  # fmt: skip
ENTITY: dict[str, Kind] = {
    "id": "text", "kind": "text", "subkind": "text", "name": "text", "latin": "text", "latin_made": "flag",
    "place": "text", "place_id": "text", "gazetteer_id": "text", "events": "whole", "first": "date", "last": "date",
}  # fmt: skip
MATCH: dict[str, Kind] = {"asked": "text", "rank": "whole", "score": "number", "how": "text", **ENTITY}
TENURE: dict[str, Kind] = {
    "official": "text", "name": "text", "position": "text", "title": "text", "first_seen": "date", "last_seen": "date",
    "since": "date", "until": "date", "articles": "whole", "confidence": "number", "inferred": "flag",
}  # fmt: skip
HIT: dict[str, Kind] = {
    "article": "text", "document_id": "text", "title": "text", "outlet": "text", "country": "text", "published": "date",
    "url": "text", "score": "number", "snippet": "text",
}  # fmt: skip
FACET: dict[str, Kind] = {"facet": "text", "value": "text", "label": "text", "count": "whole", "exact": "flag"}
BAR: dict[str, Kind] = {"start": "date", "end": "date", "count": "whole", "exact": "flag"}
NIGHT: dict[str, Kind] = {
    "id": "whole", "started": "moment", "finished": "moment", "run": "whole", "articles": "whole", "problems": "whole",
    "failed_stages": "text",
}  # fmt: skip
OF_NIGHT: dict[str, Kind] = {
    "outlet": "text", "verified": "flag", "at": "moment", "listed": "whole", "known": "whole", "fetched": "whole",
    "updated": "whole", "duplicates": "whole", "forbidden": "whole", "failed": "whole", "problem": "text",
    "outside": "text", "articles": "whole", "events": "whole",
}  # fmt: skip


class RasidError(Exception):
    """A question that was not answered.

    ``status`` is that of HTTP, None: nothing answered at all. ``detail`` says why in English and ``detail_ar`` in Arabic;
    ``parameter`` is the one that is wrong, and ``errors`` has each where there are several.
    """

    def __init__(self, detail: str, *, status: int | None = None, problem: Mapping[str, Any] | None = None) -> None:
        told = problem or {}
        self.status = status
        self.detail = str(told.get("detail") or detail)
        self.detail_ar: str | None = told.get("detail_ar")
        self.parameter: str | None = told.get("parameter")
        self.errors: list[dict[str, str]] = list(told.get("errors") or [])
        super().__init__(": ".join(part for part in (self.parameter, self.detail) if part))


class Rasid:
    """A server and how its answers are wanted.

    ``key``: the secret of a key, where reading needs one. ``frame``: ``pandas`` or ``polars``. ``timeout_s``: patience for
    one answer; ``wait_s``: the longest pause the server may ask for that is kept (``Retry-After``), else it is an error.
    Filters are those of the interface, given by name; ``date_from`` and ``date_to`` stand for ``from`` and ``to``, lists
    for what may be repeated, dates may be dates. ``limit`` is the number of rows in all; without it there is no end but
    the last row. Raises everywhere: RasidError.
    """

    def __init__(
        self, base_url: str, key: str | None = None, *,
        frame: Literal["pandas", "polars"] = "pandas", timeout_s: float = 60, wait_s: float = 120,
    ) -> None:  # fmt: skip
        if frame not in ("pandas", "polars"):
            raise ValueError(f"frame is {frame!r}, neither 'pandas' nor 'polars'")
        self._library = import_module(frame)
        self._frame = frame
        self._wait_s = wait_s
        self._base = base_url.rstrip("/")
        self._http = httpx.Client(
            base_url=self._base,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=timeout_s,
            follow_redirects=True,  # former keys lead on
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def events(self, *, sort: str = "latest", limit: int | None = None, **filters: Any) -> Frame:
        """Return one row an event: who did what, where and when, with the sentence of its first telling and the article."""
        rows = self._rows("/v1/events", {"sort": sort, **filters}, limit)
        return self._made((_event(row, self._base) for row in rows), EVENT)

    def tellings(self, event: str | None = None, *, limit: int | None = None, **filters: Any) -> Frame:
        """Return one row for each article's word: on one event (its key), else on all that passes the filters."""
        if event is None:
            return self._made(map(_telling, self._rows("/v1/tellings", filters, limit)), TELLING)
        if filters:
            raise TypeError(f"the tellings of one event take no filters: {', '.join(filters)}")
        return self._made(map(_telling, self.get(f"/v1/events/{_segment(event)}")["tellings"][:limit]), TELLING)

    def officials(self, name: str | None = None, *, limit: int | None = None) -> Frame:
        """Return officials, those with most events first; ``name`` in Arabic or Latin letters."""
        return self._made(self._rows("/v1/officials", {"name": name}, limit), ENTITY)

    def institutions(self, name: str | None = None, *, limit: int | None = None, **filters: Any) -> Frame:
        """Return institutions, those with most events first; filters: ``kind``, ``inside`` (key of a place)."""
        return self._made(self._rows("/v1/institutions", {"name": name, **filters}, limit), ENTITY)

    def places(self, name: str | None = None, *, limit: int | None = None, **filters: Any) -> Frame:
        """Return places, those with most events first; filters: ``kind``, ``inside`` (key of a place)."""
        return self._made(self._rows("/v1/places", {"name": name, **filters}, limit), ENTITY)

    def holders(self, office: str, on: Any = None) -> Frame:
        """Return who held an office, on a day or ever; ``inferred``: no article shows it on that very day."""
        return self._made(self.get("/v1/positions/holders", office=office, on=on)["holders"], TENURE)

    def search(self, q: str, *, limit: int | None = None) -> Frame:
        """Return the articles that have the words."""
        return self._made(map(_hit, self._rows("/v1/search", {"q": q}, limit)), HIT)

    def facets(self, *, size: int = 10, **filters: Any) -> Frame:
        """Return how the events divide: a row a value, ``size`` values a facet.

        ``exact``: whether all events were counted, which beyond a limit the server does not do.
        """
        found = self.get("/v1/events/facets", size=size, **filters)
        rows = ({"facet": n, **v, "exact": found["exact"]} for n, values in found["facets"].items() for v in values)
        return self._made(rows, FACET)

    def histogram(self, step: str | None = None, **filters: Any) -> Frame:
        """Return how many events begin in each day, month or year; undated ones are a last row without days."""
        found = self.get("/v1/events/histogram", step=step, **filters)
        undated = [{"start": None, "end": None, "count": found["undated"]}] if found["undated"] else []
        return self._made(({**bar, "exact": found["exact"]} for bar in (*found["bars"], *undated)), BAR)

    def nights(self, *, limit: int | None = None) -> Frame:
        """Return the nights, the latest first; this needs the key of an operator.

        ``problems``: how many things must be acted on; ``get("/v1/nights/NUMBER")`` tells them, and the stages.
        """
        rows = self._rows("/v1/nights", {}, limit)
        return self._made(({**row, "failed_stages": _joined(row["failed_stages"])} for row in rows), NIGHT)

    def outlets_of_night(self, number: int) -> Frame:
        """Return what each outlet gave in a night; this needs the key of an operator."""
        return self._made(self.get(f"/v1/nights/{number}")["outlets"], OF_NIGHT)

    def look_up(self, names: Sequence[str], *, kind: str | None = None, limit: int = 5) -> Frame:
        """Return what each of any number of names may mean, the likeliest first; a name of nothing has an empty row."""
        if isinstance(names, str):
            raise TypeError("names is one text; give a list of names")
        body = {"kind": kind, "limit": limit}
        some = (list(names[at : at + NAMES]) for at in range(0, len(names), NAMES))
        answers = (self._json("POST", "/v1/lookup", json={**body, "names": part}) for part in some)
        return self._made((row for answer in answers for match in answer["items"] for row in _matches(match)), MATCH)

    def export(self, out: str | Path, *, what: str = "events", format: str | None = None, **filters: Any) -> Path:  # noqa: A002
        """Write all that has to do with the events that pass the filters to a file, and return its path.

        ``format`` is read from the file's ending. The file is there whole or not at all; rows are not held in memory.
        """
        path = Path(out)
        form = format or ENDINGS.get(path.suffix.lstrip("."))
        if form is None:
            raise ValueError(f"{path.name}: name a format, or end the name in one of {', '.join(ENDINGS)}")
        part = path.with_name(f"{path.name}.part")
        asked = _asked({"format": form, "what": what, **filters})
        try:
            with self._answer("GET", "/v1/events/export", params=asked) as answer, part.open("wb") as file:
                for piece in answer.iter_bytes():
                    file.write(piece)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the answer to any question as it comes: ``get("/v1/officials/KEY")``."""
        return self._json("GET", path, params=_asked(parameters))

    def _rows(self, path: str, filters: Mapping[str, Any], limit: int | None) -> Iterator[Row]:
        """Yield rows until there are no more, or ``limit`` of them."""
        left, after = limit, None
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            # `after` rather than the address in `next`: a server behind another name gives that name's addresses.
            answer = self.get(path, **filters, limit=size, after=after)
            yield from answer["items"]
            left = None if left is None else left - len(answer["items"])
            after = answer["after"]
            if answer["next"] is None:
                return

    def _json(self, method: str, path: str, **more: Any) -> Any:
        with self._answer(method, path, **more) as answer:
            answer.read()
            try:
                return answer.json()
            except ValueError as error:
                raise RasidError(f"{self._base} is no Rasid: its answer to {path} is no JSON") from error

    @contextmanager
    def _answer(self, method: str, path: str, **more: Any) -> Iterator[httpx.Response]:
        """Give an answer that is one, asking again when the server says when to; foreign errors become ours."""
        try:
            for tried in range(1, TRIES + 1):
                with self._http.stream(method, path, **more) as answer:
                    if answer.is_success:
                        yield answer
                        return
                    answer.read()
                    pause_s = _pause(answer)
                    if pause_s is None or pause_s > self._wait_s or tried == TRIES:
                        raise _problem(answer)
                time.sleep(pause_s)
        except httpx.HTTPError as error:
            raise RasidError(f"{self._base} did not answer {path}: {error or type(error).__name__}") from error

    def _made(self, rows: Iterable[Row], columns: Mapping[str, Kind]) -> Frame:
        """Return a frame of these columns; what a row does not have is empty, what is no column is left out."""
        found = list(rows)
        values = {name: [row.get(name) for row in found] for name in columns}
        return (_pandas if self._frame == "pandas" else _polars)(self._library, values, columns)


def _pandas(pandas: Any, values: Mapping[str, list[Any]], columns: Mapping[str, Kind]) -> Frame:
    """Return a frame; days are counted in seconds, since in nanoseconds the years before 1677 have no room."""
    types = {"text": "string", "date": "datetime64[s]", "moment": "datetime64[s, UTC]", "whole": "Int64",
             "number": "float64", "flag": "boolean"}  # fmt: skip
    return pandas.DataFrame({n: pandas.Series(v, dtype=types[columns[n]]) for n, v in values.items()})


def _polars(polars: Any, values: Mapping[str, list[Any]], columns: Mapping[str, Kind]) -> Frame:
    """Return a frame; days and moments come as texts and are read by Polars."""
    types = {"text": polars.String, "date": polars.String, "moment": polars.String, "whole": polars.Int64,
             "number": polars.Float64, "flag": polars.Boolean}  # fmt: skip
    frame = polars.DataFrame(values, schema={name: types[kind] for name, kind in columns.items()})
    days = [name for name, kind in columns.items() if kind == "date"]
    moments = [polars.col(name) for name, kind in columns.items() if kind == "moment"]
    read = [moment.str.to_datetime(time_unit="us", time_zone="UTC") for moment in moments]
    return frame.with_columns(polars.col(days).str.to_date("%Y-%m-%d"), *read)


def _event(row: Row, base: str) -> Row:
    evidence = row["evidence"] or {}
    return {**row, **_parties(row), **_source(row["article"] or {}), "sentence": evidence.get("sentence"),
            "link": f"{base}/events/{row['id']}"}  # fmt: skip


def _telling(row: Row) -> Row:
    return {
        **row,
        **_parties(row),
        **_source(row["article"]),
        **row["provenance"],
        "sentence": row["evidence"]["sentence"],
    }


def _parties(row: Row) -> Row:
    """Return who and what takes part, each role a text; centres are the institutions that are acted on."""
    agents, targets, places = row["agents"], row["targets"], row["places"]
    centres = [part for part in targets if part["kind"] == "institution"]
    everybody = (*agents, *targets, *places, *row["companions"], *row["recipients"])
    return {
        "who": _joined(part["name"] for part in agents),
        "who_ids": _joined(part["entity"] for part in agents),
        "office": _joined(dict.fromkeys(title for part in agents for title in part["titles"])),
        "centre": _joined(part["name"] for part in centres),
        "centre_ids": _joined(part["entity"] for part in centres),
        "centre_place": _joined(dict.fromkeys(part["place"] for part in centres)),
        "what": _joined(part["name"] for part in targets),
        "companions": _joined(part["name"] for part in row["companions"]),
        "recipients": _joined(part["name"] for part in row["recipients"]),
        "place": _joined(part["name"] for part in places),
        "place_ids": _joined(part["entity"] for part in places),
        "inferred": any(part["inferred"] for part in everybody),
    }


def _source(article: Row) -> Row:
    """Return the cells of an article; its key is ``article``, since ``id`` is the event's."""
    cells = {name: article.get(name) for name in ("outlet", "country", "published", "title", "url", "document_id")}
    return {**cells, "article": article.get("id")}


def _hit(row: Row) -> Row:
    return {**_source(row["article"]), "score": row["score"], "snippet": row["snippet"]["surface"]}


def _matches(match: Row) -> list[Row]:
    found = [{**f["entity"], "score": f["score"], "how": f["how"], "rank": n} for n, f in enumerate(match["found"], 1)]
    return [{**row, "asked": match["name"]} for row in found or [{}]]


def _joined(items: Iterable[str | None]) -> str | None:
    return BETWEEN.join(item for item in items if item) or None


def _asked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as the interface calls and spells them; those that are None are not asked for."""
    asked = {RENAMED.get(name, name): value for name, value in parameters.items() if value is not None}
    return {name: _spelt(value) for name, value in asked.items()}


def _spelt(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_spelt(item) for item in value]
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value


def _segment(key: str) -> str:
    """Return a key as a part of a path, from a row's cell or an address."""
    return quote(key.rstrip("/").rpartition("/")[2], safe="")


def _pause(answer: httpx.Response) -> float | None:
    """Return after how many seconds to ask again; None: asking again is of no use."""
    told = answer.headers.get("retry-after", "")
    return float(told) if answer.status_code in WAITABLE and told.isdigit() else None


def _problem(answer: httpx.Response) -> RasidError:
    """Return what is wrong, as the server tells it; an answer of something else before it is told by its status."""
    told: Any = None
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        told = answer.json()
    detail = f"{answer.status_code} {answer.reason_phrase}"
    return RasidError(detail, status=answer.status_code, problem=told if isinstance(told, dict) else None)
