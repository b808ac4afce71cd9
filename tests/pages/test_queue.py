"""The office's queue: every kind by its clock, who must act, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from coordination.models import Conflict
from coordination.office.lines import Line, lines
from coordination.office.queue import (
    CONFLICT,
    KINDS,
    OPINION,
    PIECE,
    REMIT,
    THREAD,
    URGENT,
    Queue,
    read,
    tally,
)
from coordination.services.remitting import Asked, report
from organization.models import User
from tests.coordination import test_emergency as emergency
from tests.coordination.opinions import objected
from tests.coordination.pieces import waiting
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.negotiation.world import move, short
from tests.pages.test_directives import client

TONIGHT = at("2026-06-02")


@pytest.fixture
def everything(force: Force) -> Force:
    """One of each kind; the conflict without a plan is at 津堰."""
    move(force, short(force))
    objected(force)
    emergency.give(force, content=task("搜救", 5, "2026-06-03"), stations=(force.a2,))
    asked = Asked("街道办", "清扫卫生", "口头", None, "不属于警务")
    report(by=force.chief_a2, station=force.a2, asked=asked, now=NOW)
    send(force, "narcotics", task("禁毒宣传", 400, "2026-06-03"), force.a2)
    check(force.a2)
    waiting(force)
    return force


def queued(user: User, kind: str = "", now: dt.datetime = NOW) -> list[Line]:
    counted = tally(user, now, TONIGHT)
    count = counted.kinds.get(kind, 0) if kind else counted.total
    with translation.override("zh-hans"):
        return lines(read(Queue(user, kind, count)[0:50]), now)


def test_every_kind_is_there_in_the_order_of_its_clock(everything: Force) -> None:
    found = queued(everything.coordinator)
    assert {line.kind for line in found} == set(KINDS)
    moments = [line.at for line in found]
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (THREAD, "禁毒大队"),
        (PIECE, "基础管控中心"),
        (OPINION, "治安管理大队"),
        (URGENT, "基础管控中心或局领导"),
        (REMIT, "基础管控中心或局领导"),
        (CONFLICT, "尚无人提出"),
    ],
)
def test_it_says_who_must_act(everything: Force, kind: str, who: str) -> None:
    found = queued(everything.coordinator, kind)
    assert found and {line.kind for line in found} == {kind}
    assert who in found[0].said.who


def test_every_line_opens(everything: Force) -> None:
    office = client(everything.coordinator)
    for line in queued(everything.coordinator):
        assert office.get(line.said.url).status_code == 200, line.said.url


def test_what_is_over_is_said_in_working_days(everything: Force) -> None:
    found = queued(everything.coordinator, CONFLICT, now=at("2026-06-08 09:00"))
    assert found[0].late and found[0].left == "超4个工作日"
    soon = queued(everything.coordinator, CONFLICT, now=at("2026-06-01 09:00"))
    assert not soon[0].late and soon[0].left == "剩1个工作日"


def test_a_conflict_with_a_plan_is_there_once(everything: Force) -> None:
    found = [
        line for line in queued(everything.coordinator) if "柳堰" in line.said.where
    ]
    threads = [line for line in found if line.kind == THREAD]
    assert len(threads) == 1
    assert CONFLICT not in {line.kind for line in found}


def test_the_page_shows_it_and_the_chips_narrow_it(everything: Force) -> None:
    office, url = client(everything.coordinator), reverse("coordination:board")
    page = office.get(url).context
    assert [value for value, _label, _count in page["chips"]] == ["", *KINDS]
    only = office.get(url, {"show": PIECE}).context["lines"]
    assert {line.kind for line in only} == {PIECE}
    nonsense = office.get(url, {"show": "x"}).context
    assert len(nonsense["lines"]) == len(page["lines"])


def test_other_bureaus_are_not_in_it(everything: Force) -> None:
    assert not queued(everything.staff_b)


def test_all_open_conflicts_stay_one_click_away(everything: Force) -> None:
    answer = client(everything.coordinator).get(
        reverse("coordination:board"), {"kind": ""}
    )
    rows = answer.context["rows"]
    assert {row["conflict"].state for row in rows} == {"open", "proposed"}


def test_a_thousand_rows_cost_as_many_statements(everything: Force) -> None:
    office, url = client(everything.coordinator), reverse("coordination:board")
    first, costs = Conflict.objects.get(station=everything.a2, kind="deadline"), []
    for count in (10, 990):
        fields = {f.attname: getattr(first, f.attname) for f in Conflict._meta.fields}
        del fields["id"]
        # Behind everything else, so that every kind stays on the first page.
        fields["window_end"] = first.window_end + dt.timedelta(days=300)
        Conflict.objects.bulk_create(Conflict(**fields) for _n in range(count))
        with CaptureQueriesContext(connection) as found:
            assert office.get(url).status_code == 200
        costs.append(len(found))
    assert costs[0] == costs[1] <= 23
    assert timezone.now() > NOW
