"""The commands by which an operator says who may do what: ``rasid keys create|list|revoke|audit``."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from pipeline.kb import access_audit, access_keys
from pipeline.kb import engine as kb
from pipeline.kb.access import Role
from pipeline.terminal import err, failing_clearly, out, read_settings

keys = typer.Typer(help="Say who may do what: make, list and revoke keys; read the audit log.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is; corrections bear this name.")],
    role: Annotated[
        Role,
        typer.Option(
            help="reader; researcher (corrections, saved searches); reviewer (merge, split); operator (runs, metrics). "
            "Each may also do what those before it may."
        ),
    ] = Role.READER,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day on which it opens nothing (UTC).")
    ] = None,
) -> None:
    """Make a key. Its secret is printed on standard output, once: it is not kept and cannot be shown again."""
    with _opened() as engine:
        ends = expires.replace(tzinfo=UTC) if expires else None
        key, secret = access_keys.create(engine, name, role, expires=ends)
        _note(engine, "keys create", f"{key.prefix} {key.role}")
    err.print(f"key {key.prefix} of {key.name} ({key.role}); keep its secret, it is shown only now:", markup=False)
    typer.echo(secret)


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys: prefix, role, name, when it was made and last used (to the hour), and whether it still opens."""
    with _opened() as engine:
        found = access_keys.all_keys(engine)
    for key in found:
        line = json.dumps(asdict(key), ensure_ascii=False, default=str) if as_json else _line(key)
        out.print(line, markup=False, soft_wrap=True)


@keys.command()
def revoke(prefix: Annotated[str, typer.Argument(help="As `rasid keys list` shows it.")]) -> None:
    """Let a key, and the sessions opened with it, open nothing from now on."""
    with _opened() as engine:
        key = access_keys.revoke(engine, prefix)
        _note(engine, "keys revoke", key.prefix)
    err.print(f"key {key.prefix} of {key.name} is revoked", markup=False)


@keys.command()
def audit(
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many rows.")] = 50,
    key: Annotated[str | None, typer.Option(help="Only what was done with, or to, the key of this prefix.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print who did what to what, when, from which network, and how it ended; the last first."""
    with _opened() as engine:
        found = list(access_audit.deeds(engine, limit=limit, actor=key))
    for deed in found:
        if as_json:
            line = json.dumps(asdict(deed), ensure_ascii=False, default=str)
        else:
            who = " ".join(filter(None, (deed.actor, deed.name))) or "nobody known"
            from_where = f", from {deed.address}" if deed.address else ""
            line = f"{deed.at:%Y-%m-%d %H:%M:%S} {who}: {deed.action} {deed.target or ''} ({deed.outcome}{from_where})"
        out.print(line, markup=False, soft_wrap=True)


def _line(key: access_keys.Key) -> str:
    state = f"revoked {key.revoked:%Y-%m-%d}" if key.revoked else "open"
    if not key.revoked and not key.is_valid(datetime.now(UTC)):
        state = "ended"
    used = f"used {key.last_used:%Y-%m-%d %H}h" if key.last_used else "never used"
    ends = f", to {key.expires:%Y-%m-%d}" if key.expires else ""
    return f"{key.prefix} {key.role} {key.name}: {state}, made {key.created:%Y-%m-%d}{ends}, {used}"


def _note(engine: Engine, action: str, target: str) -> None:
    by = access_audit.COMMAND_LINE
    access_audit.note(engine, access_audit.Deed(datetime.now(UTC), by, _user(), action, target, "done", None))


def _user() -> str | None:
    """Return the name of whoever types; None where the system does not know it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


@contextmanager
def _opened() -> Iterator[Engine]:
    with failing_clearly():
        engine = kb.open_store(read_settings())
        try:
            kb.require_head(engine)
            yield engine
        finally:
            engine.dispose()
