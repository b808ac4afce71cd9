"""The pages of tables out and in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from organization.models import AuditEvent
from personnel.exchange.sheets import KINDS
from personnel.models import Import, Officer
from personnel.services.import_runs import IMPORTS
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

HEAD = "警号,姓名,人员类别,警衔\n"


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def hand_in(browser: Any, text: str, kind: str = "officers") -> Import:
    """A CSV handed in and judged."""
    sent = {"kind": kind, "file": SimpleUploadedFile("民警.csv", text.encode())}
    answer = browser.post(url("exchange"), sent)
    assert answer.status_code == 302, answer.content.decode()
    row = Import.objects.latest("pk")
    work(row)
    return row


def work(row: Import) -> None:
    row.refresh_from_db()
    assert row.job_id is not None and IMPORTS.run(row.job_id, now=timezone.now())
    row.refresh_from_db()


def test_from_the_file_to_the_register(force: Force) -> None:
    browser = client(force.personnel_admin)
    assert "导入导出" in words(browser.get(url("exchange")))
    line = "010001,王建军,民警,二级警司\n"
    row = hand_in(browser, HEAD + line + "019999,赵 新,辅警,\n")
    page = words(browser.get(url("import", row.pk)))
    assert "新增1条" in page and "二级警司" in page
    assert not Officer.objects.filter(police_number="019999").exists()
    stale = browser.post(url("confirm_import", row.pk), {"mark": "x"})
    assert stale.status_code == 409
    assert browser.post(url("confirm_import", row.pk), {"mark": row.mark}).url
    again = browser.post(url("confirm_import", row.pk), {"mark": row.mark})
    assert again.status_code == 409
    work(row)
    assert (row.state, row.content) == ("applied", None)
    assert Officer.objects.get(police_number="019999").name == "赵新"
    assert Officer.objects.get(police_number="010001").rank == "二级警司"
    assert "新增1条" in words(browser.get(url("import", row.pk)))


def test_wrong_rows_come_back_with_what_is_wrong(force: Force) -> None:
    browser = client(force.personnel_admin)
    row = hand_in(browser, f"{HEAD}010001,王建军,民警,一级警司\n12,,特工,\n")
    page = words(browser.get(url("import", row.pk)))
    assert "1行需修改" in page and "特工" in page
    assert browser.post(url("confirm_import", row.pk), {"mark": row.mark}).status_code
    row.refresh_from_db()
    assert row.state == "judged"
    answer = browser.get(url("marked_file", row.pk))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    told = [str(line[-1] or "") for line in sheet.values]
    assert told[:2] == ["问题", ""] and "必填" in told[2] and "特工" in told[2]
    for act, text in (("same", "王建军"), ("nonsense", "特工"), ("moved", "没有这样")):
        assert text in words(browser.get(url("import", row.pk), {"act": act}))
    assert browser.post(url("cancel_import", row.pk)).status_code == 302
    assert browser.get(url("marked_file", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "name", "content", "word"),
    [
        ("officers", "民警.xls", b"x", ".xlsx"),
        ("officers", "民警.csv", b"", "空"),
        ("officers", "民警.csv", b"0" * (5 * 2**20 + 1), "5"),
        ("trees", "民警.csv", b"x", "请选择"),
        ("", "民警.csv", b"x", "请选择"),
        ("officers", None, b"", "选择"),
    ],
)
def test_a_file_that_is_not_taken(
    force: Force, kind: str, name: str | None, content: bytes, word: str
) -> None:
    sent: dict[str, Any] = {"kind": kind}
    if name:
        sent["file"] = SimpleUploadedFile(name, content)
    answer = client(force.personnel_admin).post(url("exchange"), sent)
    assert answer.status_code == 422 and word in words(answer)
    assert not Import.objects.exists()


def test_tables_are_taken_and_that_is_on_record(force: Force) -> None:
    browser = client(force.personnel_admin)
    for name in ("template_file", "present_file"):
        for kind in KINDS:
            book = browser.get(url(name, kind))
            sheets = load_workbook(io.BytesIO(book.content)).worksheets
            assert len(sheets) == len(KINDS[kind]) + 1
            assert (
                name == "template_file"
                or kind in ("posts", "leave")
                or (sheets[0]["A2"].number_format == "@")
            )
        assert browser.get(url(name, "trees")).status_code == 404
    assert AuditEvent.objects.filter(action="table.take").count() == len(KINDS)
    system = client(force.system_admin)
    assert system.get(url("present_file", "force")).status_code == 200
    assert system.get(url("present_file", "officers")).status_code == 403


def test_pages_cost_the_same_whatever_the_file_holds(force: Force) -> None:
    browser = client(force.personnel_admin)
    counts = []
    for n in (2, 200):
        lines = "".join(f"9{n:03}{k:03},赵新,民警,\n" for k in range(n))
        row = hand_in(browser, HEAD + lines)
        for to in (url("import", row.pk), url("exchange")):
            with CaptureQueriesContext(connection) as found:
                browser.get(to)
            counts.append(len(found))
    assert counts[:2] == counts[2:] and max(counts) <= 15
