"""What holds across articles

Why: every article stood alone; now entities and events of several articles can be one, offices are held over time,
near-copies are counted once, and two runs can be compared.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_candidate"),
        sa.UniqueConstraint("kind", "left", "right", name="uq_candidate_kind_left_right"),
    )
    with op.batch_alter_table("candidate") as batch_op:
        batch_op.create_index("ix_candidate_decision_score", ["decision", "score"], unique=False)
        batch_op.create_index("ix_candidate_right", ["right"], unique=False)

    op.create_table(
        "happening",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("disagreements", sa.JSON(), nullable=False),
        sa.Column("part_of_id", ROW_ID, nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["happening.id"], name="fk_happening_part_of_id_happening", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_happening"),
        sa.UniqueConstraint("key", name="uq_happening_key"),
    )
    with op.batch_alter_table("happening") as batch_op:
        batch_op.create_index("ix_happening_date_start_type", ["date_start", "type"], unique=False)
        batch_op.create_index("ix_happening_part_of_id", ["part_of_id"], unique=False)
        batch_op.create_index("ix_happening_type_status", ["type", "status"], unique=False)

    op.create_table(
        "redirect",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_redirect"),
    )
    with op.batch_alter_table("redirect") as batch_op:
        batch_op.create_index("ix_redirect_target", ["target"], unique=False)

    op.create_table(
        "extraction",
        sa.Column("article_key", sa.String(), nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_extraction_run_id_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_extraction"),
        sa.UniqueConstraint("article_key", "run_id", name="uq_extraction_article_key_run_id"),
    )
    with op.batch_alter_table("extraction") as batch_op:
        batch_op.create_index("ix_extraction_run_id", ["run_id"], unique=False)

    op.create_table(
        "part",
        sa.Column("happening_id", ROW_ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entity_id", ROW_ID, nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_part_entity_id_entity"),
        sa.ForeignKeyConstraint(
            ["happening_id"], ["happening.id"], name="fk_part_happening_id_happening", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_part"),
        sa.UniqueConstraint("happening_id", "role", "ordinal", name="uq_part_happening_id_role_ordinal"),
    )
    with op.batch_alter_table("part") as batch_op:
        batch_op.create_index("ix_part_entity_id_date_start", ["entity_id", "date_start"], unique=False)

    op.create_table(
        "tenure",
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.Column("position_id", ROW_ID, nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=True),
        sa.Column("last_seen", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_tenure_entity_id_entity", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name="fk_tenure_position_id_position"),
        sa.PrimaryKeyConstraint("id", name="pk_tenure"),
        sa.UniqueConstraint(
            "entity_id", "position_id", "first_seen", name="uq_tenure_entity_id_position_id_first_seen"
        ),
    )
    with op.batch_alter_table("tenure") as batch_op:
        batch_op.create_index("ix_tenure_position_id", ["position_id"], unique=False)

    op.create_table(
        "band",
        sa.Column("article_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_band_article_id_article", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_band"),
    )
    with op.batch_alter_table("band") as batch_op:
        batch_op.create_index("ix_band_number_value", ["number", "value"], unique=False)

    with op.batch_alter_table("argument") as batch_op:
        batch_op.add_column(sa.Column("holder_id", ROW_ID, nullable=True))
        batch_op.create_index("ix_argument_holder_id", ["holder_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_argument_holder_id_entity", "entity", ["holder_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("copy_of", sa.String(), nullable=True))
        batch_op.create_index("ix_article_copy_of", ["copy_of"], unique=False)

    with op.batch_alter_table("correction") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
    correction = sa.table("correction", sa.column("id"), sa.column("key"))
    op.execute(
        sa.update(correction).values(key=sa.cast(correction.c.id, sa.String))
    )  # none was ever written by a command
    with op.batch_alter_table("correction") as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint("uq_correction_key", ["key"])

    with op.batch_alter_table("entity") as batch_op:
        batch_op.add_column(sa.Column("canonical_id", ROW_ID, nullable=True))
        batch_op.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("located_by", sa.String(), nullable=True))
        batch_op.create_index("ix_entity_canonical_id", ["canonical_id"], unique=False)
        batch_op.create_foreign_key("fk_entity_canonical_id_entity", "entity", ["canonical_id"], ["id"])

    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("happening_id", ROW_ID, nullable=True))
        batch_op.add_column(sa.Column("verdict", sa.String(), nullable=True))
        batch_op.create_index("ix_event_happening_id", ["happening_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_event_happening_id_happening", "happening", ["happening_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("occupancy") as batch_op:
        batch_op.add_column(sa.Column("holder_id", ROW_ID, nullable=True))
        batch_op.create_index("ix_occupancy_holder_id", ["holder_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_occupancy_holder_id_entity", "entity", ["holder_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("position") as batch_op:
        batch_op.add_column(sa.Column("canonical_id", ROW_ID, nullable=True))
        batch_op.create_index("ix_position_canonical_id", ["canonical_id"], unique=False)
        batch_op.create_foreign_key("fk_position_canonical_id_position", "position", ["canonical_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("position") as batch_op:
        batch_op.drop_constraint("fk_position_canonical_id_position", type_="foreignkey")
        batch_op.drop_index("ix_position_canonical_id")
        batch_op.drop_column("canonical_id")

    with op.batch_alter_table("occupancy") as batch_op:
        batch_op.drop_constraint("fk_occupancy_holder_id_entity", type_="foreignkey")
        batch_op.drop_index("ix_occupancy_holder_id")
        batch_op.drop_column("holder_id")

    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_constraint("fk_event_happening_id_happening", type_="foreignkey")
        batch_op.drop_index("ix_event_happening_id")
        batch_op.drop_column("verdict")
        batch_op.drop_column("happening_id")

    with op.batch_alter_table("entity") as batch_op:
        batch_op.drop_constraint("fk_entity_canonical_id_entity", type_="foreignkey")
        batch_op.drop_index("ix_entity_canonical_id")
        batch_op.drop_column("located_by")
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
        batch_op.drop_column("canonical_id")

    with op.batch_alter_table("correction") as batch_op:
        batch_op.drop_constraint("uq_correction_key", type_="unique")
        batch_op.drop_column("key")

    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_index("ix_article_copy_of")
        batch_op.drop_column("copy_of")

    with op.batch_alter_table("argument") as batch_op:
        batch_op.drop_constraint("fk_argument_holder_id_entity", type_="foreignkey")
        batch_op.drop_index("ix_argument_holder_id")
        batch_op.drop_column("holder_id")

    with op.batch_alter_table("band") as batch_op:
        batch_op.drop_index("ix_band_number_value")

    op.drop_table("band")
    with op.batch_alter_table("tenure") as batch_op:
        batch_op.drop_index("ix_tenure_position_id")

    op.drop_table("tenure")
    with op.batch_alter_table("part") as batch_op:
        batch_op.drop_index("ix_part_entity_id_date_start")

    op.drop_table("part")
    with op.batch_alter_table("extraction") as batch_op:
        batch_op.drop_index("ix_extraction_run_id")

    op.drop_table("extraction")
    with op.batch_alter_table("redirect") as batch_op:
        batch_op.drop_index("ix_redirect_target")

    op.drop_table("redirect")
    with op.batch_alter_table("happening") as batch_op:
        batch_op.drop_index("ix_happening_type_status")
        batch_op.drop_index("ix_happening_part_of_id")
        batch_op.drop_index("ix_happening_date_start_type")

    op.drop_table("happening")
    with op.batch_alter_table("candidate") as batch_op:
        batch_op.drop_index("ix_candidate_right")
        batch_op.drop_index("ix_candidate_decision_score")

    op.drop_table("candidate")
