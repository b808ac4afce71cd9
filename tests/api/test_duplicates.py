"""Duplicates in the shape of conflicts."""

import pytest

from coordination.models import DuplicateStation
from coordination.services import joining
from tests.api.conftest import day, problems, task

pytestmark = pytest.mark.django_db
LIST = "conflicts/?kind=duplicate"


@pytest.fixture
def pair(made, as_user):
    """Two returns that share two items, at a1 and a2."""
    stations = [made.a1.code, made.a2.code]
    for user, asks, items, hours in (
        (made.staff, made.public_order, ["旅馆数", "从业人员数", "床位数"], 6),
        (made.staff_narcotics, made.narcotics, ["旅馆", "从业人员"], 4),
    ):
        body = task(made, department=asks.code, kind="report", data_items=items)
        body |= {"effort_hours": hours, "stations": stations}
        answer = as_user(user).post("directives/", body)
        assert answer.status_code == 201, answer.content
    return DuplicateStation.objects.first().pair


def test_the_contract(made, as_user, pair):
    query = f"{LIST}&station={made.a1.code}&state=open"
    (found,) = as_user(made.chief_a1).results(query)
    row = pair.stations.get(station=made.a1)
    assert found.pop("window") == [
        f"{day(1)}T00:00:00+08:00",
        f"{day(15)}T00:00:00+08:00",
    ]
    assert [(m["assignment"], m["hours"]) for m in found.pop("members")] == [
        (row.first_id, 6),
        (row.second_id, 4),
    ]
    for name in ("first_seen_at", "changed_at"):
        assert found.pop(name).endswith("+08:00")
    assert found == {
        "id": row.pk,
        "station": made.a1.code,
        "proposals": [],
        "kind": "duplicate",
        "state": "open",
        "demand_hours": 10,
        "capacity_hours": 6,
        "shortfall_hours": 4,
        "misses": [],
        "departments": sorted([made.public_order.code, made.narcotics.code]),
        "scope": "coordination",
        "overloaded_by": [],
        "displaces": False,
        "settled_at": None,
    }


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("staff", 2),
        ("staff_narcotics", 2),
        ("coordinator", 2),
        ("leader", 2),
        ("chief_a2", 1),
        ("staff_b", 0),
        ("stranger", 0),
    ],
)
def test_those_concerned_see_them(made, as_user, pair, who, count):
    assert len(as_user(getattr(made, who)).results(LIST)) == count


def test_pages_follow_each_other(made, as_user, pair):
    first = as_user(made.staff).get(f"{LIST}&page_size=1").json()
    assert len(first["results"]) == 1 and first["next"]


def test_the_other_kinds_come_without(made, as_user, pair):
    assert as_user(made.coordinator).results("conflicts/") == []
    answer = as_user(made.staff).get(f"{LIST}&state=nonsense")
    assert answer.status_code == 400 and "state" in problems(answer)


def test_a_joined_one_is_settled(made, as_user, pair, now):
    by = made.staff_narcotics
    joining.join(by=by, pair=pair, kept=pair.first_id, reason="", now=now)
    assert as_user(by).results(f"{LIST}&state=open") == []
    settled = as_user(by).results(f"{LIST}&state=settled")
    assert [row["state"] for row in settled] == ["settled"] * 2


def test_a_list_takes_a_constant_number_of_queries(
    made, as_user, pair, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        as_user(made.staff).results(f"{LIST}&page_size=500")
