"""What changed in a table is noted, by whatever way it was changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from organization import identity
from organization.models import Membership, RowChange, User
from personnel.models import Contact, Officer
from tests.factories import Force, force

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Force:
    """A force of which nothing is noted yet: it was founded before."""
    founded = force()
    before.clear()
    before.append(RowChange.objects.order_by("pk").last().pk)
    return founded


before: list[int] = []


def changes(table: str) -> list[RowChange]:
    rows = RowChange.objects.filter(table_name=table, pk__gt=before[0])
    return list(rows.order_by("pk"))


def test_a_changed_row_is_noted_with_before_and_after(made: Force) -> None:
    staff = made.staff
    was = staff.name
    staff.name = "李四"
    staff.save()
    (row,) = changes("organization_user")
    assert (row.operation, row.row_id) == ("U", str(staff.pk))
    assert row.changes == {"name": [was, "李四"]}
    assert row.user_id is None and row.address is None
    assert row.role == "yipan_owner"


def test_raw_sql_is_noted_row_by_row(made: Force) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organization_station SET rural = NOT rural")
        cursor.execute("UPDATE organization_station SET rural = rural")
    rows = changes("organization_station")
    assert {row.row_id for row in rows} == {str(s.pk) for s in made.stations}
    assert all(row.changes == {"rural": [False, True]} for row in rows)


def test_a_row_that_is_gone_is_kept_and_one_that_came_too(made: Force) -> None:
    row = Membership.objects.filter(user=made.staff).first()
    number = row.pk
    row.delete()
    Membership.objects.create(
        user=made.staff, role=row.role, department=made.criminal, during=row.during
    )
    gone, new = changes("organization_membership")
    assert (gone.operation, gone.row_id) == ("D", str(number))
    assert gone.changes["department_id"] == made.public_order.pk
    assert (new.operation, new.changes["department_id"]) == ("I", made.criminal.pk)
    assert "bureau_id" not in new.changes and "id" not in new.changes


def test_a_changed_key_is_one_row_gone_and_one_new(made: Force) -> None:
    one = Officer.objects.create(police_number="9000001", name="王五", pinyin="wangwu")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE personnel_officer SET id = id + 1000000 WHERE id = %s", [one.pk]
        )
    _made, *rows = changes("personnel_officer")
    told = {(row.operation, row.row_id) for row in rows}
    assert told == {("D", str(one.pk)), ("I", str(one.pk + 1000000))}


def test_secrets_and_what_few_may_read_are_noted_without_their_content(
    made: Force,
) -> None:
    officer = next(iter(made.officers.values()))[0]
    Contact.objects.create(officer=officer, phone="13800001111", address="柳堰路 1 号")
    Contact.objects.filter(officer=officer).update(phone="13900002222", kin_name="")
    user = User.objects.first()
    user.set_password("correct horse battery")
    user.save()
    new, changed = changes("personnel_contact")
    assert new.changes["phone"] == "***" and new.changes["kin_name"] == ""
    assert changed.changes == {"phone": ["***", "***"]}
    (row,) = changes("organization_user")
    assert row.changes == {"password": ["***", "***"]}
    written = str([row.changes for row in RowChange.objects.all()])
    assert "1380000" not in written and "1390000" not in written
    assert "argon2" not in written


def test_the_last_sign_in_alone_is_no_change(made: Force) -> None:
    user = made.staff
    user.last_login = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    user.save(update_fields=["last_login"])
    assert not changes("organization_user")


def test_what_is_rolled_back_was_not_done(made: Force) -> None:
    staff = made.staff
    with transaction.atomic():
        User.objects.filter(pk=staff.pk).update(name="无")
        transaction.set_rollback(True)
    assert not changes("organization_user")


def test_who_acts_is_told_with_the_statement(made: Force) -> None:
    with identity.acting(made.leader.pk):
        User.objects.filter(pk=made.staff.pk).update(name="李四")
        User.objects.filter(name__endswith="%", pk=made.staff.pk).update(name="无")
    assert [row.user_id for row in changes("organization_user")] == [made.leader.pk]


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("INSERT INTO a VALUES (1)", True),
        ("  update a SET b = 1", True),
        ("WITH x AS (SELECT 1)\nDELETE FROM a", True),
        ("WITH x AS (SELECT 1) SELECT * FROM x", False),
        ("SELECT 1 FROM a FOR UPDATE", False),
    ],
)
def test_only_statements_that_write_carry_a_name(sql: str, writes: bool) -> None:
    told = identity.told(sql, 7, "10.0.0.1")
    assert told.endswith(sql) and ("'yipan.user', '7'" in told) == writes
    assert identity.told(sql, None, None) == sql


@pytest.mark.parametrize("address", ["1'; DROP TABLE a; --", "fe80::1%eth0", "", "%s"])
def test_an_address_is_one_or_it_is_not_told(address: str) -> None:
    told = identity.told("DELETE FROM a", 7, address)
    assert "DROP" not in told and "%" not in told


def test_many_rows_at_once_and_a_cursor_with_a_name_come_through(made: Force) -> None:
    with identity.acting(made.leader.pk):
        Officer.objects.bulk_create(
            Officer(police_number=f"77{n:05}", name="x", pinyin="x") for n in range(50)
        )
        assert len(list(User.objects.iterator(chunk_size=2))) > 10
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE organization_user SET name = %s WHERE id = %s",
                [("甲%", made.staff.pk), ("乙", made.leader.pk)],
            )
    rows = [*changes("personnel_officer"), *changes("organization_user")]
    assert len(rows) == 52 and {row.user_id for row in rows} == {made.leader.pk}


def test_the_role_that_was_chosen_is_noted(made: Force) -> None:
    staff = made.staff
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yipan_web")
        try:
            User.objects.filter(pk=staff.pk).update(name="李四")
        finally:
            cursor.execute("RESET ROLE")
    assert [row.role for row in changes("organization_user")] == ["yipan_web"]
