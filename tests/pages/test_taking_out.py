"""Lists taken out: as many queries for many rows as for a few, and what is in them."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.coordination.world import check, task
from tests.factories import Force, force
from tests.feeds.world import day, give
from tests.notices.test_pages import now_told
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Force:
    return force()


def test_more_rows_cost_no_more_queries(made: Force) -> None:
    pages = (
        (made.staff, "/directives/?as=csv"),
        (made.chief_a1, f"/stations/{made.a1.code}/workload/?as=csv"),
        (made.leader, "/board/?kind=&as=csv"),
        (made.staff, "/notices/?side=sent&as=csv"),
    )
    seen = []
    for count in (3, 9):
        for n in range(count):
            give(made, "public_order", task(f"{n}", 900, day(9)), made.a1, made.a2)
            now_told(made)
        check(made.a1, made.a2, now=timezone.now())
        asked = []
        for user, url in pages:
            at = client(user)
            at.get("/healthz")
            with CaptureQueriesContext(connection) as queries:
                answer = at.get(url)
                lines = answer.getvalue().decode("utf-8-sig").splitlines()
            assert len(lines) > 2, url
            asked.append(len(queries))
        seen.append(asked)
    assert seen[0] == seen[1] and max(seen[0]) <= 25, seen


def test_a_workbook_of_tasks_as_it_is_narrowed(made: Force) -> None:
    give(made, "public_order", task("入户走访", 7.5, day(9, "00:00")), made.a1)
    give(made, "public_order", task("=清查", 2, day(5)), made.a1)
    answer = client(made.staff).get("/directives/?q=走访&as=xlsx")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    (row,) = [
        dict(zip(head, (c.value for c in r), strict=True)) for r in sheet.iter_rows(2)
    ]
    assert row["任务"] == "入户走访" and row["派出所"] == 1
    assert str(row["完成时限"].date()) == day(8)[:10]
    printed = client(made.staff).get("/directives/?q=走访&as=print").content.decode()
    assert "走访" in printed and "清查" not in printed and made.staff.name in printed
    assert "q=%E8%B5%B0%E8%AE%BF" in printed, "and a way back to the same list"


def test_the_way_out_keeps_the_filter(made: Force) -> None:
    give(made, "public_order", task("走访", 1, day(9)), made.a1)
    page = client(made.staff).get("/directives/?state=issued&sort=due").content.decode()
    assert 'href="?state=issued&amp;sort=due&amp;as=xlsx"' in page
