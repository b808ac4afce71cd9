"""Allocations, payments and spending of a station taken out as lists: exact, whole,
quoted, and only for whom their page is."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from budget.services import allocating, taking_back
from budget.services.repaying import repay
from organization.models import AuditEvent, User
from tests.budget.spending import NOW, reimbursed, spent
from tests.budget.world import YEAR, allocated, confirm, paid, released
from tests.factories import Force, force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
MONEY = ("budget:payments_file", "budget:allocations_file")
SPENT = "coordination:spent_file"


@pytest.fixture
def made() -> Force:
    return force()


def taken(made: Force, user: User, route: str, **given: Any) -> list[dict[str, str]]:
    """Rows by their headings."""
    url = reverse(route, args=[made.a1.code])
    answer = client(user).get(url, {"year": YEAR, "as": "csv", **given})
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_payments_say_how_far_each_has_come(made: Force) -> None:
    line = allocated(made, "1234567890.12")
    whole, part = released(made, line, "0.10"), released(made, line, "1234567889.99")
    confirm(made, whole, "0.10")
    confirm(made, part, "0.20")
    first, second = taken(made, made.chief_a1, MONEY[0])
    assert (first["金额"], first["已确认"], first["状态"]) == (
        "1234567889.99",
        "0.2",
        "部分确认",
    )
    assert (second["金额"], second["状态"], second["复核人"]) == (
        "0.1",
        "已确认",
        "财务乙",
    )
    assert second["序号"] == str(whole.pk)


def test_what_was_taken_back_counts_below_nothing(made: Force) -> None:
    line = allocated(made, "1000.50")
    entry = line.entries.get()
    taking_back.take_back(by=made.finance, entry=entry, reason="重复下达", now=NOW)
    back, given = taken(made, made.finance, MONEY[1])
    assert Decimal(given["金额"]) == -Decimal(back["金额"]) == Decimal("1000.50")
    assert back["冲正编号"] == str(entry.pk)


def test_advances_say_whether_they_were_reimbursed(made: Force) -> None:
    payment = reimbursed(made)
    one, _other = (spent(made, 300, n, paid="advance") for n in ("凭证1号", "凭证2号"))
    spent(made, 10, "凭证3号")
    repay(by=made.chief_a1, disbursement=payment, expenses=[one.pk], now=NOW)
    rows = taken(made, made.chief_a1, SPENT)
    assert {row["凭证号"]: row["已报销"] for row in rows} == {
        "凭证1号": "是",
        "凭证2号": "否",
        "凭证3号": "",
    }
    assert len(taken(made, made.chief_a1, SPENT, kind="travel")) == 0


def test_a_formula_in_a_document_stays_text(made: Force) -> None:
    allocating.allocate(
        by=made.finance,
        station=made.a1,
        purpose=allocating.Purpose(year=YEAR),
        amount=Decimal(5),
        document="=1+1",
        now=NOW,
    )
    spent(made, 3, "=2+2", purpose="@SUM(1)")
    (row,) = taken(made, made.finance, MONEY[1])
    assert row["文号"].startswith("'=")
    for route, sign in ((MONEY[1], "="), (SPENT, "=")):
        url = reverse(route, args=[made.a1.code])
        answer = client(made.finance).get(url, {"year": YEAR, "as": "xlsx"})
        content = b"".join(answer) if answer.streaming else answer.content
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells), sign


@pytest.mark.parametrize("route", [*MONEY, SPENT])
def test_it_is_for_whom_the_page_is_and_on_record(made: Force, route: str) -> None:
    paid(made)
    spent(made)
    url = reverse(route, args=[made.a1.code])
    for user, status in (
        (made.chief_a1, 200),
        (made.finance, 200),
        (made.internal_auditor, 200),
        (made.chief_a2, 404),
        (made.staff, 403),
    ):
        for kind in ("csv", "gb18030", "xlsx", "print"):
            answer = client(user).get(url, {"year": YEAR, "as": kind})
            assert (answer.status_code == 200) == (status == 200), (user, kind)
    assert client(made.finance).get(url, {"as": "pdf"}).status_code == 404
    acts = AuditEvent.objects.filter(action="table.take")
    name = {"budget:payments_file": "payments", MONEY[1]: "allocations"}
    kinds = {event.detail["kind"] for event in acts}
    assert kinds == {f"list.{name.get(route, 'expenses')}"}


@pytest.mark.parametrize("route", [*MONEY, SPENT])
def test_a_list_costs_the_same_however_long_it_is(made: Force, route: str) -> None:
    url, visitor = reverse(route, args=[made.a1.code]), client(made.chief_a1)
    line = allocated(made, 100_000)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(url, {"year": YEAR, "as": "csv"})
            assert b"".join(answer) if answer.streaming else answer.content
        return len(queries)

    released(made, line, 1)
    spent(made, 1)
    cost()
    few = cost()
    for n in range(30):
        released(made, line, 1)
        allocated(made, 1)
        spent(made, 1, f"又{n}号")
    assert cost() == few <= 15
