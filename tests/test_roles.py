"""What web and worker may do in the database, asked of the database itself."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from config import roles

pytestmark = pytest.mark.django_db
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def rights(role: str, table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = set()
        for right in RIGHTS:
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, %s)", [role, table, right]
            )
            if cursor.fetchone()[0]:
                found.add(right)
    return found


def tables() -> list[str]:
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


@pytest.mark.parametrize("role", roles.APPLICATION_ROLES)
def test_every_table_has_exactly_the_rights_it_should(role: str) -> None:
    for table in tables():
        wanted = {"SELECT"}
        if table not in roles.READ_ONLY:
            wanted |= {"INSERT"}
        if table not in (*roles.READ_ONLY, *roles.APPEND_ONLY):
            wanted |= {"UPDATE", "DELETE"}
        assert rights(role, table) == wanted, table
    assert rights(role, "django_migrations") == {"SELECT"}


def test_the_append_only_tables_exist() -> None:
    """A renamed table would silently lose its protection."""
    assert set(roles.APPEND_ONLY) <= set(tables())
    assert set(roles.READ_ONLY) <= {*tables(), "django_migrations"}


@pytest.mark.parametrize("role", roles.APPLICATION_ROLES)
def test_the_roles_are_neither_owner_nor_superuser(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, "
            "pg_has_role(%s, 'yipan_owner', 'MEMBER') "
            "FROM pg_roles WHERE rolname = %s",
            [role, role],
        )
        assert cursor.fetchone() == (False,) * 5


@pytest.mark.parametrize("role", roles.APPLICATION_ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE organization_station CASCADE",
        "UPDATE organization_auditevent SET id = id",
        "DELETE FROM organization_auditevent",
        "ALTER TABLE organization_station ADD COLUMN x int",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_database_refuses(role: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")


def test_grants_may_be_repeated() -> None:
    with connection.cursor() as cursor:
        roles.grant_privileges(cursor)
        roles.grant_privileges(cursor)


def test_a_login_that_may_not_create_roles_is_warned(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(roles, "APPLICATION_ROLES", ("yipan_absent",))
    with connection.cursor() as cursor:
        roles.grant_privileges(cursor)
    assert "CREATE ROLE yipan_absent LOGIN" in caplog.text
