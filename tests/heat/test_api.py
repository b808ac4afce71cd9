"""The heat map for other systems."""

import pytest
from django.utils import timezone

from tests.api.conftest import ROOT
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.test_directives import client, day


def test_figures_are_those_of_the_windows(force: Force) -> None:
    now = timezone.now()
    send(force, "narcotics", task("禁毒宣传", 900, day(3)), force.a1, now=now)
    check(*force.stations, now=now)
    office = client(force.coordinator)
    query = {"weeks": 2, "department": force.narcotics.code}
    found = office.get(f"{ROOT}heat/", query).json()
    assert [len(line["weeks"]) for line in found["results"]] == [2, 2, 2]
    line = found["results"][0]
    week = next(one for one in line["weeks"] if one["verdict"] != "none")
    assert (line["station"], line["stale"]) == (force.a1.code, False)
    assert week["verdict"] == "conflict" and week["percent"] is None
    assert week["demand_hours"] == week["own_hours"] == 900
    assert week["shortfall_hours"] == 900 - week["capacity_hours"] > 0
    assert sum(found["short"]) == 1
    unknown = found["results"][2]["weeks"][0]
    assert unknown["verdict"] == "unknown" and unknown["end"] is None


@pytest.mark.parametrize(
    "query",
    [{"weeks": 0}, {"weeks": 27}, {"weeks": "x"}, {"bureau": "x"}, {"department": "x"}],
)
def test_what_cannot_be_used_is_told(force: Force, query: dict[str, str]) -> None:
    answer = client(force.coordinator).get(f"{ROOT}heat/", query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert next(iter(query)) in answer.content.decode()
