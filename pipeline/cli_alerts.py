"""The commands of alerts: ``rasid alerts list|save|add|remove|send``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Engine

from pipeline.kb import engine as kb
from pipeline.terminal import SOME_FAILED, err, failing_clearly, out, read_settings, stop

alerts = typer.Typer(help="Saved searches that tell what is new: feeds, mails and webhooks.", no_args_is_help=True)
OWNER = "command line"
MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
SearchId = Annotated[str, typer.Argument(help="Id of a saved search, as `rasid alerts list` shows it.")]
Webhook = Annotated[str | None, typer.Option(help="Address that is sent what is new (POST, signed JSON).")]
Email = Annotated[str | None, typer.Option(help="Address that the e-mail file is written to.")]


@alerts.command("list")
def list_alerts(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the saved searches with their channels, and how much of each was told and waits."""
    from pipeline.alerts.channels import searches

    with _opened() as engine:
        found = searches(engine)
    for one in found:
        if as_json:
            out.print(json.dumps(one.as_json(), ensure_ascii=False), markup=False, soft_wrap=True)
            continue
        told = f"{one.items} events told, {one.waiting} messages wait, {one.given_up} given up"
        out.print(f"{one.key}  {one.name}  [{one.query}]  {told}", markup=False, soft_wrap=True)
        for channel in one.channels:
            out.print(f"  {channel.kind}: {channel.target}", markup=False, soft_wrap=True)


@alerts.command()
def save(
    name: Annotated[str, typer.Argument(help="What the search is called.")],
    query: Annotated[str, typer.Argument(help="Filters as in an address of /v1/events: 'type=visit&place=تازة'.")],
) -> None:
    """Save a search; its id is printed on standard output. Its feed is written from the next night on."""
    from pipeline.alerts.questions import filters_of
    from pipeline.kb.access_saved import keep

    with _opened() as engine:
        filters_of(query)
        made = keep(engine, OWNER, name, query.lstrip("?"))
    typer.echo(made.key)


@alerts.command()
def add(search: SearchId, webhook: Webhook = None, email: Email = None) -> None:
    """Let a saved search tell what is new to a webhook or by an e-mail file."""
    from pipeline.alerts.channels import add_channel

    with _opened() as engine:
        for kind, target in _channels(webhook, email):
            add_channel(engine, search, kind, target)


@alerts.command()
def remove(search: SearchId, webhook: Webhook = None, email: Email = None) -> None:
    """Let a saved search no longer tell a webhook or an e-mail address."""
    from pipeline.alerts.channels import remove_channel

    with _opened() as engine:
        for kind, target in _channels(webhook, email):
            remove_channel(engine, search, kind, target)


@alerts.command()
def send(
    again: Annotated[bool, typer.Option("--again", help="Also what was given up.")] = False,
) -> None:
    """Deliver what waits, without a night. Exit status 1 when a webhook did not take it."""
    from pipeline.alerts.channels import wait_again
    from pipeline.alerts.deliver import deliver

    with _opened() as engine:
        if again:
            wait_again(engine)
        delivered = deliver(engine, read_settings())
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(delivered.counts.items()))
    err.print(counts or "nothing waits", markup=False)
    for target, error in delivered.failures.items():
        err.print(f"{target}: {error}", markup=False)
    if delivered.failures:
        raise typer.Exit(SOME_FAILED)


def _channels(webhook: str | None, email: str | None) -> list[tuple[str, str]]:
    """Return the channels that were named; one at least, each of a form that can be one."""
    from pipeline.alerts.news import EMAIL, WEBHOOK

    if webhook is None and email is None:
        stop("name a channel: --webhook ADDRESS or --email ADDRESS")
    if webhook is not None and not webhook.startswith(("http://", "https://")):
        stop(f"{webhook}: no http(s) address")
    if email is not None and not MAIL.fullmatch(email):
        stop(f"{email}: no e-mail address")
    return [(kind, target) for kind, target in ((WEBHOOK, webhook), (EMAIL, email)) if target is not None]


@contextmanager
def _opened() -> Iterator[Engine]:
    with failing_clearly():
        engine = kb.open_store(read_settings())
        kb.require_head(engine)
        yield engine
        engine.dispose()
