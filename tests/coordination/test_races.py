"""Races that must end well, each beside a control that shows what would go wrong."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from coordination import tasks
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services import checking, issuing
from coordination.services.checking import check_station
from coordination.services.issuing import Issued, ReasonNeeded, issue
from coordination.services.verifying import verify
from coordination.snapshot import read
from coordination.tasks import check_stations
from desk.models import InboxItem
from tasking.models import Assignment
from tasking.services import acts
from tests import factories
from tests.coordination.racing import Runner, together, until, waiting_for_me
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


def first_task(force: Force, hours: float = 60, title: str = "夏季清查") -> Assignment:
    """60 hours where two days hold 96, checked."""
    issued = send(force, "public_order", task(title, hours, "2026-06-03"), force.a1)
    check(force.a1)
    return issued.directive.assignments.get()


def marks(force: Force) -> list[int]:
    rows = DirtyStation.objects.filter(station_id=force.a1.pk)
    return sorted(rows.values_list("pk", flat=True))


# --- a slow transaction that took its mark early and commits late --------------------


class Slow:
    """A transaction that has changed the facts and taken its mark, not committed."""

    def __init__(self, row: Assignment) -> None:
        self._go = threading.Event()
        self._changed = threading.Event()
        self._runner = Runner(lambda: self._work(row.pk))
        assert self._changed.wait(10)

    def _work(self, pk: int) -> None:
        with transaction.atomic():
            Assignment.objects.filter(pk=pk).update(remaining_units=90 * 60_000)
            self._changed.set()
            assert self._go.wait(10)

    def commit(self) -> None:
        self._go.set()
        self._runner.done()


def slow_and_quick(force: Force) -> Slow:
    """The slow one holds the lower mark; a quicker change has committed a higher."""
    row = first_task(force)
    slow = Slow(row)
    send(force, "narcotics", task("禁毒走访", 20, "2026-06-03"), force.a1)
    return slow


def test_a_slow_transaction_with_an_early_mark_is_not_lost(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = slow_and_quick(force)

    def late(*args: Any, **kwargs: Any) -> Any:
        facts = read(*args, **kwargs)
        slow.commit()  # in the middle of the check, after the facts were read
        return facts

    monkeypatch.setattr(checking, "read", late)
    check(force.a1)
    monkeypatch.undo()
    state = StationState.objects.get(pk=force.a1.pk)
    assert state.feasible is True  # 60 + 20 hours of 96: what the check could see
    assert len(marks(force)) == 1  # the slow one's mark has survived
    check(force.a1)
    assert Conflict.objects.open().get().shortfall_hours == 14
    assert marks(force) == []
    assert list(verify()) == []


@pytest.mark.parametrize("exact", [True, False])
def test_control_deleting_up_to_the_highest_mark_would_lose_it(
    force: Force, exact: bool
) -> None:
    """The same steps without the snapshot's help: only the exact ids are safe."""
    slow = slow_and_quick(force)
    read = marks(force)
    slow.commit()
    rows = DirtyStation.objects.filter(station_id=force.a1.pk)
    if exact:
        rows.filter(pk__in=read).delete()
    else:
        rows.filter(pk__lte=max(read)).delete()
    assert bool(marks(force)) is exact


# --- two departments race from preview to issue -------------------------------------


def issue_to(force: Force, who: str, hours: float) -> Issued:
    """Without a reason: a conflict is refused."""
    return issue(
        by=force.staff if who == "public_order" else force.staff_narcotics,
        requester=getattr(force, who),
        content=task(f"{who} {hours}", hours, "2026-06-03"),
        stations=[force.a1],
        now=NOW,
    )


def race_to_issue(force: Force) -> Runner:
    """The first department has not committed when the second one tries."""
    with transaction.atomic():
        issue_to(force, "public_order", 60)
        second = Runner(lambda: issue_to(force, "narcotics", 50))
        until(lambda: waiting_for_me() or not second.is_alive())
    return second


def test_the_second_of_two_departments_sees_what_the_first_one_issued(
    force: Force,
) -> None:
    second = race_to_issue(force)
    with pytest.raises(ReasonNeeded) as refused:
        second.done()
    assert refused.value.findings[0].shortfall == 14 * 60_000
    assert Assignment.objects.count() == 1


def test_control_without_the_lock_both_issue_into_a_conflict(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "lock_stations", lambda stations: None)
    race_to_issue(force).done()
    check(force.a1)
    assert Assignment.objects.count() == 2
    assert Conflict.objects.open().get().shortfall_hours == 14


# --- messages come more than once ---------------------------------------------------


