"""Conflicts in the shape other systems rest on."""

import pytest

from coordination.models import Conflict
from coordination.services.checking import check_station
from tests.api.conftest import day, problems, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def clash(made, as_user, now):
    """Two departments ask 300 hours each of the 480 at a1."""
    ids = []
    for user, asks in (
        (made.staff, made.public_order),
        (made.staff_narcotics, made.narcotics),
    ):
        body = task(made, department=asks.code, effort_hours=300, reason="急")
        answer = as_user(user).post("directives/", body)
        assert answer.status_code == 201, answer.content
        ids += answer.json()["assignments"]
    check_station(made.a1.pk, now=now)
    return ids


def test_the_contract(made, as_user, clash):
    query = f"conflicts/?station={made.a1.code}&state=open"
    (found,) = as_user(made.chief_a1).results(query)
    codes = sorted([made.public_order.code, made.narcotics.code])
    assert found.pop("window") == [
        f"{day(1)}T00:00:00+08:00",
        f"{day(15)}T00:00:00+08:00",
    ]
    members = sorted(found.pop("members"), key=lambda m: m["assignment"])
    assert members == [
        {
            "assignment": pk,
            "department": asks.code,
            "hours": 300,
            "minimal": True,
            "event": False,
        }
        for pk, asks in zip(clash, (made.public_order, made.narcotics), strict=True)
    ]
    assert found.pop("misses") == [max(clash, key=str)]  # a tie: ids as text
    for name in ("first_seen_at", "changed_at"):
        assert found.pop(name).endswith("+08:00")
    assert found == {
        "id": Conflict.objects.get().pk,
        "station": made.a1.code,
        "kind": "deadline",
        "state": "open",
        "demand_hours": 600,
        "capacity_hours": 480,
        "shortfall_hours": 120,
        "departments": codes,
        "scope": "coordination",
        "overloaded_by": [],
        "displaces": False,
        "settled_at": None,
        "proposals": [],
    }


def test_both_departments_see_it_and_no_other(made, as_user, clash):
    pk = Conflict.objects.get().pk
    for name in ("staff", "head", "staff_narcotics", "coordinator", "leader"):
        answer = as_user(getattr(made, name)).get(f"conflicts/{pk}/")
        assert answer.status_code == 200 and answer["ETag"], name
        assert "title" not in answer.content.decode()
    for name in ("chief_a2", "staff_b", "finance", "stranger", "chief_b1"):
        assert as_user(getattr(made, name)).get(f"conflicts/{pk}/").status_code == 404


def test_open_means_not_settled(made, as_user, clash, now):
    chief, staff = as_user(made.chief_a1), as_user(made.staff)
    Conflict.objects.update(state="accepted_risk")
    assert len(chief.results("conflicts/?state=open")) == 1
    assert len(chief.results("conflicts/?state=accepted_risk")) == 1
    assert chief.results("conflicts/?state=settled") == []
    path = f"assignments/{clash[0]}/"
    pk = staff.get(path).json()["directive"]
    tag = staff.tag(f"directives/{pk}/")
    staff.post(f"directives/{pk}/withdraw/", {"reason": "已合并"}, If_Match=tag)
    check_station(made.a1.pk, now=now)
    assert chief.results("conflicts/?state=open") == []
    (settled,) = chief.results("conflicts/?state=settled&kind=deadline")
    assert settled["settled_at"]


@pytest.mark.parametrize("query", ["state=closed", "kind=x", "scope=x", "station=1"])
def test_a_filter_nobody_knows(made, as_user, query):
    answer = as_user(made.chief_a1).get(f"conflicts/?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in problems(answer)


def test_nobody_writes_a_conflict(made, as_user, clash):
    chief = as_user(made.chief_a1)
    path = f"conflicts/{Conflict.objects.get().pk}/"
    for method in ("put", "patch", "delete", "post"):
        assert chief.send(method, path, {"state": "settled"}).status_code == 405
    assert chief.post("conflicts/", {}).status_code == 405
