"""Load against capacity: black line available, slate to do, red hatch beyond.

The red area is the shortfall in hours, so nothing here may smooth or round a height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.pictures import say
from coordination.pictures.axis import LONG, Axis, now_x, rest_days
from coordination.pictures.data import Day, Window
from coordination.pictures.svg import (
    EMPTY,
    box,
    join,
    level,
    number,
    tag,
    text_width,
    upright,
    words,
)
from organization.templatetags import formats

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10000)
_GRID_LINES = 4


@dataclass(frozen=True)
class Bin:
    """What one column shows: a day, or a week where days are too narrow."""

    last: date
    x0: float
    x1: float
    capacity: float
    todo: float
    beyond: float

    @property
    def top(self) -> float:
        return max(self.capacity + self.beyond, self.todo)


@dataclass(frozen=True)
class Scale:
    """Hours to px: `y0` is the top of the plot, `limit` the hours there."""

    y0: float
    height: float
    limit: float
    step: float

    def y(self, hours: float) -> float:
        return self.y0 + self.height - hours / self.limit * self.height

    @property
    def marks(self) -> list[float]:
        return [self.step * i for i in range(int(self.limit / self.step) + 1)]


def is_known(days: Sequence[Day]) -> bool:
    return bool(days) and all(day.capacity_hours is not None for day in days)


def bins(axis: Axis) -> list[Bin]:
    weekly = len(axis.days) > LONG

    def key(day: Day) -> object:
        return day.date.isocalendar()[:2] if weekly else day.date

    columns = []
    for _key, run in groupby(axis.days, key=key):
        days = list(run)
        x0 = axis.x(days[0].date)
        columns.append(
            Bin(
                last=days[-1].date,
                x0=x0,
                x1=x0 + len(days) * axis.step,
                capacity=sum(float(day.capacity_hours or 0) for day in days),
                todo=sum(float(day.todo_hours) for day in days),
                beyond=sum(float(day.beyond_hours) for day in days),
            )
        )
    return columns


def scale_for(columns: Sequence[Bin], y0: float, height: float) -> Scale:
    """A round step, at most four lines, and room for a label above the highest."""
    limit = max((column.top for column in columns), default=0) * 1.26 or 8
    step = next((s for s in _STEPS if limit / s <= _GRID_LINES), limit / _GRID_LINES)
    return Scale(y0, height, limit, step)


def plot(
    axis: Axis, scale: Scale, windows: Sequence[Window], today: date | datetime
) -> SafeString:
    columns = bins(axis)
    since = formats.as_date(today)
    parts = [level("g-grid", scale.y(mark)) for mark in scale.marks[1:]]
    parts += [_column(column, scale) for column in columns]
    parts.append(_capacity(columns, scale, since))
    parts.append(level("g-base", scale.y(0) + 0.5))
    labels, taken = _beyond_labels(axis, scale, columns, windows)
    parts += labels
    parts += _load_labels(axis, scale, columns, taken)
    return join(parts)


def _column(column: Bin, scale: Scale) -> SafeString:
    x, width = column.x0, column.x1 - column.x0
    within = min(column.todo, column.capacity)
    parts = []
    if within > 0:
        y = scale.y(within)
        parts.append(box("ld", x, y, width, scale.y(0) - y))
        if not column.beyond:
            parts.append(level("ldtop", y, x, x + width))
    if column.beyond > 0:
        top, bottom = scale.y(column.capacity + column.beyond), scale.y(column.capacity)
        frame = (x, top, width, bottom - top)
        parts += [box("ovrbg", *frame), box("ovr", *frame)]
        parts.append(level("ovrtop", top, x, x + width))
    return join(parts)


def _capacity(columns: Sequence[Bin], scale: Scale, since: date) -> SafeString:
    """The stepped line, from today on: what is past is no longer available."""
    parts, before = [], 0.0
    for column in columns:
        if column.last < since:
            continue
        y = scale.y(column.capacity)
        parts.append(level("cap", y, column.x0, column.x1))
        if column.capacity != before:
            parts.append(upright("cap", column.x0, scale.y(before), y))
        before = column.capacity
    return join(parts)


Extent = tuple[float, float]


def _beyond_labels(
    axis: Axis, scale: Scale, columns: Sequence[Bin], windows: Sequence[Window]
) -> tuple[list[SafeString], list[Extent]]:
    parts: list[SafeString] = []
    taken: list[Extent] = []
    for window in windows:
        x0, x1 = axis.x(window.start), axis.x(window.end)
        inside = [one for one in columns if one.x1 > x0 and one.x0 < x1 and one.beyond]
        if not inside:
            continue
        text = _beyond_text(axis, window, inside)
        half = axis.share(text_width(text) * 1.04 / 2 + 4)
        centre = min(max((x0 + x1) / 2, half), 100 - half)
        if any(a < centre + half and b > centre - half for a, b in taken):
            continue
        under = [
            one for one in columns if one.x1 > centre - half and one.x0 < centre + half
        ]
        y = scale.y(max(one.top for one in under)) - 5
        parts.append(words("bad bt mid", centre, max(y, scale.y0 + 9), text))
        taken.append((centre - half, centre + half))
    return parts, taken


def _beyond_text(axis: Axis, window: Window, inside: Sequence[Bin]) -> str:
    """The shortfall; of a window that the axis cuts, only what the red area shows."""
    if axis.raw(window.start) >= 0 and axis.raw(window.end) <= 100:
        return say.beyond(window.shortfall_hours, window)
    return say.beyond(sum(one.beyond for one in inside), None)


def _load_labels(
    axis: Axis, scale: Scale, columns: Sequence[Bin], taken: Sequence[Extent]
) -> list[SafeString]:
    """How full a stretch is that fits, once per stretch, where there is room."""
    parts = []
    for fits, run in groupby(
        columns, key=lambda one: bool(one.capacity and one.todo and not one.beyond)
    ):
        stretch = list(run)
        capacity = sum(one.capacity for one in stretch)
        if not fits or not capacity:
            continue
        text = say.load(sum(one.todo for one in stretch) / capacity)
        x0, x1 = stretch[0].x0, stretch[-1].x1
        low = min(one.todo for one in stretch)
        roomy = axis.px(x1 - x0) > text_width(text) + 8
        if roomy and low / scale.limit * scale.height > 20:
            parts.append(words("m2 mid", (x0 + x1) / 2, scale.y(low / 2) + 4, text))
    return parts


def y_labels(scale: Scale, x: float) -> SafeString:
    """The figures of the y axis, ending at x px."""
    last = scale.marks[-1]
    return join(
        tag(
            "text",
            say.quantity(mark) if mark == last else number(mark),
            class_="m end",
            x=float(x),
            y=scale.y(mark) + 4,
        )
        for mark in scale.marks
    )


def curve(
    days: Sequence[Day],
    windows: Sequence[Window] = (),
    today: date | datetime | None = None,
    *,
    width: float = 358,
    height: float = 92,
) -> SafeString:
    """The curve alone, with its own dates: the strip on a phone."""
    if not is_known(days):
        return unknown()
    axis = Axis(days, width)
    now = today or days[0].date
    scale = scale_for(bins(axis), 4, height)
    parts = [rest_days(axis, 4, height)]
    for window in windows:
        x0, x1 = axis.x(window.start), axis.x(window.end)
        parts.append(box("g-win", x0, 0, x1 - x0, height + 4))
    x = now_x(axis, now)
    if x is not None:
        parts.append(upright("g-now", x, 0, height + 4))
    parts += [plot(axis, scale, windows, now), _dates(axis, height + 20)]
    return tag(
        "svg", *parts, class_="yp-curve", height=height + 26, role="img",
        aria_label=say.curve_label(list(windows)),
    )  # fmt: skip


def _dates(axis: Axis, y: float) -> SafeString:
    parts, free = [], 0.0
    for day in axis.days:
        text = formats.cell_day(day.date)
        centre = axis.x(day.date) + axis.step / 2
        half = axis.share(text_width(text) / 2 + 3)
        if centre - half < free or centre + half > 100 or not day.working:
            continue
        parts.append(words("m2 mid", centre, y, text))
        free = centre + half + axis.share(4)
    return join(parts)


def unknown(empty: bool = False) -> SafeString:
    if empty:
        return EMPTY
    text = _("Available hours are unknown, so there is no curve: enter staffing data.")
    return tag("p", text, class_="yp-unknown")
