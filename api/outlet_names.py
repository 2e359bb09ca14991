"""What an article's source is called in the visitor's language: the declared outlet, its host, or the article's own id.

Crawled articles bear the Arabic name of their outlet; the declarations (``RASID_OUTLETS_DIR``) also have it in Latin letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from api.preferences import web_address
from api.wording import Words
from pipeline.kb.query import ArticleRef


@cache
def latin_names(folder: Path) -> Mapping[str, str]:
    """Return the Latin names of the outlets of a folder by their Arabic ones; none where there is no such folder."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.yml")):
        told: Any = yaml.load(file.read_text("utf-8"), Loader=LOADER)
        if isinstance(told, dict) and told.get("name") and told.get("name_latin"):
            found[str(told["name"])] = str(told["name_latin"])
    return found


LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick, where PyYAML was built with it


def outlet_name(words: Words, outlet: str, folder: Path) -> str:
    """Return the name of an outlet: in Arabic as it stands in the article, else in Latin letters where it is declared so."""
    return outlet if words.language == "ar" else latin_names(folder).get(outlet, outlet)


def source_name(words: Words, article: ArticleRef, folder: Path) -> str:
    """Return the outlet of an article; without one the host it is at, without an address the id it was read under."""
    if article.outlet:
        return outlet_name(words, article.outlet, folder)
    return host(article) or words("cite.document", id=article.document_id)


def host(article: ArticleRef) -> str | None:
    """Return the host an article is at: ``example.org``; None where it has no address of the web."""
    address = web_address(article.url)
    return (urlsplit(address).hostname or "").removeprefix("www.") or None if address else None
