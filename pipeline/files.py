"""Files that are written whole or not at all, so that whoever reads them never sees half of one."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import StoreError


def write_whole(path: Path, content: str) -> None:
    """Write a file whole, or leave what was there.

    Raises: StoreError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(content, "utf-8")
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
