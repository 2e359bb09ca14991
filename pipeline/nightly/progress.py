"""What a night shows while it works: bars in a terminal, plain lines with the time under cron."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

EVERY = 100  # articles between two lines under cron


class Teller:
    """Tells of the stages on a console; of one stage at a time."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._bar: Progress | None = None
        self._task = 0
        self._stage = ""
        self._done = 0

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[None]:
        """Show a stage while it lasts; ``total``: steps, if they are known."""
        self._stage, self._done = name, 0
        if not self.console.is_terminal:
            self.say("begins" if total is None else f"begins, {total} to do")
            yield
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as self._bar:
            self._task = self._bar.add_task(name, total=total)
            try:
                yield
            finally:
                self._bar = None

    def step(self, what: str | None = None) -> None:
        """Show that a step is done; ``what`` is said of it, in a line of its own."""
        self._done += 1
        if self._bar is not None:
            self._bar.advance(self._task)  # type: ignore[arg-type]
        if what:
            self.say(what)
        elif self._bar is None and self._done % EVERY == 0:
            self.say(f"{self._done} done")

    def say(self, text: str) -> None:
        """Print a line of the stage."""
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        self.console.print(f"{now} {self._stage}: {escape(text)}", highlight=False, soft_wrap=True)
