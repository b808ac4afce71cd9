"""The pages of tables in, and the workbooks of a year out."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from budget.models import Entry, Line
from budget.services.closing import close_year
from budget.services.disputing import dispute
from budget.services.fees import Month, enter_fees
from budget.services.taking_back import take_back
from organization.models import AuditEvent
from personnel.models import Import
from tests.budget.files import allocation, applied, book, handed_in, norm, work
from tests.budget.test_counts import costs, pay
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    chain,
    confirm,
    last_day,
    paid,
    prepared,
)
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def send(made: Force, raw: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("经费.xlsx", raw)
    to = url("hand_in", made.county_a.code)
    return client(made.finance).post(to, {"file": file, **more})


def taken(made: Force, user: Any, name: str, code: str, year: int = YEAR) -> Any:
    answer = client(user).get(url(name, code), {"year": year})
    assert answer.status_code == 200
    return answer.content


def sheets(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Rows below the headings by sheet."""
    found = load_workbook(io.BytesIO(raw))
    return {
        one.title: list(one.iter_rows(min_row=2, values_only=True))
        for one in found.worksheets
    }


def test_from_the_file_to_the_ledger_and_once_more(made: Force) -> None:
    browser, raw = client(made.finance), book(allocations=[allocation(made)])
    assert "经费表格导入导出" in words(browser.get(url("hand_in", made.county_a.code)))
    answer = send(made, raw)
    row = Import.objects.get()
    assert answer.url == url("import", row.pk)
    work(row)
    page = words(browser.get(answer.url))
    assert "新增1条" in page and "1000.00" in page
    assert browser.post(url("confirm_import", row.pk), {"mark": "x"}).status_code == 409
    assert browser.post(url("confirm_import", row.pk), {"mark": row.mark}).url
    work(row)
    assert chain(Line.objects.get())[0] == 1000
    refused = send(made, raw)
    assert refused.status_code == 422 and "请勾选确认" in words(refused)
    assert send(made, raw, same="on").status_code == 302
    again = work(Import.objects.latest("pk"))
    assert "已有相同记录" in words(browser.get(url("import", again.pk)))
    unsure = browser.post(url("judge_again", again.pk))
    assert unsure.status_code == 422 and "请勾选" in words(unsure)
    assert browser.post(url("judge_again", again.pk), {"sure": "1"}).status_code == 302
    work(again)
    assert "再录入一次" in words(browser.get(url("import", again.pk)))
    assert browser.post(url("judge_again", again.pk), {"sure": "1"}).status_code == 409
    assert browser.post(url("cancel_import", again.pk)).status_code == 302
    listed = words(browser.get(url("hand_in", made.county_a.code)))
    assert listed.count("经费.xlsx") == 2 and "已取消" in listed


def test_what_cannot_be_handed_in_and_whose_file_it_is(made: Force) -> None:
    to = url("hand_in", made.county_a.code)
    for file in (
        None,
        SimpleUploadedFile("a.pdf", b"x"),
        SimpleUploadedFile("a.csv", b""),
    ):
        data = {} if file is None else {"file": file}
        assert client(made.finance).post(to, data).status_code == 422
    assert not Import.objects.exists()
    row = handed_in(made, book(allocations=[allocation(made, "x")]))
    browser = client(made.finance)
    marked = browser.get(url("marked_file", row.pk))
    (cells,) = sheets(marked.content).values()
    assert "不是有效金额" in str(cells[0][-1])
    assert (
        browser.post(url("confirm_import", row.pk), {"mark": row.mark}).status_code
        == 409
    )
    assert browser.get(reverse("personnel:exchange")).status_code == 403
    for other in (made.chief_a1, made.leader, made.personnel_admin):
        assert client(other).get(url("import", row.pk)).status_code == 404
    empty = browser.get(url("empty_file", made.county_a.code))
    assert list(sheets(empty.content))[:4] == list(sheets(full(made)))[:4]


def full(made: Force) -> bytes:
    found: bytes = taken(made, made.finance, "bureau_book", made.county_a.code)
    return found


def test_a_year_goes_out_and_comes_in_as_there_already(made: Force) -> None:
    raw = book(norms=[norm(first=f"{YEAR}年1月1日")], payments=[])
    applied(made, handed_in(made, raw))
    month = Month(YEAR, 1, "fine", Decimal(500), Decimal(0), "缴款 书")
    enter_fees(by=made.finance, station=made.a1, month=month, now=NOW)
    wrong_one = allocated(made, "77.70").entries.get()
    take_back(by=made.finance, entry=wrong_one, reason="错", now=NOW)
    row = paid(made)
    prepared(made, row.line, 300)
    confirm(made, row, 250)
    dispute(by=made.chief_a1, disbursement=row, reason="=余款未到", now=NOW)
    out = full(made)
    found = sheets(out)
    counts = [len(rows) for rows in found.values()]
    assert counts == [1, 1, 2, 1, 6, 0, 1]
    steps = [(one[5], one[6]) for one in found["经费明细账"]]
    assert ("冲正", Decimal("-77.7")) in [(k, Decimal(str(n))) for k, n in steps]
    (said,) = found["未到位"]
    assert said[5] == "'=余款未到", "what a spreadsheet would run is quoted"
    back = handed_in(made, out)
    assert (back.total("same"), back.total("new"), back.total("bad")) == (5, 0, 0)


def test_a_station_takes_its_own(made: Force) -> None:
    row = paid(made)
    prepared(made, row.line, 300)
    allocated(made, 50, station=made.a2)
    own = taken(made, made.chief_a1, "station_book", made.a1.code)
    names = list(sheets(own))
    found = list(sheets(own).values())
    assert [len(rows) for rows in found] == [0, 1, 1, 0, 2, 0, 0], names
    assert all(made.a2.code not in map(str, cells) for rows in found for cells in rows)
    (told,) = AuditEvent.objects.filter(action="table.take")
    assert (told.unit_code, told.detail["kind"]) == (made.a1.code, "money")


def test_frozen_statements_go_out_with_their_digests(made: Force) -> None:
    allocated(made, year=YEAR - 1)
    frozen = close_year(
        by=made.finance, bureau=made.county_a, year=YEAR - 1, now=last_day(YEAR)
    )
    code = made.county_a.code
    out = taken(made, made.internal_auditor, "bureau_book", code, YEAR - 1)
    rows = sheets(out)["经费落实情况表"]
    assert {row[-1] for row in rows} == {one.digest for one in frozen}
    assert {row[5] for row in rows} == {0, 1000}


def test_a_book_takes_as_many_statements_for_a_thousand_rows(made: Force) -> None:
    line = allocated(made, 5000)
    to = url("bureau_book", made.county_a.code)
    few, many = costs(made.finance, to, lambda n: pay(made, line.pk, n))
    assert few == many <= 15
    assert Entry.objects.count() == 1001
