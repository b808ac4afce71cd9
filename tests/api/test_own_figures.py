"""Hours and a due of single stations, over the interface."""

from __future__ import annotations

import pytest

from tasking.models import Directive
from tests.api.conftest import day, problems, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


@pytest.fixture
def both(made):
    return {"stations": [made.a1.code, made.a2.code]}


def test_overrides_are_ordered_and_told(made, staff, both):
    differs = {made.a1.code: {"effort_hours": 4.5, "due": day(9)}, made.a2.code: {}}
    answer = staff.post(
        "directives/", task(made, overrides=differs, due=day(6), reason="急", **both)
    )
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert shown["overrides"] == {
        made.a1.code: {
            "effort_hours": 4.5,
            "due": f"{day(10)}T00:00:00+08:00",
            "travel_minutes": None,
        }
    }
    one, other = Directive.objects.get().assignments.order_by("station")
    assert (one.effort_units, other.effort_units) == (270_000, 2_400_000)
    assert one.due > other.due


def test_the_trial_run_counts_them(made, staff, both):
    differs = {made.a1.code: {"effort_hours": 600}}
    body = task(made, overrides=differs, **both)
    first, second = staff.post("directives/preview/", body).json()["stations"]
    assert (first["verdict"], second["verdict"]) == ("conflict", "fits")
    assert first["demand_hours"] == 600


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"effort_hours": "viel"}, "effort_hours"),
        ({"effort_hours": -1}, "effort_hours"),
        ({"effort_hours": 0}, "effort_hours"),
        ({"effort_hours": 30_001}, "effort_hours"),
        ({"due": "2020-01-01"}, "due"),
        ({"due": "soon"}, "due"),
        ({"hours": 3}, "hours"),
    ],
)
def test_what_is_wrong_is_named_by_station_and_member(made, staff, differs, field):
    answer = staff.post("directives/", task(made, overrides={made.a1.code: differs}))
    assert answer.status_code == 400
    assert set(problems(answer)) == {f"overrides.{made.a1.code}.{field}"}
    assert not Directive.objects.exists()


@pytest.mark.parametrize("differs", [[], "x", {"code": 5}, None])
def test_no_other_shape_is_taken(made, staff, differs):
    answer = staff.post("directives/", task(made, overrides=differs))
    assert answer.status_code == 400
    assert all(name.startswith("overrides") for name in problems(answer))


def test_only_chosen_stations_differ(made, staff):
    for code in (made.b1.code, "999"):
        answer = staff.post("directives/", task(made, overrides={code: {"due": None}}))
        assert set(problems(answer)) == {f"overrides.{code}"}


def test_an_event_is_the_same_for_all(made, staff):
    body = task(made, kind="meeting", start=f"{day(3)}T09:00", end=f"{day(3)}T11:00")
    for name in ("release", "due", "effort_hours"):
        del body[name]
    differs = {made.a1.code: {"effort_hours": 2}}
    answer = staff.post("directives/", body | {"officers": 1, "overrides": differs})
    assert set(problems(answer)) == {"overrides"}


def test_a_draft_keeps_what_differs_where_the_station_stays(made, staff, both):
    differs = {made.a1.code: {"effort_hours": 2}, made.a2.code: {"effort_hours": 3}}
    body = task(made, overrides=differs, draft=True, **both)
    path = f"directives/{staff.post('directives/', body).json()['id']}/"
    for change, left in (
        ({"title": "二"}, {made.a1.code: 2, made.a2.code: 3}),
        ({"stations": [made.a2.code]}, {made.a2.code: 3}),
        ({"overrides": {}}, {}),
    ):
        answer = staff.patch(path, change, If_Match=staff.tag(path))
        assert answer.status_code == 200, answer.content
        found = answer.json()["overrides"]
        assert {code: own["effort_hours"] for code, own in found.items()} == left


def test_a_draft_that_becomes_a_meeting_loses_them(made, staff):
    differs = {made.a1.code: {"effort_hours": 2}}
    body = task(made, overrides=differs, draft=True)
    path = f"directives/{staff.post('directives/', body).json()['id']}/"
    meeting = {"kind": "meeting", "start": f"{day(3)}T09:00", "end": f"{day(3)}T11:00"}
    answer = staff.patch(path, meeting, If_Match=staff.tag(path))
    assert answer.status_code == 200, answer.content
    assert answer.json()["overrides"] == {}
