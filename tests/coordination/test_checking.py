"""From change to conflict: marks, the check, identity, settlement, faults."""

from __future__ import annotations

import pytest
from django.db import connection

from coordination.models import Conflict, DirtyStation, StationState
from coordination.services import checking
from coordination.services.checking import Outcome, check_station
from coordination.services.verifying import verify
from desk.models import InboxItem
from tasking.models import Assignment
from tasking.services import acts
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at


def pile_up(force: Force) -> None:
    """60 + 50 hours due tomorrow where two days hold 96."""
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)


def open_conflict(force: Force) -> Conflict:
    return Conflict.objects.filter(station=force.a1).open().get()


def test_two_departments_make_a_coordination_conflict(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    found = open_conflict(force)
    assert found.scope == "coordination"
    assert (found.demand_hours, found.capacity_hours) == (110, 96)
    assert found.shortfall_hours == 14
    assert set(found.departments) == {force.public_order.code, force.narcotics.code}
    assert len([m for m in found.members if m["minimal"]]) == 2
    state = StationState.objects.get(pk=force.a1.pk)
    assert state.feasible is False
    assert state.deficit_units == 14 * 60_000
    assert list(verify()) == []


def test_a_check_deletes_exactly_the_marks_it_read(force: Force) -> None:
    pile_up(force)
    assert DirtyStation.objects.filter(station_id=force.a1.pk).exists()
    check(force.a1)
    assert not DirtyStation.objects.filter(station_id=force.a1.pk).exists()


def test_a_conflict_keeps_its_id_while_figures_change(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    before = open_conflict(force)
    row = Assignment.objects.get(directive__title="禁毒走访")
    acts.progress(
        by=force.chief_a1, assignment=row, remaining_units=45 * 60_000, now=NOW
    )
    check(force.a1)
    after = open_conflict(force)
    assert after.pk == before.pk
    assert after.shortfall_hours == 9
    assert after.revision > before.revision


def test_a_conflict_settles_by_re_check_only(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    pk = open_conflict(force).pk
    row = Assignment.objects.get(directive__title="禁毒走访")
    acts.report(by=force.chief_a1, assignment=row, text="已完成", now=NOW)
    assert Conflict.objects.get(pk=pk).state == "open"
    check(force.a1)
    settled = Conflict.objects.get(pk=pk)
    assert settled.state == "settled"
    assert settled.settled_at == NOW
    assert StationState.objects.get(pk=force.a1.pk).feasible is True


def test_people_are_told_once_per_conflict(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    check(force.a1)
    told = InboxItem.objects.filter(kind="conflict_new")
    names = set(told.values_list("recipient__username", flat=True))
    assert names == {"chief_a1", "staff", "staff_narcotics", "head"}
    assert told.count() == 4


def test_unknown_is_neither_conflict_nor_fine(force: Force) -> None:
    send(force, "public_order", task("夏季清查", 600, "2026-06-03"), force.unknown)
    check(force.unknown)
    state = StationState.objects.get(pk=force.unknown.pk)
    assert state.feasible is None
    assert not state.capacity_known
    assert not Conflict.objects.filter(station=force.unknown).exists()


def test_missing_estimate_makes_the_verdict_unknown(force: Force) -> None:
    send(force, "public_order", task("夏季清查", None, "2026-06-03"), force.a1)
    check(force.a1)
    assert StationState.objects.get(pk=force.a1.pk).feasible is None


def test_the_midnight_moves_as_of(force: Force) -> None:
    send(force, "public_order", task("夏季清查", 90, "2026-06-03"), force.a1)
    check(force.a1)
    assert StationState.objects.get(pk=force.a1.pk).feasible is True
    check(force.a1, now=at("2026-06-02 00:01"))
    state = StationState.objects.get(pk=force.a1.pk)
    assert state.as_of == at("2026-06-02 00:00")
    assert state.feasible is False  # 90 hours are left and one day holds 48


def test_a_failing_check_is_counted_and_then_set_apart(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("poison")

    monkeypatch.setattr(checking, "read", broken)
    for _ in range(checking.MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            check_station(force.a1.pk, now=NOW)
    assert check_station(force.a1.pk, now=NOW).outcome is Outcome.QUARANTINED
    state = StationState.objects.get(pk=force.a1.pk)
    assert state.quarantined_at == NOW
    assert "poison" in state.last_error
    monkeypatch.undo()
    assert check_station(force.a1.pk, now=NOW, force=True).outcome is Outcome.CHECKED
    assert StationState.objects.get(pk=force.a1.pk).quarantined_at is None


def test_a_station_that_does_not_exist_is_gone(force: Force) -> None:
    assert check_station(10**9, now=NOW).outcome is Outcome.GONE


@pytest.mark.parametrize("count", [10, 1000])
def test_a_check_costs_the_same_number_of_queries(
    force: Force, count: int, django_assert_max_num_queries
) -> None:
    pile_up(force)
    first = Assignment.objects.filter(station=force.a1).first()
    fan_out(first, count)
    with django_assert_max_num_queries(25) as captured:
        check(force.a1)
    assert len(captured) <= 25


def fan_out(row: Assignment, count: int) -> None:
    """Many assignments of one shape at one station, straight into the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH d AS (INSERT INTO tasking_directive (number, department_id, title,"
            " pinyin, kind, intent, basis, standard, data_items, deadline_class, due,"
            " effort_units, attendees, priority, reserved, state, conflict_reason,"
            " created_by_id, created_at, issued_at, version)"
            " SELECT '', department_id, title, '', kind, '', '', '', '{}',"
            " deadline_class, due + n * interval '1 day', 60000, '{}', 0, false,"
            " 'issued', '', created_by_id, now(), now(), 1"
            " FROM tasking_directive, generate_series(1, %s) n WHERE id = %s"
            " RETURNING id, due, department_id)"
            " INSERT INTO tasking_assignment (directive_id, station_id, department_id,"
            " is_event, due, effort_units, remaining_units, attendees, priority,"
            " deadline_class, state, report, created_at, version)"
            " SELECT id, %s, department_id, false, due, 60000, 60000, '{}', 0,"
            " 'negotiable', 'issued', '', now(), 1 FROM d",
            [count, row.directive_id, row.station_id],
        )
