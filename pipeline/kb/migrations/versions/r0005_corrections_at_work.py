"""Corrections at work, and names found by their words

Why: a researcher's word on a fact must outlive the next extraction, with what the machine said kept beside it. And a
question for a name read every name and every participant there was, which a million articles do not allow.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
BATCH = 5000
COVERED = ["entity_id", "date_start", "type", "date_end", "role", "event_id"]
OF_EVENT = """
UPDATE argument SET type = event.type, date_start = event.date_start, date_end = event.date_end
FROM event WHERE event.id = argument.event_id
"""
FACTS = ("event", "occupancy", "amount", "quantity")


def upgrade() -> None:
    for table in FACTS:
        with op.batch_alter_table(table) as batch_op:
            if table != "event":  # has its verdict since 0003
                batch_op.add_column(sa.Column("verdict", sa.String(), nullable=True))
            batch_op.add_column(sa.Column("machine", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("correction") as batch_op:
        batch_op.add_column(sa.Column("article_key", sa.String(), nullable=True))
        batch_op.create_index("ix_correction_article_key", ["article_key"], unique=False)
    judged = sa.text("verdict IS NOT NULL")
    op.create_index("ix_event_verdict", "event", ["verdict"], sqlite_where=judged, postgresql_where=judged)
    op.add_column("argument", sa.Column("type", sa.String(), nullable=True))
    op.add_column("argument", sa.Column("date_start", sa.Date(), nullable=True))
    op.add_column("argument", sa.Column("date_end", sa.Date(), nullable=True))
    op.execute(OF_EVENT)
    op.create_index("ix_argument_entity_id_date_start", "argument", COVERED)
    unnamed = sa.text("entity_id IS NULL")
    op.create_index("ix_argument_words", "argument", ["words"], sqlite_where=unnamed, postgresql_where=unnamed)
    for name in ("entity", "position"):
        op.create_table(
            f"{name}_word",
            sa.Column("word", WORD, nullable=False),
            sa.Column("ref", ROW_ID, nullable=False),
            sa.ForeignKeyConstraint(["ref"], [f"{name}.id"], name=f"fk_{name}_word_ref_{name}", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("word", "ref", name=f"pk_{name}_word"),
        )
        op.create_index(f"ix_{name}_word_ref", f"{name}_word", ["ref"])
    op.create_table(
        "phrase_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", "ref", name="pk_phrase_word"),
    )
    op.create_index("ix_phrase_word_ref", "phrase_word", ["ref"])
    _fill("entity_word", "SELECT entity_id, words || ' ~' || replace(trim(sounds), ' ', ' ~') FROM name")
    _fill("position_word", "SELECT id, words FROM position")
    _fill("phrase_word", "SELECT DISTINCT words, words FROM argument WHERE entity_id IS NULL")


def _fill(name: str, query: str) -> None:
    """Keep the words of what is there already."""
    connection = op.get_bind()
    table = sa.table(name, sa.column("word"), sa.column("ref"))
    found = connection.execute(sa.text(query)).all()
    rows = sorted({(word, ref) for ref, words in found for word in words.split() if word != "~"}, key=str)
    for start in range(0, len(rows), BATCH):
        some = [{"word": word, "ref": ref} for word, ref in rows[start : start + BATCH]]
        connection.execute(sa.insert(table), some)


def downgrade() -> None:
    for name in ("phrase_word", "position_word", "entity_word"):
        op.drop_table(name)
    op.drop_index("ix_argument_words", table_name="argument")
    op.drop_index("ix_argument_entity_id_date_start", table_name="argument")
    for column in ("date_end", "date_start", "type"):
        op.drop_column("argument", column)
    op.drop_index("ix_event_verdict", table_name="event")
    with op.batch_alter_table("correction") as batch_op:
        batch_op.drop_index("ix_correction_article_key")
        batch_op.drop_column("article_key")
    for table in FACTS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("machine")
            if table != "event":
                batch_op.drop_column("verdict")
