"""When things fall due: month ends, quarter and year closes, Fridays, fixed days."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

HORIZON = 120  # days ahead in which work falls due
SOONEST = 3
QUARTER_CLOSES = (3, 6, 9, 12)
CLOSE_DAY = 20
FIXED_DAYS = (10, 15, 25)
FRIDAY = 4
DAY = dt.timedelta(days=1)
IsWorkday = Callable[[dt.date], bool]


class Rule(IntEnum):
    """How a due date comes about. Departments keep different years."""

    MONTH_END = 0
    QUARTER_CLOSE = 1
    YEAR_CLOSE = 2
    FRIDAY = 3
    FIXED_DAY = 4
    WORKDAY = 5


SHARES = {
    Rule.MONTH_END: 0.30,
    Rule.QUARTER_CLOSE: 0.14,
    Rule.YEAR_CLOSE: 0.08,
    Rule.FRIDAY: 0.16,
    Rule.FIXED_DAY: 0.22,
    Rule.WORKDAY: 0.10,
}


def weekday(day: dt.date) -> bool:
    """Working days without a calendar: Monday to Friday."""
    return day.weekday() < FRIDAY + 1


def follows(rule: Rule, day: dt.date, is_workday: IsWorkday = weekday) -> bool:
    """Whether a due date may come from the rule."""
    if rule is Rule.MONTH_END:
        return day.day == months.monthrange(day.year, day.month)[1]
    if rule is Rule.QUARTER_CLOSE:
        return day.day == CLOSE_DAY and day.month in QUARTER_CLOSES
    if rule is Rule.YEAR_CLOSE:
        return (day.month, day.day) == (12, CLOSE_DAY)
    if rule is Rule.FRIDAY:
        return day.weekday() == FRIDAY
    if rule is Rule.FIXED_DAY:
        return day.day in FIXED_DAYS
    return is_workday(day)


def candidates(
    as_of: dt.date, is_workday: IsWorkday
) -> dict[Rule, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Per rule the days it allows, as offsets from `as_of`, and their shares.

    Near days weigh more, for what is far away has mostly not been ordered yet. A rule
    that allows none within the horizon is left out.
    """
    ahead = np.arange(SOONEST, HORIZON + 1)
    found = {}
    for rule in Rule:
        fits = [follows(rule, as_of + int(n) * DAY, is_workday) for n in ahead]
        days = ahead[np.array(fits)]
        if len(days):
            weights = np.exp(-days / 60.0)
            found[rule] = days, weights / weights.sum()
    return found


def draw_dues(
    rng: np.random.Generator, count: int, as_of: dt.date, is_workday: IsWorkday
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rule, day offset) of so many dues."""
    allowed = candidates(as_of, is_workday)
    known = list(allowed)
    shares = np.array([SHARES[rule] for rule in known])
    rules = rng.choice(np.array(known), size=count, p=shares / shares.sum())
    days = np.zeros(count, dtype=np.int64)
    for rule in known:
        mine = np.flatnonzero(rules == rule)
        offered, weights = allowed[rule]
        days[mine] = rng.choice(offered, size=len(mine), p=weights)
    return rules.astype(np.int64), days


def draw_releases(
    rng: np.random.Generator, dues: NDArray[np.int64], as_of: dt.date
) -> NDArray[np.int64]:
    """Day offsets on which work may begin, 0 where it already may.

    What begins later begins on a Monday or on the first of a month, at least five
    days before it is due.
    """
    ahead = np.arange(1, HORIZON)
    starts = np.array(
        [n for n in ahead if _opens(as_of + int(n) * DAY)], dtype=np.int64
    )
    later = np.searchsorted(starts, dues - 5, side="right")
    wanted = np.floor(rng.random(len(dues)) * later).astype(np.int64)
    waits = (rng.random(len(dues)) < 0.35) & (later > 0)
    return np.where(waits, starts[np.minimum(wanted, len(starts) - 1)], 0)


def _opens(day: dt.date) -> bool:
    return day.weekday() == 0 or day.day == 1


def event_days(as_of: dt.date, is_workday: IsWorkday) -> NDArray[np.int64]:
    """Working days on which fixed appointments are held, as offsets."""
    days = [n for n in range(2, HORIZON - 20) if is_workday(as_of + n * DAY)]
    return np.array(days, dtype=np.int64)
