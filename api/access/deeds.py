"""What is done with keys, written into the audit log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from asgi_correlation_id import correlation_id
from starlette.requests import Request

from api.access.services import Services
from corpus.errors import StoreError
from pipeline.kb.access_audit import Deed, network, note
from pipeline.kb.access_keys import Key

log = logging.getLogger(__name__)


def note_deed(services: Services, request: Request, address: str, key: Key, outcome: str) -> None:
    """Add a request to the audit log: whose key, what, of what, whence. In a mirror there is none.

    What was done stays done where the log cannot be written; that is told in the server's own.
    """
    if services.settings.read_only:
        return
    route = request.scope.get("route")
    deed = Deed(
        at=datetime.now(UTC),
        actor=key.prefix,
        name=key.name,
        action=f"{request.method} {getattr(route, 'path', request.url.path)}",
        target=getattr(request.state, "target", None),
        outcome=outcome,
        address=network(address),
        request_id=correlation_id.get(),
    )
    try:
        note(services.engine, deed)
    except StoreError:
        log.exception("not in the audit log: %s %s (%s)", deed.action, deed.target, deed.outcome)
