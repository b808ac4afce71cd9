"""The table to fill in, in Chinese and English, with rows that show how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desk.sheets.book import DAY, MOMENT, head, lay_out, packed, write

from .headings import NAMES, SHEETS

ROWS = 5000  # so many rows below the heading are held to the rules
WIDTHS = {"title": 30, "id": 8, "station": 14, "department": 12}
TIMES = {"from", "to", "release", "due", "start", "end"}
AMOUNTS = {"officers", "present", "effort_hours", "max_officers"}

NOTES: tuple[tuple[str, str], ...] = (
    (
        "在“可用警力”“任务”“会议活动”三张表中填写，删去示例行，保存后测算。",
        "Fill in the sheets capacity, assignments and events; delete the example rows.",
    ),
    (
        "可用警力：每个派出所每段时间一行，写可用人数（可到小数点后三位）。同一时间有多行的，人数相加。",
        "capacity: one row per station and stretch of time with the officers available"
        " (up to three decimals). Rows that overlap add up.",
    ),
    (
        "没有写到的时间按0人计算。只写派出所、其余留空，表示警力不详，结论为“无法判断”；"
        "人数写0表示确知无人可用。",
        "Time that no row covers has nobody. A row with the station alone means"
        " unknown: the answer is “cannot say”. 0 officers is a known zero.",
    ),
    (
        "在岗警力：扣除日常勤务之前的在岗人数，只用于判断会议活动撞期；留空则同可用警力。",
        "present: people there before standing work is taken off, for clashes of events"
        " only; empty means the same as officers.",
    ),
    (
        "任务：编号不得重复（与会议活动也不得相同）。开始时间留空为测算日期。预计工时留空表示"
        "未估算，结论为“无法判断”；写0表示不需工时。",
        "assignments: ids differ from each other and from those of events. An empty"
        " release is the day of the check. Empty effort means not estimated: the answer"
        " is “cannot say”; 0 means no work.",
    ),
    (
        "会议活动：起止时间固定，写人数或指定人员（用“；”分隔），取较多者。",
        "events: fixed start and end; officers, or attendees by name (apart by ;),"
        " whichever is more.",
    ),
    (
        "日期写2026-06-03；时间写2026-06-03 18:00，为北京时间。"
        "只写日期的，开始为当日0时，结束和时限为当日24时。",
        "Dates as 2026-06-03, times as 2026-06-03 18:00, time of Shanghai. A date alone"
        " starts at 0:00 and ends at 24:00 of that day.",
    ),
    (
        "不要合并单元格。公式可以用，保存后按结果读取。列的顺序不限，可以增加其他列。",
        "Do not merge cells. Formulas count with their stored results. Columns may"
        " stand in any order, others may be added.",
    ),
    (
        "不得填写涉密内容和警务工作秘密。",
        "Nothing classified belongs in this file.",
    ),
)


def template(today: date) -> bytes:
    """The workbook; its examples lie in the week after ``today`` and do not fit."""
    book = Workbook()
    about = book.worksheets[0]
    about.title = "说明 readme"
    head(about, 1, ["说明", "Notes"])
    for number, pair in enumerate(NOTES, 2):
        write(about, number, pair)
    lay_out(about, [70, 70])
    monday = today + timedelta(days=7 - today.weekday())
    for sheet, rows in _examples(today, monday).items():
        made = book.create_sheet(f"{sheet} {SHEETS[sheet][0]}")
        if sheet == "settings":
            _settings(made, today)
        else:
            _fill(made, sheet, rows)
    return packed(book)


def _settings(sheet: Worksheet, today: date) -> None:
    head(sheet, 1, ["key\n项目", "value\n内容"])
    write(sheet, 2, ["now 测算日期", today], formats=["", DAY])
    _rule(sheet, "B2:B2", "date", "greaterThan", "1")
    lay_out(sheet, [24, 18])


def _fill(sheet: Worksheet, name: str, rows: Sequence[Sequence[object]]) -> None:
    columns = NAMES[name]
    head(sheet, 1, [f"{column}\n{others[0]}" for column, others in columns.items()])
    formats = [MOMENT if column in TIMES else "" for column in columns]
    for number, row in enumerate(rows, 2):
        write(sheet, number, row, formats=formats)
    for place, column in enumerate(columns):
        letter = chr(ord("A") + place)
        cells = f"{letter}2:{letter}{ROWS}"
        if column in TIMES:
            _rule(sheet, cells, "date", "greaterThan", "1")
            for number in range(2 + len(rows), 200):
                cell: Any = sheet[f"{letter}{number}"]
                cell.number_format = MOMENT
        elif column in AMOUNTS:
            _rule(sheet, cells, "decimal", "greaterThanOrEqual", "0")
        elif column == "priority":
            _rule(sheet, cells, "whole", "between", "-1000000", "1000000")
        elif column == "station" and name != "capacity":
            title = f"capacity {SHEETS['capacity'][0]}"
            _rule(sheet, cells, "list", None, f"'{title}'!$A$2:$A${ROWS}")
    lay_out(sheet, [WIDTHS.get(column, 17) for column in columns])


def _rule(
    sheet: Worksheet,
    cells: str,
    kind: Any,
    operator: Any,
    first: str,
    second: str | None = None,
) -> None:
    """What may be typed; the list of stations only warns, codes may come later."""
    rule = DataValidation(
        type=kind,
        operator=operator,
        formula1=first,
        formula2=second,
        allow_blank=True,
        errorStyle="warning" if kind == "list" else "stop",
        errorTitle="请检查 / Check",
        error="填写的内容不符合本列要求。/ Not what this column takes.",
        showErrorMessage=True,
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _examples(today: date, monday: date) -> dict[str, list[list[object]]]:
    """A week of two stations: one with too much to do, one of which nobody knows."""

    def at(days: int, hour: int) -> datetime:
        return datetime.combine(monday + timedelta(days=days), time(hour))

    days = range(5)
    return {
        "settings": [],
        "capacity": [
            *(["东门", at(n, 9), at(n, 17), 2.5, 6] for n in days),
            ["西关", None, None, None, None],
        ],
        "assignments": [
            [1, "东门", "治安", "重点户走访", at(0, 0), at(4, 18), 60, None, None],
            [2, "东门", "禁毒", "毛发检测", at(0, 0), at(4, 18), 45, None, None],
            [3, "东门", "刑侦", "线索核查", None, at(2, 18), 16, 2, 1],
            [4, "西关", "治安", "场所检查", None, at(4, 18), 12, None, None],
        ],
        "events": [
            ["H1", "东门", "政工", "视频会议", at(1, 10), at(1, 12), 1, "所长"],
        ],
    }
