"""Articles that a search found, for people at a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from corpus.mention import Span
from pipeline.event_table import MARK, plain
from pipeline.kb.search import SearchHit, SearchPage


def print_hits(console: Console, page: SearchPage) -> None:
    """Print the hits, what was asked for in bold; then how many there are, and how to see the next ones."""
    for hit in page.hits:
        source = " · ".join(
            part
            for part in (
                hit.article.published.isoformat() if hit.article.published else "",
                plain(hit.article.outlet or ""),
                plain(hit.article.document_id),
            )
            if part
        )
        console.print(marked(hit.article.title or "", (0, len(hit.article.title or "")), hit.title_spans))
        console.print(Text(f"{source} {MARK}({hit.score:.2f})", style="dim"))
        console.print(marked(hit.surface, hit.snippet, hit.spans))
        console.print()
    total = page.total if page.total_exact else f"more than {page.total}"
    console.print(f"{len(page.hits)} of {total} articles", markup=False)
    if page.after:
        console.print(f"for more: --after {page.after}", markup=False)


def marked(surface: str, window: Span, spans: Iterable[Span]) -> Text:
    """Return a part of a text, on one line, with the spans in it in bold."""
    text, at = Text(), window[0]
    for start, end in (s for s in spans if window[0] <= s[0] and s[1] <= window[1]):
        text.append(_line(surface[at - window[0] : start - window[0]]))
        text.append(_line(surface[start - window[0] : end - window[0]]), style="bold")
        at = end
    text.append(_line(surface[at - window[0] :]))
    return text


def hit_json(hit: SearchHit) -> dict[str, object]:
    """Return a hit as an object of plain values."""
    return {
        "article": hit.article.key,
        "document_id": hit.article.document_id,
        "url": hit.article.url,
        "outlet": hit.article.outlet,
        "published": hit.article.published.isoformat() if hit.article.published else None,
        "title": hit.article.title,
        "score": hit.score,
        "snippet": {"start": hit.snippet[0], "end": hit.snippet[1], "surface": hit.surface},
        "spans": [list(span) for span in hit.spans],
        "title_spans": [list(span) for span in hit.title_spans],
    }


def _line(text: str) -> str:
    return plain(text.replace("\n", " "))
