"""Old rows of the audit log

Why: an operator may have to keep what people did no longer than so many days (`RASID_AUDIT_KEEP_DAYS`). Rows of the last 30
days cannot be taken away as before, and none can be changed.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ONLY_ADDED = "the audit log is only added to"
KEPT = "the audit log is kept for 30 days at least"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute(
            "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.at >= datetime('now', '-30 days') "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        )
        return
    op.execute("DROP TRIGGER audit_no_change ON audit")
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
    )
    op.execute(
        f"CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW "
        "WHEN (OLD.at >= now() - interval '30 days') EXECUTE FUNCTION audit_kept()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
        )
        return
    op.execute("DROP TRIGGER audit_no_delete ON audit")
    op.execute("DROP FUNCTION audit_kept()")
    op.execute("DROP TRIGGER audit_no_change ON audit")
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
    )
