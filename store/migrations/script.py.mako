"""${message}."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the schema one step forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Refused: an older release cannot know what a newer one stored."""
    raise NotImplementedError("There is no way back from a newer schema: restore a backup.")
