"""Run migrations on the connection that ``pipeline.kb.engine`` hands over."""

from alembic import context

from pipeline.kb import across as across  # its tables belong to the same metadata
from pipeline.kb import name_index as name_index
from pipeline.kb.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
