"""Whoever bends the audit trail is found out, and nobody else is suspected."""

from __future__ import annotations

import datetime as dt
import random
import threading

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from organization import audit
from organization.models import AuditEvent, AuditSeal, RowChange
from organization.sealed.chain import code, read_code
from organization.services import sealing
from tests.organization.sealing import (
    TABLES,
    act,
    ids,
    kinds,
    laid,
    only,
    sealed,
    tamper,
    verified,
)

pytestmark = pytest.mark.django_db(transaction=True)
both = pytest.mark.parametrize("kind", TABLES)
COLUMN = {"event": "reason", "change": "role"}


@pytest.fixture(autouse=True)
def _no_marks() -> None:
    sealing._marks.clear()


def test_an_honest_trail_has_no_problem() -> None:
    seals = laid()
    act(2)
    report = verified([seal_code(seals[0]), seal_code(seals[-1])])
    assert report.good and report.seals == 3
    assert report.head.number == 3 and report.unsealed == 4
    assert report.rows == AuditEvent.objects.count() + RowChange.objects.count() - 4


def seal_code(seal: AuditSeal) -> str:
    return code(seal.number, seal.digest)


@both
def test_an_edited_row_is_found(kind: str) -> None:
    _one, two, _three = laid()
    row = ids(kind, two)[1]
    tamper(f"UPDATE {TABLES[kind]} SET {COLUMN[kind]} = 'x' WHERE id = {row}")
    problem = only(verified())
    assert (problem.kind, problem.seal, problem.table) == ("edited", 2, kind)
    assert problem.rows == [row]
    with translation.override("en"):
        assert f"edited after sealing: {row}" in str(problem)


@both
def test_a_deleted_row_is_found(kind: str) -> None:
    _one, two, _three = laid()
    row = ids(kind, two)[1]
    tamper(f"DELETE FROM {TABLES[kind]} WHERE id = {row}")
    problem = only(verified())
    assert (problem.kind, problem.seal, problem.rows) == ("missing", 2, [row])


@both
def test_a_row_that_was_inserted_afterwards_is_found(kind: str) -> None:
    """Into a gap that an act which was rolled back has left."""
    act()
    with transaction.atomic():
        act(reason="no")
        transaction.set_rollback(True)
    act(reason="yes")
    (one,) = sealed()
    row = ids(kind, one)[0]
    table, free = TABLES[kind], max(ids(kind, one)) - 1
    columns = copied_columns(table)
    tamper(
        f"INSERT INTO {table} (id, {columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT {free}, {columns} FROM {table} WHERE id = {row}"
    )
    problem = only(verified())
    assert (problem.kind, problem.seal, problem.rows) == ("added", 1, [free])


def copied_columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND attname <> 'id'"
            " AND NOT attisdropped",
            [table],
        )
        return cursor.fetchone()[0]


@both
def test_two_rows_that_changed_places_are_found(kind: str) -> None:
    _one, two, _three = laid()
    first, _second, third, *_more = ids(kind, two)
    table = TABLES[kind]
    tamper(
        f"UPDATE {table} SET id = -1 WHERE id = {first}",
        f"UPDATE {table} SET id = {first} WHERE id = {third}",
        f"UPDATE {table} SET id = {third} WHERE id = -1",
    )
    problem = only(verified())
    assert (problem.kind, problem.seal, problem.table) == ("exchanged", 2, kind)
    assert problem.rows == [first, third]


def test_a_tail_that_was_cut_off_is_found_by_a_copied_head() -> None:
    """Rows and seals alike: what is left is whole by itself."""
    _one, two, three = laid()
    tamper(
        "DELETE FROM organization_auditseal WHERE number > 2",
        f"DELETE FROM organization_auditevent WHERE id > {two.event_last}",
        f"DELETE FROM organization_rowchange WHERE id > {two.change_last}",
    )
    assert verified().good
    problem = only(verified([seal_code(three)]))
    assert (problem.kind, problem.seal, problem.rows) == ("tail_cut", 3, [2])


@both
def test_rows_alone_cut_from_the_tail_are_found_without_any_copy(kind: str) -> None:
    _one, two, _three = laid()
    last = getattr(two, f"{kind}_last")
    tamper(f"DELETE FROM {TABLES[kind]} WHERE id > {last}")
    assert kinds(verified()) == [("missing", 3, kind)]


def test_a_beginning_that_was_cut_off_is_found() -> None:
    one, _two, _three = laid()
    tamper(
        "DELETE FROM organization_auditseal WHERE number = 1",
        f"DELETE FROM organization_auditevent WHERE id <= {one.event_last}",
        f"DELETE FROM organization_rowchange WHERE id <= {one.change_last}",
    )
    assert kinds(verified()) == [("front_cut", 2, "")]


@both
def test_rows_alone_cut_from_the_beginning_are_found(kind: str) -> None:
    one, _two, _three = laid()
    last = getattr(one, f"{kind}_last")
    tamper(f"DELETE FROM {TABLES[kind]} WHERE id <= {last}")
    assert kinds(verified()) == [("missing", 1, kind)]


def test_a_seal_from_the_middle_is_missed() -> None:
    laid()
    tamper("DELETE FROM organization_auditseal WHERE number = 2")
    assert kinds(verified()) == [("seals_missing", 3, "")]


