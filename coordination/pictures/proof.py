"""Cumulative proof: above the black line the work cannot be done in time."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.pictures import say
from coordination.pictures.axis import Axis, rest_days
from coordination.pictures.data import Day, ProofPoint
from coordination.pictures.load import Bin, Scale, scale_for, unknown
from coordination.pictures.svg import (
    join,
    level,
    number,
    tag,
    text_width,
    upright,
    words,
)
from organization.templatetags import formats

_PHONE = 330  # px of the plot there


def proof_curve(
    points: Sequence[ProofPoint],
    *,
    note: str = "",
    width: float = 836,
    height: float = 188,
) -> SafeString:
    """Capacity as a slope, demand as steps under each due; one point per day, ends of
    days. `note` says what the change is, beside the place where it is tightest."""
    if not points:
        return unknown(empty=True)
    axis = Axis([Day(point.date, point.working) for point in points], width)
    scale = _scale(points, height)
    parts = [rest_days(axis, 6, height), _grid(scale), _gap(axis, scale, points)]
    parts += [_slope(axis, scale, points), _steps(axis, scale, points, "before")]
    if points[-1].after is not None:
        parts.append(_steps(axis, scale, points, "after"))
    parts += [_worst(axis, scale, points), _tightest(axis, scale, points, note)]
    parts.append(_dates(axis, height + 24))
    return tag(
        "svg", *parts, height=height + 30, role="img", class_="yp-cum",
        aria_label=_label(points),
    )  # fmt: skip


def _scale(points: Sequence[ProofPoint], height: float) -> Scale:
    most = max(
        max(float(point.capacity), float(point.before), float(point.after or 0))
        for point in points
    )
    column = Bin(points[0].date, 0, 100, most * 0.86, 0, 0)
    return scale_for([column], 6, height)


def _grid(scale: Scale) -> SafeString:
    parts = []
    for mark in scale.marks:
        y = scale.y(mark)
        parts.append(level("g-grid" if mark else "g-base", y))
        last = mark == scale.marks[-1]
        text = say.quantity(mark) if last else number(mark)
        if mark:
            parts.append(tag("text", text, class_="m", x=2, y=y - 3))
    return join(parts)


def _gap(axis: Axis, scale: Scale, points: Sequence[ProofPoint]) -> SafeString:
    """The area where the demand before the change stands above the capacity."""
    shapes = []
    had, owed = 0.0, 0.0
    for index, point in enumerate(points):
        x0, x1 = index * axis.step, (index + 1) * axis.step
        has = float(point.capacity)
        if owed > had:
            # During the day the demand stands still while the capacity climbs.
            meets = x1 if has <= owed else x0 + (owed - had) / (has - had) * axis.step
            corners = [(x0, owed), (meets, owed), (meets, min(has, owed)), (x0, had)]
            shapes.append(
                " ".join(f"{number(x)},{number(scale.y(v))}" for x, v in corners)
            )
        had, owed = has, float(point.before)
    bottom = number(scale.y0 + scale.height)
    return tag(
        "svg", *(tag("polygon", class_="ovrbg", points=shape) for shape in shapes),
        x="0", y="0", width="100%", height=bottom, viewBox=f"0 0 100 {bottom}",
        preserveAspectRatio="none",
    )  # fmt: skip


def _slope(axis: Axis, scale: Scale, points: Sequence[ProofPoint]) -> SafeString:
    parts, had = [], 0.0
    for index, point in enumerate(points):
        has = float(point.capacity)
        parts.append(
            tag(
                "line", class_="cap", x1=f"{number(index * axis.step)}%",
                x2=f"{number((index + 1) * axis.step)}%",
                y1=scale.y(had), y2=scale.y(has),
            )
        )  # fmt: skip
        had = has
    return join(parts)


def _steps(
    axis: Axis, scale: Scale, points: Sequence[ProofPoint], which: str
) -> SafeString:
    parts, owed = [], 0.0
    for index, point in enumerate(points):
        value = point.after if which == "after" else point.before
        owes = float(value) if value is not None else owed
        x0, x1 = index * axis.step, (index + 1) * axis.step
        parts.append(level(f"c-{which}", scale.y(owed), x0, x1))
        if owes != owed:
            parts.append(upright(f"c-{which}", x1, scale.y(owed), scale.y(owes)))
        owed = owes
    return join(parts)


def _lacks(point: ProofPoint) -> float:
    return float(point.before) - float(point.capacity)


def _worst(axis: Axis, scale: Scale, points: Sequence[ProofPoint]) -> SafeString:
    index = max(range(len(points)), key=lambda i: _lacks(points[i]))
    point = points[index]
    if _lacks(point) <= 0:
        return join([])
    x, text = (index + 1) * axis.step, say.short(_lacks(point))
    y = scale.y((float(point.before) + float(point.capacity)) / 2) + 4
    if axis.px(x) > text_width(text) + 16:
        return words("bad bt end", x, y, text, dx=-8)
    return words("bad bt", x, y, text, dx=8)


def _tightest(
    axis: Axis, scale: Scale, points: Sequence[ProofPoint], note: str
) -> SafeString:
    """Where the changed plan is tightest among the days it changes."""
    moved = [
        (float(point.capacity) - float(point.after), index)
        for index, point in enumerate(points)
        if point.after is not None
        and (index == 0 or point.after != points[index - 1].after)
    ]
    changed = [
        (slack, index)
        for slack, index in moved
        if points[index].before == points[index].after or note
    ]
    later = [one for one in changed if one[1] > _first_change(points)]
    if not later:
        return join([])
    slack, index = min(later)
    text = say.listed(note, say.left(slack) if slack >= 0 else say.short(-slack))
    x, y = (index + 1) * axis.step, scale.y(float(points[index].after or 0))
    shade = "acc bt" if slack >= 0 else "bad bt"
    if (100 - x) / 100 * _PHONE < text_width(text) + 16:
        shade += " dt alt"  # the table below says it on a phone
    if axis.px(100 - x) > text_width(text) + 16:
        return words(shade, x, y + 22, text, dx=8)
    return words(f"{shade} end", x, y - 8, text, dx=-8)


def _first_change(points: Sequence[ProofPoint]) -> int:
    return next(
        (i for i, point in enumerate(points) if point.after != point.before),
        len(points),
    )


def _dates(axis: Axis, y: float) -> SafeString:
    """Dates of working days; a phone shows every third."""
    parts, free, shown = [], 0.0, 0
    for index, day in enumerate(axis.days):
        text = formats.cell_day(day.date)
        centre = (index + 0.5) * axis.step
        half = axis.share(text_width(text) / 2 + 3)
        if day.working and centre - half >= free:
            shade = "m2 mid dt alt" if shown % 3 else "m2 mid dt"
            parts.append(words(shade, centre, y, text))
            free, shown = centre + half, shown + 1
    return join(parts)


def _label(points: Sequence[ProofPoint]) -> str:
    worst = max(_lacks(point) for point in points)
    verdict = say.short(worst) if worst > 0 else _("nothing short")
    return say.listed(_("Hours available and to do, added up day by day"), verdict)
