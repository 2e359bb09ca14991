"""Words of titles in an index of their own

Why: FTS5 kept title and text in one list for each word, so that to find the few articles with two words in the title it
read all that have them anywhere: at a million articles 150 ms of the 190 that a search took.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MADE = ("added", "taken", "changed")  # triggers that keep the tables in step
OWN = {"fts_article": "forms", "fts_article_title": "title_forms"}
# Letters of beginnings that are looked up at once. Two lengths for the texts would take 1 GB more at a million articles.
BEGINNINGS = {"fts_article_title": "2 3 4 5"}
BOTH = {"fts_article": "title_forms, forms"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _drop(BOTH)
        _make(OWN)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _drop(OWN)
        _make(BOTH)


def _drop(tables: dict[str, str]) -> None:
    for name in MADE:
        op.execute(f"DROP TRIGGER article_words_{name}")
    for table in tables:
        op.execute(f"DROP TABLE {table}")


def _make(tables: dict[str, str]) -> None:
    """Make FTS5 tables over columns of the words, and what keeps them in step.

    Not with ``detail='none'``, which is smaller: beginnings of words are then looked for four times as long.
    """
    add = take = ""
    for table, columns in tables.items():
        op.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, content='article_words', content_rowid='place', "
            f"tokenize='ascii', detail='column', prefix='{BEGINNINGS.get(table, '')}')"
        )
        op.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
        new, old = (", ".join(f"{row}.{name}" for name in ("place", *columns.split(", "))) for row in ("new", "old"))
        add += f"INSERT INTO {table}(rowid, {columns}) VALUES ({new});"
        take += f"INSERT INTO {table}({table}, rowid, {columns}) VALUES ('delete', {old});"
    bodies = (f"AFTER INSERT ON article_words BEGIN {add} END", f"AFTER DELETE ON article_words BEGIN {take} END", f"AFTER UPDATE ON article_words BEGIN {take} {add} END")  # fmt: skip
    for name, body in zip(MADE, bodies, strict=True):
        op.execute(f"CREATE TRIGGER article_words_{name} {body}")
