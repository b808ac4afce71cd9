"""Spreadsheets as people really keep them: every sentence of the contract on .xlsx
and .csv, and the habits of Excel and WPS."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from coordination.core.detect import detect
from coordination.core.facts import Demand, Period, minute_down
from coordination.files.headings import NAMES
from coordination.files.moments import plain_moment
from coordination.files.read import read_file
from coordination.files.template import template
from coordination.files.values import SHANGHAI
from desk.files.problems import UnusableError
from tests.core.test_files import START, TODAY

DAY = dt.datetime(2026, 6, 1)
CAPACITY: list[list[Any]] = [
    ["station", "from", "to", "officers"],
    ["A", dt.datetime(2026, 6, 1, 9), dt.datetime(2026, 6, 1, 17), 5],
]
ASSIGNMENTS: list[list[Any]] = [
    ["id", "station", "department", "due", "effort_hours"],
    ["1", "A", "治安", dt.datetime(2026, 6, 1, 18), 40],
]


def book(**sheets: Any) -> Workbook:
    """A workbook of the contract; `sheets` replace the usual rows, None leaves out."""
    made = Workbook()
    made.remove(made.worksheets[0])
    usual: dict[str, Any] = {
        "settings": [["now", DAY.date()]],
        "capacity": CAPACITY,
        "assignments": ASSIGNMENTS,
    }
    for name, rows in {**usual, **sheets}.items():
        if rows is not None:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
    return made


def saved(made: Workbook, folder: Path) -> Path:
    path = folder / "x.xlsx"
    made.save(path)
    return path


def demands(path: Path) -> tuple[Demand, ...]:
    return read_file(path, today=TODAY).stations[0].demands


def refused(path: Path) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(UnusableError) as found:
        read_file(path, today=TODAY)
    return [(p.sheet, p.row, p.column, p.code) for p in found.value.problems]


def minute(text: str) -> int:
    return minute_down(dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-06-03", "2026-06-03"),
        ("2026/6/3", "2026-06-03"),
        ("2026.6.3", "2026-06-03"),
        ("2026年6月3日", "2026-06-03"),
        ("２０２６－０６－０３", "2026-06-03"),
        ("2026-06-03 8:05", "2026-06-03T08:05:00"),
        ("2026-06-03T08:05:30", "2026-06-03T08:05:30"),
        ("2026年6月3日 8时", "2026-06-03T08:00:00"),
        ("2026年6月3日8时30分", "2026-06-03T08:30:00"),
        ("２０２６年６月３日　１８：００", "2026-06-03T18:00:00"),
        ("2026-06-03 24:00", "2026-06-04T00:00"),
        ("2026-06-03T08:00+02:00", "2026-06-03T08:00+02:00"),
        ("6月3日", "6月3日"),
        ("tomorrow", "tomorrow"),
        ("9999-12-31 24:00", "9999-12-31 24:00"),
    ],
)
def test_times_as_they_are_typed(written: str, read: str) -> None:
    assert plain_moment(written) == read


def test_real_dates_text_dates_and_full_width_digits(tmp_path: Path) -> None:
    rows = [
        ASSIGNMENTS[0],
        ["1", "A", "治安", dt.date(2026, 6, 1), 1],
        ["2", "A", "治安", "2026年6月1日 18时", "１２．５"],
        ["3", "A", "治安", "2026/6/1", " 2 "],
        ["4", "A", "治安", dt.datetime(2026, 6, 1, 18, 0, 0, 400), 0],
    ]
    found = demands(saved(book(assignments=rows), tmp_path))
    six, midnight = minute("2026-06-01T18:00"), minute("2026-06-02T00:00")
    assert [d.due for d in found] == [midnight, six, midnight, six]
    assert [d.effort for d in found] == [60_000, 750_000, 120_000, 0]


def test_times_are_those_of_shanghai_unless_they_say_otherwise(tmp_path: Path) -> None:
    rows = [ASSIGNMENTS[0], ["1", "A", "x", "2026-06-01T18:00+00:00", 1]]
    found = demands(saved(book(assignments=rows), tmp_path))
    assert found[0].due == minute("2026-06-02T02:00")
    assert read_file(saved(book(), tmp_path), today=TODAY).now == START


def test_unknown_is_not_a_known_zero(tmp_path: Path) -> None:
    capacity = [
        *CAPACITY,
        ["B", None, None, None],
        ["C", DAY, DAY + dt.timedelta(hours=1), 0],
    ]
    rows = [
        *ASSIGNMENTS,
        ["2", "B", "x", DAY + dt.timedelta(days=1), 1],
        ["3", "C", "x", DAY + dt.timedelta(days=1), 1],
        ["4", "A", "x", None, None],
    ]
    found = read_file(
        saved(book(capacity=capacity, assignments=rows), tmp_path), today=TODAY
    )
    a, b, c = found.stations
    assert b.capacity is None
    assert c.capacity == (Period(START, START + 60, 0, 0),)
    assert a.demands[1] == Demand("4", "x", None, None, None)
    verdicts = [detect(f, as_of=found.now, now=found.now).feasible for f in (b, c)]
    assert verdicts == [None, False]


def test_overlapping_rows_add_and_present_defaults_to_officers(tmp_path: Path) -> None:
    head = [*CAPACITY[0], "present"]
    start, end = CAPACITY[1][1:3]
    rows = [head, ["A", start, end, 2, 5], ["A", start, end, 1.5, None]]
    found = read_file(saved(book(capacity=rows), tmp_path), today=TODAY)
    periods = found.stations[0].capacity or ()
    assert [(p.officers, p.present) for p in periods] == [(2000, 5000), (1500, 1500)]


def test_headings_in_chinese_and_in_both(tmp_path: Path) -> None:
    made = book(
        capacity=[["派出所", "起 from", "to\n止", "可用警力"], CAPACITY[1]],
        assignments=[
            ["编号", "派出所", "部门", "完成时限（due）", "预计工时", "备注"],
            ["1", "A", "治安", DAY, 40, "any remark"],
        ],
    )
    made["assignments"].title = "任务 assignments"
    made["capacity"].title = "可用警力"
    (found,) = demands(saved(made, tmp_path))
    assert (found.department, found.effort) == ("治安", 2_400_000)


def test_a_title_above_the_headings_and_empty_rows_below(tmp_path: Path) -> None:
    rows = [
        ["六月任务一览表", None, None, None, None],
        [],
        *ASSIGNMENTS,
        *([None] * 5 for _ in range(40)),
        ["2", "A", "治安", "nonsense", 1],
        *([" "] for _ in range(40)),
    ]
    made = book(assignments=rows)
    made["assignments"].merge_cells("A1:E1")
    assert refused(saved(made, tmp_path)) == [("assignments", 45, "due", "not_a_time")]


def test_merged_cells_are_never_guessed(tmp_path: Path) -> None:
    rows = [*ASSIGNMENTS, ["2", None, "禁毒", DAY, None]]
    made = book(assignments=rows)
    made["assignments"].merge_cells("B2:B3")
    made["assignments"].merge_cells("E2:E3")
    assert refused(saved(made, tmp_path)) == [
        ("assignments", 3, "station", "merged"),
        ("assignments", 3, "effort_hours", "merged"),
    ]


def test_hidden_sheets_and_rows_count(tmp_path: Path) -> None:
    made = book()
    made["capacity"].sheet_state = "hidden"
    made["assignments"].row_dimensions[2].hidden = True
    assert len(demands(saved(made, tmp_path))) == 1


def test_a_formula_without_its_result_is_refused(tmp_path: Path) -> None:
    rows = [ASSIGNMENTS[0], ["1", "A", "治安", DAY, "=5*8"]]
    path = saved(book(assignments=rows), tmp_path)
    assert refused(path) == [("assignments", 2, "effort_hours", "not_computed")]


def test_a_formula_counts_with_its_stored_result(tmp_path: Path) -> None:
    rows = [ASSIGNMENTS[0], ["1", "A", "治安", DAY, "=5*8"]]
    path, stored = saved(book(assignments=rows), tmp_path), BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, content.replace(b"<f>5*8</f><v />", b"<f>5*8</f><v>40</v>")
            )
    path.write_bytes(stored.getvalue())
    assert demands(path)[0].effort == 2_400_000


CSV = {
    "capacity": "station,from,to,officers\nA,2026-06-01 09:00,2026-06-01 17:00,5\n",
    "assignments": "id,station,department,due,effort_hours\n1,A,治安,2026/6/1,41\n",
}


def csv_files(folder: Path, encoding: str = "utf-8", **changed: str) -> Path:
    for name, text in {**CSV, **changed}.items():
        (folder / f"六月.{name}.csv").write_bytes(text.encode(encoding))
    return folder / "六月.assignments.csv"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_in_every_usual_dress(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    dressed = {name: text.replace(",", separator) for name, text in CSV.items()}
    (found,) = demands(csv_files(tmp_path, encoding, **dressed))
    assert (found.department, found.effort) == ("治安", 2_460_000)


def test_gb18030_with_a_mark(tmp_path: Path) -> None:
    marked = {name: f"\ufeff{text}" for name, text in CSV.items()}
    assert len(demands(csv_files(tmp_path, "gb18030", **marked))) == 1


def test_attendees_with_semicolons_do_not_change_the_separator(tmp_path: Path) -> None:
    events = (
        "id,station,department,start,end,attendees\n"
        "9,A,政工,2026-06-01 09:00,2026-06-01 10:00,a;b;c;d;e;f;g;h\n"
    )
    found = read_file(csv_files(tmp_path, events=events), today=TODAY)
    assert len(found.stations[0].events[0].attendees) == 8


def run(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = StringIO()
    try:
        call_command("check_file", str(path), *options, stdout=out)
    except CommandError as refusal:
        return refusal.returncode, str(refusal)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_exit_codes_and_the_answer_of_both_forms(tmp_path: Path) -> None:
    code, text = run(saved(book(), tmp_path), "--json")
    assert code == 0
    assert json.loads(text)["stations"][0]["feasible"] is True
    csv = csv_files(tmp_path)
    code, text = run(csv, "--json", "--now", "2026-06-01")
    assert code == 1
    (station,) = json.loads(text)["stations"]
    (conflict,) = station["conflicts"]
    assert (station["deficit_hours"], conflict["shortfall_hours"]) == (1, 1)
    assert conflict["misses"] == ["1"]


def test_every_wrong_row_is_named_by_sheet_and_row(tmp_path: Path) -> None:
    rows = [
        *ASSIGNMENTS,
        ["1", "Z", "治安", "2026-13-01", -1],
        ["3", "A", "", DAY, "many"],
    ]
    code, text = run(saved(book(assignments=rows), tmp_path))
    assert code == 2
    lines = text.splitlines()[1:]
    assert len(lines) == 6
    assert all("assignments" in line for line in lines)
    assert sum("3" in line.split("：")[0] for line in lines) == 4


def test_an_id_of_a_task_is_no_id_of_an_event(tmp_path: Path) -> None:
    events = [
        ["id", "station", "department", "start", "end"],
        ["1", "A", "政工", DAY, DAY + dt.timedelta(hours=1)],
    ]
    assert refused(saved(book(events=events), tmp_path)) == [
        ("events", 2, "id", "repeated_id")
    ]


def test_the_template_is_a_file_that_can_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    call_command("check_file", template=path)
    found = load_workbook(path)
    for name, columns in NAMES.items():
        (sheet,) = (s for s in found.worksheets if s.title.startswith(f"{name} "))
        if name != "settings":
            heads = [str(cell.value).split("\n")[0] for cell in sheet[1]]
            assert heads == list(columns)
        assert sheet.data_validations.dataValidation
        assert sheet.freeze_panes == "A2"
    code, text = run(path, "--json")
    assert code == 1
    short, unknown = json.loads(text)["stations"]
    assert (short["feasible"], unknown["feasible"]) == (False, None)
    with pytest.raises(CommandError):
        call_command("check_file", template=path)


def test_the_template_fits_every_day_of_the_year() -> None:
    for n in range(0, 366, 13):
        assert template(dt.date(2026, 1, 1) + dt.timedelta(days=n))[:2] == b"PK"
