"""The second wall: what a page may read, said once more by the database (ADR 61).

Only what is read is narrowed: services write, and check rights across units on purpose.
The worker reads freely but where it acts as somebody. What a policy reads is told by
`organization.wall`.
"""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from config.wall import (
    budget,
    coordination,
    kept,
    organization,
    personnel,
    tasking,
    ways,
)
from config.wall.terms import FUNCTIONS, KEPT, VIEWS, Policy

WALLED, FREE = "yipan_web", "yipan_worker"
RULES: dict[str, Policy] = {
    **organization.POLICIES,
    **personnel.POLICIES,
    **budget.POLICIES,
    **tasking.POLICIES,
    **coordination.POLICIES,
}
POLICIES = {table: kept.policy(table, rule) for table, rule in RULES.items()}
OPEN = {
    "organization_user": "names stand below everything anybody has signed",
    "organization_membership": "signing in reads them; names stand beside their units",
    "organization_accountsession": "signing in reads them by the digest of their key",
    "organization_signincount": "how often somebody tried, before it is known who",
    "organization_factor": "signing in asks for the second one before anybody is in",
    "organization_recoverycode": "digests; signing in reads them",
    "organization_certificate": "signing in finds whose a certificate is",
    "organization_factorreset": "asked and answered by the security admins",
    "organization_calendaryear": "the working-day calendar is everybody's",
    "organization_workdayoverride": "the working-day calendar is everybody's",
    "organization_safetyrun": "when a backup was made, of which nothing is said",
    "personnel_ability": "a catalogue that speaks of nobody",
    "coordination_dirtystation": "marks for the detector: numbers of stations, no more",
    "desk_duejob": "when a worker is to be woken",
    "desk_throttlecount": "how often somebody knocked, before it is known who",
    "django_session": "signing in reads them by their key",
    "django_content_type": "names of tables",
    "django_migrations": "names of migrations",
    "auth_group": "unused",
    "auth_group_permissions": "unused",
    "auth_permission": "unused",
}
"""Tables without a policy, and why."""
GONE = ("wall_proposal_conflict",)
"""Views that no policy looks in any more."""
_ACTS = ("INSERT", "UPDATE", "DELETE")


def build(cursor: CursorWrapper) -> None:
    """Bring views and policies to the state described here; repeatable, and without a
    lock on any table where nothing has changed. Without the roles no policy."""
    roles = "SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s)"
    cursor.execute(roles, [WALLED, FREE])
    if cursor.fetchone()[0] < 2:
        for statements in ground():
            cursor.execute("; ".join(statements))
        return
    wanted = [*ground(), *(_walled(*one) for one in POLICIES.items())]
    mark = hashlib.sha256(str(wanted).encode()).hexdigest()
    if stands(cursor) != mark:
        for statements in wanted:
            # A table at a time is locked, and never stands without its policy.
            with transaction.atomic(using=cursor.db.alias):
                cursor.execute("; ".join(statements))
        cursor.execute(f"COMMENT ON VIEW wall_bureau IS '{mark}'")
        for view in GONE:
            cursor.execute(f"DROP VIEW IF EXISTS {view}")
    # What is granted on all tables is granted on views.
    views = ", ".join(VIEWS)
    cursor.execute(f"REVOKE ALL ON {views} FROM {WALLED}, {FREE}")
    cursor.execute(f"GRANT SELECT ON {views} TO {WALLED}, {FREE}")


def stands(cursor: CursorWrapper) -> str | None:
    """The mark of the wall that is built; None where a table has lost its part."""
    cursor.execute(
        "SELECT obj_description(to_regclass('wall_bureau'), 'pg_class'),"
        " (SELECT count(DISTINCT tablename) FROM pg_policies"
        "  WHERE schemaname = current_schema() AND policyname = 'wall_read')"
    )
    mark, walled = cursor.fetchone()
    return mark if walled == len(POLICIES) else None


def ground() -> list[list[str]]:
    """What policies look in. A view that gets other columns gets another name: policies
    hang on it."""
    result = []
    for head, value in {**FUNCTIONS, **KEPT}.items():
        body = f"$$ BEGIN RETURN {value}; END $$"
        how = "LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE"
        result.append([f"CREATE OR REPLACE FUNCTION {head} {how} AS {body}"])
    for view, sql in VIEWS.items():
        result.append([f"CREATE OR REPLACE VIEW {view} AS {sql}"])
    for head, how in {**ways.FUNCTIONS, **kept.functions(RULES)}.items():
        result.append([f"CREATE OR REPLACE FUNCTION {head} {how}"])
    return result


def _walled(table: str, condition: str) -> list[str]:
    names = ("read", *(act.lower() for act in _ACTS), "free")
    dropped = [f"DROP POLICY IF EXISTS wall_{name} ON {table}" for name in names]
    roles = f"{WALLED}, {FREE}"
    acts = [
        f"CREATE POLICY wall_{act.lower()} ON {table} FOR {act} TO {roles}"
        f" {'WITH CHECK' if act == 'INSERT' else 'USING'} (true)"
        for act in _ACTS
    ]
    return [
        *dropped,
        f"CREATE POLICY wall_read ON {table} FOR SELECT TO {roles} USING ({condition})",
        *acts,
        # By its name it comes first: nothing else is looked at.
        f"CREATE POLICY wall_free ON {table} FOR SELECT TO {FREE}"
        " USING (NOT wall_has('user'))",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    ]
