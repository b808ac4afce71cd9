"""Lists and details: what is out of sight is not there, and costs do not grow."""

import base64

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.services.checking import check_station
from organization.models import Station
from organization.services import create_station
from personnel import services as personnel
from tests import factories
from tests.api.conftest import ROOT, problems, task

pytestmark = pytest.mark.django_db
LISTS = [
    "bureaus",
    "departments",
    "stations",
    "directives",
    "assignments",
    "conflicts",
    "officers",
    "postings",
    "leaves",
]


@pytest.mark.parametrize("name", LISTS)
def test_nobody_gets_in_without_a_token(db, name):
    answer = Client().get(f"{ROOT}{name}/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    problems(answer)


@pytest.mark.parametrize("name", LISTS)
def test_a_stranger_sees_empty_lists(made, as_user, name):
    assert as_user(made.stranger).results(f"{name}/") == []


@pytest.mark.parametrize("name", ["bureaus", "departments", "stations"])
def test_a_list_takes_only_reading(made, as_user, name):
    staff = as_user(made.staff)
    for method in ("post", "put", "patch", "delete", "options"):
        answer = staff.send(method, f"{name}/", {})
        assert answer.status_code == 405
        problems(answer)


def test_units_are_found_by_code(made, as_user):
    staff = as_user(made.staff)
    for path in (
        f"bureaus/{made.county_a.code}/",
        f"departments/{made.narcotics.code}/",
        f"stations/{made.a1.code}/",
    ):
        answer = staff.get(path)
        assert answer.status_code == 200
        assert answer.json()["code"] in path
        assert answer["ETag"].startswith('"')
    assert staff.get(f"stations/{made.a1.code}/").json()["bureau"] == made.county_a.code


def test_units_of_others_are_not_there(made, as_user):
    staff = as_user(made.staff)
    assert staff.get(f"stations/{made.b1.code}/").status_code == 404
    assert staff.get(f"departments/{made.public_order_b.code}/").status_code == 404
    assert staff.get(f"bureaus/{made.county_b.code}/").status_code == 404
    codes = {row["code"] for row in staff.results("stations/")}
    assert codes == {made.a1.code, made.a2.code, made.unknown.code}


def test_filters_narrow_and_refuse_what_nobody_knows(made, as_user):
    staff = as_user(made.staff)
    staff.post("directives/", task(made))
    assert len(staff.results(f"assignments/?station={made.a1.code}")) == 1
    assert staff.results(f"assignments/?station={made.a2.code}") == []
    assert len(staff.results("assignments/?state=issued")) == 1
    assert len(staff.results(f"directives/?station={made.a1.code}&kind=task")) == 1
    for query in (
        "assignments/?station=999",
        f"assignments/?station={made.b1.code}",
        "assignments/?state=asleep",
        "assignments/?directive=x",
        "directives/?kind=%00",
        "stations/?bureau=%00",
        "stations/?cursor=cD14",
        "stations/?page_size=0",
        "stations/?page_size=x",
    ):
        answer = staff.get(query)
        assert answer.status_code == 400, query
        field = query.split("?")[1].split("=")[0]
        assert field in problems(answer)


@pytest.mark.parametrize("inside", ["p=abc", "o=-1", "r=x", "p=\0", "p=9e9"])
def test_a_forged_cursor_is_bad_input(made, as_user, inside):
    cursor = base64.b64encode(inside.encode()).decode()
    answer = as_user(made.staff).get(f"stations/?cursor={cursor}")
    assert answer.status_code == 400 and "cursor" in problems(answer)


def test_pages_follow_one_another(made, as_user):
    staff = as_user(made.staff)
    first = staff.get("stations/?page_size=2").json()
    assert len(first["results"]) == 2 and first["previous"] is None
    second = staff.get(first["next"].split(ROOT)[1]).json()
    assert len(second["results"]) == 1 and second["next"] is None


@pytest.mark.parametrize("path", ["", "medals/", "stations/a/b/", "bureaus/%00/"])
def test_what_does_not_exist_is_told_as_a_problem(made, as_user, path):
    answer = as_user(made.staff).get(path)
    assert answer.status_code == 404
    problems(answer)


def test_a_session_needs_its_csrf_token(made):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(made.staff)
    assert browser.get(f"{ROOT}stations/").status_code == 200
    answer = browser.post(f"{ROOT}directives/", "{}", content_type="application/json")
    assert answer.status_code == 403
    problems(answer)


def test_an_account_that_is_blocked_is_out_at_once(made, as_user):
    staff = as_user(made.staff)
    made.staff.is_active = False
    made.staff.save()
    assert staff.get("stations/").status_code == 401


def cost(caller, path):
    with CaptureQueriesContext(connection) as found:
        assert caller.get(path).status_code == 200
    return len(found)


def fill(made, count):
    """So many more stations, each with an officer on leave and a task too large."""
    have = Station.objects.filter(bureau=made.county_a).count()
    places = [
        create_station(
            by=None, bureau=made.county_a, code=f"99010152{n:04}", name=f"第{n}派出所"
        )
        for n in range(have + 1, have + 1 + count)
    ]
    officers = personnel.register_officers(
        by=None,
        rows=[
            personnel.NewOfficer(f"9{have:02}{n:04}", "王建军")
            for n, _ in enumerate(places)
        ],
    )
    period = factories.ALWAYS
    personnel.post_officers(
        by=None,
        rows=[
            personnel.NewPosting(officer, place, period)
            for officer, place in zip(officers, places, strict=True)
        ],
    )
    for officer, place in zip(officers, places, strict=True):
        personnel.record_leave(
            by=None,
            officer=officer,
            kind="annual",
            during=(factories.SINCE, factories.SINCE.replace(day=5)),
        )
        personnel.set_regime(
            by=None, station=place, during=period, hours=factories.OFFICE_HOURS
        )
    return places


def test_every_list_costs_the_same_at_10_and_100_rows(made, as_user, now):
    staff = as_user(made.staff)
    leader = as_user(made.leader)

    def grow(count):
        places = fill(made, count)
        codes = [place.code for place in places]
        for n in range(0, count, 5):
            body = task(made, stations=codes[n : n + 5], effort_hours=900)
            answer = staff.post("directives/", body | {"reason": "急"})
            assert answer.status_code == 201, answer.content
        for place in places:
            check_station(place.pk, now=now)

    def costs():
        return {
            name: cost(leader, f"{name}/?page_size=200")
            for name in LISTS
            if name != "bureaus"
        }

    grow(10)
    few = costs()
    grow(90)
    assert len(leader.results("conflicts/?page_size=200")) == 100
    assert costs() == few
    assert max(few.values()) <= 6


def test_a_task_costs_the_same_for_10_and_60_stations(made, as_user):
    staff = as_user(made.staff)
    codes = [place.code for place in fill(made, 60)]
    paths = []
    for some in (codes[:10], codes):
        body = task(made, stations=some, effort_hours=5)
        paths.append(f"directives/{staff.post('directives/', body).json()['id']}/")
    assert cost(staff, paths[0]) == cost(staff, paths[1])


def test_the_trial_run_costs_the_same_for_10_and_60_stations(made, as_user):
    staff = as_user(made.staff)
    codes = [place.code for place in fill(made, 60)]
    seen = []
    for some in (codes[:10], codes):
        with CaptureQueriesContext(connection) as found:
            answer = staff.post("directives/preview/", task(made, stations=some))
        assert len(answer.json()["stations"]) == len(some)
        seen.append(len(found))
    assert seen[0] == seen[1] <= 20


def test_a_defect_of_ours_is_a_problem_too(made, as_user, monkeypatch):
    staff = as_user(made.staff)
    staff.client.raise_request_exception = False
    monkeypatch.setattr("organization.api.base.entity_tag", lambda row, data: 1 / 0)
    answer = staff.get(f"stations/{made.a1.code}/")
    assert answer.status_code == 500
    problems(answer)


def test_a_database_that_cannot_answer_is_told_as_overload(made, as_user, monkeypatch):
    def gone(row, data):
        raise OperationalError("the connection was lost")

    monkeypatch.setattr("organization.api.base.entity_tag", gone)
    answer = as_user(made.staff).get(f"stations/{made.a1.code}/")
    assert answer.status_code == 503 and answer["Retry-After"]
    problems(answer)
