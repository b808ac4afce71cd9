"""What answers a page reads workbooks by a process that may use little."""

from __future__ import annotations

import datetime as dt
import io
import time

import pytest
from openpyxl import Workbook

from desk.sheets.apart import packed, unpacked
from desk.sheets.archive import examine
from desk.sheets.cells import ErrorCell, Line, Padded
from desk.sheets.limited import read_sheets_apart, read_table_apart
from desk.sheets.reading import read_sheets
from desk.sheets.refusal import RefusedError
from tests.attack.test_found import with_part


def book() -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "一"
    sheet.append(["日期", "数", "文", True, None])
    sheet.append([dt.date(2026, 6, 1), 1.5, "é=1", 10, dt.time(9, 30)])
    sheet.append([dt.datetime(2026, 6, 1, 8, 30), "=1+1", "#N/A", dt.timedelta(1), 1])
    sheet["E3"].number_format = "000000"
    sheet.merge_cells("A4:B4")
    made.create_sheet("藏").sheet_state = "hidden"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def seen(found: dict[str, list[Line]]) -> object:
    return {
        title: [
            (number, [(type(c), str(c), getattr(c, "code", "")) for c in cells])
            for number, cells in lines
        ]
        for title, lines in found.items()
    }


def test_it_reads_what_a_reader_here_would_have_read() -> None:
    raw, told = book(), []

    def choose(shown: list[str], hidden: list[str]) -> list[str]:
        told.append((shown, hidden))
        return shown

    for formulas in (True, False):
        told.clear()
        apart = read_sheets_apart("a.xlsx", raw, choose, formulas=formulas)
        here = read_sheets("a.xlsx", raw, choose, formulas=formulas)
        assert seen(apart) == seen(here) and told == [(["一"], ["藏"])] * 2
    assert read_table_apart("a.csv", b"a,b\r\n1,2") == [
        (1, ["a", "b"]),
        (2, ["1", "2"]),
    ]


def test_a_cell_comes_back_as_the_kind_it_was() -> None:
    cells = [Padded.to(7, 6), ErrorCell("#N/A", "merged"), None, True, 1, 0.5, "文"]
    cells += [dt.datetime(2026, 6, 1, 8), dt.date(2026, 6, 1), dt.time(8)]
    cells += [dt.timedelta(hours=30)]
    (back,) = unpacked(packed([(3, cells)]))
    assert seen({"": [back]}) == seen({"": [(3, cells)]})


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"PK", "not_xlsx"), (b"", "empty_file"), (b"0" * (6 * 2**20), "too_big")],
    ids=["broken", "empty", "large"],
)
def test_what_is_refused_is_refused_with_the_same_code(raw: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_table_apart("a.xlsx", raw)
    assert refused.value.code == code


def test_a_book_that_keeps_a_reader_busy_is_given_up() -> None:
    """Thirty megabytes of cells in less than five: within every limit of size."""
    cells = b"".join(b"<c><v>%d</v></c>" % (n * n % 8191) for n in range(20_000))
    many = b"".join(b"<row>%s</row>" % cells for n in range(80))
    raw = with_part((b"</sheetData>", many + b"</sheetData>"))
    examine(io.BytesIO(raw), len(raw))
    began = time.monotonic()
    with pytest.raises(RefusedError) as refused:
        read_sheets_apart("a.xlsx", raw, lambda shown, _hidden: shown, seconds=1)
    assert refused.value.code == "unpacks_too_big"
    assert time.monotonic() - began < 1 + 5 + 2