def stored(force: Force) -> tuple[list[Any], list[Any], list[Any]]:
    """Everything a check leaves behind but its own counters and clock."""
    conflicts = Conflict.objects.order_by("pk").values()
    dull = ("first_seen_at", "changed_at", "revision")
    states = StationState.objects.order_by("pk").values_list(
        "station", "as_of", "feasible", "deficit_units", "attempts", "quarantined_at"
    )
    told = InboxItem.objects.order_by("pk").values_list("pk", "matter", "recipient")
    plain = [{k: v for k, v in row.items() if k not in dull} for row in conflicts]
    return plain, list(states), list(told)


def test_a_message_delivered_three_times_leaves_the_same_rows(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_now = partial(check_station, now=NOW)
    monkeypatch.setattr(tasks, "check_station", lambda pk, now: at_now(pk))
    first_task(force)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1, force.a2)
    message = [force.a1.pk, force.a2.pk]
    together(*[lambda: check_stations(message)] * 3)
    once = stored(force)
    assert {told[2] for told in once[2]} >= {force.chief_a1.pk, force.staff.pk}
    per_person = [(matter, recipient) for _, matter, recipient in once[2]]
    assert len(per_person) == len(set(per_person))
    for _ in range(3):
        check_stations(message)
    assert stored(force) == once
    assert not DirtyStation.objects.filter(station_id__in=message).exists()


def test_many_messages_at_once_do_not_set_a_healthy_station_apart(
    force: Force,
) -> None:
    """Twelve workers with the same station: attempts in flight are not failures."""
    first_task(force)
    outcomes = together(*[lambda: check_station(force.a1.pk, now=NOW)] * 12)
    state = StationState.objects.get(pk=force.a1.pk)
    assert state.quarantined_at is None
    assert {checked.outcome.value for checked in outcomes} <= {"checked", "busy"}
    assert check_station(force.a1.pk, now=NOW).outcome is checking.Outcome.CHECKED
    assert StationState.objects.get(pk=force.a1.pk).attempts == 0


# --- many editors of one station ----------------------------------------------------


def test_ten_editors_of_one_station_while_it_is_checked(force: Force) -> None:
    rows = [first_task(force, 20, f"走访{n}") for n in range(10)]

    def edit(row: Assignment) -> None:
        for step in range(5):
            acts.progress(
                by=force.chief_a1,
                assignment=row,
                remaining_units=(19 - step) * 60_000,
                now=NOW,
            )

    def keep_checking() -> None:
        for _ in range(15):
            check_station(force.a1.pk, now=NOW)

    together(*[lambda row=row: edit(row) for row in rows], keep_checking)
    check(force.a1)
    left = Assignment.objects.values_list("remaining_units", flat=True)
    assert set(left) == {15 * 60_000}
    assert marks(force) == []
    assert list(verify()) == []


def test_of_two_editors_of_one_row_the_second_is_told(force: Force) -> None:
    row = first_task(force)

    def edit(hours: int) -> str:
        try:
            acts.progress(
                by=force.chief_a1,
                assignment=row,
                remaining_units=hours * 60_000,
                now=NOW,
                version=row.version,
            )
        except acts.Stale:
            return "stale"
        return str(hours)

    said = together(*[lambda h=h: edit(h) for h in (10, 20, 30, 40)])
    assert said.count("stale") == 3
    (kept,) = set(said) - {"stale"}
    assert Assignment.objects.get(pk=row.pk).remaining_units == int(kept) * 60_000


# --- facts that change in other ways in the middle of a check ------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tasking_assignment SET station_id = %(a2)s",
        "UPDATE tasking_assignment SET remaining_units = 120 * 60000",
        "DELETE FROM personnel_posting WHERE station_id = %(a1)s",
    ],
    ids=["moved to another station", "changed in bulk", "officers taken away"],
)
def test_raw_sql_in_the_middle_of_a_check_is_seen_by_the_next(
    force: Force, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    first_task(force)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(change, {"a1": force.a1.pk, "a2": force.a2.pk})

    def disturbed(*args: Any, **kwargs: Any) -> Any:
        facts = read(*args, **kwargs)
        Runner(run).done()
        return facts

    monkeypatch.setattr(checking, "read", disturbed)
    check(force.a1)
    monkeypatch.undo()
    assert Conflict.objects.open().get().shortfall_hours == 14  # the older truth
    assert marks(force) != []
    dirty = set(DirtyStation.objects.values_list("station_id", flat=True))
    for station in force.stations:
        if station.pk in dirty:
            check(station)
    assert list(verify()) == []
    assert marks(force) == []
