"""Station files as tables: CSV files beside each other, workbooks, archives."""

import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from coordination.core.facts import Demand
from coordination.files.read import read_file
from desk.files.problems import UnusableError
from desk.sheets.archive import MOST_PACKED
from desk.sheets.cells import MOST_WRITTEN
from tests.core.test_files import START, TODAY, problems, read

CAPACITY = "station,from,to,officers\nA,2026-06-01 09:00,2026-06-01 17:00,5.5\nB,,,\n"
ASSIGNMENTS = (
    "id,station,department,release,due,effort_hours\n"
    "1,A,治安,2026-06-01,2026/6/1,12.5\n2,B,治安,,2026-06-02,\n"
)
EVENTS = (
    "id,station,department,start,end,officers,attendees\n"
    "9,A,政工,2026-06-01T10:00,2026-06-01T11:00,2,所长;教导员\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_files_beside_each_other(tmp_path, encoding):
    for sheet, written in (("capacity", CAPACITY), ("events", EVENTS)):
        (tmp_path / f"x.{sheet}.csv").write_bytes(written.encode(encoding))
    found = read(tmp_path, ASSIGNMENTS.encode(encoding), name="x.assignments.csv")
    known, unknown = found.stations
    assert known.demands == (Demand("1", "治安", START, START + 1440, 750_000),)
    assert known.events[0].attendees == ("所长", "教导员")
    assert (unknown.code, unknown.capacity) == ("B", None)
    assert unknown.demands[0].effort is None


def test_csv_files_that_are_refused(tmp_path):
    name = "x.assignments.csv"
    assert problems(tmp_path, ASSIGNMENTS, name="x.csv")[0][3] == "csv_name"
    assert problems(tmp_path, ASSIGNMENTS, name=name)[0][::3] == (
        "capacity",
        "missing_file",
    )
    (tmp_path / "x.capacity.csv").write_text(CAPACITY)
    assert problems(tmp_path, "id,station\n1,A\n", name=name)[0][3] == "missing_column"
    assert problems(tmp_path, b"\xff\xff\x00", name=name)[0][3] == "bad_encoding"
    assert problems(tmp_path, '"', name=name)[0][3] == "not_csv"
    wrong = ASSIGNMENTS.replace("12.5", "many").replace("2,B", "1,B")
    assert problems(tmp_path, wrong, name=name) == [
        ("assignments", 2, "effort_hours", "not_a_number"),
        ("assignments", 3, "id", "repeated_id"),
    ]


def test_a_text_of_empty_lines_alone_is_refused_by_their_number(tmp_path):
    """64 MB of them took a minute of a processor, and the first line was looked for in
    a list of them all."""
    (tmp_path / "x.capacity.csv").write_text(CAPACITY)
    with pytest.raises(UnusableError) as refused:
        read(tmp_path, ASSIGNMENTS + "\n" * MOST_WRITTEN, name="x.assignments.csv")
    told = refused.value.problems[0]
    assert (told.sheet, told.row, told.code) == ("assignments", None, "too_many_rows")
    assert told.params == {"most": MOST_WRITTEN}
    assert read(tmp_path, ASSIGNMENTS, name="x.assignments.csv").stations


def workbook(path, **changed):
    book = Workbook()
    book.remove(book.active)
    sheets = {
        "settings": [["key", "value"], ["now", datetime(2026, 6, 1)]],
        "capacity": [
            ["station", "from", "to", "officers"],
            ["A", datetime(2026, 6, 1, 9), datetime(2026, 6, 1, 17), 5.5],
        ],
        "assignments": [
            ["id", "station", "department", "due", "effort_hours"],
            [1, "A", "治安", datetime(2026, 6, 1), 12.5],
            [None] * 5,
            [2, "A", "治安", datetime(2026, 6, 1, 12), 0.1 + 0.2],
        ],
        **changed,
    }
    for name, rows in sheets.items():
        if rows is None:
            continue
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for row in book["assignments"].iter_rows() if "assignments" in book else ():
        if isinstance(row[3].value, datetime) and row[3].value.hour == 0:
            row[3].number_format = "yyyy-mm-dd"
    book.save(path)
    return path


def test_a_workbook(tmp_path):
    found = read_file(workbook(tmp_path / "x.xlsx"), today=TODAY)
    assert found.now == START
    first, second = found.stations[0].demands
    assert (first.id, first.due, first.effort) == ("1", START + 1440, 750_000)
    assert (second.id, second.due, second.effort) == ("2", START + 720, 18_000)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"capacity": None}, ("capacity", None, "", "missing_sheet")),
        ({"assignments": []}, ("assignments", None, "", "no_heading")),
        (
            {"capacity": [["station", "from", "to", "officers"], ["A", 1, 2, 3]]},
            ("capacity", 2, "from", "not_a_time"),
        ),
        (
            {
                "events": [
                    ["id", "station", "department", "start", "end", "officers"],
                    [9, "A", "x", "2026-06-01", "2026-06-01", "#REF!"],
                ]
            },
            ("events", 2, "officers", "not_a_number"),
        ),
    ],
)
def test_workbooks_that_are_refused(tmp_path, sheets, expected):
    path = workbook(tmp_path / "x.xlsx", **sheets)
    with pytest.raises(UnusableError) as refused:
        read_file(path, today=TODAY)
    first = refused.value.problems[0]
    assert (first.sheet, first.row, first.column, first.code) == expected


def packed(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([("a.xml", b"0" * 3_000_000)], "unpacks_too_big"),
        ([(f"{i}", b"") for i in range(1001)], "too_many_entries"),
        ([("a.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>")], "not_xlsx"),
        ([("a.xml", b"<x/>")], "not_xlsx"),
    ],
)
def test_archives_that_are_refused(tmp_path, entries, code):
    with pytest.raises(UnusableError) as refused:
        read_file(packed(tmp_path / "x.xlsx", entries), today=TODAY)
    assert refused.value.problems[0].code == code


def test_broken_and_huge_archives_are_refused(tmp_path):
    whole = workbook(tmp_path / "x.xlsx").read_bytes()
    for content in (whole[:-30], whole[: len(whole) // 2], b"PK\x03\x04", b"x"):
        assert problems(tmp_path, content, name="y.xlsx")[0][3] == "not_xlsx"
    huge = b"0" * (MOST_PACKED + 1)
    assert problems(tmp_path, huge, name="y.xlsx")[0][3] == "too_big"
