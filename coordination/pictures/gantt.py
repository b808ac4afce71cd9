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
from coordination.pictures.rows import ROW
from coordination.pictures.svg import EMPTY, join, level, tag, upright

WIDTH = 780  # px of the plot at 1366 px, where texts are fitted
PLOT = 110
_LABELS = 150
_MOST_LINES = 6  # lines of tags; beyond that the cards tell more than the picture

Draw = Callable[[float], SafeString]


@dataclass(frozen=True)
class Line:
    """One drawn row. The first of a group carries the group's name."""

    group: Group
    first: bool
    draw: Draw
    label: str
    href: str
    marks: int = 0


def timeline(
    groups: Sequence[Group],
    days: Sequence[Day],
    critical: Sequence[Window],
    today: date | datetime,
    *,
    width: float = WIDTH,
    described_by: str = "",
) -> SafeString:
    """Labels and picture side by side; `described_by` is the id of the table twin."""
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
        windows.bands(axis, layers, head_height, height),
        _now(axis, today, head_height, height),
        _rows(lines, top),
    ]
    if known:
        picture += [level("g-row", bottom - 0.5), load.plot(axis, scale, seen, today)]
    picture.append(windows.tags(axis, layers, head_height))
    bars = sum(isinstance(row, Bar) for group in groups for row in group.rows)
    svg = tag(
        "svg", *picture, height=height, role="group",
        aria_label=say.timeline_label(days[0].date, days[-1].date, bars, seen),
        aria_describedby=described_by, data_yp_grid="timeline" if lines else None,
    )  # fmt: skip
    labels = _labels(lines, top - 4, scale if known else None, bottom, height)
    note = EMPTY if known else load.unknown()
    return join([tag("div", labels, svg, class_="yp-tl"), note])


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
        lines += own or [_empty_line(group)]
    return lines


def _bar_line(
    axis: Axis, group: Group, bar: Bar, first: bool, today: date | datetime
) -> Line:
    def draw(y: float) -> SafeString:
        return rows.bar(axis, bar, y, today)

    return Line(group, first, draw, say.bar_label(bar), bar.href)


def _event_line(axis: Axis, group: Group, marks: list[rows.Mark], first: bool) -> Line:
    def draw(y: float) -> SafeString:
        return join(
            tag(
                "g",
                rows.event(axis, mark, y),
                role="img",
                aria_label=say.event_label(mark),
            )
            for mark in marks
        )

    return Line(group, first, draw, "", "", sum(len(mark) for mark in marks))


def _empty_line(group: Group) -> Line:
    return Line(group, True, lambda y: EMPTY, "", "")


def _rows(lines: Sequence[Line], top: float) -> SafeString:
    parts, stops = [], 0
    for index, line in enumerate(lines):
        y = top + index * ROW
        if line.first and index:
            parts.append(level("g-row", y + 0.5))
        drawn = line.draw(y + 3)
        if not line.label:
            parts.append(drawn)
            continue
        stop = "0" if stops == 0 else "-1"  # one tab stop; arrows move inside
        stops += 1
        cell = {"data_yp_cell": "on", "data_yp_line": str(index), "tabindex": stop}
        named = {"role": "img", "aria_label": line.label}
        if line.href:
            parts.append(tag("a", tag("g", drawn, **named), href=line.href, **cell))
        else:
            parts.append(tag("g", drawn, **named, **cell))
    if not lines:
        text = _("No tasks in this period.")
        parts.append(tag("text", text, class_="m", x=12, y=float(top + 16)))
    return join(parts)


# --- left column ----------------------------------------------------------------------
def _labels(
    lines: Sequence[Line],
    head: float,
    scale: load.Scale | None,
    bottom: float,
    height: float,
) -> SafeString:
    title = tag("span", _("Department"), tag("b", _("inside / left")), class_="row-x")
    parts = [tag("div", title, class_=f"gap h{int(head)}"), tag("i", class_="pad4")]
    counts = {
        line.group.name: sum(one.marks for one in lines if one.group is line.group)
        for line in lines
    }
    for index, line in enumerate(lines):
        classes = ["g"] if line.first and index else []
        if line.group.hot:
            classes.append("hot")
        content = _name(line.group, counts[line.group.name]) if line.first else []
        parts.append(tag("div", *content, class_=" ".join(classes)))
    if not lines:
        parts.append(tag("div"))
    if scale is not None:
        parts.append(_key(scale, bottom, height))
    return tag("div", *parts, class_="lab")


def _name(group: Group, events: int) -> list[SafeString]:
    total = say.group_hours(group, events)
    content: list[str] = [total]
    if group.hot and group.inside_hours is not None and group.total_hours is not None:
        content = [tag("strong", say.hours(group.inside_hours)), f"/{total}"]
    return [tag("span", group.name, class_="nm", title=group.name), tag("b", *content)]


def _key(scale: load.Scale, bottom: float, height: float) -> SafeString:
    """What the marks of the curve mean, and its y axis."""
    rows_end = bottom - 2  # where the rows above it end
    local = load.Scale(scale.y0 - rows_end, scale.height, scale.limit, scale.step)
    marks: list[list[SafeString]] = [
        [tag("line", class_="cap", x1=12, x2=30, y1=41, y2=41)],
        [
            tag("rect", class_="ld", x=12, y=54, width=18, height=10),
            tag("line", class_="ldtop", x1=12, x2=30, y1=54, y2=54),
        ],
        [
            tag("rect", class_="ovrbg", x=12, y=73, width=18, height=10),
            tag("rect", class_="ovr", x=12, y=73, width=18, height=10),
            tag("line", class_="ovrtop", x1=12, x2=30, y1=73, y2=73),
        ],
    ]
    texts = (_("available"), _("to do"), _("beyond"))
    parts = [
        tag("line", class_="g-row", x1="0", x2="100%", y1=1.5, y2=1.5),
        tag("text", _("Hours"), class_="bt", x=12, y=24),
        *(mark for group in marks for mark in group),
        *(
            tag("text", text, class_="m2", x=36, y=45.0 + 19 * index)
            for index, text in enumerate(texts)
        ),
        tag(
            "svg",
            load.y_labels(local, 0),
            x="100%",
            y=0,
            width=1,
            height=1,
            overflow="visible",
            transform="translate(-10 0)",
        ),
    ]
    return tag(
        "svg", *parts, class_="ylab", height=height - rows_end, aria_hidden="true"
    )  # fmt: skip
