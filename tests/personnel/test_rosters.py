"""Rosters entered and ended; a week and a month as they are read; alert levels."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from desk.letters import letter
from desk.models import InboxItem
from personnel import services
from personnel.models import AlertLevel, LeaveRequest, RosterLine
from personnel.presence import presence
from personnel.roster import Share, month, share_of, week
from personnel.services import alerts, asking_leave, deciding_leave, rosters
from tests.factories import Force, force
from tests.personnel.test_orders import told

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def made() -> Force:
    return force()


def entered(made: Force, *places: int, **more: Any) -> list[RosterLine]:
    return rosters.set_roster(**asked(made, *places, **more))


def asked(made: Force, *places: int, **more: Any) -> dict[str, Any]:
    given = {
        "by": made.chief_a1,
        "station": made.a1,
        "officers": [made.officers[made.a1.code][n] for n in places],
        "pattern": "thirds",
        "during": (MONDAY, None),
    }
    return given | more


def test_thirds_follow_each_other_and_leave_is_seen(made: Force) -> None:
    entered(made, 0, 1, 2)
    services.record_leave(
        by=None,
        officer=made.officers[made.a1.code][1],
        kind="sick",
        during=(MONDAY, MONDAY + DAY),
    )
    found = week(made.a1, MONDAY)
    cells = {row.officer.police_number: row.cells for row in found.rows}
    kinds = [[cell.kinds for cell in cells[f"01000{n}"][:3]] for n in (1, 2, 3)]
    assert kinds == [
        [["duty"], ["stand_by"], []],
        [[], [], ["duty"]],
        [[], ["duty"], ["stand_by"]],
    ]
    assert cells["010002"][0].leave and not cells["010004"][0].rostered
    assert [one.working for one in found.columns] == [1] * 7
    assert not found.nobody and week(made.a2, MONDAY).nobody


def test_auxiliaries_alone_are_shown_by_day(made: Force) -> None:
    helper = services.register_officer(
        by=None, police_number="F0001", name="何雨婷", category="auxiliary"
    )
    services.post_officer(
        by=None, officer=helper, unit=made.a1, during=(dt.date(2020, 1, 1), None)
    )
    entered(made, 0, 1, 2)
    entered(made, officers=[helper])
    assert not any(one.alone for one in week(made.a1, MONDAY).columns)
    services.record_leave(
        by=None,
        officer=made.officers[made.a1.code][0],
        kind="sick",
        during=(MONDAY, MONDAY + DAY),
    )
    first, second, *_rest = week(made.a1, MONDAY).columns
    assert first.alone == [(510, 1440)] and second.alone == [(0, 510)]


def test_a_month_against_the_norm_and_the_limit(made: Force) -> None:
    """June 2026: 22 working days, 176 hours; thirds 10 × 24; four days 8 × 24 + 22 × 8;
    two days of rest given back count as norm that is not worked."""
    entered(made, 0)
    entered(made, 1, pattern="four_days")
    services.record_leave(
        by=None,
        officer=made.officers[made.a1.code][1],
        kind="compensatory",
        during=(MONDAY + DAY, MONDAY + 3 * DAY),
    )
    found = {row.officer.police_number: row for row in month(made.a1, MONDAY)}
    one, two = found["010001"], found["010002"]
    assert (one.hours, one.norm, one.stand_by) == (240, 176, 240)
    assert (one.overtime, one.over_limit, one.owed) == (64, True, 8)
    assert (two.hours, two.rested) == (8 * 24 + 20 * 8, 2)
    assert two.owed == (8 * 24 + 20 * 8 - 176) // 8 - 2


@pytest.mark.parametrize(
    ("places", "more", "field"),
    [
        ((), {}, "officers"),
        ((0, 0), {}, "officers"),
        ((0,), {"pattern": "x"}, "pattern"),
        ((0,), {"during": (MONDAY, MONDAY)}, "during"),
        ((0,), {"during": (dt.date(2019, 1, 1), None)}, "officers"),
    ],
)
def test_bad_rosters_are_told_by_field(
    made: Force, places: tuple[int, ...], more: dict[str, Any], field: str
) -> None:
    assert field in told(rosters.set_roster, **asked(made, *places, **more))
    assert not RosterLine.objects.exists()


def test_a_new_roster_ends_the_old_and_one_is_ended(made: Force) -> None:
    (old,) = entered(made, 0)
    (new,) = entered(made, 0, pattern="day", during=(MONDAY + 7 * DAY, None))
    old.refresh_from_db()
    assert old.during.upper == MONDAY + 7 * DAY
    again = asked(made, 0, 1, during=(MONDAY + DAY, MONDAY + 9 * DAY))
    assert "during" in told(rosters.set_roster, **again)
    act = {"by": made.chief_a1, "line": old}
    assert "on" in told(rosters.end_roster, on=MONDAY + 7 * DAY, **act)
    rosters.end_roster(on=MONDAY + DAY, **act)
    rosters.end_roster(by=made.chief_a1, line=new, on=MONDAY)
    (left,) = RosterLine.objects.all()
    assert (left.pk, left.during.upper) == (old.pk, MONDAY + DAY)
    for user in (made.chief_a2, made.officer_a1, made.personnel_admin):
        with pytest.raises(PermissionDenied):
            entered(made, 3, by=user)
        with pytest.raises(PermissionDenied):
            rosters.end_roster(by=user, line=left, on=MONDAY)


def test_capacity_counts_with_the_rosters_once_they_are_adopted(made: Force) -> None:
    """Three of six in thirds: 3 + 3 × 1/3 of six are at work in duty hours."""
    assert share_of(made.a1, TODAY) is None
    entered(made, 0, 1, 2, during=(TODAY, None))
    found = share_of(made.a1, TODAY)
    assert found == Share(counted=1000, rostered=666) and found.differs
    act = {"station": made.a1, "on": TODAY}
    with pytest.raises(PermissionDenied):
        rosters.adopt_share(by=made.chief_a1, **act)
    rosters.adopt_share(by=made.personnel_admin, **act)
    after = presence([made.a1.pk], TODAY, TODAY + 7 * DAY)[made.a1.pk]
    assert after and {row.present for row in after} == {6 * 666}
    assert "on" in told(rosters.adopt_share, by=made.personnel_admin, **act)


def announced(made: Force, level: int, **more: Any) -> AlertLevel:
    return alerts.announce_alert(**alert(made, level=level, **more))


def alert(made: Force, **more: Any) -> dict[str, Any]:
    given = {
        "by": made.leader,
        "bureau": made.county_a,
        "level": 1,
        "during": (TODAY + 10 * DAY, TODAY + 12 * DAY),
        "reason": "重大安保",
        "now": NOW,
    }
    return given | more


def wish(made: Force, n: int, **more: Any) -> LeaveRequest:
    return asking_leave.ask_leave(**wished(made, n, **more))


def wished(made: Force, n: int, **more: Any) -> dict[str, Any]:
    given = {
        "by": made.chief_a1,
        "officer": made.officers[made.a1.code][n],
        "kind": "annual",
        "during": (TODAY + 8 * DAY, TODAY + 11 * DAY),
        "reason": "",
        "now": NOW,
    }
    return given | more


def test_level_one_forbids_leave_but_not_illness(made: Force) -> None:
    before = wish(made, 0)
    for n, days in ((4, (9, 11)), (5, (12, 14))):
        services.record_leave(
            by=None,
            officer=made.officers[made.a1.code][n],
            kind="annual",
            during=tuple(TODAY + n * DAY for n in days),
        )
    row = announced(made, 1)
    told_to = InboxItem.objects.filter(kind="leave_alert_one")
    assert set(told_to.values_list("recipient__username", flat=True)) == {
        "chief_a1",
        "chief_a2",
    }
    texts = {item.recipient.username: letter(item, {}).text for item in told_to}
    assert "期间休假1人" in texts["chief_a1"] and "休假1" not in texts["chief_a2"]
    assert "during" in told(asking_leave.ask_leave, **wished(made, 1))
    act = {"by": made.chief_a1, "request": before, "now": NOW}
    assert "during" in told(deciding_leave.approve_leave, **act)
    sick = wish(made, 2, kind="sick")
    deciding_leave.approve_leave(by=made.chief_a1, request=sick, now=NOW)
    assert wish(made, 1, during=(TODAY + 12 * DAY, TODAY + 13 * DAY))
    end = {"by": made.leader, "alert": row, "today": TODAY}
    assert "reason" in told(alerts.end_alert, on=TODAY, reason="", **end)
    late = TODAY + 12 * DAY
    assert "on" in told(alerts.end_alert, on=late, reason="x", **end)
    alerts.end_alert(on=TODAY, reason="安保结束", **end)
    deciding_leave.approve_leave(**act)


def test_a_level_forbids_no_leave_of_who_has_left(made: Force) -> None:
    """By its first day he serves in another bureau, where none holds."""
    announced(made, 1)
    who, moved = made.officers[made.a1.code][0], TODAY + 10 * DAY
    services.end_posting(by=None, posting=who.postings.get(), on=moved)
    given: dict[str, Any] = {"officer": who, "by": made.chief_a1}
    services.post_officer(unit=made.b1, during=(moved, None), **given)
    days = TODAY + 8 * DAY, TODAY + 12 * DAY
    assert services.enter_leave(kind="annual", during=days, **given)


def test_level_two_keeps_half_at_post(made: Force) -> None:
    announced(made, 2)
    for n in (0, 1, 2):
        row = wish(made, n)
        deciding_leave.approve_leave(by=made.chief_a1, request=row, now=NOW)
    act = {"by": made.chief_a1, "request": wish(made, 3), "now": NOW}
    assert "during" in told(deciding_leave.approve_leave, **act)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"level": 3}, "level"),
        ({"reason": " "}, "reason"),
        ({"during": (TODAY + DAY, TODAY)}, "during"),
        ({"during": (TODAY, None)}, "during"),
        ({"during": (TODAY, TODAY + 200 * DAY)}, "during"),
        ({"during": (TODAY - DAY, TODAY + DAY)}, "during"),
    ],
)
def test_bad_levels_are_told_by_field(
    made: Force, more: dict[str, Any], field: str
) -> None:
    assert set(told(alerts.announce_alert, **alert(made, **more))) == {field}
    if field == "level":
        announced(made, 1)
        assert "during" in told(alerts.announce_alert, **alert(made))
        with pytest.raises(PermissionDenied):
            announced(made, 1, by=made.chief_a1)
