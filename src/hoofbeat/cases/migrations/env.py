"""Run by Alembic alone, over the connection that ``hoofbeat.cases.schema`` hands it."""

from alembic import context

from hoofbeat.cases.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # of SQLite too, for its transactions are begun by us
)
with context.begin_transaction():
    context.run_migrations()
