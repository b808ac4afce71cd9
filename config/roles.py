"""What the two application roles may do in the database.

The owner migrates; web and worker only read and write rows. Nobody truncates (that
would escape the triggers that mark stations for a new check), and what must stay as
it was written can only be added to.
"""

from __future__ import annotations

import logging

from django.db.backends.utils import CursorWrapper

APPLICATION_ROLES = ("yipan_web", "yipan_worker")
APPEND_ONLY = (
    *("organization_auditevent", "tasking_assignmententry"),
    *("tasking_noticereading", "tasking_difficultyentry"),
    *("coordination_objectionentry", "coordination_admissionentry"),
    "coordination_proposalentry",
    *("desk_filecontent", "tasking_directiveparty", "personnel_ordersaying"),
    "personnel_leavestep",
    *("personnel_roundevent", "personnel_roundresult", "personnel_roundmatch"),
    *("budget_entry", "budget_norm", "budget_closedyear", "budget_statement"),
    *("budget_feeincome", "budget_splitrule", "budget_ruleview", "budget_expense"),
    *("coordination_directivecost", "coordination_expensecause"),
    "coordination_leaderssnapshot",
)
# A migration that cannot have its lock gives up after so many seconds: whoever comes
# after it waits behind it meanwhile. It is rolled back and may be tried again.
LOCK_SECONDS = 10
# Sums and legs of the ledger are written by its triggers, and so are changes of rows;
# seals by the owner.
READ_ONLY = (
    *("django_migrations", "budget_balance", "budget_delivery", "budget_leg"),
    *("organization_rowchange", "organization_auditseal"),
)

logger = logging.getLogger(__name__)


def grant_privileges(cursor: CursorWrapper) -> None:
    """Bring the roles and their rights to the state described here; repeatable."""
    ready = [role for role in APPLICATION_ROLES if ensure_role(cursor, role)]
    if not ready:
        return
    grantees = ", ".join(ready)
    cursor.execute("SELECT current_schema()")
    schema = cursor.db.ops.quote_name(cursor.fetchone()[0])
    for statement in statements(schema, present(cursor), grantees):
        cursor.execute(statement)


def statements(schema: str, tables: set[str], grantees: str) -> list[str]:
    """The grants, widest first, then what is taken back again."""
    rows = "SELECT, INSERT, UPDATE, DELETE"
    every = f"ALL TABLES IN SCHEMA {schema}"
    result = [
        f"GRANT USAGE ON SCHEMA {schema} TO {grantees}",
        f"REVOKE ALL ON {every} FROM {grantees}",
        f"GRANT {rows} ON {every} TO {grantees}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {grantees}",
    ]
    for table in sorted(tables.intersection(APPEND_ONLY)):
        result.append(f'REVOKE UPDATE, DELETE ON "{table}" FROM {grantees}')
    for table in sorted(tables.intersection(READ_ONLY)):
        result.append(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {grantees}')
    return result


def present(cursor: CursorWrapper) -> set[str]:
    """Names of the tables in the current schema."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname=current_schema()")
    return {row[0] for row in cursor.fetchall()}


def ensure_role(cursor: CursorWrapper, role: str) -> bool:
    """Create the role where it is missing; False, with a warning, where we may not."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone():
        return True
    cursor.execute(
        "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    allowed = cursor.fetchone()
    if not (allowed and allowed[0]):
        logger.warning(
            "The database role %s is missing and this login may not create it: "
            "run CREATE ROLE %s LOGIN as an administrator, then migrate again.",
            role,
            role,
        )
        return False
    cursor.execute(f"CREATE ROLE {role} LOGIN")
    # Without a login of their own the processes step down from the owner's.
    cursor.execute(f"GRANT {role} TO current_user")
    return True
