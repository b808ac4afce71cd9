"""The pages of rosters, hours and alert levels."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from personnel.models import DutyRegime, RosterLine
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


def test_duty_hours_are_entered_and_refused_beside_their_field(force: Force) -> None:
    to = url("duty_hours", force.a1.code)
    admin, chief = client(force.personnel_admin), client(force.chief_a1)
    given = {
        "first": day(1),
        "last": "",
        "hours": "8：30-12:00，13:30—18:00",
        "roster_share": "83.3",
        "standing_share": "40",
        "standing_hours": "20",
        "auxiliary_share": "12.5",
    }
    for bad in (
        {"first": ""},
        {"first": "2019-01-01"},
        {"hours": "上午"},
        {"hours": "12:00-08:30"},
        {"hours": "08:30-25:00"},
        {"auxiliary_share": "101"},
        {"auxiliary_share": "12.55"},
        {"roster_share": "x"},
        {"standing_hours": "-1"},
    ):
        refused = admin.post(to, given | bad)
        assert refused.status_code == 422, bad
        beside = "last" if "2019-01-01" in bad.values() else next(iter(bad))
        assert f'id="id_{beside}_error"' in refused.content.decode(), bad
    assert DutyRegime.objects.filter(station=force.a1).count() == 1
    assert chief.post(to, given).status_code == 403
    assert admin.post(to, given).status_code == 302
    row = DutyRegime.objects.filter(station=force.a1).latest("during")
    assert row.hours == [510, 720, 810, 1080]
    shares = (row.roster_share, row.standing_share, row.auxiliary_share)
    assert shares == (Decimal("0.833"), Decimal("0.4"), Decimal("0.125"))
    seen = words(chief.get(to))
    assert "12.5%" in seen and "08:30-12:00 13:30-18:00" in seen
    assert "录入勤务时间" not in seen and "辅警不单独执行任务" in seen
