"""The board of a coordination office: totals of all, rows a page at a time."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.services.checking import check_station
from coordination.views import board
from tests.factories import Force
from tests.pages.test_directives import client, issued


def seen(force: Force, **query: Any) -> Any:
    answer = client(force.coordinator).get(reverse("coordination:board"), query)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def short(force: Force) -> Force:
    """柳堰 and 津堰 cannot make it, 柳堰 has the larger gap; the third one can."""
    issued(force, hours=700)
    issued(force, "加码", hours=300).assignments.filter(station=force.a2).delete()
    for station in force.stations:
        check_station(station.pk, now=timezone.now())
    return force


def test_the_worst_stations_come_first_and_all_are_counted(
    short: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "ROWS", 1)
    pages = [seen(short, stations=n).context["stations"] for n in (1, 2, 3)]
    codes = [state.station.code for page in pages for state in page]
    assert codes[:2] == [short.a1.code, short.a2.code] and len(set(codes)) == 3
    assert {page.paginator.count for page in pages} == {3}
    deficits = [state.deficit_units or 0 for page in pages for state in page]
    assert deficits == sorted(deficits, reverse=True) and deficits[1] > 0
    answer = seen(short, kind="overload").content.decode()
    assert "?kind=overload&amp;stations=2" in answer.replace(
        "&stations", "&amp;stations"
    )


def test_the_totals_are_of_all_stations(
    short: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = seen(short).context
    monkeypatch.setattr(board, "ROWS", 1)
    paged = seen(short).context
    for name in ("fine", "trouble", "why", "chips", "checked_at"):
        assert paged[name] == whole[name], name
    assert "2" in paged["trouble"] and whole["chips"][0][2] >= 2


def test_the_list_of_all_conflicts_counts_all_of_them(
    short: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = seen(short, kind="").context["kinds"]
    monkeypatch.setattr(board, "ROWS", 1)
    assert seen(short, kind="").context["kinds"] == whole
    assert whole[0][2] == sum(count for _kind, _label, count in whole[1:]) >= 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_is_not_there_is_the_nearest(short: Force, page: str) -> None:
    assert seen(short, stations=page).context["stations"].number == 1


@pytest.mark.parametrize("query", [{}, {"kind": ""}])
def test_more_rows_cost_no_more_queries(
    short: Force, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    office, costs = client(short.coordinator), []
    for rows in (1, 1, 50):
        monkeypatch.setattr(board, "ROWS", rows)
        with CaptureQueriesContext(connection) as found:
            office.get(reverse("coordination:board"), query)
        costs.append(len(found))
    assert costs[1] == costs[2] <= 15
