"""Routes that are asked most, with the framework's way to them cut short: it takes as long as to look up the answer.

The framework reads the parameters of a model one by one, by what it finds out of their types anew at each request. Here
the model reads them at once. What it does not take, whatever the reason, goes the framework's way, which says what is
wrong with it: so there is one description of the parameters, and one of their errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, get_origin, get_type_hints

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from api.caching import revalidated
from api.parameters import REPEATED, Parameters

M = TypeVar("M", bound=Parameters)


class Quick(APIRoute):
    """A route of a router that reads (``api.app``), whose dependencies it does itself.

    It is quick where its function makes its response itself of ``request``, ``engine``, ``desks`` and ``asked`` alone.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        plain = super().get_route_handler()
        hints = get_type_hints(self.endpoint)
        if hints.pop("return", None) is not Response or set(hints) != {"request", "engine", "desks", "asked"}:
            return plain
        read, endpoint = reader(hints["asked"]), self.endpoint

        async def answer(request: Request) -> Response:
            asked = read(request.query_params)
            if asked is None:
                return await plain(request)
            await revalidated(request, Response())
            state = request.app.state
            found: Awaitable[Response] = endpoint(request=request, engine=state.engine, desks=state.desks, asked=asked)
            return await found

        return answer


def reader(model: type[M]) -> Callable[[QueryParams], M | None]:
    """Return what reads a model from the parameters of a request; None: it does not take them."""
    lists = {f.alias or name for name, f in model.model_fields.items() if get_origin(f.annotation) is list}
    assert lists <= REPEATED

    def read(given: QueryParams) -> M | None:
        values: dict[str, Any] = {}
        for name, value in given.multi_items():
            if name in lists:
                values.setdefault(name, []).append(value)
            elif name in values:
                return None
            else:
                values[name] = value
        try:
            return model.model_validate(values)
        except ValidationError:
            return None

    return read
