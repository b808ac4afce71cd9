"""Tables in and out: what is refused, and what a spreadsheet would run."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from desk.importing import Column, as_day, as_text, read_lines
from desk.sheets.book import safe
from desk.sheets.reading import read_table, unquoted
from desk.sheets.refusal import RefusedError
from desk.sheets.writing import csv_bytes, xlsx_bytes

DAY = dt.date(2027, 10, 1)
RISKY = ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx"]


def refused(name: str, raw: bytes) -> str:
    with pytest.raises(RefusedError) as told:
        read_table(name, raw)
    return told.value.code


def archive(entries: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"x" * (5 * 2**20 + 1), "too_big"),
        ("a.csv", b"a\0b", "not_csv"),
        ("a.csv", b'"', "not_csv"),
        ("a.csv", b"\xff\xff\xff", "bad_encoding"),
        ("a.csv", b"x\n" * 20_001, "too_many_rows"),
        ("a.xls", b"x", "unknown_ending"),
        ("calendar", b"x", "unknown_ending"),
        ("a.xlsx", b"x", "not_xlsx"),
        ("a.xlsx", archive({"a.xml": b"<x/>"}), "not_xlsx"),
        ("a.xlsx", archive({"a.xml": b"0" * 3_000_000}), "unpacks_too_big"),
        ("a.xlsx", archive({"a": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "not_xlsx"),
        ("a.xlsx", archive({f"{n}": b"" for n in range(1001)}), "too_many_entries"),
    ],
)
def test_files_that_are_refused(name: str, raw: bytes, code: str) -> None:
    assert refused(name, raw) == code


def test_a_workbook_cut_short_is_refused() -> None:
    whole = xlsx_bytes("x", ["a"], [["b"]], [5])
    for raw in (whole[:-30], whole[: len(whole) // 2]):
        assert refused("a.xlsx", raw) == "not_xlsx"


@pytest.mark.parametrize("text", RISKY)
def test_what_would_run_is_quoted_and_comes_back(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert unquoted(f"'{text}") == text
    assert csv_bytes([[text]]).decode("utf-8-sig").strip('"\r\n').startswith("'")
    sheet = load_workbook(BytesIO(xlsx_bytes("x", ["h"], [[text]], [5]))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")


def test_harmless_cells_stay_as_they_are() -> None:
    cells = ["春节", "", "a=b", 5, DAY, None]
    assert [safe(cell) for cell in cells] == cells
    assert unquoted("'quoted'") == "'quoted'"
    assert unquoted("'") == "'"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_can_be_read(kind: str) -> None:
    rows = [["日期", "名称"], [DAY, "=国庆节"]]
    raw = (
        csv_bytes(rows) if kind == "csv" else xlsx_bytes("x", rows[0], rows[1:], (9, 9))
    )
    table = read_lines(
        read_table(f"x.{kind}", raw),
        (Column("date", ("日期",), as_day), Column("name", ("名称",), as_text)),
    )
    assert table.rows == [(2, {"date": DAY, "name": "=国庆节"})]


@pytest.mark.parametrize(
    "cell",
    [
        *(DAY, dt.datetime(2027, 10, 1), 20271001),
        *("2027-10-01", " 2027/10/1 ", "2027.10.1", "2027年10月1日", "20271001"),
    ],
)
def test_dates_as_people_write_them(cell: object) -> None:
    assert as_day(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    ["10月1日", "2027-02-30", "01/10/2027", 46_661, True, dt.datetime(2027, 10, 1, 9)],
)
def test_what_is_no_date(cell: object) -> None:
    with pytest.raises(ValidationError):
        as_day(cell)


def test_a_spreadsheets_error_is_no_text() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name"])
    sheet.append(["#REF!"])
    sheet["A2"].data_type = "e"
    made = BytesIO()
    book.save(made)
    table = read_lines(
        read_table("x.xlsx", made.getvalue()), [Column("name", ("name",), as_text)]
    )
    assert not table.rows and table.problems[0].row == 2


@pytest.mark.parametrize(
    "lines", [[], [(1, ["", None])], [(1, ["a"]), (2, ["x"])], [(1, ["name", "name"])]]
)
def test_headings_that_do_not_serve(lines: list[tuple[int, list[object]]]) -> None:
    with pytest.raises(ValidationError):
        read_lines(lines, [Column("name", ("名称",), as_text)])
