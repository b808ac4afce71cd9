"""A station's workload and its calendar feed."""

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.services.checking import check_station
from tests.api.conftest import ROOT, day, problems, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(made, as_user, now):
    """Public Order asks 40 hours of a1, Narcotics 20 and a meeting."""
    staff, narcotics = as_user(made.staff), as_user(made.staff_narcotics)
    staff.post("directives/", task(made))
    other = {"department": made.narcotics.code, "title": "禁毒宣传"}
    narcotics.post("directives/", task(made, effort_hours=20, **other))
    meeting = task(made, **other | {"title": "例会", "kind": "meeting"})
    for name in ("release", "due", "effort_hours"):
        del meeting[name]
    start, end = f"{day(3)}T09:00", f"{day(3)}T11:00"
    answer = narcotics.post(
        "directives/",
        meeting | {"start": start, "end": end, "officers": 2, "reason": "急"},
    )
    assert answer.status_code == 201, answer.content
    check_station(made.a1.pk, now=now)


@pytest.fixture
def path(made):
    return f"stations/{made.a1.code}/workload/"


def test_the_chief_sees_everything(made, as_user, busy, path):
    answer = as_user(made.chief_a1).get(f"{path}?from={day(0)}&to={day(15)}")
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found["station"] == made.a1.code and found["feasible"] is True
    assert found["deficit_hours"] == 0
    assert found["as_of"] == f"{day(0)}T00:00:00+08:00"
    assert found["checked_at"].endswith("+08:00")
    titles = [row["title"] for row in found["assignments"]]
    assert titles == ["清查出租房屋", "禁毒宣传", "例会"]
    days = found["days"]
    assert [d["date"] for d in days] == [day(n) for n in range(15)]
    for row in days:
        weekday = dt.date.fromisoformat(row["date"]).weekday()
        assert row["working"] is (weekday < 5)
        assert row["capacity_hours"] == (48 if weekday < 5 else 0)
    work = sum(row["todo_hours"] for row in days)
    on_weekday = dt.date.fromisoformat(day(3)).weekday() < 5
    assert round(work, 3) == (64 if on_weekday else 60)
    assert sum(row["beyond_hours"] for row in days) == 0


def test_a_department_sees_its_own_work_and_the_sums(made, as_user, busy, path):
    found = as_user(made.staff).get(path).json()
    assert [row["title"] for row in found["assignments"]] == ["清查出租房屋"]
    assert sum(row["todo_hours"] for row in found["days"]) >= 60
    assert "禁毒" not in as_user(made.staff).get(path).content.decode()


@pytest.mark.parametrize("name", ["coordinator", "leader", "officer_a1"])
def test_overseers_and_the_stations_people_see_all_of_it(
    made, as_user, busy, path, name
):
    found = as_user(getattr(made, name)).get(path).json()
    assert len(found["assignments"]) == 3


@pytest.mark.parametrize("suffix", ["workload/", "workload.ics"])
def test_who_may_not_look(made, as_user, suffix):
    path = f"stations/{made.a1.code}/{suffix}"
    for name in ("stranger", "chief_a2", "staff_b", "chief_b1", "audit_admin"):
        assert as_user(getattr(made, name)).get(path).status_code == 404, name
    for name in ("finance", "personnel_admin"):
        assert as_user(getattr(made, name)).get(path).status_code == 403, name
    anonymous = Client().get(ROOT + path)
    assert anonymous.status_code == 401
    problems(anonymous)
    chief = as_user(made.chief_a1)
    assert chief.post(path).status_code == 405


def test_an_unknown_station_has_unknown_hours(made, as_user):
    path = f"stations/{made.unknown.code}/workload/"
    found = as_user(made.leader).get(path).json()
    assert found["feasible"] is None and found["as_of"] is None
    assert len(found["days"]) == 28
    assert {row["capacity_hours"] for row in found["days"]} == {None}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"),
        ("to=2026-13-01", "to"),
        ("from=1999-01-01", "from"),
        ("from=%00", "from"),
        ("from=2026-06-02&to=2026-06-01", "to"),
        ("from=2026-01-01&to=2099-06-01", "to"),
    ],
)
def test_a_period_that_cannot_be_read(made, as_user, path, query, field):
    answer = as_user(made.chief_a1).get(f"{path}?{query}")
    assert answer.status_code == 400 and field in problems(answer)


def test_a_period_in_the_past_has_no_days(made, as_user, busy, path):
    query = f"?from={day(-9)}&to={day(-2)}"
    found = as_user(made.chief_a1).get(path + query).json()
    assert found["days"] == [] and found["assignments"] == []


def test_what_is_overdue_is_listed(made, as_user, path, now, monkeypatch):
    made_one = as_user(made.staff).post(
        "directives/", task(made, due=day(1), reason="急")
    )
    later = now + dt.timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    found = as_user(made.chief_a1).get(path).json()
    assert found["overdue"] == made_one.json()["assignments"]
    assert found["assignments"][0]["overdue"] is True


def test_a_past_event_is_not_overdue(made, as_user, path, now, monkeypatch):
    body = task(made, kind="meeting", start=f"{day(1)}T09:00", end=f"{day(1)}T11:00")
    for name in ("release", "due", "effort_hours"):
        del body[name]
    answer = as_user(made.staff).post("directives/", body | {"officers": 1})
    assert answer.status_code == 201, answer.content
    later = now + dt.timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    found = as_user(made.chief_a1).get(path).json()
    assert found["overdue"] == []
    assert [row["overdue"] for row in found["assignments"]] == [False]


@pytest.mark.parametrize("suffix", ["workload/", "workload.ics"])
def test_more_work_costs_no_more_queries(made, as_user, now, suffix):
    staff, chief = as_user(made.staff), as_user(made.chief_a1)
    seen = []
    for count in (20, 40):  # both times there is a conflict to tell of
        for _n in range(count):
            staff.post("directives/", task(made, effort_hours=30, reason="急"))
        check_station(made.a1.pk, now=now)
        with CaptureQueriesContext(connection) as found:
            answer = chief.get(f"stations/{made.a1.code}/{suffix}")
        assert answer.status_code == 200
        seen.append(len(found))
    assert seen[0] == seen[1] <= 15


def feed(caller, made):
    answer = caller.get(f"stations/{made.a1.code}/workload.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(answer.content)


def test_the_feed_holds_events_and_dues(made, as_user, busy):
    found = feed(as_user(made.chief_a1), made)
    (zone,) = found.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    events = found.walk("VEVENT")
    assert len(events) == 3
    meeting = next(e for e in events if e["SUMMARY"] == "例会")
    assert meeting["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert meeting.decoded("DTSTART").isoformat() == f"{day(3)}T09:00:00+08:00"
    due = next(e for e in events if "清查" in e["SUMMARY"])
    assert str(due.decoded("DTSTART")) == day(14)  # the last day, not the next


def test_the_feed_hides_what_is_reserved(made, as_user):
    body = task(made, title="", reserved=True, due=f"{day(5)}T18:00")
    as_user(made.staff).post("directives/", body)
    (event,) = feed(as_user(made.chief_a1), made).walk("VEVENT")
    text = event.to_ical().decode()
    assert "DESCRIPTION" not in text
    assert event.decoded("DTSTART").isoformat() == f"{day(5)}T18:00:00+08:00"
