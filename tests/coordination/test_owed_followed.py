"""What becomes of owed time: followed, made up, let go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from coordination.ledger.year import read_year
from coordination.models import OwedEntry, OwedTime
from coordination.owed_sums import owing_of, total_of
from coordination.services import making_up, owing, protecting
from coordination.services.due_jobs import OWED, run_due
from coordination.services.issuing import withdraw
from organization.models import User
from tasking.models import ProtectedBlock
from tasking.services import plans
from tasking.services.acts import Stale
from tasking.services.appointments import rearrange
from tasking.services.waiving import waive
from tests.coordination.test_owed import DAY, HOUR, MEETING, entries, signed
from tests.coordination.test_plans import in_force, planned
from tests.coordination.test_protecting import keep
from tests.coordination.world import NOW, send
from tests.factories import Force, at
from tests.negotiation.appointments import event

AFTER = at("2026-06-20 09:00")


def test_withdrawn_it_is_owed_no_more(force: Force) -> None:
    row = signed(force)
    order = row.assignment.directive
    withdraw(by=force.staff, directive=order, reason="取消", now=NOW)
    row.refresh_from_db()
    assert row.state == "ended" and entries(row) == ["incur", "end"]
    assert total_of(owing_of(OwedTime.objects.all(), NOW.date())).taken == 0


def test_an_order_that_stands_again_owes_again(force: Force) -> None:
    """Another one had taken its place, and is taken back."""
    first = signed(force)
    again = replace(MEETING, parent=first.assignment.directive, title="转办")
    below = send(force, "narcotics", again, force.a1).directive
    assert [row.assignment.directive for row in OwedTime.objects.open()] == [below]
    withdraw(by=force.staff_narcotics, directive=below, reason="撤回", now=NOW)
    owed = OwedTime.objects.open().get()
    assert (owed.assignment, owed.units) == (first.assignment, first.units)
    assert (owed.issued_by, owed.second) == (first.issued_by, first.second)


def test_withdrawn_afterwards_it_stays(force: Force) -> None:
    row = signed(force)
    order = row.assignment.directive
    withdraw(by=force.staff, directive=order, reason="取消", now=at("2026-06-04 09:00"))
    row.refresh_from_db()
    assert row.is_open


def test_a_block_moved_or_made_smaller_owes_less_never_more(force: Force) -> None:
    row = signed(force)
    block = ProtectedBlock.objects.get()

    def change(**more: Any) -> OwedTime:
        said: dict[str, Any] = {
            "title": block.title,
            "start": block.start,
            "end": block.end,
            "officers": Decimal(6),
        }
        fresh = ProtectedBlock.objects.get()
        protecting.change(by=force.chief_a1, block=fresh, now=NOW, **said | more)
        row.refresh_from_db()
        return row

    assert change(officers=Decimal(3)).units == 2 * HOUR  # one is missing
    assert change(officers=Decimal(6)).units == 2 * HOUR
    changed = change(start=at("2026-06-04 09:00"), end=at("2026-06-04 11:00"))
    assert changed.state == "ended"
    assert entries(row) == ["incur", "change", "end"]


def test_given_up_it_stays_owed(force: Force) -> None:
    row = signed(force)
    block = ProtectedBlock.objects.get()
    protecting.release(by=force.chief_a1, block=block, reason="无法开展", now=NOW)
    row.refresh_from_db()
    assert row.is_open and (row.block, row.title) == (None, "社区走访")


def test_the_clock_follows_what_no_act_did(force: Force) -> None:
    row = signed(force)
    waive(by=force.leader, assignment=row.assignment, reason="免派", now=NOW)
    assert OWED in run_due(NOW)
    row.refresh_from_db()
    assert row.state == "ended"


def test_a_second_order_owes_the_rest(force: Force) -> None:
    signed(force)  # four of six
    more = event("禁毒大会", f"{DAY} 10:00", f"{DAY} 12:00", 4)
    send(force, "narcotics", more, force.a1)
    second = OwedTime.objects.get(assignment__department=force.narcotics)
    assert second.units == (2 + 4) * HOUR  # two are left at ten, four at eleven
    rows = owing_of(OwedTime.objects.visible_to(force.coordinator), NOW.date())
    assert [(o.department, o.left // HOUR) for o in rows] == [
        (force.public_order, 8),
        (force.narcotics, 6),
    ]
    assert owing_of(OwedTime.objects.visible_to(force.staff), NOW.date()) == rows[:1]
    assert not OwedTime.objects.visible_to(force.chief_b1).exists()


def test_it_is_made_up_by_time_that_nothing_takes(force: Force) -> None:
    row = signed(force)
    start, end = at("2026-06-10 08:30"), at("2026-06-10 09:30")
    said: dict[str, Any] = {"start": start, "end": end, "officers": Decimal(6)}
    making_up.make_up(by=force.chief_a1, owed=row, now=NOW, **said)
    assert making_up.settle_due(now=end - dt.timedelta(minutes=1)) == 0
    assert making_up.settle_due(now=end) == 1 and making_up.settle_due(now=end) == 0
    row.refresh_from_db()
    assert (row.repaid_units, row.left_hours, row.state) == (6 * HOUR, 2, "owed")
    said |= {"start": at("2026-06-11 08:30"), "end": at("2026-06-11 09:30")}
    making_up.make_up(by=force.chief_a1, owed=row, now=NOW, **said)
    send(
        force,
        "narcotics",
        event("会", f"{said['start']:%F} 08:30", "2026-06-11 09:00", 5),
        force.a1,
    )
    making_up.settle_due(now=AFTER)
    row.refresh_from_db()
    assert (row.left_units, row.state) == (0, "repaid")  # 6 - 2.5 are more than two
    assert entries(row) == ["incur", "plan", "repay", "plan", "repay"]
    with pytest.raises(ValidationError):
        making_up.make_up(by=force.chief_a1, owed=row, now=NOW, **said)


def test_time_given_up_again_makes_up_nothing(force: Force) -> None:
    row = signed(force)
    said: dict[str, Any] = {"start": at("2026-06-10 08:30"), "officers": Decimal(6)}
    said["end"] = at("2026-06-10 09:30")
    made = making_up.make_up(by=force.chief_a1, owed=row, now=NOW, **said)
    assert made.block is not None
    protecting.release(by=force.chief_a1, block=made.block, reason="案件", now=NOW)
    making_up.settle_due(now=AFTER)
    row.refresh_from_db()
    assert row.left_units == 8 * HOUR and entries(row)[-1] == "miss"


def test_time_to_make_up_is_not_moved_under_an_order(force: Force) -> None:
    row = signed(force)
    said: dict[str, Any] = {"start": at("2026-06-10 08:30"), "officers": Decimal(6)}
    said["end"] = at("2026-06-10 09:30")
    made = making_up.make_up(by=force.chief_a1, owed=row, now=NOW, **said)
    busy = event("会", "2026-06-11 08:30", "2026-06-11 09:30", 5)
    send(force, "narcotics", busy, force.a1)

    def change(**more: Any) -> None:
        given: dict[str, Any] = {"by": force.chief_a1, "now": NOW, "title": "补"}
        block = ProtectedBlock.objects.get(pk=made.block_id)
        protecting.change(block=block, **given | said | more)

    with pytest.raises(ValidationError):
        change(start=at("2026-06-11 08:30"), end=at("2026-06-11 09:30"))
    change(start=at("2026-06-12 08:30"), end=at("2026-06-12 09:30"))
    change(officers=Decimal(3))


def test_time_already_taken_makes_up_nothing(force: Force) -> None:
    row = signed(force)
    send(
        force,
        "narcotics",
        event("会", "2026-06-10 08:30", "2026-06-10 12:00", 3),
        force.a1,
    )
    said: dict[str, Any] = {"start": at("2026-06-10 08:30"), "officers": Decimal(6)}
    said["end"] = at("2026-06-10 09:30")
    for user, error in (
        (force.chief_a1, ValidationError),
        (force.staff, PermissionDenied),
    ):
        with pytest.raises(error):
            making_up.make_up(by=user, owed=row, now=NOW, **said)
    assert ProtectedBlock.objects.count() == 1


def test_the_chief_lets_it_go_with_a_reason(force: Force) -> None:
    row = signed(force)

    def let(by: User, reason: str = "已补充", version: int = 1) -> None:
        making_up.let_go(by=by, owed=row, reason=reason, now=NOW, version=version)

    with pytest.raises(ValidationError):
        let(force.chief_a1, " ")
    with pytest.raises(Stale):
        let(force.chief_a1, version=7)
    for user in (force.officer_a1, force.staff, force.leader):
        with pytest.raises(PermissionDenied):
            let(user)
    let(force.chief_a1)
    row.refresh_from_db()
    assert (row.state, row.left_units) == ("let_go", 0)
    assert OwedEntry.objects.latest("pk").note == "已补充"
    with pytest.raises(ValidationError):
        let(force.chief_a1, version=2)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        OwedEntry.objects.update(note="")


def test_the_plan_says_what_was_given_up(force: Force) -> None:
    plan = in_force(force, planned(kind="community", title="社区"))
    row = signed(force)
    assert row.block is not None
    plans.put_under(by=force.chief_a1, what=row.block, item=plan.items.get())
    found = read_year(plan, at("2026-06-08 08:00"))
    assert (found.taken, found.rows[0].taken) == (8 * HOUR, 8 * HOUR)
    assert read_year(plan, NOW).taken == 0


def test_a_plan_that_moves_the_order_settles_and_owes(force: Force) -> None:
    """Carried out, it takes another block; agreed to by department and station."""
    row = signed(force)
    keep(force, start=at("2026-06-05 09:00"), end=at("2026-06-05 10:00"))
    order = row.assignment
    order.release, order.due = at("2026-06-05 09:00"), at("2026-06-05 11:00")
    rearrange(
        by=force.staff,
        assignment=order,
        reason="改期",
        now=NOW,
        start=order.release,
        end=order.due,
    )
    said: dict[str, Any] = {"by": force.staff, "assignment": order, "now": NOW}
    said["names"] = owing.Names(force.staff, force.chief_a1)
    (new,) = owing.reckon(**said)
    row.refresh_from_db()
    assert row.state == "ended"
    assert (new.units, new.second) == (4 * HOUR, force.chief_a1)
    assert not owing.reckon(**said)


def test_what_was_let_go_is_not_owed_anew_when_the_order_moves(force: Force) -> None:
    row = signed(force)
    making_up.let_go(by=force.chief_a1, owed=row, reason="已协商", now=NOW)
    order, names = row.assignment, owing.Names(force.staff, force.head)

    def again(officers: int) -> list[int]:
        more = {"officers": Decimal(officers), "reason": "协商"}
        rearrange(by=force.staff, assignment=order, now=NOW, **more)
        made = owing.reckon(by=force.staff, assignment=order, names=names, now=NOW)
        return [one.units for one in made]

    assert again(3) == again(4) == []
    assert again(5) == [2 * HOUR]
