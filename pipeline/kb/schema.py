"""The tables of the knowledge base, one schema for SQLite and PostgreSQL.

An ``article`` row is one version of a text; facts (the tables with an ``article_id``) belong to the current version
only, point to the mention they were read in and to the run that wrote them, and keep the words of the article beside
the parsed value. ``entity``, ``name`` and ``position`` are shared by all articles. What holds across articles (merged
events, tenures, near-copies, decisions about who is who) is in ``pipeline.kb.across``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Double, ForeignKey, Index, Integer, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
RowId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only in an INTEGER key

CURRENT, IS_CURRENT = text("current"), text("current = 1")  # as questions put it to PostgreSQL, and to SQLite
JUDGED = text("verdict IS NOT NULL")
UNNAMED = text("entity_id IS NULL")
LASTS = text("date_end > date_start")


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that both engines can alter them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        float: Double(),
        datetime: DateTime(timezone=True),
    }


class Numbered:
    """A table with a row number of its own; never shown outside the database."""

    id: Mapped[int] = mapped_column(RowId, primary_key=True)


class Provenanced:
    """Which extractor, rule and version stated the row, and how sure it was (0-1)."""

    confidence: Mapped[float]
    extractor: Mapped[str]
    rule: Mapped[str]
    extractor_version: Mapped[str]


class Correctable:
    """A fact a researcher may speak of. ``verdict``: confirmed, rejected or edited.

    ``machine``: what the extractor said before a correction changed the row, ``{"found", "by", "was"}``; ``found`` is
    False where the newest extraction no longer has a fact that somebody confirmed.
    """

    verdict: Mapped[str | None]
    machine: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Run(Numbered, Base):
    """One execution of the pipeline: when, with which versions, and what came of it."""

    __tablename__ = "run"

    started: Mapped[datetime]
    finished: Mapped[datetime | None]  # None: running, or killed
    versions: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]


class Failure(Numbered, Base):
    """An article a run set aside, with what is needed to try it again."""

    __tablename__ = "failure"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[str | None]
    source: Mapped[str]  # path (and line) or address it was read from
    error: Mapped[str]
    at: Mapped[datetime]


class Article(Numbered, Base):
    """One version of an article's text. ``key`` is the article, the same in all its versions."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        UniqueConstraint("key", "text_hash"),
        Index("ix_article_outlet_published", "outlet", "published", sqlite_where=IS_CURRENT, postgresql_where=CURRENT),
        Index(
            "ix_article_section_published",
            "section",
            "published",
            sqlite_where=text("current = 1 AND section IS NOT NULL"),
            postgresql_where=text("current AND section IS NOT NULL"),
        ),
        Index("uq_article_current", "key", unique=True, sqlite_where=text("current"), postgresql_where=text("current")),
    )

    key: Mapped[str]
    version: Mapped[int]
    current: Mapped[bool]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    document_id: Mapped[str] = mapped_column(index=True)
    url: Mapped[str | None]
    outlet: Mapped[str | None]
    country: Mapped[str | None]
    published: Mapped[date | None] = mapped_column(index=True)  # the day the text shows, else the one of the metadata
    published_shown: Mapped[date | None]
    title: Mapped[str | None]
    author: Mapped[str | None]
    source_line: Mapped[str | None]
    section: Mapped[str | None]  # of the newspaper, as the page names it
    text: Mapped[str]
    text_hash: Mapped[str]
    facts_hash: Mapped[str]  # of everything written, to know an unchanged article without comparing rows
    extractor_version: Mapped[str | None]
    copy_of: Mapped[str | None] = mapped_column(
        index=True
    )  # key of the first of its near-copies, its own if it is that


