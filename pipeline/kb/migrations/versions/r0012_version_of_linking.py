"""The version of the rules that linked

Why: a rule that reads an office otherwise changes what is one office, but only what is new is compared. `rasid link`
begins anew where the version is another; what was linked before has none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("linked", sa.Column("version", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("linked") as table:
        table.drop_column("version")
