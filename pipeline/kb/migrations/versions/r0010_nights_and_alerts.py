"""Nights and alerts

Why: `rasid nightly` goes on where it was killed, tells what each outlet gave, and tells saved searches what is new,
once. Events that are there already are nothing new.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "night",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("run_id", ROW_ID, nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("report", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_night_run_id_run", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_night"),
    )
    op.create_table(
        "night_stage",
        sa.Column("night_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started", MOMENT, nullable=True),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        _of_night("night_stage", "CASCADE"),
        sa.PrimaryKeyConstraint("night_id", "name", name="pk_night_stage"),
    )
    numbers = ("listed", "known", "fetched", "updated", "duplicates", "forbidden", "failed", "articles", "events")
    op.create_table(
        "night_outlet",
        sa.Column("night_id", ROW_ID, nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("outside", sa.String(), nullable=True),
        _of_night("night_outlet", "CASCADE"),
        sa.PrimaryKeyConstraint("night_id", "outlet", name="pk_night_outlet"),
    )
    op.create_index("ix_night_outlet_outlet", "night_outlet", ["outlet", "night_id"])
    op.create_table(
        "taken_in",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capture", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_taken_in"),
    )
    op.create_table(
        "set_aside",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("night_id", ROW_ID, nullable=False),
        _of_night("set_aside", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
        sa.UniqueConstraint("url", name="uq_set_aside_url"),
    )
    op.create_index("ix_set_aside_night_id", "set_aside", ["night_id"])
    op.create_table(
        "announced",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("night_id", ROW_ID, nullable=True),
        _of_night("announced", "SET NULL"),
        sa.PrimaryKeyConstraint("key", name="pk_announced"),
    )
    op.create_table(
        "alert_channel",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_channel"),
        sa.UniqueConstraint("search", "kind", "target", name="uq_alert_channel_search_kind_target"),
    )
    op.create_table(
        "alert_item",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("happening", sa.String(), nullable=False),
        sa.Column("night_id", ROW_ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _of_night("alert_item", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_item"),
        sa.UniqueConstraint("search", "happening", name="uq_alert_item_search_happening"),
    )
    op.create_index("ix_alert_item_night_id", "alert_item", ["night_id"])
    op.create_table(
        "delivery",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("night_id", ROW_ID, nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("changed", MOMENT, nullable=False),
        _of_night("delivery", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("key", name="uq_delivery_key"),
    )
    op.create_index("ix_delivery_night_id", "delivery", ["night_id"])
    op.create_index("ix_delivery_state", "delivery", ["state"])
    op.execute("INSERT INTO announced (key) SELECT key FROM happening")


def downgrade() -> None:
    for table in ("delivery", "alert_item", "alert_channel", "announced", "set_aside", "taken_in", "night_outlet"):
        op.drop_table(table)
    op.drop_table("night_stage")
    op.drop_table("night")


def _of_night(table: str, gone: str) -> sa.ForeignKeyConstraint:
    """Return the reference of a table to its night, and what becomes of a row when the night goes."""
    return sa.ForeignKeyConstraint(["night_id"], ["night.id"], name=f"fk_{table}_night_id_night", ondelete=gone)
