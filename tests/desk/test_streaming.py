"""Workbooks written row by row are read as they were meant."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from decimal import Decimal

from openpyxl import load_workbook

from desk.sheets.reading import read_sheets
from desk.sheets.streaming import TOGETHER, streamed_bytes
from desk.sheets.writing import Sheet

DAY, AT = dt.date(2026, 2, 28), dt.datetime(2026, 12, 31, 23, 59, 58)
CELLS = [
    *(7, Decimal("-1234567.80"), DAY, AT, None, "", "00123"),
    *('<派出所> & "A"', " 两行\n文字 ", "=1+1", "a\x0b\uffffb"),
]


def test_every_cell_comes_back() -> None:
    names = [f"列{n}" for n in range(len(CELLS))]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raw = streamed_bytes([Sheet("甲 & 乙", [names, CELLS]), Sheet("空", [["一"]])])
        book = load_workbook(io.BytesIO(raw))
    sheet = book["甲 & 乙"]
    assert [cell.value for cell in sheet[1]] == names
    assert sheet["A1"].font.b and sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[2]] == [
        *(7, -1234567.8, dt.datetime(2026, 2, 28), AT, None, None, "00123"),
        *('<派出所> & "A"', " 两行\n文字 ", "'=1+1", "ab"),
    ]
    assert sheet["B2"].number_format == "#,##0.00"
    assert book["空"].max_row == 1


def test_rows_stay_in_order_beyond_one_piece() -> None:
    rows = [["序号"], *([n] for n in range(2 * TOGETHER + 1))]
    raw = streamed_bytes([Sheet("行", rows)])
    lines = read_sheets("a.xlsx", raw, lambda shown, _hidden: shown)["行"]
    assert [cells[0] for _n, cells in lines[1:]] == list(range(2 * TOGETHER + 1))
