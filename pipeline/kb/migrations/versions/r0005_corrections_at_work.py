"""Corrections at work

Why: a researcher's word on a fact must outlive the next extraction, with what the machine said kept beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

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


def downgrade() -> None:
    with op.batch_alter_table("correction") as batch_op:
        batch_op.drop_index("ix_correction_article_key")
        batch_op.drop_column("article_key")
    for table in FACTS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("machine")
            if table != "event":
                batch_op.drop_column("verdict")
