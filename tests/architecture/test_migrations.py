"""A migration can run while people work: locks are short, and the release before goes
on beside it (docs/operating.md, *Replacing it while people work*)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import pre_migrate

from config import roles
from config.apps import grant_after_migrate, wait_for_locks_briefly
from tests.architecture import migrating

pytestmark = pytest.mark.django_db

WHILE_SPELT = (
    "reading of names for the search, at most some thousand rows of a site that has no "
    "release before this one; a later filling is a migration of its own, not atomic"
)
KNOWN: dict[migrating.Finding, str] = {
    **{
        ("organization.0013_spelling", "filled-locked", f"organization_{unit}"): (
            WHILE_SPELT
        )
        for unit in ("bureau", "department", "station")
    },
    **{
        ("tasking.0016_spelling", "filled-locked", f"tasking_{kind}"): WHILE_SPELT
        for kind in (
            *("difficulty", "directive", "knowledgearticle", "notice", "reportform"),
        )
    },
    **{
        (migration, "require-concurrent-index-creation", table): (
            "built with the column it is for, in the transaction that fills it"
        )
        for migration, table in (
            ("organization.0013_spelling", "organization_station"),
            ("organization.0017_audit_trail", "organization_auditevent"),
            ("personnel.0014_spelling", "personnel_officer"),
            ("tasking.0016_spelling", "tasking_directive"),
        )
    },
    **{
        ("organization.0019_kept_pieces", rule, ""): (
            "stations are 40,000 at most: two seconds, behind a lock that is given up"
        )
        for rule in (
            *("adding-field-with-default", "require-concurrent-index-creation"),
            "require-concurrent-index-deletion",
        )
    },
}
"""Finding -> why it may stay."""


def test_no_migration_stops_those_who_work(tmp_path: Path) -> None:
    found = migrating.findings(tmp_path)
    assert found - KNOWN.keys() == set(), "in steps, or a reason in KNOWN"
    assert KNOWN.keys() - found == set(), "no longer there"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            'CREATE INDEX "i" ON "tasking_directive" ("a");',
            "require-concurrent-index-creation",
        ),
        (
            'ALTER TABLE "tasking_directive" ALTER COLUMN "a" TYPE bigint;',
            "changing-column-type",
        ),
        ('ALTER TABLE "tasking_directive" ADD COLUMN "a" int NOT NULL;', "old-code"),
        (
            'ALTER TABLE "tasking_directive" ADD COLUMN "a" int DEFAULT 0 NOT NULL;'
            ' ALTER TABLE "tasking_directive" ALTER COLUMN "a" DROP DEFAULT;',
            "old-code",
        ),
        (
            'ALTER TABLE "tasking_directive" ADD CONSTRAINT "c" CHECK ("a" > 0);',
            "constraint-missing-not-valid",
        ),
        (
            'ALTER TABLE "tasking_directive" RENAME COLUMN "a" TO "b";',
            "renaming-column",
        ),
        ('ALTER TABLE "tasking_directive" DROP COLUMN "a";', "ban-drop-column"),
    ],
)
def test_what_stops_people_is_found(statement: str, rule: str, tmp_path: Path) -> None:
    found = migrating.linted(tmp_path, {"x": [statement]})
    rules = {one for _name, one, _table in found}
    if any(migrating.refused_to_old_code([statement])):
        rules.add("old-code")
    assert rule in rules


def test_what_can_be_done_meanwhile_is_left_alone(tmp_path: Path) -> None:
    harmless = [
        'ALTER TABLE "tasking_directive" ADD COLUMN "a" int NULL;',
        'ALTER TABLE "tasking_directive" ADD COLUMN "b" int DEFAULT 0 NOT NULL;',
        'CREATE TABLE "new" ("id" bigint PRIMARY KEY, "a" int NOT NULL);',
        'CREATE INDEX "i" ON "new" ("a");',
    ]
    assert migrating.linted(tmp_path, {"x": harmless}) == set()
    assert not list(migrating.refused_to_old_code(harmless))


def test_a_migration_waits_for_a_lock_so_long_and_no_longer() -> None:
    """From the first signal of `migrate` to its last one."""
    sender = apps.get_app_config("organization")
    assert pre_migrate.has_listeners(sender)

    def waits() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return str(cursor.fetchone()[0])

    assert waits() == "0"
    wait_for_locks_briefly(using="default")
    assert waits() == f"{roles.LOCK_SECONDS}s"
    grant_after_migrate(using="default")
    assert waits() == "0"
