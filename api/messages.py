"""What is said of errors in Arabic: the table ``messages.yml``, by type of error and by status."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict


class _Messages(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: dict[str, str]
    statuses: dict[int, str]
    otherwise: str


class _Known(dict[str, Any]):
    """What an error knows of; what it does not is left out of the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def of_parameter(kind: str, context: Mapping[str, Any] | None = None) -> str:
    """Return what is wrong with a parameter. ``kind``: pydantic's type of error; ``context``: its bounds and choices."""
    messages = _messages()
    found = messages.parameters.get(kind, messages.parameters["value_error"])
    return found.format_map(_Known(context or {}))


def of_status(status: int) -> str:
    """Return what happened to a request."""
    messages = _messages()
    return messages.statuses.get(status, messages.otherwise)


@lru_cache(maxsize=1)
def _messages() -> _Messages:
    text = files("api").joinpath("messages.yml").read_text("utf-8")
    return _Messages.model_validate(yaml.safe_load(text))
