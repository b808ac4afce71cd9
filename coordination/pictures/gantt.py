"""The timeline: rows by department, windows, and the curve on the same axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.pictures import load, rows, say, windows
from coordination.pictures.axis import Axis, calendar, now_x, rest_days, week_lines
from coordination.pictures.data import Bar, Day, Group, Window
from coordination.pictures.names import labels
from coordination.pictures.rows import ROW
from coordination.pictures.svg import EMPTY, join, level, tag, upright, words

WIDTH = 742  # px of the plot at 1366 px, where texts are fitted
PLOT = 110
_MOST_LINES = 6  # lines of tags; beyond that the cards tell more than the picture

Cell = Callable[[Sequence[int]], dict[str, object]]
"""Attributes of what can be walked to: the numbers of the conflicts it is in."""
Draw = Callable[[float, Cell], SafeString]


@dataclass(frozen=True)
class Line:
    """One drawn row. The first of a group carries the group's name."""

    group: Group
    first: bool
    draw: Draw
    marks: int = 0


class _Cells:
    """One tab stop for all cells; arrows move inside. `lit` is the conflict that is
    looked at: what is in it stands out."""

    def __init__(self, lit: int | None) -> None:
        self.lit = lit
        self.stops = 0

    def at(self, line: int) -> Cell:
        def cell(numbers: Sequence[int]) -> dict[str, object]:
            stop = "-1" if self.stops else "0"
            self.stops += 1
            return {
                "class_": "lit" if self.lit in numbers else None,
                "data_yp_in": " ".join(map(str, numbers)),
                "data_yp_cell": "on",
                "data_yp_line": str(line),
                "tabindex": stop,
            }

        return cell


def timeline(
    groups: Sequence[Group],
    days: Sequence[Day],
    critical: Sequence[Window],
    today: date | datetime,
    *,
    width: float = WIDTH,
    described_by: str = "",
    lit: int | None = None,
) -> SafeString:
    """Labels and picture side by side; `described_by` is the id of the table twin,
    `lit` the number of the conflict that is looked at."""
    if not days:
        return tag("p", _("No days to show."), class_="yp-unknown")
    axis = Axis(days, width)
    seen = [
        one for one in critical if axis.raw(one.end) > 0 and axis.raw(one.start) < 100
    ]
    layers = windows.layers(axis, seen)[:_MOST_LINES]
    head, head_height = calendar(axis, today)
    lines = _lines(axis, groups, today)
    top = head_height + windows.STRIP * len(layers) + 4
    bottom = top + max(len(lines), 1) * ROW + 2
    known = load.is_known(days)
    y_plot = bottom + 8
    height = y_plot + PLOT + 10 if known else bottom
    scale = load.scale_for(load.bins(axis), y_plot, PLOT)
    picture = [
        rest_days(axis, head_height, height - head_height),
        week_lines(axis, head_height, height),
        head,
        windows.bands(axis, layers, head_height, height, lit),
        _now(axis, today, head_height, height),
        _rows(lines, top, lit),
    ]
    if known:
        picture += [level("g-row", bottom - 0.5), load.plot(axis, scale, seen, today)]
    picture.append(windows.tags(axis, layers, head_height, lit))
    bars = sum(isinstance(row, Bar) for group in groups for row in group.rows)
    rest = (str(n) for n, day in enumerate(days) if not day.working)
    svg = tag(
        "svg", *picture, height=height, role="group",
        aria_label=say.timeline_label(days[0].date, days[-1].date, bars, seen),
        aria_describedby=described_by, data_yp_grid="timeline" if lines else None,
        data_yp_from=days[0].date.isoformat(), data_yp_days=str(len(days)),
        data_yp_rest=" ".join(rest),
    )  # fmt: skip
    named = [(line.group, line.first, line.marks) for line in lines]
    left = labels(named, top - 4, scale if known else None, bottom, height)
    note = EMPTY if known else load.unknown()
    dimmed = "yp-tl" if lit is None else "yp-tl yp-lit"
    return join([tag("div", left, svg, class_=dimmed), note])


def _now(
    axis: Axis, today: date | datetime, head_height: float, bottom: float
) -> SafeString:
    x = now_x(axis, today)
    return EMPTY if x is None else upright("g-now", x, head_height - 3, bottom)


# --- rows -----------------------------------------------------------------------------
def _lines(axis: Axis, groups: Sequence[Group], today: date | datetime) -> list[Line]:
    lines: list[Line] = []
    for group in groups:
        own: list[Line] = []
        for row in group.rows:
            if isinstance(row, Bar):
                own.append(_bar_line(axis, group, row, not own, today))
                continue
            for marks in rows.lay_out(axis, row):
                own.append(_event_line(axis, group, marks, not own))
        if group.more:
            own.append(_more_line(group, not own))
        lines += own or [Line(group, True, lambda y, cell: EMPTY)]
    return lines


def _bar_line(
    axis: Axis, group: Group, bar: Bar, first: bool, today: date | datetime
) -> Line:
    def draw(y: float, cell: Cell) -> SafeString:
        drawn = rows.bar(axis, bar, y, today)
        named = tag("g", drawn, role="img", aria_label=say.bar_label(bar))
        held = cell(bar.numbers) | {"id": bar.id}
        if not bar.href:
            return tag("g", named, **held)
        return tag("a", named, href=bar.href, data_yp_moves=bar.moves, **held)

    return Line(group, first, draw)


def _event_line(axis: Axis, group: Group, marks: list[rows.Mark], first: bool) -> Line:
    def draw(y: float, cell: Cell) -> SafeString:
        return join(_event(axis, mark, y, cell) for mark in marks)

    return Line(group, first, draw, sum(len(mark) for mark in marks))


def _event(axis: Axis, mark: rows.Mark, y: float, cell: Cell) -> SafeString:
    drawn, label = rows.event(axis, mark, y), say.event_label(mark)
    named = tag("g", drawn, role="img", aria_label=label)
    held = cell(sorted({one.number for one in mark if one.number is not None}))
    if not mark[0].href:
        return tag("g", named, **held)
    alone = "ledger" if mark[0].clash else None
    return tag("a", named, href=mark[0].href, data_yp_swap=alone, **held)


def _more_line(group: Group, first: bool) -> Line:
    """What is folded away, opened in place."""

    def draw(y: float, cell: Cell) -> SafeString:
        if group.more is None:
            return EMPTY
        text = words("acc", 0, y + 13.5, group.more.text, dx=7)
        href = group.more.href
        return tag("a", text, href=href, data_yp_swap="timeline", **cell(()))

    return Line(group, first, draw)


def _rows(lines: Sequence[Line], top: float, lit: int | None) -> SafeString:
    parts, cells = [], _Cells(lit)
    for index, line in enumerate(lines):
        y = top + index * ROW
        if line.first and index:
            parts.append(level("g-row", y + 0.5))
        parts.append(line.draw(y + 3, cells.at(index)))
    if not lines:
        text = _("No tasks in this period.")
        parts.append(tag("text", text, class_="m", x=12, y=float(top + 16)))
    return join(parts)
