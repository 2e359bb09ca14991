"""Values as JSON in one spelling, quickly: keys are made of it, and it is kept in columns of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from json import encoder
from typing import Any

import orjson

# ``JSONEncoder.encode`` makes this anew at each call, which takes longer than to encode a key's few parts with it.
_MAKE: Any = getattr(encoder, "c_make_encoder", None)


def encoding(*, sort_keys: bool = False, default: Callable[[Any], Any] | None = None) -> Callable[[Any], str]:
    """Return what encodes a value as ``json.dumps`` would: no blanks, Arabic as letters (a third of their escapes).

    What it gives raises TypeError for what JSON does not know, and takes no value that holds itself.
    """
    plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys, default=default)
    if _MAKE is None:  # another Python than CPython
        return plain.encode
    pieces = _MAKE(None, plain.default, encoder.encode_basestring, None, ":", ",", sort_keys, False, True)  # type: ignore[attr-defined,unused-ignore]
    return lambda value: "".join(pieces(value, 0))


_KEPT = encoding()


def to_json(value: Any) -> str:
    """Return a value as it is kept in a column of JSON: Arabic as letters, which is a third of their escapes."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # an integer over 64 bits, half of a surrogate pair: what JSON knows and orjson does not
        return _KEPT(value)


def json_value(text: str) -> Any:
    """Return the value that :func:`to_json` wrote."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # likewise
        return json.loads(text)
