"""What every command says to people in the same way: settings, errors, exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from corpus.errors import PressError
from pipeline.settings import Settings

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)
SOME_FAILED, NOTHING_DONE = 1, 2


def read_settings() -> Settings:
    """Read the settings; a wrong one is named."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"RASID_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        stop(wrong)


@contextmanager
def failing_clearly() -> Iterator[None]:
    """Turn an expected error into one line on standard error and the exit status 2."""
    try:
        yield
    except PressError as error:
        stop(str(error))
    except BrokenPipeError:  # whoever reads, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


def stop(message: str) -> NoReturn:
    """Say what is wrong and end."""
    err.print(f"rasid: {message}", markup=False)
    raise typer.Exit(NOTHING_DONE)
