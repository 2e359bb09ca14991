"""Stable keys: what makes two articles, entities or facts the same one, and the form names are searched in.

A key is a hash of what identifies a thing, never of a row number, so permalinks and corrections survive a re-run.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from corpus.normalise import fold
from pipeline.kb.encode import encoding, to_json

ENCODED = encoding(sort_keys=True, default=str)  # as keys are made of values
KEY_LENGTH = 20  # hexadecimal digits: 80 bits, enough for billions of facts
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")  # query parameters that name the reader's way
PORTS = {"http": 80, "https": 443}
ARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")  # written before a noun; dropped from search words
SHORTEST_STEM = 3  # letters that must stay after an article is dropped: "الام" stays whole


def digest(*parts: object) -> str:
    """Return the key of a tuple of strings, numbers, None and lists of them."""
    return _hashed(ENCODED(parts))


def text_digest(said: object, text: str) -> str:
    """Return :func:`digest` of a value and a long text, which is encoded quicker."""
    return _hashed(f"[{ENCODED(said)},{to_json(text)}]")


def _hashed(encoded: str) -> str:
    return hashlib.sha256(encoded.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


def canonical_url(url: str) -> str:
    """Return one spelling of an address: host in small letters, no fragment, default port or tracking parameters.

    ``HTTPS://Site.MA:443/%D8%A3/?utm_source=x#top`` -> ``https://site.ma/%D8%A3``.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:  # a port that is no number belongs to no host we know; the address is kept as it is
        return url.strip()
    scheme = parts.scheme.lower()
    if port is not None and port != PORTS.get(scheme):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith(TRACKING)]
    return urlunsplit((scheme, host, path, urlencode(query), ""))


def text_hash(text: str) -> str:
    """Return the hash that tells one version of an article's text from another."""
    return text_digest("text", text)


@lru_cache(maxsize=16)  # asked for at once for the facts of one article
def article_key(url: str | None, text: str) -> str:
    """Return the key of an article: its canonical address, else its text."""
    return digest("article", "url", canonical_url(url)) if url else digest("article", "text", text_hash(text))


@lru_cache(maxsize=50_000)
def official_key(name: str) -> str:
    """Return the key of a person who holds an office: the folded name."""
    return digest("official", fold(name))


@lru_cache(maxsize=50_000)
def place_key(name: str, kind: str, link_id: str | None, within: str | None = None) -> str:
    """Return the key of a place: its gazetteer id, else folded name and kind, and the place it is said to lie in.

    ``حي السلام`` in Agadir and in Salé are two.
    """
    if link_id:
        return digest("place", "id", link_id)
    return digest("place", kind, fold(name), within) if within else digest("place", kind, fold(name))


@lru_cache(maxsize=50_000)
def institution_key(name: str, place: str | None) -> str:
    """Return the key of an institution: folded name and the key of its place.

    ``مركز المواكبة لحماية الطفولة`` in Agadir and in Taroudant are two.
    """
    return digest("institution", fold(name), place)


@lru_cache(maxsize=50_000)
def position_key(title: str) -> str:
    """Return the key of an office: its folded title."""
    return digest("position", fold(title))


def fact_key(article: str, kind: str, span: tuple[int, int] | None, values: Iterable[object]) -> str:
    """Return the key of a fact: article, kind (table or event type), span in the text, and arguments."""
    return encoded_fact_key(article, kind, span, ENCODED(list(values)))


def encoded_fact_key(article: str, kind: str, span: tuple[int, int] | None, values: str) -> str:
    """Return :func:`fact_key` of values that are encoded already, the same for many facts."""
    where = f"[{span[0]},{span[1]}]" if span else "null"
    return _hashed(f"[{_quoted(article)},{_quoted(kind)},{where},{values}]")


@lru_cache(maxsize=1000)
def _quoted(text: str) -> str:
    return ENCODED(text)


def asked_key(text: str) -> str:
    """Return a key as a visitor gave it, without NUL, which PostgreSQL takes in no text."""
    return text.replace("\x00", "")


@lru_cache(maxsize=100_000)
def search_form_of(text: str) -> str:
    """Return :func:`search_form` of one text; names are written again and again."""
    return "".join(f" {word}" for word in search_words(text)) + " "


def search_words(text: str) -> list[str]:
    """Return the folded words of a name or query without articles: ``والإدماج`` -> ``ادماج``, ``لِلأطفال`` -> ``اطفال``.

    Punctuation and control characters part words, so no query can carry a pattern or a NUL to the database.
    """
    parted = "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Cf", "Lm") else " " for c in text)
    return [_without_article(word) for word in fold(parted).split()]


def search_form(*texts: str) -> str:
    """Return the words of all texts, each with a space on both sides, for matching words by their beginning."""
    if len(texts) == 1:
        return search_form_of(texts[0])
    return "".join(f" {word}" for text in texts for word in search_words(text)) + " "


def _without_article(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST_STEM:
            return word[len(article) :]
    return word
