"""Libraries of the optional extra `export`, loaded when a format needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from corpus.errors import StoreError


def require(module: str) -> Any:
    """Return a module of the extra.

    Raises: StoreError: it is not installed; the message says what to install, and what needs none of it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.split(".")[0]
        raise StoreError(
            f"this format needs the package {package}: install the extra `export` (pip install 'rasid[export]'); "
            "csv, jsonl, geojson and ftm need none"
        ) from error
