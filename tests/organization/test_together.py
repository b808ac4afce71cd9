"""Rows of several tables come in one statement as each would have come by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Model, QuerySet, Window
from django.test.utils import CaptureQueriesContext

from coordination.models import Conflict
from organization.models import Membership, Station, User
from organization.together import Shape, together
from personnel.models import Posting
from tasking.models import Assignment, Directive
from tests.coordination.world import check, send, task
from tests.factories import Force


@pytest.fixture
def force(db: None) -> Force:
    from tests.factories import force

    return force()


def plain(value: Any) -> Any:
    """All a row holds, what was read with it included, each with its type."""
    if not isinstance(value, Model):
        return type(value), value
    held = {name: plain(one) for name, one in vars(value).items() if name != "_state"}
    return type(value), held, plain_all(value._state.fields_cache)


def plain_all(found: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(one) for name, one in found.items()}


def test_each_gives_what_it_would_give_by_itself(force: Force) -> None:
    for who in ("public_order", "narcotics"):
        send(force, who, task("大清查{%s}", 400, "2026-06-03 18:00"), force.a1)
    check(force.a1)
    work = Assignment.objects.select_related("directive__parent", "department")
    wanted: list[QuerySet[Any, Any]] = [
        Conflict.objects.select_related("station__bureau"),
        work.annotate(n=Window(Count("pk"))).order_by("-pk")[:1],
        Directive.objects.filter(title__contains="{%s}").order_by("pk"),
        Station.objects.none(),
        Posting.objects.select_related("officer").order_by("-pk")[:5],
        Membership.objects.select_related("user", "station").order_by("-pk"),
        Station.objects.order_by("-code").values("code", "rural"),
        Station.objects.values_list("bureau").annotate(Count("pk")).order_by("bureau"),
        User.objects.order_by("pk").values_list("created_at", flat=True),
    ]
    with CaptureQueriesContext(connection) as asked:
        found = together(*wanted)
    assert len(asked) == 1
    assert [len(rows) for rows in found][:4] == [1, 1, 2, 0]
    for rows, alone in zip(found, wanted, strict=True):
        assert [plain(row) for row in rows] == [plain(row) for row in alone]


def test_what_can_have_no_rows_is_not_asked(force: Force) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert together(Station.objects.none(), User.objects.filter(pk__in=())) == [
            [],
            [],
        ]
    assert not asked.captured_queries


def test_what_is_prefetched_comes_along(force: Force) -> None:
    rows = User.objects.prefetch_related("memberships").order_by("pk")
    [found], alone = together(rows), list(rows)
    with CaptureQueriesContext(connection) as asked:
        held = [[m.pk for m in user.memberships.all()] for user in found]
    assert not asked.captured_queries
    assert held == [[m.pk for m in user.memberships.all()] for user in alone]


def test_a_shape_gives_the_rows_of_each_station_and_day(force: Force) -> None:
    shape = Shape(_since)
    for day in (dt.date(2020, 1, 1), dt.date(2999, 1, 1)):
        for station in Station.objects.all():
            rows = _since(station.pk, day)
            [given] = together(shape.of(station.pk, day))
            assert plain_all(dict(enumerate(given))) == plain_all(dict(enumerate(rows)))


def test_shapes_and_rows_come_in_one_statement(force: Force) -> None:
    stations, shape = Station.objects.order_by("pk"), Shape(_since)
    day = dt.date(2020, 1, 1)
    first = stations[0]
    shape.of(first.pk, day)
    with CaptureQueriesContext(connection) as asked:
        mine, all_, again = together(
            shape.of(first.pk, day), stations, shape.of(stations[1].pk, day)
        )
    assert len(asked) <= 2  # `stations[1]` is one
    assert mine == list(_since(first.pk, day))
    assert all_ == list(stations)
    assert again == list(_since(stations[1].pk, day))


def test_a_shape_whose_value_is_changed_on_the_way_is_refused(force: Force) -> None:
    shape = Shape(lambda pk: Station.objects.filter(pk=pk + 1))
    with pytest.raises(ValueError, match="as it is"):
        shape.of(1)


def _since(station: int, day: dt.date) -> QuerySet[Posting]:
    rows = Posting.objects.filter(station=station, during__contains=day)
    return rows.select_related("officer").order_by("pk")
