"""Counts kept ready

Why: lists, facets and pages of entities ask how many events there are of everything; to count millions takes longer than
a question may. Indexes hold what is asked of events, participants and tellings, in the orders of lists.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.kb.tallies import refresh

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JUDGED, LASTS = sa.text("verdict IS NOT NULL"), sa.text("date_end > date_start")
CURRENT = sa.text("current")
IS_CURRENT = sa.text("current = 1")  # as questions put it to SQLite
FORMER = (  # table, name, columns: of the indexes that wider ones take the place of
    ("happening", "ix_happening_date_start_type", ["date_start", "type"]),
    ("part", "ix_part_entity_id_date_start", ["entity_id", "date_start"]),
    ("event", "ix_event_happening_id", ["happening_id"]),
)
NEW: tuple[tuple[str, str, list[Any], Any], ...] = (
    ("happening", "ix_happening_date_start_key", ["date_start", "key", "type", "status"], None),
    ("happening", "ix_happening_sources_key", [sa.text("sources DESC"), "key"], None),
    ("happening", "ix_happening_confidence_key", [sa.text("confidence DESC"), "key"], None),
    ("happening", "ix_happening_verdict", ["verdict"], JUDGED),
    ("happening", "ix_happening_date_end_date_start", ["date_end", "date_start"], LASTS),
    ("part", "ix_part_entity_id_date_start", ["entity_id", "date_start", "happening_id", "role"], None),
    ("part", "ix_part_happening_id_entity_id", ["happening_id", "entity_id", "role"], None),
    ("event", "ix_event_happening_id_article_id", ["happening_id", "article_id", "verdict"], None),
    ("article", "ix_article_outlet_published", ["outlet", "published"], CURRENT),
)


def upgrade() -> None:
    for table, name, _ in FORMER:
        op.drop_index(name, table)
    for table, name, columns, where in NEW:
        lite = IS_CURRENT if where is CURRENT else where
        op.create_index(name, table, columns, sqlite_where=lite, postgresql_where=where)
    op.create_table(
        "activity",
        sa.Column("entity_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_activity_entity_id_entity", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", name="pk_activity"),
    )
    op.create_index("ix_activity_kind_events", "activity", ["kind", "events"])
    op.create_table(
        "day_tally",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_day_tally"),
    )
    op.create_index("ix_day_tally_day", "day_tally", ["day"])
    op.create_table(
        "tally",
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name="pk_tally"),
    )
    op.create_table(
        "office_holder",
        sa.Column("position_id", ROW_ID, nullable=False),
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name="fk_office_holder_position_id_position", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name="fk_office_holder_entity_id_entity", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position_id", "entity_id", name="pk_office_holder"),
    )
    refresh(op.get_bind())


def downgrade() -> None:
    for table in ("office_holder", "tally", "day_tally", "activity"):
        op.drop_table(table)
    for table, name, _, _ in reversed(NEW):
        op.drop_index(name, table)
    for table, name, columns in FORMER:
        op.create_index(name, table, columns)
