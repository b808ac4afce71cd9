"""The axis of a ledger: load and capacity by day, critical windows, the weeks ahead."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from coordination.core.load import DayLoad, load_profile
from coordination.core.slack import weeks as week_slack
from coordination.ledger.figures import figures
from coordination.ledger.reading import Reading
from coordination.ledger.wording import hours_of
from coordination.pictures.data import Day, Window
from organization.templatetags.formats import cell_day
from personnel.presence import minute_of


def days(reading: Reading) -> list[Day]:
    """The axis with capacity and the flattest load of each day from today on."""
    shown = reading.span.days
    ahead = [day for day in shown if day >= reading.today]
    pairs = [(minute_of(d), minute_of(d + dt.timedelta(days=1))) for d in ahead]
    loads: dict[dt.date, DayLoad] = {}
    if reading.facts.capacity is not None and pairs:
        profile = load_profile(
            reading.facts, as_of=reading.minute, now=reading.minute, days=pairs
        )
        loads = dict(zip(ahead, profile, strict=True))
    return [_day(reading, day, loads.get(day)) for day in shown]


def _day(reading: Reading, day: dt.date, load: DayLoad | None) -> Day:
    known = reading.facts.capacity is not None
    calendar = reading.calendar
    label = calendar.holiday_name(day) or ("班" if calendar.is_makeup(day) else "")
    if not label and calendar.is_provisional(day):
        label = "暂定"
    return Day(
        date=day,
        working=calendar.is_workday(day),
        label=label or None,
        capacity_hours=hours_of(load.capacity) if load else (0 if known else None),
        todo_hours=hours_of(load.todo) if load else 0,
        beyond_hours=hours_of(load.beyond) if load else 0,
    )


def windows(
    reading: Reading, numbers: dict[int, int], addresses: dict[int, str]
) -> list[Window]:
    """Critical windows of the numbered deadline conflicts, and where each is alone."""
    found = []
    for conflict in reading.deadline_conflicts:
        shown = figures(conflict)
        found.append(
            Window(
                number=numbers[conflict.pk],
                start=max(conflict.window_start, reading.as_of),
                end=conflict.window_end,
                demand_hours=shown.demand,
                capacity_hours=shown.capacity,
                shortfall_hours=shown.short,
                href=addresses[conflict.pk],
            )
        )
    return found


def weeks(reading: Reading) -> list[dict[str, object]]:
    """The strip of the next four weeks: slack or what is short, per week."""
    monday = reading.today - dt.timedelta(days=reading.today.weekday())
    starts = [monday + dt.timedelta(weeks=n) for n in range(4)]
    pairs = [(minute_of(d), minute_of(d + dt.timedelta(days=7))) for d in starts]
    answers = week_slack(
        reading.facts, as_of=reading.minute, now=reading.minute, weeks=pairs
    )
    day = Decimal(8)
    strip: list[dict[str, object]] = []
    for n, (start, found) in enumerate(zip(starts, answers, strict=True)):
        last = start + dt.timedelta(days=6)
        label = _("This week") if n == 0 else f"{cell_day(start)}–{cell_day(last)}"
        slack = None if found.slack is None else hours_of(found.slack)
        if slack is None or (found.at_most and slack >= 0):
            state = "unknown"
        else:
            state = "short" if slack < 0 else ("tight" if slack < day else "fits")
        strip.append(
            {
                "label": label,
                "state": state,
                "hours": abs(slack) if slack is not None else None,
            }
        )
    return strip
