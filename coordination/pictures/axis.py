"""The time axis: where a moment stands, and the calendar on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils.safestring import SafeString

from coordination.pictures import say
from coordination.pictures.data import Day
from coordination.pictures.svg import (
    at,
    box,
    join,
    level,
    pct,
    tag,
    text_width,
    upright,
    words,
)
from organization.templatetags import formats

HEAD, MARKS = 42, 16
LONG = 45  # days from which single days are too narrow to be numbered
PROVISIONAL, MAKE_UP = "暂定", "班"


@dataclass(frozen=True)
class Axis:
    """`width` is what the plot measures in px on the smallest desktop screen."""

    days: Sequence[Day]
    width: float

    @property
    def start(self) -> date:
        return self.days[0].date

    @property
    def end(self) -> date:
        return self.days[-1].date + timedelta(days=1)

    @property
    def step(self) -> float:
        """Width of one day in per cent."""
        return 100 / len(self.days)

    def raw(self, moment: date | datetime) -> float:
        """Per cent from the left; a plain date is the start of that day."""
        if isinstance(moment, datetime):
            wall = formats.local(moment).replace(tzinfo=None)
        else:
            wall = datetime.combine(moment, time.min)
        since = wall - datetime.combine(self.start, time.min)
        return since / timedelta(days=1) * self.step

    def x(self, moment: date | datetime) -> float:
        return self.x_share(self.raw(moment))

    @staticmethod
    def x_share(raw: float) -> float:
        return min(100.0, max(0.0, raw))

    def px(self, share: float) -> float:
        return share / 100 * self.width

    def share(self, px: float) -> float:
        return px / self.width * 100


def now_x(axis: Axis, today: date | datetime) -> float | None:
    """Where the today line stands; None when today is off the axis."""
    x = axis.raw(today)
    if not isinstance(today, datetime):
        x += 0.04 * axis.step
    return x if 0 <= x <= 100 else None


def rest_days(axis: Axis, y: float, height: float) -> SafeString:
    return join(
        box("g-rest", axis.x(day.date), y, axis.step, height)
        for day in axis.days
        if not day.working
    )


def week_lines(axis: Axis, y1: float, y2: float) -> SafeString:
    return join(
        upright("g-wk", axis.x(day.date), y1, y2)
        for day in axis.days
        if day.date.weekday() == 0
    )


def calendar(axis: Axis, today: date | datetime) -> tuple[SafeString, int]:
    """The head of the axis and its height in px. Marks of days stand between the week
    headings where they fit, else on a line of their own."""
    headings, runs = _headings(axis), _runs(axis)
    free = all(
        axis.px(run.centre - x) > 6 + text_width(title) + run.half
        or axis.px(x - run.centre) > run.half
        for run in runs
        for x, title in headings
    )
    height = HEAD if free else HEAD + MARKS
    parts = [_weeks(axis, headings), _numbers(axis, formats.as_date(today))]
    parts += [_mark(run, 3.5 if free else HEAD) for run in runs]
    return join([*parts, level("g-row", height + 0.5)]), height


def _headings(axis: Axis) -> list[tuple[float, str]]:
    """A heading over each week, shortened or left out where it would touch the next."""
    mondays = [day.date for day in axis.days if day.date.weekday() == 0]
    starts = mondays if axis.start in mondays else [axis.start, *mondays]
    headings = []
    for start, end in zip(starts, [*starts[1:], axis.end], strict=True):
        room = axis.px(axis.x(end) - axis.x(start)) - 8
        choice = (say.week_heading(start), formats.cell_day(start))
        title = next((text for text in choice if text_width(text) < room), "")
        if title:
            headings.append((axis.x(start), title))
    return headings


def _weeks(axis: Axis, headings: list[tuple[float, str]]) -> SafeString:
    titles = [words("m", x, 14, title, dx=6) for x, title in headings]
    return join([week_lines(axis, 0, HEAD), *titles])


def _numbers(axis: Axis, today: date) -> SafeString:
    parts = []
    for day in axis.days:
        centre = axis.x(day.date) + axis.step / 2
        if day.date == today:
            parts.append(
                tag(
                    "rect", class_="g-nowbox", x=pct(centre), y=21, width=22, height=18,
                    rx=2, transform="translate(-11 0)",
                )
            )  # fmt: skip
            parts.append(words("on mid", centre, 34, str(day.date.day)))
        elif len(axis.days) <= LONG:
            shade = "m2 mid" if day.working else "m mid"
            parts.append(words(shade, centre, 34, str(day.date.day)))
    return join(parts)


@dataclass(frozen=True)
class Run:
    """Days in a row that share a label: 休, 班, 暂定 or a holiday's name."""

    label: str
    text: str
    centre: float
    half: float  # px


def _runs(axis: Axis) -> list[Run]:
    runs = []
    for label, group in groupby(axis.days, key=lambda day: day.label):
        days = list(group)
        if not label:
            continue
        text = say.day_label(label)
        half = text_width(text) / 2 + 2
        if 2 * half > axis.px(len(days) * axis.step) + 12:
            continue
        centre = axis.x(days[0].date) + len(days) * axis.step / 2
        runs.append(Run(label, text, centre, half))
    return runs


def _mark(run: Run, y: float) -> SafeString:
    if run.label == MAKE_UP:
        frame = _frame("g-work", run.half)
        return at(run.centre, y, frame, _centred("on mid", run.text))
    if run.label == PROVISIONAL:
        frame = _frame("g-hol", run.half)
        return at(run.centre, y, frame, _centred("m2 mid", run.text))
    return words("m2 mid", run.centre, y + 10.5, run.text)


def _frame(class_: str, half: float) -> SafeString:
    return tag("rect", class_=class_, x=-half, y=-1.5, width=2 * half, height=15, rx=2)


def _centred(class_: str, text: str) -> SafeString:
    return tag("text", text, class_=class_, x=0, y=10.5)
