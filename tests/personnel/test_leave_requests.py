"""Leave is asked for, decided, taken back, shortened; and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from desk.models import InboxItem
from personnel import services
from personnel.entitlement import balance, entitled
from personnel.models import Leave, LeaveRequest, LeaveStep, Officer
from personnel.services import asking_leave, deciding_leave
from tests.coordination.world import send, task
from tests.factories import Force, appoint, force, person
from tests.personnel.test_orders import told

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)
S = LeaveRequest.State


@pytest.fixture
def made() -> Force:
    """王建军 heads 柳堰, 李志刚 has an account as one of its officers."""
    found = force()
    chief, other = found.officers[found.a1.code][:2]
    services.link_account(by=None, officer=chief, user=found.chief_a1)
    services.link_account(by=None, officer=other, user=found.officer_a1)
    return found


def day(n: int) -> dt.date:
    return TODAY + n * DAY


def officer(made: Force, n: int = 1) -> Officer:
    return Officer.objects.get(pk=made.officers[made.a1.code][n].pk)


def wish(made: Force, n: int = 1, **more: Any) -> dict[str, Any]:
    given = {
        "by": made.officer_a1,
        "officer": officer(made, n),
        "kind": "annual",
        "during": (day(10), day(15)),
        "reason": "探亲",
        "now": NOW,
    }
    return given | more


def asked(made: Force, n: int = 1, **more: Any) -> LeaveRequest:
    return asking_leave.ask_leave(**wish(made, n, **more))


def approved(made: Force) -> LeaveRequest:
    row = asked(made)
    return deciding_leave.approve_leave(by=made.chief_a1, request=row, now=NOW)


def letters(kind: str) -> set[str]:
    rows = InboxItem.objects.filter(kind=kind)
    return set(rows.values_list("recipient__username", flat=True))


def test_leave_is_asked_for_approved_and_stands(made: Force) -> None:
    row = asked(made)
    assert not Leave.objects.exists() and not row.to_leader
    assert letters("leave_asked") == {"chief_a1"}
    row = deciding_leave.approve_leave(
        by=made.chief_a1, request=row, text="注意安全", now=NOW
    )
    leave = Leave.objects.get()
    assert (leave.officer, leave.during, row.leave) == (row.officer, row.during, leave)
    assert letters("leave_approved") == {"officer_a1"}
    assert [step.act for step in row.steps.all()] == ["ask", "approve"]
    again = told(deciding_leave.approve_leave, by=made.chief_a1, request=row, now=NOW)
    assert "state" in again
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        LeaveStep.objects.update(text="x")


def test_leave_is_refused_for_a_reason(made: Force) -> None:
    act = {"by": made.chief_a1, "request": asked(made), "now": NOW}
    assert "text" in told(deciding_leave.refuse_leave, text=" ", **act)
    assert "state" in told(deciding_leave.refuse_leave, text="x", version=9, **act)
    row = deciding_leave.refuse_leave(text="当周安保", **act)
    assert row.state == S.REFUSED and not Leave.objects.exists()
    assert letters("leave_refused") == {"officer_a1"}


def test_nobody_decides_for_himself_or_for_another_station(made: Force) -> None:
    row = asked(made, 0, by=made.chief_a1)
    assert row.to_leader and letters("leave_asked") == {"leader"}
    for user in (made.chief_a1, made.officer_a1, made.chief_a2, made.coordinator):
        with pytest.raises(PermissionDenied):
            deciding_leave.approve_leave(by=user, request=row, now=NOW)
    deciding_leave.approve_leave(by=made.leader, request=row, now=NOW)
    mine = asked(made)
    for user in (made.officer_a1, made.leader, made.chief_b1):
        with pytest.raises(PermissionDenied):
            deciding_leave.refuse_leave(by=user, request=mine, text="x", now=NOW)
    for user in (made.officer_a1, made.chief_a2, made.personnel_admin):
        with pytest.raises(PermissionDenied):
            asked(made, 2, by=user)
    with pytest.raises(PermissionDenied):
        services.enter_leave(
            by=made.chief_a1,
            officer=officer(made, 0),
            kind="sick",
            during=(day(30), day(31)),
        )


def test_the_chief_asks_for_somebody_without_an_account(made: Force) -> None:
    row = asked(made, 2, by=made.chief_a1)
    act = {"by": made.chief_a1, "request": row, "now": NOW}
    row = asking_leave.take_back_leave(**act)
    assert row.state == S.TAKEN_BACK
    assert "state" in told(asking_leave.take_back_leave, **act)
    with pytest.raises(PermissionDenied):
        asking_leave.take_back_leave(
            by=made.chief_a2, request=asked(made, 3, by=made.chief_a1), now=NOW
        )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"during": (day(15), day(10))}, "during"),
        ({"during": (day(15), None)}, "during"),
        ({"during": (day(15), day(600))}, "during"),
        ({"during": (day(-3), day(3))}, "during"),
        ({"kind": "holiday"}, "kind"),
    ],
)
def test_bad_wishes_are_told_by_field(
    made: Force, more: dict[str, Any], field: str
) -> None:
    assert set(told(asking_leave.ask_leave, **wish(made, **more))) == {field}


def test_leave_outside_a_posting_or_twice_is_told(made: Force) -> None:
    away = officer(made)
    assert asked(made, kind="sick", during=(day(-3), day(-1))).kind == "sick"
    approved(made)
    for during in ((day(14), day(16)), (day(9), day(11))):
        assert "during" in told(asking_leave.ask_leave, **wish(made, during=during))
    asked(made, during=(day(20), day(22)))
    twice = wish(made, during=(day(21), day(30)))
    assert "during" in told(asking_leave.ask_leave, **twice)
    posting = away.postings.get()
    services.end_posting(by=None, posting=posting, on=day(40))
    late = wish(made, during=(day(39), day(41)))
    assert "during" in told(asking_leave.ask_leave, **late)


def moving(made: Force, to: Any, back: int | None = None) -> Officer:
    """李志刚 leaves 柳堰 for another unit in twelve days, and may come back."""
    found = officer(made)
    services.end_posting(by=None, posting=found.postings.get(), on=day(12))
    given = {"by": None, "officer": found}
    until = None if back is None else day(back)
    services.post_officer(unit=to, during=(day(12), until), **given)
    if until:
        services.post_officer(unit=made.a1, during=(until, None), **given)
    return found


def parts(row: LeaveRequest) -> list[tuple[str, dt.date, dt.date]]:
    rows = LeaveRequest.objects.with_parts().get(pk=row.pk).places
    return [(p.unit.code, p.first, p.during.upper) for p in rows]


def test_leave_over_a_change_of_units_is_one_in_parts(made: Force) -> None:
    """The leader decides, for both or for none; both chiefs read it."""
    moving(made, made.a2, back=14)
    row = asked(made)
    home, guest = made.a1.code, made.a2.code
    assert row.to_leader and letters("leave_asked") == {"leader"}
    assert parts(row) == [
        (home, day(10), day(12)),
        (guest, day(12), day(14)),
        (home, day(14), day(15)),
    ]
    for user in (made.chief_a1, made.chief_a2):
        assert row in LeaveRequest.objects.visible_to(user)
        with pytest.raises(PermissionDenied):
            deciding_leave.approve_leave(by=user, request=row, now=NOW)
    act = {"by": made.leader, "request": row, "now": NOW}
    row = deciding_leave.approve_leave(**act)
    assert Leave.objects.get().during == row.during
    assert letters("leave_approved") == {"officer_a1", "chief_a1", "chief_a2"}
    deciding_leave.shorten_leave(back=day(13), text="安保", **act)
    assert parts(row) == [(home, day(10), day(12)), (guest, day(12), day(13))]


def test_each_part_is_judged_and_none_is_approved_alone(made: Force) -> None:
    """Named at the second station, then posted otherwise: nothing is written."""
    who = moving(made, made.a2)
    number, when = who.police_number, day(13).isoformat()
    event = {"release": f"{when} 09:00", "kind": "meeting", "attendees": (number,)}
    meeting = task("案件会商", None, f"{when} 11:00", **event)
    send(made, "public_order", meeting, made.a2, now=NOW)
    act = {"by": made.leader, "request": asked(made), "now": NOW}
    assert "instead" in told(deciding_leave.approve_leave, **act)
    last = who.postings.latest("during")
    services.end_posting(by=None, posting=last, on=day(14))
    services.post_officer(by=None, officer=who, unit=made.a1, during=(day(14), None))
    told_of = told(deciding_leave.approve_leave, instead="张海涛", **act)
    assert set(told_of) == {"state"} and not Leave.objects.exists()


def test_beyond_the_bureau_only_the_leader_above_both_decides(made: Force) -> None:
    moving(made, made.b1)
    row, above = asked(made), appoint(person("市局领导"), "leader", made.city)
    with pytest.raises(PermissionDenied):
        deciding_leave.approve_leave(by=made.leader, request=row, now=NOW)
    waiting = LeaveRequest.objects.waiting_for
    assert row in waiting(above) and row not in waiting(made.leader)
    assert deciding_leave.approve_leave(by=above, request=row, now=NOW).leave


def in_department(made: Force, unit: Any, user: Any, n: int = 3) -> Officer:
    found = officer(made, n)
    services.link_account(by=None, officer=found, user=user)
    services.end_posting(by=None, posting=found.postings.get(), on=TODAY)
    services.post_officer(by=None, officer=found, unit=unit, during=(TODAY, None))
    return found


def test_in_a_department_its_head_decides_and_for_him_the_leader(made: Force) -> None:
    staff = in_department(made, made.public_order, made.staff)
    row = asked(made, by=made.staff, officer=staff)
    assert letters("leave_asked") == {"head"} and not row.to_leader
    assert row in LeaveRequest.objects.waiting_for(made.head)
    for user in (made.staff, made.leader, made.chief_a1):
        with pytest.raises(PermissionDenied):
            deciding_leave.approve_leave(by=user, request=row, now=NOW)
    assert deciding_leave.approve_leave(by=made.head, request=row, now=NOW).leave
    head = in_department(made, made.public_order, made.head, 4)
    assert asked(made, by=made.head, officer=head).to_leader
    alone = in_department(made, made.narcotics, made.staff_narcotics, 5)
    row = asked(made, by=made.staff_narcotics, officer=alone)
    assert row.to_leader, "nobody heads it"
    with pytest.raises(PermissionDenied):
        asked(made, by=made.head, officer=staff, during=(day(30), day(31)))


def test_a_leave_ends_sooner_or_is_called_off(made: Force) -> None:
    row = approved(made)
    act = {"by": made.chief_a1, "request": row, "now": NOW}
    for bad in ({"back": day(15), "text": "x"}, {"back": day(12), "text": ""}):
        assert told(deciding_leave.shorten_leave, **bad, **act)
    row = deciding_leave.shorten_leave(back=day(12), text="突发安保", **act)
    assert Leave.objects.get().during.upper == day(12) and row.last == day(11)
    assert letters("leave_shortened") == {"officer_a1"}
    row = deciding_leave.shorten_leave(back=day(5), text="全员在岗", **act)
    assert row.state == S.RECALLED and not Leave.objects.exists()
    assert letters("leave_recalled") == {"officer_a1"}
    assert told(deciding_leave.shorten_leave, back=day(5), text="x", **act)


def test_days_that_have_passed_stay_leave(made: Force) -> None:
    row = approved(made)
    late = {"by": made.chief_a1, "request": row, "now": NOW + 12 * DAY}
    assert "back" in told(deciding_leave.shorten_leave, back=day(11), text="x", **late)
    over = late | {"now": NOW + 20 * DAY}
    assert "back" in told(deciding_leave.shorten_leave, back=day(12), text="x", **over)
    assert "leave" in told(services.cancel_leave, by=made.chief_a1, leave=row.leave)


def test_an_appointment_that_names_him_needs_an_answer(made: Force) -> None:
    who = officer(made)
    when = f"{day(11).isoformat()} 09:00"
    event = task(
        "案件会商",
        None,
        f"{day(11).isoformat()} 11:00",
        release=when,
        kind="meeting",
        attendees=(who.police_number,),
    )
    send(made, "public_order", event, made.a1, now=NOW)
    act = {"by": made.chief_a1, "request": asked(made), "now": NOW}
    assert "instead" in told(deciding_leave.approve_leave, **act)
    assert not letters("directive_attends")
    row = deciding_leave.approve_leave(instead="由张海涛参加", **act)
    assert row.steps.last().instead == "由张海涛参加"
    assert letters("directive_attends") == {"staff", "head"}
    letter = InboxItem.objects.filter(kind="directive_attends")[0]
    assert letter.facts["reason"] == "由张海涛参加"
    assert letter.facts["title"] == "案件会商" and "annual" not in str(letter.facts)
    enter = {
        "by": made.personnel_admin,
        "officer": officer(made, 0),
        "kind": "sick",
        "during": (day(11), day(12)),
    }
    chiefs = task(
        "所长例会",
        None,
        f"{day(11)} 17:00",
        release=f"{day(11)} 15:00",
        kind="meeting",
        attendees=("chief",),
    )
    send(made, "public_order", chiefs, made.a1, now=NOW)
    assert "instead" in told(services.enter_leave, **enter)
    assert services.enter_leave(instead="教导员参加", **enter).kind == "sick"
    assert InboxItem.objects.filter(kind="directive_attends").count() == 4


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (None, None),
        ("2026-01-02", 0),
        ("2025-06-01", 5),
        ("2016-06-02", 5),
        ("2016-06-01", 10),
        ("2006-06-01", 15),
    ],
)
def test_annual_leave_grows_with_the_years_of_work(
    since: str | None, due: int | None
) -> None:
    begun = dt.date.fromisoformat(since) if since else None
    assert entitled(begun, dt.date(2026, 6, 1)) == due


def test_the_balance_counts_working_days_of_the_year(made: Force) -> None:
    """1 to 7 June 2026 has five working days; half of a turn of the year counts."""
    who = officer(made)
    services.set_working_since(
        by=made.personnel_admin, officer=who, day=dt.date(2010, 7, 1), today=TODAY
    )
    who.refresh_from_db()
    for during in ("2026-06-01 2026-06-08", "2025-12-31 2026-01-03"):
        first, end = (dt.date.fromisoformat(text) for text in during.split())
        services.record_leave(by=None, officer=who, kind="annual", during=(first, end))
    found = balance(who, dt.date(2026, 6, 1))
    assert (found.due, found.taken, found.left) == (10, 7, 3)
