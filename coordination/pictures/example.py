"""A made-up station whose figures add up: 96 hours to do, 71 available, 25 short."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from coordination.pictures import (
    Bar,
    Day,
    EventMark,
    Group,
    ProofPoint,
    ShareColumn,
    Window,
)

START, TODAY = date(2026, 6, 1), date(2026, 6, 3)
HOLIDAY = {date(2026, 6, day) for day in (19, 20, 21)}
_CAPACITY = {
    **{3: 8, 4: 9, 5: 8, 8: 10, 9: 9, 10: 9, 11: 9, 12: 9},
    **{15: 13, 16: 13, 17: 13, 18: 13, 22: 12, 23: 12, 24: 12, 25: 12, 26: 12},
}
CAPACITY = {date(2026, 6, day): hours for day, hours in _CAPACITY.items()}


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)


def end_of(month: int, day: int) -> datetime:
    return at(month, day) + timedelta(days=1)


WINDOW = Window(1, at(6, 3), end_of(6, 12), 96, 71, 25)


def load(day: date) -> Fraction:
    """The flattest load: 96/71 of the capacity inside the window, 2/3 after it."""
    if day <= date(2026, 6, 12):
        return Fraction(96, 71)
    return Fraction(2, 3)


def day_of(day: date, scale: int = 1) -> Day:
    hours = Fraction(CAPACITY.get(day, 0) * scale)
    todo = hours * load(day) if hours else Fraction(0)
    return Day(
        date=day,
        working=day.weekday() < 5 and day not in HOLIDAY,
        label="休" if day in HOLIDAY else None,
        capacity_hours=float(hours),
        todo_hours=float(todo),
        beyond_hours=float(max(todo - hours, Fraction(0))),
    )


def days(count: int = 28) -> list[Day]:
    return [day_of(START + timedelta(days=index)) for index in range(count)]


def bar(
    key: str,
    department: str,
    title: str,
    release: datetime,
    due: datetime,
    hours: int | None,
    done: float = 0,
    **more: Any,
) -> Bar:
    return Bar(key, title, department, release, due, hours, done,
               href=f"#{key}", **more)  # fmt: skip


Rows = list[Bar | list[EventMark]]
ZA, JD, XZ, FZ, WA = "治安大队", "禁毒支队", "刑侦大队", "法制大队", "网安大队"
JJ, BG, QZ = "交警大队", "办公室", "情指中心"


def groups() -> list[Group]:
    core: dict[str, Any] = {"core": True, "inside": True}
    za: Rows = [
        bar("1", ZA, "夏季行动重点户走访", at(6, 1), end_of(6, 12), 24, 0.2, **core),
        bar("2", ZA, "民爆烟花单位检查", at(6, 1), end_of(6, 5), 16, 0.35, **core),
    ]
    jd: Rows = [
        bar("3", JD, "禁毒宣传进校园进社区", at(6, 1), end_of(6, 12), 19, 0.1, **core),
        bar(
            "4", JD, "社区戒毒人员访谈", at(5, 28), end_of(6, 10), 12, 0.3, inside=True
        ),
        bar("5", JD, "“6·26”集中宣传日", at(6, 15), end_of(6, 26), 16),
    ]
    xz: Rows = [bar("6", XZ, "预警劝阻回访", at(6, 1), end_of(6, 12), 25, **core)]
    fz: Rows = [bar("7", FZ, "信访事项书面答复（3件）", at(5, 22), end_of(6, 17),
                    9, 0.4, deadline_class="statutory")]  # fmt: skip
    wa: Rows = [bar("8", WA, "网吧实名登记检查", at(6, 3), end_of(6, 18), 8)]
    qz: Rows = [
        bar("9", QZ, "5月警情复核", at(5, 18), end_of(5, 29), 3, 0.7, overdue=True),
        bar("10", QZ, "二季度考核数据报送", at(6, 10), end_of(6, 22), 6,
            deadline_class="superior"),
    ]  # fmt: skip
    jj: Rows = [bar("11", JJ, "农村道路隐患排查", at(6, 4), end_of(6, 24), 12)]
    bg: Rows = [bar("12", BG, "上半年队伍分析报告", at(6, 8), end_of(6, 25), None)]
    blocks = tuple((at(6, d), end_of(6, d)) for d in (9, 11, 16, 18, 23, 25))
    plan: Rows = [bar("13", "本所", "矛盾纠纷大排查", at(6, 8), end_of(6, 27), 20,
                      own=True, protected=blocks, owed_hours=9)]  # fmt: skip
    return [
        Group(ZA, 40, 40, za, hot=True),
        Group(JD, 31, 47, jd, hot=True),
        Group(XZ, 25, 25, xz, hot=True),
        Group(FZ, 0, 9, fz),
        Group(WA, 0, 8, wa),
        Group(QZ, 0, 9, qz),
        Group(JJ, 0, 12, jj),
        Group(BG, 0, None, bg),
        Group("固定时间", None, None, [events()]),
        Group("本所计划", 0, 20, plan),
    ]


def events() -> list[EventMark]:
    return [
        EventMark("a", "高考护考", "security_duty", at(6, 7, 8), at(6, 7, 17)),
        EventMark("b", "视频会", "meeting", at(6, 11, 14, 30), at(6, 11, 16), True, 2),
        EventMark("c", "轮训", "training", at(6, 11, 14, 30), at(6, 11, 17), True, 2),
        EventMark("d", "督查", "inspection", at(6, 16, 14), at(6, 16, 17)),
        EventMark("e", "实战练兵", "training", at(6, 24, 14), at(6, 24, 17)),
    ]


def proof() -> list[ProofPoint]:
    """Moving 25 hours from the 12th to the 16th."""
    dues = {5: 16, 10: 12, 12: 68, 17: 9, 18: 8}
    moved = {**dues, 12: 43, 16: 25}
    points, capacity, before, after = [], 0, 0, 0
    for number in range(3, 20):
        day = date(2026, 6, number)
        capacity += CAPACITY.get(day, 0)
        before += dues.get(number, 0)
        after += moved.get(number, 0)
        points.append(ProofPoint(day, capacity, before, after, day in CAPACITY))
    return points


def shares() -> list[ShareColumn]:
    dates = [START + timedelta(days=n) for n in range(7, 26)]
    work = [day for day in dates if day.weekday() < 5 and day not in HOLIDAY]
    fits = [3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11, 11, 11, 11]
    return [ShareColumn(day, n) for day, n in zip(work, fits, strict=True)]
