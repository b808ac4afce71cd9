"""Rules by working day against a count that knows nothing of them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from itertools import groupby, product

import pytest

from organization import services
from organization.calendar import WorkCalendar
from tasking.recurrence import REACH, Rule, occurrences

YEARS = range(2020, 2027)
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2026, 12, 31)

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar() -> WorkCalendar:
    services.seed_calendar(by=None, years=[*YEARS, 2027])
    return WorkCalendar.load(FIRST - REACH, LAST + REACH)


def counted(rule: Rule, calendar: WorkCalendar) -> list[dt.date]:
    """By numbering every day of seven years, period by period."""
    days = [FIRST - REACH + dt.timedelta(n) for n in range((LAST - FIRST).days + 81)]
    worked = [day for day in days if calendar.is_workday(day)]
    known = set(worked)
    found = []
    for period, group in groupby(days, lambda day: period_of(rule, day)):
        inside = list(group)
        if period is None or len(inside) not in (7, 28, 29, 30, 31):
            continue
        if rule.count == "workday":
            works = [day for day in inside if day in known]
            numbers = dict(enumerate(works, 1))
            numbers |= {n - len(works) - 1: day for n, day in enumerate(works, 1)}
            due = numbers.get(rule.n)
        else:
            due = inside[min(rule.n, len(inside)) - 1]
            if rule.off_day == "before":
                due = worked[bisect_right(worked, due) - 1]
            elif rule.off_day == "after":
                due = worked[bisect_left(worked, due)]
        if due is not None and FIRST <= due <= LAST:
            found.append(due)
    return found


def period_of(rule: Rule, day: dt.date) -> object:
    """What days of one period have in common; None outside of those asked for."""
    if rule.unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        turn = (monday - rule.since).days // 7 % rule.length
        return None if turn else monday
    inside = (day.month - 1) % rule.length + 1
    return (day.year, day.month) if inside == rule.month else None


def every_rule() -> list[Rule]:
    months = [
        Rule("month", length, "workday", n, month)
        for length, n in product((1, 3, 12), (1, 3, 15, -1, -2))
        for month in {1, length}
    ]
    dates = [
        Rule("month", length, "day", n, 1, off)
        for length, n, off in product((1, 2, 6), (1, 5, 20, 31), OFF)
    ]
    weeks = [
        Rule("week", length, "workday", n) for length in (1, 2) for n in (1, 5, -1)
    ]
    weekdays = [
        Rule("week", length, "day", n, 1, off)
        for length, n, off in product((1, 2), (1, 5, 7), OFF)
    ]
    return months + dates + weeks + weekdays


OFF = ("before", "after", "stays")


def test_as_counted_day_by_day_in_seven_years(calendar: WorkCalendar) -> None:
    for rule in every_rule():
        found = [each.day for each in occurrences(rule, FIRST, LAST, calendar)]
        assert sorted(found) == sorted(counted(rule, calendar)), rule
        assert len(found) > 5, rule


def test_make_up_days_count_and_holidays_do_not(calendar: WorkCalendar) -> None:
    """Of October 2026 the 1st to 7th are off, Saturday the 10th is worked on."""
    third = Rule("month", 1, "workday", 3)
    (october,) = occurrences(
        third, dt.date(2026, 10, 1), dt.date(2026, 10, 31), calendar
    )
    assert october.day == dt.date(2026, 10, 10)
    fifth = Rule("month", 1, "day", 5)
    moved = list(occurrences(fifth, dt.date(2026, 9, 20), LAST, calendar))
    assert moved[0].day == dt.date(2026, 9, 30)
    assert moved[0].period == dt.date(2026, 10, 1)


def test_what_is_not_published_may_still_move(calendar: WorkCalendar) -> None:
    rule = Rule("month", 1, "workday", -1)
    found = list(
        occurrences(rule, dt.date(2026, 11, 1), dt.date(2027, 1, 31), calendar)
    )
    assert [each.is_provisional for each in found] == [False, False, True]


def test_a_week_without_working_days_has_none(calendar: WorkCalendar) -> None:
    rule = Rule("week", 1, "workday", 1)
    october = list(
        occurrences(rule, dt.date(2025, 9, 29), dt.date(2025, 10, 12), calendar)
    )
    assert [each.day for each in october] == [
        dt.date(2025, 9, 29),
        dt.date(2025, 10, 9),
    ]
