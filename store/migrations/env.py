"""Runs the steps on the connection it is given (see store.schema); never opens one by itself."""

from alembic import context

from store.migrations import VERSION_TABLE
from store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
