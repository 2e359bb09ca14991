"""Where questions are answered: in few threads, so that they do not stand in each other's way.

An answer is mostly work of this process, of which one thread at a time can do its own; the more of them there are, the
more time goes to taking turns, and to opening connections that the pool does not keep. Short questions and long ones wait
apart, so that no short one waits for a long one. Who waits holds nothing but his place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, ParamSpec, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

SHORT, LONG = 2, 2  # threads of each; together they are fewer than the connections that the pool keeps
T = TypeVar("T")
P = ParamSpec("P")


class Desks:
    """The threads of one application."""

    def __init__(self) -> None:
        self._short, self._long = CapacityLimiter(SHORT), CapacityLimiter(LONG)

    async def short(self, answer: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return an answer that takes some milliseconds."""
        return await to_thread.run_sync(partial(answer, *args, **named), limiter=self._short)

    async def long(self, answer: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return an answer for which much is read or counted."""
        return await to_thread.run_sync(partial(answer, *args, **named), limiter=self._long)


async def _desks(request: Request) -> Desks:
    return cast(Desks, request.app.state.desks)


DesksDep = Annotated[Desks, Depends(_desks)]
