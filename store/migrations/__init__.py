"""The schema's history. `REVISIONS` names every step in order, so that a start needs no Alembic."""

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
VERSION_TABLE = "schema_version"
