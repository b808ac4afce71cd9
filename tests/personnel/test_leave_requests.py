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
from tests.factories import Force, force
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
    given = {"by": None, "officer": away}
    services.post_officer(unit=made.a2, during=(day(40), day(50)), **given)
    assert "during" in told(asking_leave.ask_leave, **late)
    services.post_officer(unit=made.criminal, during=(day(50), None), **given)
    gone = wish(made, during=(day(52), day(53)))
    assert "during" in told(asking_leave.ask_leave, **gone)


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
    row = deciding_leave.approve_leave(instead="由张海涛参加", **act)
    assert row.steps.last().instead == "由张海涛参加"
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
        by=made.personnel_admin, officer=who, day=dt.date(2010, 7, 1)
    )
    for during in ("2026-06-01 2026-06-08", "2025-12-31 2026-01-03"):
        first, end = (dt.date.fromisoformat(text) for text in during.split())
        services.record_leave(by=None, officer=who, kind="annual", during=(first, end))
    found = balance(who, dt.date(2026, 6, 1))
    assert (found.due, found.taken, found.left) == (10, 7, 3)
