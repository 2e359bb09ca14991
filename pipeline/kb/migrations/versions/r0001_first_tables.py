"""First tables

Why: nothing could be kept before; these are the articles, entities, facts, runs and corrections.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    with op.batch_alter_table("correction") as batch_op:
        batch_op.create_index("ix_correction_target", ["target"], unique=False)

    op.create_table(
        "entity",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subkind", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("gazetteer_id", sa.String(), nullable=True),
        sa.Column("place_id", ROW_ID, nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["entity.id"], name="fk_entity_place_id_entity"),
        sa.PrimaryKeyConstraint("id", name="pk_entity"),
        sa.UniqueConstraint("key", name="uq_entity_key"),
    )
    with op.batch_alter_table("entity") as batch_op:
        batch_op.create_index("ix_entity_gazetteer_id", ["gazetteer_id"], unique=False)
        batch_op.create_index("ix_entity_place_id", ["place_id"], unique=False)

    op.create_table(
        "position",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_position"),
        sa.UniqueConstraint("key", name="uq_position_key"),
    )
    with op.batch_alter_table("position") as batch_op:
        batch_op.create_index("ix_position_folded", ["folded"], unique=False)

    op.create_table(
        "run",
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_table(
        "article",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("outlet", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("published_shown", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("source_line", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("facts_hash", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_article_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("key", "text_hash", name="uq_article_key_text_hash"),
        sa.UniqueConstraint("key", "version", name="uq_article_key_version"),
    )
    with op.batch_alter_table("article") as batch_op:
        batch_op.create_index("ix_article_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_article_published", ["published"], unique=False)
        batch_op.create_index("ix_article_run_id", ["run_id"], unique=False)
        batch_op.create_index(
            "uq_article_current",
            ["key"],
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        )

    op.create_table(
        "failure",
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_failure_run_id_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_failure"),
    )
    with op.batch_alter_table("failure") as batch_op:
        batch_op.create_index("ix_failure_run_id", ["run_id"], unique=False)

    op.create_table(
        "name",
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_name_entity_id_entity", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_name"),
        sa.UniqueConstraint("entity_id", "form", name="uq_name_entity_id_form"),
    )
    with op.batch_alter_table("name") as batch_op:
        batch_op.create_index("ix_name_folded", ["folded"], unique=False)

    op.create_table(
        "mention",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_mention_article_id_article", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_mention_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
        sa.UniqueConstraint("article_id", "key", name="uq_mention_article_id_key"),
    )
    op.create_table(
        "amount",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("mention_id", ROW_ID, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_amount_article_id_article", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name="fk_amount_mention_id_mention", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_amount_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_amount"),
        sa.UniqueConstraint("article_id", "key", name="uq_amount_article_id_key"),
    )
    with op.batch_alter_table("amount") as batch_op:
        batch_op.create_index("ix_amount_mention_id", ["mention_id"], unique=False)
        batch_op.create_index("ix_amount_value", ["value"], unique=False)

    op.create_table(
        "event",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("mention_id", ROW_ID, nullable=True),
        sa.Column("local_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("date_inherited", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=True),
        sa.Column("evidence_end", sa.Integer(), nullable=True),
        sa.Column("evidence_also", sa.JSON(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_event_article_id_article", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name="fk_event_mention_id_mention", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_event_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("article_id", "key", name="uq_event_article_id_key"),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.create_index("ix_event_date_start_type", ["date_start", "type"], unique=False)
        batch_op.create_index("ix_event_key", ["key"], unique=False)
        batch_op.create_index("ix_event_mention_id", ["mention_id"], unique=False)
        batch_op.create_index("ix_event_type_status", ["type", "status"], unique=False)

    op.create_table(
        "link",
        sa.Column("mention_id", ROW_ID, nullable=False),
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_link_entity_id_entity"),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name="fk_link_mention_id_mention", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("mention_id", "entity_id", name="uq_link_mention_id_entity_id"),
    )
    with op.batch_alter_table("link") as batch_op:
        batch_op.create_index("ix_link_entity_id", ["entity_id"], unique=False)

    op.create_table(
        "occupancy",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("mention_id", ROW_ID, nullable=True),
        sa.Column("entity_id", ROW_ID, nullable=True),
        sa.Column("position_id", ROW_ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_occupancy_article_id_article", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_occupancy_entity_id_entity"),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name="fk_occupancy_mention_id_mention", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name="fk_occupancy_position_id_position"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_occupancy_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_occupancy"),
        sa.UniqueConstraint("article_id", "key", name="uq_occupancy_article_id_key"),
    )
    with op.batch_alter_table("occupancy") as batch_op:
        batch_op.create_index("ix_occupancy_entity_id", ["entity_id"], unique=False)
        batch_op.create_index("ix_occupancy_mention_id", ["mention_id"], unique=False)
        batch_op.create_index("ix_occupancy_position_id", ["position_id"], unique=False)

    op.create_table(
        "quantity",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("mention_id", ROW_ID, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_phrase", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_quantity_article_id_article", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name="fk_quantity_mention_id_mention", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_quantity_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_quantity"),
        sa.UniqueConstraint("article_id", "key", name="uq_quantity_article_id_key"),
    )
    with op.batch_alter_table("quantity") as batch_op:
        batch_op.create_index("ix_quantity_mention_id", ["mention_id"], unique=False)

    op.create_table(
        "argument",
        sa.Column("event_id", ROW_ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entity_id", ROW_ID, nullable=True),
        sa.Column("mention_id", ROW_ID, nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_argument_entity_id_entity"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_argument_event_id_event", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name="fk_argument_mention_id_mention", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_argument"),
        sa.UniqueConstraint("event_id", "ordinal", name="uq_argument_event_id_ordinal"),
    )
    with op.batch_alter_table("argument") as batch_op:
        batch_op.create_index("ix_argument_entity_id_event_id", ["entity_id", "event_id"], unique=False)
        batch_op.create_index("ix_argument_mention_id", ["mention_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("argument") as batch_op:
        batch_op.drop_index("ix_argument_mention_id")
        batch_op.drop_index("ix_argument_entity_id_event_id")

    op.drop_table("argument")
    with op.batch_alter_table("quantity") as batch_op:
        batch_op.drop_index("ix_quantity_mention_id")

    op.drop_table("quantity")
    with op.batch_alter_table("occupancy") as batch_op:
        batch_op.drop_index("ix_occupancy_position_id")
        batch_op.drop_index("ix_occupancy_mention_id")
        batch_op.drop_index("ix_occupancy_entity_id")

    op.drop_table("occupancy")
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_index("ix_link_entity_id")

    op.drop_table("link")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_index("ix_event_type_status")
        batch_op.drop_index("ix_event_mention_id")
        batch_op.drop_index("ix_event_key")
        batch_op.drop_index("ix_event_date_start_type")

    op.drop_table("event")
    with op.batch_alter_table("amount") as batch_op:
        batch_op.drop_index("ix_amount_value")
        batch_op.drop_index("ix_amount_mention_id")

    op.drop_table("amount")
    op.drop_table("mention")
    with op.batch_alter_table("name") as batch_op:
        batch_op.drop_index("ix_name_folded")

    op.drop_table("name")
    with op.batch_alter_table("failure") as batch_op:
        batch_op.drop_index("ix_failure_run_id")

    op.drop_table("failure")
    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_index("uq_article_current", sqlite_where=sa.text("current"), postgresql_where=sa.text("current"))
        batch_op.drop_index("ix_article_run_id")
        batch_op.drop_index("ix_article_published")
        batch_op.drop_index("ix_article_document_id")

    op.drop_table("article")
    op.drop_table("run")
    with op.batch_alter_table("position") as batch_op:
        batch_op.drop_index("ix_position_folded")

    op.drop_table("position")
    with op.batch_alter_table("entity") as batch_op:
        batch_op.drop_index("ix_entity_place_id")
        batch_op.drop_index("ix_entity_gazetteer_id")

    op.drop_table("entity")
    with op.batch_alter_table("correction") as batch_op:
        batch_op.drop_index("ix_correction_target")

    op.drop_table("correction")