def test_a_seal_that_was_made_to_fit_is_found_by_the_next_and_by_a_copy() -> None:
    """Somebody edits a row and seals it anew, with all that follows or without."""
    _one, two, three = laid()
    tamper(
        f"UPDATE organization_auditevent SET reason = 'x' WHERE id > {two.event_last}",
        "DELETE FROM organization_auditseal WHERE number = 3",
    )
    (again,) = sealed(three.at)
    assert again.number == 3 and verified().good
    assert kinds(verified([seal_code(three)])) == [("replaced", 3, "")]
    tamper("UPDATE organization_auditseal SET event_count = 0 WHERE number = 2")
    assert ("seal_altered", 2, "") in kinds(verified())


def test_ten_thousand_honest_acts_with_late_commits_raise_no_alarm() -> None:
    """Transactions take their ids early and commit late, some are rolled back, seals
    are made meanwhile: nothing that commits later lies under an earlier seal."""
    act()
    threads = [threading.Thread(target=busy, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        sealing.seal_settled(now=timezone.now())
    for thread in threads:
        thread.join()
    sealed()
    report = verified()
    assert report.good and report.unsealed == 0
    assert AuditEvent.objects.filter(action="test.honest").count() > 9_000
    assert AuditSeal.objects.count() > 3
    assert RowChange.objects.exists()


def busy(seed: int) -> None:
    """2,500 acts in transactions of random length, one in ten rolled back."""
    choice, done = random.Random(seed), 0
    try:
        while done < 2_500:
            many = choice.choice((1, 2, 5, 50, 200))
            with transaction.atomic():
                for n in range(many):
                    audit.record("test.honest", by=None, n=n)
                act()
                if choice.random() < 0.1:
                    transaction.set_rollback(True)
                else:
                    done += many
    finally:
        connection.close()


def test_a_transaction_that_took_its_number_early_holds_the_seal_back() -> None:
    """The row with the lower id commits after the one with the higher: a seal made in
    between would miss it."""
    taken, go = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            audit.record("test.late", by=None)
            taken.set()
            go.wait(30)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    taken.wait(30)
    act()
    assert AuditEvent.objects.latest("pk").action == "account.rename"
    assert sealing.seal_settled(now=timezone.now(), patience=0.2) == []
    go.set()
    thread.join()
    act()
    made, tries = [], 0
    # Transactions of other processes of tests, on the same server, hold it back too.
    while sum(one.event_count for one in made) < 3 and (tries := tries + 1) < 60:
        made += sealing.seal_settled(now=timezone.now(), patience=1)
    assert sum(one.event_count for one in made) == AuditEvent.objects.count() == 3
    assert verified().good


def test_many_rows_are_sealed_in_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 3)
    act(7)
    made = sealed()
    assert len(made) > 2 and verified().good
    assert sum(seal.event_count for seal in made) == 7
    assert sealed() == []


NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=366)


def test_what_is_kept_long_enough_goes_and_the_rest_is_still_whole() -> None:
    act(3)
    sealed(NOW - 2 * YEAR)
    act(3)
    (last,) = sealed(NOW - YEAR - dt.timedelta(days=1))
    act(3)
    sealed(NOW - dt.timedelta(days=1))
    gone = sealing.retire(by=None, now=timezone.now(), kept=YEAR)
    assert gone == 13, "six acts, their changes and the account"
    assert not AuditEvent.objects.filter(pk__lte=last.event_last).exists()
    sealed()
    report = verified([seal_code(last)])
    assert report.good and report.seals == 3
    assert sealing.retire(by=None, now=timezone.now(), kept=YEAR) == 0
    assert AuditEvent.objects.filter(action="audit.retire").count() == 1


def test_nothing_younger_than_six_months_is_let_go() -> None:
    with pytest.raises(ValueError, match="six months"):
        sealing.retire(by=None, now=NOW, kept=dt.timedelta(days=100))
    act()
    (one,) = sealed(timezone.now() - dt.timedelta(days=90))
    audit.record("audit.retire", by=None, seal=1, digest=one.digest)
    tamper("DELETE FROM organization_auditevent WHERE id = 1")
    assert "retired_early" in {kind for kind, _s, _t in kinds(verified())}


@pytest.mark.parametrize("role", ["yipan_web", "yipan_worker"])
@pytest.mark.parametrize("table", [*TABLES.values(), "organization_auditseal"])
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_application_may_not_touch_what_is_written(
    role: str, table: str, verb: str
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(verb.format(table))
        transaction.set_rollback(True)


@pytest.mark.parametrize("table", ["organization_rowchange", "organization_auditseal"])
def test_changes_and_seals_are_not_for_the_application_to_write(table: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE yipan_web")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {table}")
        transaction.set_rollback(True)


def test_a_code_is_read_however_it_was_written_down() -> None:
    told = code(128, "0123456789abcdef" * 4)
    assert read_code(f"  {told.lower().replace('-', ' ')} ") == (128, told)
    assert "0" in told and read_code(told.replace("0", "O"))[1] == told
    for wrong in ("", "128", "128-ABCD", "x" * 20):
        with pytest.raises(ValueError):
            read_code(wrong)


def test_the_first_row_there_ever_is_comes_after_what_was_sealed_before() -> None:
    """A sequence that was never asked says 1, as one does that gave out 1."""
    number = "'organization_rowchange_id_seq'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({number})")
        (given,) = cursor.fetchone()
        cursor.execute("TRUNCATE organization_rowchange RESTART IDENTITY CASCADE")
        cursor.execute("TRUNCATE organization_auditseal RESTART IDENTITY CASCADE")
    audit.record("account.sign_in", by=None)
    (first,) = sealed()
    assert (first.change_last, first.change_count) == (0, 0)
    act(1)
    (second,) = sealed()
    assert second.change_count == RowChange.objects.count() > 0
    assert verified().good
    with connection.cursor() as cursor:  # rows that are kept have the numbers below
        cursor.execute(f"SELECT setval({number}, %s)", [given])
