"""Blocks of entities

Why: a run compares only what is new with what it shares a key with; both are remembered between runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "settled",
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_settled_entity_id_entity", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", name="pk_settled"),
    )
    op.create_table(
        "block",
        sa.Column("entity_id", ROW_ID, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name="fk_block_entity_id_entity", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "value", name="pk_block"),
    )
    with op.batch_alter_table("block") as batch_op:
        batch_op.create_index("ix_block_value", ["value"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("block") as batch_op:
        batch_op.drop_index("ix_block_value")

    op.drop_table("block")
    op.drop_table("settled")
