"""What sheets and columns may be called: English, Chinese, or both in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

SHEETS: dict[str, tuple[str, ...]] = {
    "settings": ("设置",),
    "capacity": ("可用警力",),
    "assignments": ("任务",),
    "events": ("会议活动",),
}
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "settings": {"now": ("测算日期", "起算日期")},
    "capacity": {
        "station": ("派出所", "所"),
        "from": ("起", "开始时间"),
        "to": ("止", "结束时间"),
        "officers": ("可用警力", "可用人数"),
        "present": ("在岗警力", "在岗人数"),
    },
    "assignments": {
        "id": ("编号", "序号"),
        "station": ("派出所", "所"),
        "department": ("部门", "警种"),
        "title": ("任务", "任务名称"),
        "release": ("开始时间",),
        "due": ("完成时限", "时限"),
        "effort_hours": ("预计工时", "工时"),
        "max_officers": ("同时最多人数",),
        "priority": ("优先级",),
    },
    "events": {
        "id": ("编号", "序号"),
        "station": ("派出所", "所"),
        "department": ("部门", "警种"),
        "title": ("名称", "会议活动名称"),
        "start": ("开始时间", "开始"),
        "end": ("结束时间", "结束"),
        "officers": ("人数", "警力"),
        "attendees": ("指定人员",),
    },
}
SEPARATE = re.compile(r"[\s()/,:*]+")


def column_of(sheet: str, cell: object) -> str:
    """The column a heading names; an unknown one comes back as it is written."""
    return _found(NAMES[sheet], cell)


def heads(sheet: str, cells: Sequence[object]) -> bool:
    """Whether a row looks like the column names of the sheet."""
    known = NAMES[sheet]
    return sum(column_of(sheet, cell) in known for cell in cells) >= 2


def sheets_of(titles: Iterable[str]) -> dict[str, str]:
    """Which of a workbook's titles is which sheet; an exact name goes first."""
    found: dict[str, str] = {}
    for title in titles:
        name = _found(SHEETS, title)
        if name in SHEETS and (name not in found or title.strip().lower() == name):
            found[name] = title
    return found


def _found(names: dict[str, tuple[str, ...]], cell: object) -> str:
    if cell is None:
        return ""
    written = unicodedata.normalize("NFKC", str(cell)).strip().lower()
    for part in (written, *SEPARATE.split(written)):
        for name, others in names.items():
            if part == name or part in others:
                return name
    return written
