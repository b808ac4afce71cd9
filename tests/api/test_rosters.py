"""Rosters and alert levels through the interface for other systems."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from personnel.models import AlertLevel, RosterLine

pytestmark = pytest.mark.django_db
LINES, LEVELS = "rosters/", "alert-levels/"


def day(n: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=n)).isoformat()


def test_a_roster_is_entered_once_read_by_week_and_ended(made, as_user):
    chief, officer = as_user(made.chief_a1), as_user(made.officer_a1)
    ids = [one.pk for one in made.officers[made.a1.code][:3]]
    body = {"station": made.a1.code, "officers": ids, "pattern": "thirds"}
    body |= {"start": day(0), "end": None}
    assert officer.post(LINES, body).status_code == 403
    for field, wrong in (
        ("officers", {"officers": []}),
        ("officers", {"officers": [*ids, 10**15]}),
        ("officers", {"officers": [made.officers[made.b1.code][0].pk]}),
        ("pattern", {"pattern": "x"}),
        ("end", {"end": day(0)}),
        ("station", {"station": made.b1.code}),
        ("x", {"x": 1}),
    ):
        told = chief.post(LINES, body | wrong)
        assert told.status_code == 400 and field in str(told.json()), (field, told)
    first = chief.post(LINES, body, Idempotency_Key="r1")
    assert first.status_code == 201, first.content
    assert [row["offset"] for row in first.json()] == [0, 1, 2]
    assert chief.post(LINES, body, Idempotency_Key="r1").json() == first.json()
    assert RosterLine.objects.count() == 3
    assert len(officer.results(f"{LINES}?station={made.a1.code}")) == 3
    path = f"stations/{made.a1.code}/roster/"
    week = officer.get(f"{path}?day={day(0)}").json()
    assert week["share"] == {"counted": 1000, "rostered": 666}
    turns = {row["officer"]: row["days"] for row in week["officers"]}
    today = timezone.localdate().weekday()
    assert turns[ids[0]][today]["turns"] == ["duty"]
    assert not turns[made.officers[made.a1.code][5].pk][today]["rostered"]
    assert [one["day"] for one in week["days"]][today] == day(0)
    assert officer.get(f"{path}?day=x").status_code == 400
    assert as_user(made.chief_b1).get(path).status_code == 404
    line = f"{LINES}{first.json()[0]['id']}/"
    assert chief.patch(line, {"end": day(3)}).status_code == 428
    assert chief.patch(line, {"end": day(3)}, If_Match='"9"').status_code == 412
    ended = chief.patch(line, {"end": day(3)}, If_Match=chief.tag(line))
    assert (ended.status_code, ended.json()["end"]) == (200, day(3))
    late = chief.patch(line, {"end": day(4)}, If_Match='"2"')
    assert late.status_code == 400 and "end" in str(late.json())
    assert chief.patch(line, {"end": day(0)}, If_Match='"2"').status_code == 204
    assert chief.get(line).status_code == 404


def test_a_level_is_announced_once_read_below_and_ended(made, as_user):
    leader, chief = as_user(made.leader), as_user(made.chief_a1)
    body = {"bureau": made.county_a.code, "level": 2, "reason": "重大安保"}
    body |= {"start": day(3), "end": day(6)}
    assert chief.post(LEVELS, body).status_code == 403
    assert leader.post(LEVELS, body | {"bureau": made.city.code}).status_code == 403
    for field, wrong in (
        ("level", {"level": 3}),
        ("end", {"end": day(3)}),
        ("end", {"end": day(300)}),
        ("reason", {"reason": ""}),
        ("bound_share", {"bound_share": 1.1}),
        ("bureau", {"bureau": "x"}),
    ):
        told = leader.post(LEVELS, body | wrong)
        assert told.status_code == 400 and field in str(told.json()), (field, told)
    first = leader.post(LEVELS, body, Idempotency_Key="a1")
    assert first.status_code == 201, first.content
    assert first.json()["bound_share"] == 0.5
    assert leader.post(LEVELS, body, Idempotency_Key="a1").json() == first.json()
    assert leader.post(LEVELS, body).status_code == 400, "one at a time"
    (seen,) = chief.results(f"{LEVELS}?bureau={made.county_a.code}")
    assert seen == first.json()
    assert as_user(made.chief_b1).results(LEVELS) == []
    path = f"{LEVELS}{seen['id']}/"
    end = {"end": day(4), "reason": "安保结束"}
    assert chief.patch(path, end, If_Match='"1"').status_code == 403
    assert leader.patch(path, end).status_code == 428
    assert leader.patch(path, end, If_Match='"5"').status_code == 412
    done = leader.patch(path, end, If_Match='"1"')
    assert (done.status_code, done.json()["end"]) == (200, day(4))
    again = leader.patch(path, end, If_Match='"2"')
    assert again.status_code == 400 and "end" in str(again.json())
    whole = leader.patch(path, end | {"end": day(0)}, If_Match='"2"')
    assert whole.status_code == 204 and not AlertLevel.objects.exists()
