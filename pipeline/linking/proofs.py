"""What shows that somebody held an office: the articles that say so, each with its sentence and the span in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from corpus.mention import Span
from pipeline.kb.engine import reading
from pipeline.kb.schema import Article, Entity, Link, Mention, Occupancy
from pipeline.linking.positions import wordings
from pipeline.linking.tenures import Holder

LONGEST = 400  # code points of a sentence; of a longer one the part around the span
# The end of a sentence: a line break, or a mark behind a word of more than a letter (`د. محمد` goes on).
_END = re.compile(r"\n|(?<=\w\w)[.!؟?…]+(?=\s|$)")


@dataclass(frozen=True)
class Proof:
    """An article that gives an official an office. Spans are of the article's text; ``sentence`` as published."""

    occupancy: str  # permanent key of the fact
    article: str
    document_id: str
    url: str | None
    outlet: str | None
    published: date | None
    title: str  # of the office, as this article words it
    sentence: str
    sentence_span: Span | None
    span: Span | None


def proofs(engine: Engine, holder: Holder) -> list[Proof]:
    """Return what shows a tenure, in order of the articles' days: every sighting from its first to its last."""
    named = select(Mention.article_id, Link.entity_id, func.min(Mention.start).label("start"))
    named = named.join(Link, Link.mention_id == Mention.id).group_by(Mention.article_id, Link.entity_id)
    by_name = named.subquery()
    at = (Occupancy.key, Occupancy.title, Occupancy.as_of, Mention.start, Mention.end, by_name.c.start.label("by_name"))
    of = (Article.key.label("article"), Article.document_id, Article.url, Article.outlet, Article.country, Article.text)
    query = (
        select(*at, *of)
        .join(Entity, Entity.id == Occupancy.entity_id)
        .join(Article, Article.id == Occupancy.article_id)
        .outerjoin(Mention, Mention.id == Occupancy.mention_id)
        .outerjoin(by_name, (by_name.c.article_id == Article.id) & (by_name.c.entity_id == Entity.id))
        .where((Entity.id == holder.entity_id) | (Entity.canonical_id == holder.entity_id))
        .order_by(Occupancy.as_of, Article.key, Occupancy.key)
    )
    signature = wordings(holder.position)[0].signature
    found = []
    with reading(engine) as connection:
        for row in connection.execute(query):
            meant = (w for w in wordings(row.title, row.country) if not w.office.former)
            if _within(row.as_of, holder) and any(w.signature == signature for w in meant):
                start = row.by_name if row.start is None else row.start
                span = None if start is None else (start, start if row.end is None else row.end)
                around = sentence_around(row.text, span) if span else None
                found.append(
                    Proof(
                        row.key, row.article, row.document_id, row.url, row.outlet, row.as_of, row.title,
                        row.text[around[0] : around[1]] if around else "", around, span,
                    )
                )  # fmt: skip
    return found


def sentence_around(text: str, span: Span) -> Span:
    """Return the span of the sentence a span stands in, ``LONGEST`` code points of it at most, without outer blanks."""
    start = max((m.end() for m in _END.finditer(text, 0, span[0])), default=0)
    after = _END.search(text, span[1])
    end = after.end() if after else len(text)
    if end - start > LONGEST:
        start, end = max(start, span[0] - LONGEST // 2), min(end, max(span[1], span[0] + LONGEST // 2))
    whole = text[start:end]
    return start + len(whole) - len(whole.lstrip()), end - len(whole) + len(whole.rstrip())


def articles(shown: Iterable[Proof]) -> list[Proof]:
    """Return one proof of each article, the first."""
    return list({proof.article: proof for proof in reversed(list(shown))}.values())[::-1]


def _within(day: date | None, holder: Holder) -> bool:
    if holder.first_seen is None or holder.last_seen is None:
        return day is None
    return day is not None and holder.first_seen <= day <= holder.last_seen
