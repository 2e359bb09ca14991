"""Sounds of names

Why: names are in Arabic, and who types Latin letters (`amzazi`) found nothing; the names there are get their keys.
"""

import sqlalchemy as sa
from alembic import op

from gazetteer.transliteration import sound_form

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("name") as batch_op:
        batch_op.add_column(sa.Column("sounds", sa.String(), server_default=" ", nullable=False))
    name = sa.table("name", sa.column("id"), sa.column("form"), sa.column("sounds"))
    connection = op.get_bind()
    forms = [(row.id, row.form) for row in connection.execute(sa.select(name.c.id, name.c.form))]
    fill = sa.update(name).where(name.c.id == sa.bindparam("row")).values(sounds=sa.bindparam("keys"))
    for start in range(0, len(forms), BATCH):
        some = [{"row": number, "keys": sound_form(form)} for number, form in forms[start : start + BATCH]]
        connection.execute(fill, some)


def downgrade() -> None:
    with op.batch_alter_table("name") as batch_op:
        batch_op.drop_column("sounds")
