"""The pages of burdens: what they say, to whom, and that each figure opens its rows."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from organization.models import Bureau, User
from tasking.content import Content
from tests.coordination.world import send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day

MOST = 15


def url(name: str, code: str) -> str:
    return reverse(f"coordination:{name}", args=[code])


def asked(force: Force, count: int = 12) -> None:
    """So many of 治安 at two stations, every third in a hurry; one of 禁毒 at 柳堰."""
    now = timezone.now()
    for n in range(count):
        due = day(1 if n % 3 == 0 else 30)
        send(force, "public_order", task(f"t{n}", 2, due), force.a1, force.a2, now=now)
    send(force, "narcotics", task("清册", 5, day(30), kind="report"), force.a1, now=now)


def opened(user: User, path: str, **query: str) -> Any:
    answer = client(user).get(path, query)
    assert answer.status_code == 200, answer.content
    return answer


@pytest.fixture
def busy(force: Force) -> Force:
    asked(force)
    return force


def test_the_office_sees_all_below_and_every_figure_opens_its_rows(busy: Force) -> None:
    home = url("bureau_burden", busy.county_a.code)
    assert opened_home(busy.coordinator) == home
    answer = opened(busy.coordinator, home)
    text = words(answer)
    assert "向派出所布置任务13项，53工时，25项任务单中临时任务8项（32%）" in text
    assert "不足3个工作日" in text and "不作排名" in text
    assert "王建军" not in text and "砚台山" not in text
    links = set(re.findall(r'href="([^"]*burden/rows/[^"]*)"', answer.content.decode()))
    assert len(links) > 20
    shown = answer.context["shown"]
    for line in shown.lines():
        for one in (*line.cell.numbers, *line.cell.against):
            if one.url:
                rows = opened(busy.coordinator, one.url).context
                said = rows["hours"] if rows["hours"] is not None else rows["count"]
                assert one.text == f"{said:.10g}", one.label


def opened_home(user: User) -> str:
    return client(user).get(reverse("coordination:burden"))["Location"]


def test_parts_add_up_and_stand_in_the_order_of_codes(busy: Force) -> None:
    answer = opened(busy.leader, url("bureau_burden", busy.county_a.code))
    stations = [part.label for part in answer.context["stations"]]
    assert stations == ["柳堰派出所", "津堰派出所", "北埠派出所"]
    departments = [part.label for part in answer.context["departments"]]
    assert departments == ["治安管理大队", "禁毒大队"]
    one = answer.context["departments"][1]
    assert dict(one.cells)["临时任务"].share == "", "one row is no share"
    rows = opened(busy.leader, dict(one.cells)["任务单"].numbers[0].url)
    assert "清册" in words(rows) and rows.context["count"] == 1
    assert "禁毒大队" in words(rows)


def test_a_department_sees_its_own_beside_the_whole(busy: Force) -> None:
    own = url("department_burden", busy.narcotics.code)
    assert opened_home(busy.staff_narcotics) == own
    answer = opened(busy.staff_narcotics, own)
    first = answer.context["shown"].lines()[0]
    assert [one.numbers[0].text for one in (first.cell, first.beside)] == ["5", "53"]
    assert first.cell.numbers[0].url and not first.beside.numbers[0].url
    assert "治安管理大队" not in words(answer) and "按部门" not in words(answer)
    foreign = {"department": busy.public_order.code}
    rows = url("department_burden_rows", busy.narcotics.code)
    assert client(busy.staff_narcotics).get(rows, foreign).status_code == 404
    other = url("department_burden", busy.public_order.code)
    assert client(busy.staff_narcotics).get(other).status_code == 403


def test_a_station_sees_what_was_asked_of_it(busy: Force) -> None:
    own = url("station_burden", busy.a1.code)
    assert opened_home(busy.officer_a1) == own
    text = words(opened(busy.chief_a1, own))
    assert "共有任务13项，29工时" in text and "禁毒大队" in text and "津堰" not in text
    other = url("station_burden", busy.a2.code)
    assert client(busy.chief_a1).get(other).status_code == 404


def raid(force: Force) -> None:
    start = timezone.now() + dt.timedelta(days=2)
    secret = Content(
        title="",
        kind="security_duty",
        reserved=True,
        intent="抓捕",
        release=start,
        due=start + dt.timedelta(hours=4),
        officers=Decimal(3),
    )
    send(force, "narcotics", secret, force.a1, now=timezone.now())


def test_what_must_stay_secret_names_nobody(force: Force) -> None:
    raid(force)
    for user, name, unit in (
        (force.coordinator, "bureau", force.county_a),
        (force.leader, "station", force.a1),
        (force.chief_a1, "station", force.a1),
    ):
        rows = url(f"{name}_burden_rows", unit.code)
        for answer in (
            opened(user, url(f"{name}_burden", unit.code)),
            opened(user, rows, of="assignments"),
            opened(user, rows, of="tasks", department="reserved"),
        ):
            text = words(answer)
            assert "预留警力" in text and "禁毒" not in text and "抓捕" not in text


def test_what_must_stay_secret_is_in_no_departments_figures(force: Force) -> None:
    raid(force)
    for department in (force.narcotics, force.public_order):
        home = url("department_burden", department.code)
        shown = opened(force.leader, home).context["shown"]
        assert not shown.whole and not shown.around.whole


def test_the_days_are_chosen_or_typed(busy: Force) -> None:
    home = url("bureau_burden", busy.county_a.code)
    at = client(busy.leader)
    for query in ({"period": "2020Q1"}, {"first": "2020-01-01", "last": "2020-02-01"}):
        assert "未布置任务" in words(at.get(home, query)) or "未向派出所" in words(
            at.get(home, query)
        )
    today = timezone.localdate()
    both = {"first": today.isoformat(), "last": today.isoformat()}
    assert "布置任务13项" in words(at.get(home, both))
    for wrong, said in (
        ({"first": "2026-06-02", "last": "2026-06-01"}, "早于开始日期"),
        ({"first": "gestern", "last": "2026-06-01"}, "日期无法识别"),
        ({"first": "2020-01-01", "last": "2026-06-01"}, "最多三年"),
        ({"first": "1999-01-01", "last": "2000-01-01"}, "2000至2100"),
        ({"first": "2026-06-01"}, "必填"),
    ):
        refused = at.get(home, wrong)
        assert refused.status_code == 422 and said in words(refused), wrong
    for nonsense in ("2026Q9", "0000", "x..y", "2030-01-01..2020-01-01"):
        assert "布置任务13项" in words(at.get(home, {"period": nonsense}))
    rows = url("bureau_burden_rows", busy.county_a.code)
    for name in ("department", "station"):
        assert at.get(rows, {name: "a\0"}).status_code == 404


def test_short_notice_is_what_the_bureau_says(busy: Force) -> None:
    home = url("bureau_burden", busy.county_a.code)
    Bureau.objects.filter(pk=busy.county_a.pk).update(short_days=20)
    text = words(opened(busy.leader, home, period=f"{timezone.localdate().year}"))
    assert "不足20个工作日" in text


def test_the_same_as_a_workbook(busy: Force) -> None:
    at = client(busy.leader)
    answer = at.get(url("bureau_burden_file", busy.county_a.code))
    book = load_workbook(io.BytesIO(answer.content))
    whole, departments, stations, quarters, meanings = book.worksheets
    assert [cell.value for cell in whole[3]][:2] == ["布置的工时", 53]
    assert departments.max_row == 3 and stations.max_row == 4 and quarters.max_row == 9
    assert "3个工作日" in "".join(str(row[1].value) for row in meanings.rows)


def test_many_rows_cost_no_more_queries(force: Force) -> None:
    pages = [
        (force.leader, url("bureau_burden", force.county_a.code)),
        (force.leader, url("bureau_burden_rows", force.county_a.code)),
        (force.staff, url("department_burden", force.public_order.code)),
        (force.chief_a1, url("station_burden", force.a1.code)),
    ]
    costs = []
    for count in (1, 6):
        asked(force, count)
        visits = [(client(user), path) for user, path in pages]
        costs.append([queries(*visit) for visit in visits])
    assert costs[0] == costs[1] and max(costs[0]) <= MOST, costs


def queries(visitor: Any, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert visitor.get(path).status_code == 200
    return len(seen)
