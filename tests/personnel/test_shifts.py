"""Patterns turned into who works when: plain Python, no database."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from personnel.shifts import (
    OFFICE,
    PATTERNS,
    READY,
    ROUND,
    Line,
    alone,
    earlier,
    share,
    unrested,
    worked,
)

MONDAY = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


def line(pattern: str, offset: int = 0, end: dt.date | None = None) -> Line:
    return Line(1, True, pattern, offset, MONDAY, end)


@pytest.mark.parametrize(
    ("pattern", "offset", "kinds"),
    [
        ("thirds", 0, ["duty", "stand_by", "", "duty", "stand_by", "", "duty"]),
        ("thirds", 2, ["", "duty", "stand_by", "", "duty", "stand_by", ""]),
        ("four_days", 0, ["duty", "day", "day", "day", "duty", "day", "day"]),
        ("four_days", 3, ["day", "duty", "day", "day", "day", "duty", "day"]),
        ("day", 0, ["day"] * 5 + ["", ""]),
    ],
)
def test_a_week_of_each_pattern(pattern: str, offset: int, kinds: list[str]) -> None:
    found = []
    for n in range(7):
        turns = line(pattern, offset).turns(MONDAY + n * DAY, works=n < 5)
        found.append(turns[0].kind if turns else "")
    assert found == kinds


def test_a_line_holds_within_its_days_only() -> None:
    short = line("thirds", end=MONDAY + DAY)
    assert short.turns(MONDAY, True) and not short.turns(MONDAY + DAY, True)
    assert not short.turns(MONDAY - DAY, True)


def test_forty_eight_hours_in_four_days_and_stand_by_is_no_work() -> None:
    assert sum(map(worked, PATTERNS["four_days"].days)) == 48 * 60
    assert sum(map(worked, PATTERNS["thirds"].days)) == 24 * 60
    assert worked(READY) == 0 and worked(OFFICE) == 8 * 60


def test_work_on_the_day_after_a_night_is_told() -> None:
    assert unrested(ROUND, OFFICE) and unrested(ROUND, ROUND)
    assert not unrested(ROUND, ()) and not unrested(ROUND, READY)
    assert not unrested(OFFICE, OFFICE)


def test_auxiliaries_alone_are_found_to_the_minute() -> None:
    """One of the police from 08:30 on; the night before nobody of them."""
    night = earlier(ROUND)
    assert alone([ROUND], [(*night, *ROUND)]) == [(0, 510)]
    assert alone([(*night, *ROUND)], [ROUND]) == []
    assert alone([OFFICE], [ROUND]) == [(720, 810), (1080, 1440)]
    assert alone([], [READY]) == []


def test_what_share_of_the_officers_a_pattern_leaves_at_work() -> None:
    hours = [(510, 720), (810, 1080)]
    assert share("thirds", hours) == Fraction(1, 3)
    assert share("four_days", hours) == 1
    assert share("thirds", []) == 0
