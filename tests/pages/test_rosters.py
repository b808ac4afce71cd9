"""The pages of rosters, hours and alert levels."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from personnel.models import AlertLevel, RosterLine
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def day(n: int) -> str:
    return (TODAY + dt.timedelta(days=n)).isoformat()


def roster(force: Force, *places: int, **more: Any) -> dict[str, Any]:
    officers = [str(force.officers[force.a1.code][n].pk) for n in places]
    return {"pattern": "thirds", "first": day(0), "officers": officers} | more


def test_a_roster_is_entered_seen_by_all_and_ended(force: Force) -> None:
    code = force.a1.code
    chief, officer = client(force.chief_a1), client(force.officer_a1)
    assert "尚未排班" in words(officer.get(url("roster", code)))
    for bad in (
        roster(force),
        roster(force, 0, first=""),
        roster(force, 0, pattern=""),
    ):
        assert chief.post(url("set_roster", code), bad).status_code == 422
    chief.post(url("set_roster", code), roster(force, 0, 1, 2))
    seen = words(officer.get(url("roster", code)))
    assert "值班24小时" in seen and "备勤" in seen and "录入排班" not in seen
    assert "备勤时数" in words(officer.get(url("hours", code)))
    line = RosterLine.objects.earliest("pk")
    end = {"line": str(line.pk), "on": day(3)}
    assert chief.post(url("end_roster", code), end | {"on": ""}).status_code == 422
    assert chief.post(url("end_roster", code), end).status_code == 302
    line.refresh_from_db()
    assert line.during.upper.isoformat() == day(3)


def test_a_leader_announces_a_level_and_ends_it(force: Force) -> None:
    leader, chief = client(force.leader), client(force.chief_a1)
    given = {"level": "1", "first": day(1), "last": day(3), "reason": "重大安保"}
    for bad in ({"level": ""}, {"first": ""}, {"last": day(-1)}, {"reason": ""}):
        assert leader.post(url("alerts"), given | bad).status_code == 422
    assert leader.post(url("alerts"), given).status_code == 302
    seen = words(chief.get(url("alerts")))
    assert "一级" in seen and "重大安保" in seen and "发布" not in seen
    row = AlertLevel.objects.get()
    ends = url("end_alert", row.pk)
    assert leader.get(ends).status_code == 200
    assert leader.post(ends, {"on": "", "reason": "x"}).status_code == 422
    assert leader.post(ends, {"on": day(2), "reason": "安保结束"}).status_code == 302
    row.refresh_from_db()
    assert row.last.isoformat() == day(1)
