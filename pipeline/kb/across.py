"""The tables of what holds across articles: made from the facts of articles by ``pipeline.linking``, never by hand.

All of it can be made anew from the facts and the corrections. Permanent keys stay: a key that a merge made pointless
goes on to lead somewhere (``Redirect``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.kb.schema import JUDGED, LASTS, Base, Numbered


class Candidate(Numbered, Base):
    """Two entities or two happenings that may be one, with the score and what was decided.

    ``kind``: official, institution, place, position or happening; ``left`` and ``right``: their keys, ``left`` the
    smaller; ``features``: the named parts of the score; ``decision``: merged, review (the queue) or apart;
    ``decided_by``: rules, parted (two of one name whose articles contradict each other), or the key of a correction;
    that a correction no longer holds is seen by its row here.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("kind", "left", "right"),
        Index("ix_candidate_decision_score", "decision", "score"),
    )

    kind: Mapped[str]
    left: Mapped[str]
    right: Mapped[str] = mapped_column(index=True)
    score: Mapped[float]
    features: Mapped[dict[str, Any]]
    decision: Mapped[str]
    decided_by: Mapped[str]
    at: Mapped[datetime]


class Redirect(Base):
    """A permanent key that now leads to another: of an entity or a happening that was merged."""

    __tablename__ = "redirect"

    key: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class Happening(Numbered, Base):
    """An event of the world: what one or more articles tell (``event.happening_id``), the union of what they say.

    ``articles`` counts tellings, ``sources`` counts near-copies once and outlets once; ``disagreements``: cells told
    differently, ``{"date_start": {"2024-03-05": ["event key", ...], ...}, "amount": ...}``. ``part_of_id``: the tour it
    was a stop of. ``confidence``: the surest source's, raised by the others at half credit; for ordering, not calibrated.
    """

    __tablename__ = "happening"
    __table_args__ = (
        Index("ix_happening_date_start_key", "date_start", "key", "type", "status"),
        Index("ix_happening_type_status", "type", "status"),
        # The few of which something must be known before others are asked for.
        Index("ix_happening_verdict", "verdict", sqlite_where=JUDGED, postgresql_where=JUDGED),
        Index("ix_happening_date_end_date_start", "date_end", "date_start", sqlite_where=LASTS, postgresql_where=LASTS),
    )

    key: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    status: Mapped[str]
    date_start: Mapped[date | None]
    date_end: Mapped[date | None]
    articles: Mapped[int]
    sources: Mapped[int]
    confidence: Mapped[float]
    disagreements: Mapped[dict[str, Any]]
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("happening.id", ondelete="SET NULL"), index=True)
    verdict: Mapped[str | None]


Index("ix_happening_sources_key", Happening.sources.desc(), Happening.key)
Index("ix_happening_confidence_key", Happening.confidence.desc(), Happening.key)


class Part(Numbered, Base):
    """A participant of a happening: the canonical entity where there is one, how many articles name it, in what role.

    ``date_start`` is that of the happening, kept here so that one index answers "what did this official do, and when".
    """

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("happening_id", "role", "ordinal"),
        # Each holds all that is asked of a participant, so that its row need not be read.
        Index("ix_part_entity_id_date_start", "entity_id", "date_start", "happening_id", "role"),
        Index("ix_part_happening_id_entity_id", "happening_id", "entity_id", "role"),
    )

    happening_id: Mapped[int] = mapped_column(ForeignKey("happening.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    role: Mapped[str]
    name: Mapped[str]
    words: Mapped[str]
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entity.id"))
    articles: Mapped[int]
    inferred: Mapped[bool]
    date_start: Mapped[date | None]


class Tenure(Numbered, Base):
    """An official held an office at least from ``first_seen`` to ``last_seen``, the days of the coverage that says so.

    ``since`` and ``until``: where an appointment or a successor gives a bound; None: not known.
    """

    __tablename__ = "tenure"
    __table_args__ = (UniqueConstraint("entity_id", "position_id", "first_seen"),)

    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    first_seen: Mapped[date | None]
    last_seen: Mapped[date | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    articles: Mapped[int]
    confidence: Mapped[float]


class Band(Base):
    """A band of the MinHash signature of an article's text; near-copies share one."""

    __tablename__ = "band"
    __table_args__ = (Index("ix_band_number_value", "number", "value"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Extraction(Numbered, Base):
    """The facts of an article as a run put them out (``rasid extract``), kept so that two runs can be compared."""

    __tablename__ = "extraction"
    __table_args__ = (UniqueConstraint("article_key", "run_id"),)

    article_key: Mapped[str]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    text_hash: Mapped[str]
    facts: Mapped[dict[str, Any]]


class Settled(Base):
    """An entity that was compared with others as it now stands; a row goes when an article changes what is known of it."""

    __tablename__ = "settled"

    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True)


class Block(Base):
    """A key under which an entity meets those it may be one with: the sound of a surname, two words of a name."""

    __tablename__ = "block"

    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True, index=True)
