"""Run migrations on the connection that ``pipeline.kb.engine`` hands over."""

from alembic import context

from pipeline.kb import access as access  # its tables belong to the same metadata
from pipeline.kb import across as across
from pipeline.kb import name_index as name_index
from pipeline.kb import tallies as tallies
from pipeline.kb.schema import Base
from pipeline.kb.word_index import FTS


def is_declared(name: str | None, _kind: str, _parent: object) -> bool:
    """Whether something of the database is compared with the tables: the search index is made by SQL of its own."""
    return not (name or "").startswith(FTS)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    include_name=is_declared,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
