"""Rows that are wrong, each named with sheet, row, column and a sentence; and what
looks wrong and is not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from personnel import services
from personnel.exchange import telling
from personnel.exchange.judging import Judged
from personnel.models import Ability, Officer
from personnel.services import NewLimit, record_limit
from tests.coordination.world import NOW, send, task
from tests.factories import Force, force
from tests.personnel.tables import entered, judged, workbook

pytestmark = pytest.mark.django_db
A1, A2, SINCE = "990101510100", "990101510200", dt.date(2024, 1, 1)
POSTINGS = ["警号", "姓名", "机构代码", "起始日", "截止日", "占用编制岗位"]
OFFICERS = ["警号", "姓名", "警衔"]
LEAVE = ["警号", "休假类别", "起始日", "截止日"]
NAMED = ("010002", "010001")  # the second is
LONG = 110_101_199_001_010_000


@pytest.fixture
def made() -> Force:
    """赵新 is nowhere yet; his licence has lapsed, his health bars nights, his wife is
    李志刚; 王建军 is named for an appointment."""
    made = force()
    services.enter_catalogue(by=None)
    officer = services.register_officer(by=None, police_number="029999", name="赵新")
    for kind, more in (
        ("持枪岗", {"required": ["firearm"]}),
        ("夜勤", {"nights": True}),
        ("内勤", {}),
    ):
        services.add_post(
            by=None,
            unit=made.a1,
            terms=services.Terms(kind, 2, **more),
            during=(SINCE, None),
            reason="编制批复",
        )
    firearm = Ability.objects.get(code="firearm")
    lapsed = (dt.date(2020, 1, 1), dt.date(2026, 1, 1))
    row = services.NewAttainment(officer, firearm, lapsed)
    services.record_attainments(by=None, rows=[row])
    _limit(officer, "health", "nights")
    _limit(officer, "avoidance", "relative", made.officers[A2][0])
    event = task(
        "现场会",
        None,
        "2026-06-10 11:00",
        release="2026-06-10 09:00",
        kind="meeting",
        attendees=("010001",),
    )
    send(made, "public_order", event, made.a1, now=NOW)
    return made


def _limit(
    officer: Officer, ground: str, effect: str, relative: Officer | None = None
) -> None:
    row = NewLimit(officer, ground, effect, (SINCE, None), "病历", relative=relative)
    record_limit(by=None, row=row)


BAD = {
    "overlapping": (
        "postings",
        [["010001", None, A2, "2026-05-01", None, None]],
        ("岗位调配", 2, "起始日", "已有其他岗位"),
    ),
    "no such post then": (
        "postings",
        [["029999", None, A1, "2023-05-01", "2026-12-31", "内勤"]],
        ("岗位调配", 2, "占用编制岗位", "2023-05-01"),
    ),
    "ends before it begins": (
        "postings",
        [["029999", None, A1, "2026-05-01", "2026-04-30", None]],
        ("岗位调配", 2, "截止日", "早于"),
    ),
    "lapsed": (
        "postings",
        [["029999", None, A1, "2026-07-01", None, "持枪岗"]],
        ("岗位调配", 2, "占用编制岗位", "2025-12-31"),
    ),
    "barred": (
        "postings",
        [["029999", None, A1, "2025-07-01", None, "夜勤"]],
        ("岗位调配", 2, "机构代码", "政工"),
    ),
    "a relative": (
        "postings",
        [["029999", None, A2, "2026-07-01", None, None]],
        ("岗位调配", 2, "机构代码", "政工"),
    ),
    "an appointment": (
        "leave",
        [[number, "annual", "2026-06-09", "2026-06-12"] for number in NAMED],
        ("休假", 3, "起始日", "现场会"),
    ),
    "a number that was rounded": (
        "officers",
        [["1.10101E+17", "赵新", None]],
        ("民警", 2, "警号", "截断"),
    ),
    "a number with noughts at its end": (
        "officers",
        [[LONG, "赵新", None]],
        ("民警", 2, "警号", "截断"),
    ),
    "a date that may be two": (
        "postings",
        [["029999", None, A1, "03/06/2026", None, None]],
        ("岗位调配", 2, "起始日", "不是日期"),
    ),
}
SHEETS = {
    "postings": ("岗位调配", POSTINGS),
    "officers": ("民警", OFFICERS),
    "leave": ("休假", LEAVE),
}


@pytest.mark.parametrize("name", BAD)
def test_each_is_named_and_said(made: Force, name: str) -> None:
    kind, rows, (sheet, number, column, words) = BAD[name]
    title, head = SHEETS[kind]
    found = judged(kind, workbook(**{title: [head, *rows]}))
    ((where, said),) = faults(found).items()
    assert where == (sheet, number, column)
    assert words in said


def faults(found: Judged) -> dict[tuple[str, int, str], str]:
    with translation.override("zh-hans"):
        return {
            (str(entry.sheet.title), entry.number, column): words
            for entry in found.every
            for column, words in telling.problems(entry)
        }


def test_what_looks_wrong_and_is_not(made: Force) -> None:
    rows = [
        [
            "０２９９９９",
            "赵　新",
            "９９０１０１５１０１００",
            "2026年7月1日",
            "2026.12.31",
            "内勤",
        ],
        [29999, None, A1, "２０２５-01-01", "2025/12/31 0:00", "持枪岗"],
    ]
    numbers = workbook(岗位调配=[POSTINGS, rows[0], ["029999", *rows[1][1:]]])
    entered("postings", numbers)
    officer = Officer.objects.get(police_number="029999")
    first, second = officer.postings.order_by("during")
    assert (first.during.upper, second.during.lower.month) == (dt.date(2026, 1, 1), 7)
    assert first.post == "持枪岗", "what is over is told as it was"
    ended = [[*rows[0][:4], "2026-11-30", "内勤"]]
    entered("postings", workbook(岗位调配=[POSTINGS, *ended]))


def test_relatives_are_kept_apart_as_the_file_moves_them(made: Force) -> None:
    kin = made.officers[A2][0].police_number
    leaves = [kin, None, A2, "2020-01-01", "2026-06-30", None]
    comes = ["029999", None, A2, "2026-07-01", None, None]
    entered("postings", workbook(岗位调配=[POSTINGS, leaves, comes]))
    there = [kin, None, A1, "2026-07-01", None, None]
    moved = [["029999", None, A1, "2026-07-01", None, None], there]
    found = faults(judged("postings", workbook(岗位调配=[POSTINGS, *moved])))
    assert set(found) == {("岗位调配", 2, "机构代码"), ("岗位调配", 3, "机构代码")}


def test_a_line_may_not_outlast_what_bars_it(made: Force) -> None:
    over = ["029999", None, A1, "2025-01-01", "2025-12-31", "持枪岗"]
    entered("postings", workbook(岗位调配=[POSTINGS, over]))
    longer = workbook(岗位调配=[POSTINGS, [*over[:4], "2026-12-31", "持枪岗"]])
    assert ("岗位调配", 2, "占用编制岗位") in faults(judged("postings", longer))
    renewed = [
        ["警号", "姓名", "资格和技能"],
        ["029999", "赵新", "firearm 2026-02-01~"],
    ]
    entered(
        "force",
        workbook(民警=renewed, 岗位调配=[POSTINGS, [*over[:4], None, "持枪岗"]]),
    )
