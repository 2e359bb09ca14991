"""What researchers decided of events, as linking last heeded it

Why: an undo of a merge or a split of events waited until everything was linked anew, since nothing said what had been
decided before. Linking now keeps each decision beside the pairs it compared, sees which are no more, and looks at those
two again. Decisions taken back already are entered, so that the next linking finds them gone; ``rebuilt_id``, the last
correction when everything was linked anew, is of no more use.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORDS = {"merge": "merged", "split": "apart"}
candidate = sa.table(
    "candidate", *map(sa.column, ("kind", "left", "right", "score", "decision", "decided_by")),
    sa.column("features", sa.JSON), sa.column("at", sa.DateTime),
)  # fmt: skip
correction = sa.table(
    "correction", *map(sa.column, ("key", "target_kind", "target", "action")), sa.column("value", sa.JSON)
)
event, redirect = sa.table("event", sa.column("key")), sa.table("redirect", sa.column("key"), sa.column("target"))


def upgrade() -> None:
    _enter_what_was_taken_back()
    with op.batch_alter_table("linked") as table:
        table.drop_column("rebuilt_id")


def downgrade() -> None:
    op.execute("DELETE FROM candidate WHERE kind = 'happening' AND decided_by <> 'rules'")
    op.add_column("linked", sa.Column("rebuilt_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE linked SET rebuilt_id = correction_id")
    with op.batch_alter_table("linked") as table:
        table.alter_column("rebuilt_id", existing_type=sa.BigInteger(), nullable=False)


def _enter_what_was_taken_back() -> None:
    connection = op.get_bind()
    undone = sa.select(correction.c.target).where(correction.c.action == "undo")
    ruled = sa.select(correction).where(correction.c.target_kind == "happening", correction.c.action.in_(sorted(WORDS)))
    for row in connection.execute(ruled.where(correction.c.key.in_(undone))).all():
        left, right = sorted((_telling(row.target), _telling(str(row.value["other"]))))
        pair = {"kind": "happening", "left": left, "right": right}
        there = sa.select(candidate.c.score).where(*(candidate.c[name] == value for name, value in pair.items()))
        if left != right and connection.execute(there).first() is None:
            said = {"score": 0.0, "features": {}, "decision": WORDS[row.action], "decided_by": row.key}
            connection.execute(sa.insert(candidate).values(**pair, **said, at=datetime.now(UTC)))


def _telling(key: str) -> str:
    """Return the telling that a key of an event leads to, else the key."""
    connection, at, seen = op.get_bind(), key, set[str]()
    while at not in seen:
        seen.add(at)
        if connection.execute(sa.select(event.c.key).where(event.c.key == at)).first():
            return at
        at = connection.execute(sa.select(redirect.c.target).where(redirect.c.key == at)).scalar() or at
    return key
