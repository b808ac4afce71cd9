"""Demand against one station's own capacity."""

from __future__ import annotations

from django.utils.safestring import SafeString

from coordination.pictures.data import Hours
from coordination.pictures.svg import box, tag, upright


def bullet(
    before: Hours | None,
    capacity: Hours | None,
    added: Hours = 0,
    *,
    reach: float = 1.6,
    height: int = 14,
) -> SafeString:
    """Slate = before, hatch = added, red = beyond, tick = capacity, dashed = unknown.

    The right end stands for `reach` times the capacity, so that the ticks of all rows
    line up; a bar that would leave the picture ends at its edge. The figures stand in
    the same row as text.
    """
    if capacity is None or before is None:
        parts = [box("bb-unk", 0, 2, 60, height - 4)]
    else:
        parts = _parts(float(before), float(capacity), float(added), reach, height)
    return tag("svg", *parts, class_="yp-bullet", height=height, aria_hidden="true")


def _parts(
    before: float, capacity: float, added: float, reach: float, height: int
) -> list[SafeString]:
    unit = capacity or max(before + added, 1.0) / reach  # no capacity: all of it beyond
    after = before + added

    def part(class_: str, start: float, end: float) -> SafeString | None:
        x0, x1 = (min(value / unit / reach * 100, 100) for value in (start, end))
        return box(class_, x0, 2, x1 - x0, height - 4) if x1 > x0 else None

    drawn = [
        part("bb", 0, min(before, capacity)),
        part("bb-over", capacity, before),
        part("bb-add", before, min(after, capacity)),
        part("bb-addo", max(before, capacity), after) if added else None,
    ]
    tick = capacity / unit / reach * 100
    return [*(one for one in drawn if one), upright("bb-cap", tick, 0, height)]
