"""Protected time that orders take: two names, what is owed, how it is made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.taken import taken
from coordination.models import OwedTime, SecondName
from coordination.services import emergency
from coordination.services.issuing import (
    Issued,
    approve_and_issue,
    issue,
    send_back,
)
from coordination.services.owing import Names, reckon
from desk.models import InboxItem
from organization.models import Bureau, User
from tasking.models import Directive
from tests.coordination.test_protecting import keep
from tests.coordination.world import NOW, task, ways
from tests.factories import Force, at
from tests.negotiation.appointments import event

HOUR = 60_000
DAY = "2026-06-03"
MEETING = event("誓师大会", f"{DAY} 09:00", f"{DAY} 11:00", 4, kind="meeting")
AFTER = at("2026-06-20 09:00")


def put(force: Force, by: User | None = None, **more: Any) -> Issued:
    """Four are asked for two hours, of six who are all protected."""
    said: dict[str, Any] = {
        "requester": force.public_order,
        "content": MEETING,
        "stations": [force.a1],
        "now": NOW,
        "reason": "上级要求",
    }
    return issue(by=by or force.staff, **said | more)


def signed(force: Force) -> OwedTime:
    keep(force)
    approve_and_issue(by=force.head, directive=put(force).directive, now=NOW)
    return OwedTime.objects.get()


def entries(row: OwedTime) -> list[str]:
    return list(row.entries.values_list("act", flat=True))


# --- the figures ----------------------------------------------------------------------
def test_missing_people_are_counted_minute_by_minute() -> None:
    """Two hundred random stations, each minute looked at by itself."""
    rng, some = Random("taken"), 0
    for _ in range(200):
        periods = [
            Period(a, a + rng.randrange(20, 90), 0, 1000 * rng.randrange(7))
            for a in (0, 100, 200)
        ]
        blocks = [_block(rng, n) for n in range(rng.randrange(1, 4))]
        *others, order = [_event(rng, n) for n in range(rng.randrange(1, 4))]
        facts = StationFacts("S", tuple(periods), (), tuple(others), tuple(blocks))
        want = {b.id: _counted(periods, b, others, order) for b in blocks}
        found = dict(taken(facts, order, as_of=0))
        assert found == {key: units for key, units in want.items() if units}
        some += bool(found)
        if others:  # who comes second owes the rest: together they owe it all
            every = {b.id: _counted(periods, b, [], *others, order) for b in blocks}
            first = {b.id: _counted(periods, b, [], *others) for b in blocks}
            assert {k: every[k] - first[k] for k in every} == want
    assert some > 40
    assert not taken(replace(facts, capacity=None), order, as_of=0)
    assert not taken(facts, replace(order, department="S"), as_of=0)


def _block(rng: Random, n: int) -> Block:
    start = rng.randrange(280)
    officers = rng.choice([500, 1000, 2000, 4000])
    return Block(f"b{n}", "社区", start, start + rng.randrange(5, 90), officers)


def _event(rng: Random, n: int) -> Event:
    start = rng.randrange(280)
    end = start + rng.randrange(5, 120)
    return Event(str(n), rng.choice("DDS"), start, end, 1000 * rng.randrange(1, 6))


def _counted(
    periods: list[Period], block: Block, others: list[Event], *orders: Event
) -> int:
    if len(orders) == 1 and orders[0].department == "S":
        return 0

    def missing(minute: int, events: list[Event]) -> int:
        there = sum(p.present for p in periods if p.start <= minute < p.end)
        asked = [e for e in events if e.department != "S"]
        need = sum(e.officers for e in asked if e.start <= minute < e.end)
        beside = max(0, there - block.officers)
        return min(block.officers, max(0, need - beside))

    return sum(
        missing(m, [*others, *orders]) - missing(m, others)
        for m in range(block.start, block.end)
    )


# --- two names ------------------------------------------------------------------------
def test_it_goes_out_with_a_second_name_and_is_owed(force: Force) -> None:
    block = keep(force).block
    done = put(force)
    row = done.directive
    assert (done.sent, row.state) == (False, "submitted")
    assert sum(one.units for one in done.taken) == 8 * HOUR
    assert SecondName.objects.get().asked_by == force.staff
    for user in (force.head, force.leader):
        assert InboxItem.objects.get(recipient=user, kind="owed_second").facts["by"]
    for user in (force.staff, force.staff_narcotics, force.chief_a1):
        with pytest.raises(PermissionDenied):
            approve_and_issue(by=user, directive=row, now=NOW)
    done = approve_and_issue(by=force.head, directive=row, now=NOW)
    assert done.sent and done.directive.approver == force.head
    owed = OwedTime.objects.get()
    assert (owed.block, owed.units, owed.hours) == (block, 8 * HOUR, 8)
    assert (owed.issued_by, owed.second, owed.urgent) == (
        force.staff,
        force.head,
        False,
    )
    assert owed.due_on == dt.date(2026, 7, 3) and entries(owed) == ["incur"]
    letter = InboxItem.objects.get(recipient=force.chief_a1, kind="owed_taken")
    assert letter.facts["taken_units"] == 8 * HOUR


def test_the_way_takes_protected_time_too(force: Force) -> None:
    """Who is called for ten leaves at twenty past nine, ten minutes too early."""
    ways(force, {force.a1: 40})
    keep(force, start=at(f"{DAY} 08:40"), end=at(f"{DAY} 09:30"))
    called = event("例会", f"{DAY} 10:00", f"{DAY} 11:00", 4, kind="meeting")
    done = put(force, content=replace(called, venue="seat"))
    assert [one.units for one in done.taken] == [4 * 10_000]
    approve_and_issue(by=force.head, directive=done.directive, now=NOW)
    row = done.directive.assignments.get()
    assert not reckon(by=None, assignment=row, names=Names(None), now=NOW)
    assert OwedTime.objects.get().units == 4 * 10_000


def test_a_way_over_noon_takes_no_protected_morning(force: Force) -> None:
    ways(force, {force.a1: 120})
    keep(force, start=at(f"{DAY} 11:00"), end=at(f"{DAY} 12:00"))
    called = event("例会", f"{DAY} 13:30", f"{DAY} 14:30", 4, kind="meeting")
    assert not put(force, content=replace(called, venue="seat")).taken


def test_the_second_is_somebody_else(force: Force) -> None:
    keep(force)
    row = put(force, by=force.head).directive
    with pytest.raises(ValidationError):
        approve_and_issue(by=force.head, directive=row, now=NOW)
    row.refresh_from_db()
    assert row.state == "submitted" and not OwedTime.objects.exists()
    approve_and_issue(by=force.leader, directive=row, now=NOW)
    owed = OwedTime.objects.get()
    assert (owed.issued_by, owed.second) == (force.head, force.leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwedTime.objects.update(second=force.head)


def test_it_may_be_sent_back_and_the_head_signs_nothing_else(force: Force) -> None:
    keep(force)
    row = put(force).directive
    send_back(by=force.head, directive=row, reason="改期", now=NOW)
    assert Directive.objects.get().state == "returned"
    Bureau.objects.update(approver_required=True)
    force.public_order.refresh_from_db()
    row = put(force, content=task("清查", 4, "2026-06-30")).directive
    with pytest.raises(PermissionDenied):
        approve_and_issue(by=force.head, directive=row, now=NOW)


@pytest.mark.parametrize(
    "content",
    [
        task("清查", 20, "2026-06-04"),
        replace(MEETING, release=at(f"{DAY} 14:00"), due=at(f"{DAY} 15:00")),
    ],
)
def test_what_takes_nothing_goes_out_at_once(force: Force, content: Any) -> None:
    keep(force)
    assert put(force, content=content).sent
    keep(force, start=at("2026-06-05 09:00"), end=at("2026-06-05 10:00"), officers=2)
    small = event("会", "2026-06-05 09:00", "2026-06-05 10:00", 4)
    assert put(force, content=small).sent  # it leaves the two
    assert not OwedTime.objects.exists()


def test_behind_the_gate_the_second_name_comes_after_the_office(force: Force) -> None:
    from coordination.models import AdmissionCase
    from coordination.services import admitting
    from tests.coordination.pieces import admission

    admission(force, "gate")
    keep(force)
    content = replace(MEETING, basis="局党委会", effort_units=HOUR)
    row = put(force, content=content).directive
    case = AdmissionCase.objects.get(directive=row)
    with pytest.raises(PermissionDenied):  # the head leads past no gate
        approve_and_issue(by=force.head, directive=row, now=NOW)
    done = admitting.admit(by=force.coordinator, case=case, now=NOW)
    case.refresh_from_db()
    assert (done.sent, case.state) == (False, "signature")
    done = approve_and_issue(by=force.head, directive=row, now=NOW)
    assert done.sent and OwedTime.objects.get().issued_by == force.staff


def test_an_urgent_order_passes_and_says_so(force: Force) -> None:
    keep(force)
    done = emergency.override(
        by=force.head,
        requester=force.public_order,
        content=MEETING,
        stations=[force.a1],
        urgency=emergency.Urgency("人命关天", at("2026-06-10 18:00")),
        now=NOW,
    )
    owed = OwedTime.objects.get()
    assert done.taken and (owed.urgent, owed.second) == (True, None)


@pytest.mark.parametrize(
    ("start", "end"), [("08:00", "09:30"), ("11:30", "12:00")], ids=["there", "back"]
)
def test_whoever_is_on_the_way_is_missing_too(
    force: Force, start: str, end: str
) -> None:
    ways(force, {force.a1: 60})
    keep(force, start=at(f"{DAY} {start}"), end=at(f"{DAY} {end}"))
    said = event(
        "例会", f"{DAY} 10:00", f"{DAY} 11:00", 4, kind="meeting", venue="seat"
    )
    assert [one.units for one in put(force, content=said).taken] == [2 * HOUR]
