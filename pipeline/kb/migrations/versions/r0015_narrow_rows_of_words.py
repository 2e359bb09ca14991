"""Rows of words that are narrow

Why: PostgreSQL kept the words of four articles on a page, so that to read the places of five thousand hits it read as many
pages. With the words beside the table (TOAST) some fifty places are on a page.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NARROW = 128  # bytes of a row from which on its words are put beside the table; the least there is


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE article_words SET (toast_tuple_target = {NARROW})")
        op.execute("ALTER TABLE article_words ALTER COLUMN place TYPE bigint USING place + 0")  # writes all rows anew


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE article_words RESET (toast_tuple_target)")
