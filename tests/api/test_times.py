"""The best times for an appointment, asked for by another system."""

import pytest

from tasking.models import Assignment, Directive
from tests.api.conftest import day, problems, task
from tests.coordination.world import ways

pytestmark = pytest.mark.django_db


def asked(made, **more):
    """A meeting of the chiefs of two stations, at the bureau's seat."""
    gone = ("due", "effort_hours", "release")
    body = {name: value for name, value in task(made).items() if name not in gone}
    stations = [made.a1.code, made.a2.code]
    given = {"kind": "meeting", "attendees": ["chief"], "stations": stations}
    return body | given | {"venue": "seat", "place": "三楼会议室"} | more


def test_times_with_what_each_costs(made, as_user):
    """Ways are counted, those of one appointment before those the bureau keeps."""
    ways(made, {made.a1: 30})
    staff = as_user(made.staff)
    found = staff.post("directives/times/", asked(made, minutes=60, most=3)).json()
    assert found["cost"] == {
        "people": 2,
        "officer_hours": 3.0,
        "way_hours": 1.0,
        "ways_unknown": [made.a2.code],
    }
    assert len(found["times"]) == 3 and found["compared"] > 100
    first = found["times"][0]
    assert first["clashing"] == [] and first["lost_hours"] == 0 and first["words"]
    own = {made.a1.code: {"travel_minutes": 60}, made.a2.code: {"travel_minutes": 0}}
    again = staff.post("directives/times/", asked(made, minutes=60, overrides=own))
    assert again.json()["cost"]["way_hours"] == 2.0
    assert not Directive.objects.exists()


def test_what_was_found_can_be_issued(made, as_user):
    staff = as_user(made.staff)
    own = {"overrides": {made.a1.code: {"travel_minutes": 20}}}
    best = staff.post("directives/times/", asked(made, **own)).json()["times"][0]
    body = asked(made, start=best["start"], end=best["end"], **own)
    answer = staff.post("directives/", body)
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["venue"], shown["place"]) == ("seat", "三楼会议室")
    assert shown["overrides"][made.a1.code]["travel_minutes"] == 20
    row = Assignment.objects.get(station=made.a1)
    assert staff.get(f"assignments/{row.pk}/").json()["travel_minutes"] == 20


REFUSED = [
    ({"kind": "task", "attendees": [], "venue": "", "place": ""}, "kind"),
    ({"attendees": []}, "officers"),
    ({"stations": []}, "stations"),
    ({"minutes": 700}, "minutes"),
    ({"first": "2020-01-01"}, "first"),
    ({"first": day(9), "last": day(3)}, "last"),
    ({"first": "soon"}, "first"),
    ({"most": 99}, "most"),
    ({"venue": "moon"}, "venue"),
]


def test_what_cannot_be_looked_for(made, as_user):
    staff = as_user(made.staff)
    for more, field in REFUSED:
        answer = staff.post("directives/times/", asked(made, **more))
        assert answer.status_code == 400 and field in problems(answer), answer.content


def test_who_may_look(made, as_user):
    body = asked(made, stations=[made.a1.code])
    for user in (made.coordinator, made.officer_a1, made.stranger):
        assert as_user(user).post("directives/times/", body).status_code == 403
    assert as_user(made.staff_b).post("directives/times/", body).status_code == 400
    own = body | {"department": made.a1.code}
    assert as_user(made.chief_a1).post("directives/times/", own).status_code == 200
