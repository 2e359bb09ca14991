"""Sections of articles

Why: the section a newspaper files an article under (politics, regions, sport) was read and lost; researchers choose by it.
Extractions that are kept have it, so that nothing needs to be read again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KNOWN = {"sqlite": "current = 1 AND section IS NOT NULL", "postgresql": "current AND section IS NOT NULL"}
# The section by the newest extraction of the text an article has now.
SAID = {
    "sqlite": "json_extract(facts, '$.section')",
    "postgresql": "CAST(facts AS jsonb) ->> 'section'",
}


def upgrade() -> None:
    op.add_column("article", sa.Column("section", sa.String(), nullable=True))
    said = SAID[op.get_bind().dialect.name]
    kept = "extraction.article_key = article.key AND extraction.text_hash = article.text_hash"
    op.execute(
        f"UPDATE article SET section = (SELECT {said} FROM extraction WHERE {kept} ORDER BY run_id DESC LIMIT 1) WHERE current"
    )
    op.create_index(
        "ix_article_section_published", "article", ["section", "published"],
        sqlite_where=sa.text(KNOWN["sqlite"]), postgresql_where=sa.text(KNOWN["postgresql"]),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_article_section_published", "article")
    op.drop_column("article", "section")
