"""Hits in their order

Why: a search ranked and sorted all it found; with its place in the order in the index, an article is found latest first,
and a page reads no more than a page. Links of articles to entities are found in that order too, and events that last by
the day they end.
"""

import sqlalchemy as sa
from alembic import op

from pipeline.kb.word_index import place_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PLACE = sa.BigInteger()
BATCH = 500
WORDS = sa.table("article_words", sa.column("article_id"), sa.column("place"))
ARTICLE = sa.table("article", sa.column("id"), sa.column("key"), sa.column("published", sa.Date()))
LASTING = "ix_argument_entity_id_date_end"
LASTING_COLUMNS = ["entity_id", "date_end", "date_start", "type", "role", "event_id"]
MADE = ("added", "taken", "changed")  # triggers that keep FTS5 in step
COLUMNS = "title_forms, forms"
# Nothing but the title's words stays in a row: to count hits PostgreSQL looks at each row, of which many then share a page.
NARROW = """
ALTER TABLE article_words
    ALTER COLUMN title_stems SET STORAGE EXTERNAL,
    ALTER COLUMN forms SET STORAGE EXTERNAL,
    ALTER COLUMN stems SET STORAGE EXTERNAL,
    SET (toast_tuple_target = 128)
"""
WIDE = """
ALTER TABLE article_words
    ALTER COLUMN title_stems SET STORAGE EXTENDED,
    ALTER COLUMN forms SET STORAGE EXTENDED,
    ALTER COLUMN stems SET STORAGE EXTENDED,
    RESET (toast_tuple_target)
"""
# Made anew, and with them each row.
VECTORS = """
ALTER TABLE article_words
    ADD COLUMN fts_article_forms tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(forms, ' '))) STORED,
    ADD COLUMN fts_article_title_forms tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(title_forms, ' '))) STORED
"""
NO_VECTORS = "ALTER TABLE article_words DROP COLUMN fts_article_forms, DROP COLUMN fts_article_title_forms"
PLAIN_VECTORS = """
ALTER TABLE article_words
    ALTER COLUMN fts_article_forms SET STORAGE EXTERNAL,
    ALTER COLUMN fts_article_title_forms SET STORAGE MAIN
"""
GIN = "CREATE INDEX fts_article ON article_words USING gin (fts_article_forms)"
TITLE_GIN = "CREATE INDEX fts_article_title ON article_words USING gin (fts_article_title_forms)"


def upgrade() -> None:
    lite = op.get_bind().dialect.name == "sqlite"
    if lite:
        _drop_fts5()
    op.add_column("article_words", sa.Column("place", PLACE, nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table("article_words") as batch_op:
        batch_op.alter_column("place", existing_type=PLACE, nullable=False)
        batch_op.create_index("ix_article_words_place", ["place"], unique=True)
    if lite:
        _make_fts5("place")
    else:
        op.execute(NARROW)
        _make_vectors(PLAIN_VECTORS)
        op.execute(TITLE_GIN)
    op.add_column("link", sa.Column("place", PLACE, nullable=True))
    op.execute(
        "UPDATE link SET place = (SELECT w.place FROM mention m JOIN article_words w ON w.article_id = m.article_id "
        "WHERE m.id = link.mention_id)"
    )
    op.drop_index("ix_link_entity_id", "link")
    op.create_index("ix_link_entity_id_place", "link", ["entity_id", "place"])
    lasts = sa.text("date_end > date_start")
    op.create_index(LASTING, "argument", LASTING_COLUMNS, sqlite_where=lasts, postgresql_where=lasts)


def downgrade() -> None:
    lite = op.get_bind().dialect.name == "sqlite"
    op.drop_index(LASTING, "argument")
    op.drop_index("ix_link_entity_id_place", "link")
    op.create_index("ix_link_entity_id", "link", ["entity_id"])
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_column("place")
    if lite:
        _drop_fts5()
    op.drop_index("ix_article_words_place", "article_words")
    with op.batch_alter_table("article_words") as batch_op:
        batch_op.drop_column("place")
    if lite:
        _make_fts5("article_id")
    else:
        op.execute(WIDE)
        _make_vectors()


def _fill(connection: sa.Connection) -> None:
    """Give each article its place; the second of two that would have the same one the next that is free."""
    query = sa.select(ARTICLE.c.id, ARTICLE.c.key, ARTICLE.c.published).order_by(ARTICLE.c.id).limit(BATCH)
    query = query.join(WORDS, WORDS.c.article_id == ARTICLE.c.id)
    statement = sa.update(WORDS).where(WORDS.c.article_id == sa.bindparam("article")).values(place=sa.bindparam("at"))
    taken, last = set[int](), 0
    while rows := connection.execute(query.where(ARTICLE.c.id > last)).all():
        places = []
        for row in rows:
            place = place_of(row.published, row.key)
            while place in taken:
                place -= 1
            taken.add(place)
            places.append({"article": row.id, "at": place})
        connection.execute(statement, places)
        last = rows[-1].id


def _drop_fts5() -> None:
    for name in MADE:
        op.execute(f"DROP TRIGGER IF EXISTS article_words_{name}")
    op.execute("DROP TABLE fts_article")


def _make_fts5(number: str) -> None:
    """Make the FTS5 table over the words, numbered by one of their columns, and what keeps it in step."""
    op.execute(
        f"CREATE VIRTUAL TABLE fts_article USING fts5({COLUMNS}, content='article_words', content_rowid='{number}', "
        "tokenize='ascii', detail='column')"
    )
    op.execute("INSERT INTO fts_article(fts_article) VALUES ('rebuild')")
    new, old = (f"{row}.{number}, {row}.title_forms, {row}.forms" for row in ("new", "old"))
    add = f"INSERT INTO fts_article(rowid, {COLUMNS}) VALUES ({new});"
    take = f"INSERT INTO fts_article(fts_article, rowid, {COLUMNS}) VALUES ('delete', {old});"
    bodies = (f"AFTER INSERT ON article_words BEGIN {add} END", f"AFTER DELETE ON article_words BEGIN {take} END", f"AFTER UPDATE ON article_words BEGIN {take} {add} END")  # fmt: skip
    for name, body in zip(MADE, bodies, strict=True):
        op.execute(f"CREATE TRIGGER article_words_{name} {body}")


def _make_vectors(storage: str = "") -> None:
    op.execute(NO_VECTORS)  # its indexes go with it
    op.execute(VECTORS)
    if storage:
        op.execute(storage)
    op.execute(GIN)
