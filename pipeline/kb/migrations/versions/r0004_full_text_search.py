"""Full text search

Why: articles were found by the names in their events only; now by any word of title and text, in Arabic spelling as
people type it. The articles there are get their words.
"""

import sqlalchemy as sa
from alembic import op

from pipeline.kb.word_index import words_row

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 200
WORDS = sa.table(
    "article_words", *(sa.column(c) for c in ("article_id", "title_forms", "forms", "title_stems", "stems"))
)
ARTICLE = sa.table(
    "article", sa.column("id"), sa.column("title"), sa.column("text"), sa.column("current", sa.Boolean())
)

# The tokenizer `ascii` parts words at blanks alone, since all letters that are not ASCII are letters to it.
FTS5 = """
CREATE VIRTUAL TABLE fts_article USING fts5(
    title_forms, forms, content='article_words', content_rowid='article_id', tokenize='ascii', detail='column'
)
"""
ADD = "INSERT INTO fts_article(rowid, title_forms, forms) VALUES (new.article_id, new.title_forms, new.forms);"
TAKE = (
    "INSERT INTO fts_article(fts_article, rowid, title_forms, forms) "
    "VALUES ('delete', old.article_id, old.title_forms, old.forms);"
)
TRIGGERS = {
    "article_words_added": f"AFTER INSERT ON article_words BEGIN {ADD} END",
    "article_words_taken": f"AFTER DELETE ON article_words BEGIN {TAKE} END",
    "article_words_changed": f"AFTER UPDATE ON article_words BEGIN {TAKE} {ADD} END",
}
# Kept beside the words and not only in the index: PostgreSQL then knows how rare a word is, and need not make it anew.
VECTORS = """
ALTER TABLE article_words
    ADD COLUMN fts_article_forms tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(forms, ' '))) STORED,
    ADD COLUMN fts_article_title_forms tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(title_forms, ' '))) STORED
"""
GIN = "CREATE INDEX fts_article ON article_words USING gin (fts_article_forms)"


def upgrade() -> None:
    op.create_table(
        "article_words",
        sa.Column("article_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("title_forms", sa.String(), nullable=False),
        sa.Column("forms", sa.String(), nullable=False),
        sa.Column("title_stems", sa.String(), nullable=False),
        sa.Column("stems", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_words_article_id_article", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_words"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
        for name, body in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
        fill(op.get_bind())
    else:
        op.execute(VECTORS)
        fill(op.get_bind())
        op.execute(GIN)  # quicker once than row by row


def fill(connection: sa.Connection) -> None:
    """Keep the words of the articles there are, some at a time, so that memory does not grow with their number."""
    last = 0
    some = sa.select(ARTICLE.c.id, ARTICLE.c.title, ARTICLE.c.text).order_by(ARTICLE.c.id).limit(BATCH)
    while rows := connection.execute(some.where(ARTICLE.c.current, ARTICLE.c.id > last)).all():
        connection.execute(sa.insert(WORDS), [{"article_id": row.id, **words_row(row.title, row.text)} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE fts_article")
    op.drop_table("article_words")  # its triggers and its index go with it