class Entity(Numbered, Base):
    """A thing in the world: an official, an institution or a place, as far as one spelling of its name tells.

    Entities found to be one keep their rows: ``canonical_id`` of all but one names the one they were merged into, so
    that links of articles and permanent keys go on to hold.
    """

    __tablename__ = "entity"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # official, institution, place
    subkind: Mapped[str | None]  # kind of institution or place
    label: Mapped[str]  # the name it was first written with
    gazetteer_id: Mapped[str | None] = mapped_column(index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id"), index=True)  # where it is, the next place up
    canonical_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id"), index=True)  # None: it stands for itself
    latitude: Mapped[float | None]  # degrees, WGS 84
    longitude: Mapped[float | None]
    located_by: Mapped[str | None]  # key of the place whose point it is: its own, or that of the nearest place around


class Name(Numbered, Base):
    """A form an entity is called by. ``words``: its search form (``keys.search_form``); ``sounds``: the keys it is
    found by in Latin letters (``gazetteer.transliteration``)."""

    __tablename__ = "name"
    __table_args__ = (UniqueConstraint("entity_id", "form"),)

    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"))
    form: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    words: Mapped[str]
    sounds: Mapped[str] = mapped_column(server_default=" ")


class Mention(Numbered, Provenanced, Base):
    """A labelled span of the article (code points, half-open); ``value``: what it was parsed to."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    key: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    label: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    surface: Mapped[str]
    value: Mapped[dict[str, Any]]


class Link(Numbered, Base):
    """A mention tied to an entity, with its score (0-1) and the named parts of the score.

    ``place``: that of its article in the order of hits (``word_index``), kept here for an entity's latest articles.
    """

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("mention_id", "entity_id"),
        Index("ix_link_entity_id_place", "entity_id", "place"),
    )

    mention_id: Mapped[int] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id"))
    score: Mapped[float]
    features: Mapped[dict[str, Any]]
    place: Mapped[int | None] = mapped_column(BigInteger)


class Position(Numbered, Base):
    """An office, whoever holds it."""

    __tablename__ = "position"

    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    words: Mapped[str]
    canonical_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), index=True)  # one office, other wording


class Occupancy(Numbered, Provenanced, Correctable, Base):
    """An article states that an office is held: by an official, or by somebody unnamed (``entity_id`` None)."""

    __tablename__ = "occupancy"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    key: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"), index=True)
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id"), index=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    title: Mapped[str]  # as written in this article
    as_of: Mapped[date | None]  # the article's day
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id", ondelete="SET NULL"), index=True)  # inferred


class Event(Numbered, Provenanced, Correctable, Base):
    """Something that happened, was planned, put off, cancelled or denied, as one article tells it."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("article_id", "key"),
        Index("ix_event_date_start_type", "date_start", "type"),
        Index("ix_event_happening_id_article_id", "happening_id", "article_id", "verdict"),
        Index("ix_event_type_status", "type", "status"),
        Index("ix_event_verdict", "verdict", sqlite_where=JUDGED, postgresql_where=JUDGED),
    )

    key: Mapped[str] = mapped_column(index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"), index=True)
    local_id: Mapped[str]  # its id in the article's output: e1, e2 ...
    type: Mapped[str]
    status: Mapped[str]
    date_start: Mapped[date | None]
    date_end: Mapped[date | None]
    date_text: Mapped[str | None]
    date_inherited: Mapped[bool]
    evidence: Mapped[str]
    evidence_start: Mapped[int | None]
    evidence_end: Mapped[int | None]
    evidence_also: Mapped[list[Any]]
    happening_id: Mapped[int | None] = mapped_column(ForeignKey("happening.id", ondelete="SET NULL"))


class Argument(Numbered, Base):
    """A participant of an event: ``name`` as resolved in the article, the span that says so, its entity if any.

    ``type``, ``date_start``, ``date_end``: of its event, kept here for one index to answer who did what, and when.
    ``holder_id``: who held the office that ``name`` names (``والي الجهة``) at the event's date, as other articles say.
    """

    __tablename__ = "argument"
    __table_args__ = (
        UniqueConstraint("event_id", "ordinal"),
        Index("ix_argument_entity_id_event_id", "entity_id", "event_id"),
        # Everything a question by name and days asks for, so that it reads this and not a row of each event.
        Index("ix_argument_entity_id_date_start", "entity_id", "date_start", "type", "date_end", "role", "event_id"),
        # And of those that last: what began before the days asked for may reach into them.
        Index(
            "ix_argument_entity_id_date_end",
            "entity_id",
            "date_end",
            "date_start",
            "type",
            "role",
            "event_id",
            sqlite_where=LASTS,
            postgresql_where=LASTS,
        ),
        Index("ix_argument_words", "words", sqlite_where=UNNAMED, postgresql_where=UNNAMED),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    role: Mapped[str]
    name: Mapped[str]
    words: Mapped[str]
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"), index=True)
    start: Mapped[int | None]
    end: Mapped[int | None]
    confidence: Mapped[float]
    inferred: Mapped[bool]
    type: Mapped[str | None]
    date_start: Mapped[date | None]
    date_end: Mapped[date | None]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id", ondelete="SET NULL"), index=True)


class Amount(Numbered, Provenanced, Correctable, Base):
    """A sum of money in major units; ``text`` as written."""

    __tablename__ = "amount"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    key: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    value: Mapped[float] = mapped_column(index=True)
    currency: Mapped[str]
    relation: Mapped[str | None]


class Quantity(Numbered, Provenanced, Correctable, Base):
    """A counted quantity; ``text`` as written."""

    __tablename__ = "quantity"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    key: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str]
    unit_phrase: Mapped[str | None]
    relation: Mapped[str]


class Correction(Numbered, Base):
    """A researcher's word on a fact or entity; only ever added. ``target``: the key of what it speaks of.

    ``value`` holds what is needed to find the fact again when a newer extractor cuts it differently (article, type,
    evidence span and words), and for an edit the new cells. ``key``: a hash of it all, so that a replay adds nothing twice.
    """

    __tablename__ = "correction"

    key: Mapped[str] = mapped_column(unique=True)

    target_kind: Mapped[str]  # event, occupancy, amount, quantity, entity, happening; of an undo: correction
    target: Mapped[str] = mapped_column(index=True)
    article_key: Mapped[str | None] = mapped_column(index=True)  # of the fact it speaks of
    action: Mapped[str]  # confirm, reject, edit, merge, split, undo
    value: Mapped[dict[str, Any]]
    reason: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime]
