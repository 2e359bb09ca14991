"""Running the server: its workers, its log, and how it stops. The application itself is ``api.app:create_app``."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import ServeError
from pipeline.accepting import CONNECTIONS, LOOP, Counts
from pipeline.kb import engine as kb
from pipeline.safety import require_safe
from pipeline.settings import Settings

APPLICATION = "api.app:create_app"  # a name, not an import: the pipeline stands to the right of the api
START_S = 120  # patience with a worker that says nothing: on a busy machine one loads for half a minute
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGTERM, SIGINT); requests under way are finished first, within ``shutdown_s``.

    Raises: UnsafeError: the public would be served unsafely. StoreError: the knowledge base is not there or not up to
    date. ServeError: the address is taken, or cannot be listened on.
    """
    import uvicorn

    from pipeline.protocol import http_protocol

    require_safe(settings)
    engine = kb.open_store(settings)
    try:
        kb.require_head(engine)
    finally:
        engine.dispose()
    require_free(settings.host, settings.port)
    with _environment(settings):
        uvicorn.run(
            APPLICATION,
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            loop=LOOP,
            http=http_protocol(),
            log_config=log_config(settings),
            access_log=False,  # ours has the request's id, and no values of parameters
            proxy_headers=False,  # uvicorn would believe any on this machine; RASID_TRUSTED_PROXIES says whom we do
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_s,
            timeout_worker_healthcheck=START_S,
        )


def require_free(host: str, port: int) -> None:
    """Look whether a server can listen on an address: uvicorn would say that it cannot in its log, behind much else.

    Raises: ServeError: it cannot.
    """
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        help_ = HELP.get(error.errno or 0, "choose another address with --host (RASID_HOST)")
        raise ServeError(f"{named} cannot be listened on: {error.strerror}; {help_}") from error


HELP = {
    errno.EADDRINUSE: "stop what listens there, or choose another port with --port (RASID_PORT)",
    errno.EACCES: "ports below 1024 are for the system: choose another with --port (RASID_PORT)",
}


def log_config(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the log: a line of JSON (or text) an event on standard output, with the request's id."""
    from pythonjsonlogger.core import RESERVED_ATTRS

    as_json = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "format": "%(levelname)s %(name)s %(message)s %(correlation_id)s",
        "rename_fields": {"levelname": "level", "name": "logger", "correlation_id": "request_id"},
        "reserved_attrs": [*RESERVED_ATTRS, "color_message"],  # uvicorn's second spelling of a message
        "timestamp": "time",
        "json_ensure_ascii": False,
    }
    as_text = {"format": "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s: %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "asgi_correlation_id.CorrelationIdFilter", "default_value": "-"}},
        "formatters": {"line": as_json if settings.log_format == "json" else as_text},
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["request"],
            }
        },
        "root": {"level": "INFO", "handlers": ["out"]},
        "loggers": {name: {"level": "WARNING"} for name in ("alembic", "httpx", "asyncio")},
    }


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """Let the workers, which read their settings themselves, have the same ones, one secret, and files to count in."""
    chosen = {
        "RASID_HOST": settings.host,
        "RASID_PORT": str(settings.port),
        "RASID_WORKERS": str(settings.workers),
        "RASID_SECRET": settings.secret.get_secret_value() if settings.secret else secrets.token_hex(32),
    }
    before = {name: os.environ.get(name) for name in (*chosen, SHARED_METRICS, CONNECTIONS)}
    with tempfile.TemporaryDirectory(prefix="rasid-workers-") as folder:
        if settings.workers > 1:
            connections = Path(folder) / "connections"
            Counts.prepare(connections)
            chosen[CONNECTIONS] = str(connections)
            if SHARED_METRICS not in os.environ:
                chosen[SHARED_METRICS] = folder
        os.environ.update(chosen)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
