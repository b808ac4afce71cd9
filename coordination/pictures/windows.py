"""Critical windows: a band through rows and curve, and a numbered tag on top."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from coordination.pictures import say
from coordination.pictures.axis import Axis
from coordination.pictures.data import Window
from coordination.pictures.svg import at, box, join, tag, text_width, upright, words

STRIP = 20
_NUMBER = 24  # px the number box takes at the left of a tag


def layers(axis: Axis, windows: Sequence[Window]) -> list[list[Window]]:
    """Tags that would touch each other stand on lines of their own."""
    lines: list[list[Window]] = []
    ends: list[float] = []
    for window in sorted(windows, key=lambda one: (one.start, one.number)):
        x0, x1 = _reach(axis, window)
        for index, end in enumerate(ends):
            if end <= x0:
                lines[index].append(window)
                ends[index] = x1
                break
        else:
            lines.append([window])
            ends.append(x1)
    return lines


def _reach(axis: Axis, window: Window) -> tuple[float, float]:
    """What a tag covers, its text included where that stands outside."""
    x0, x1 = axis.x(window.start), axis.x(window.end)
    if _inside(axis, window):
        return x0, x1
    need = axis.share(text_width(say.window_tag(window)) + 12)
    if x1 + need <= 100:
        return x0, x1 + need
    return min(x0, x1 - need - axis.share(_NUMBER)), x1


def _inside(axis: Axis, window: Window) -> bool:
    room = axis.px(axis.x(window.end) - axis.x(window.start)) - _NUMBER
    return text_width(say.window_tag(window)) * 1.04 <= room


def bands(
    axis: Axis,
    lines: list[list[Window]],
    top: float,
    bottom: float,
    lit: int | None = None,
) -> SafeString:
    """Each window through rows and curve, in a group of its own."""
    parts = []
    for index, line in enumerate(lines):
        y = top + index * STRIP + 2
        for window in line:
            x0, x1 = axis.x(window.start), axis.x(window.end)
            band = box("g-win", x0, y, x1 - x0, bottom - y)
            edges = (upright("g-wine", x, y, bottom) for x in (x0, x1))
            parts.append(tag("g", band, *edges, **_one(window, lit)))
    return join(parts)


def _one(window: Window, lit: int | None) -> dict[str, object]:
    """What ties the parts of a window to its card."""
    class_ = "yp-win lit" if lit == window.number else "yp-win"
    return {"class_": class_, "data_yp_no": str(window.number)}


def tags(
    axis: Axis, lines: list[list[Window]], top: float, lit: int | None = None
) -> SafeString:
    return join(
        _tag(axis, window, top + index * STRIP + 2, lit)
        for index, line in enumerate(lines)
        for window in line
    )


def _tag(axis: Axis, window: Window, y: float, lit: int | None) -> SafeString:
    x0, x1 = axis.x(window.start), axis.x(window.end)
    text = say.window_tag(window)
    parts = [box("g-tag", x0, y, x1 - x0, STRIP - 2)]
    if _inside(axis, window):
        parts.append(words("on mid", (x0 + x1) / 2, y + 13.5, text, dx=9))
    elif _reach(axis, window)[1] > x1:
        parts.append(words("bad bt", x1, y + 13.5, text, dx=6))
    else:
        parts.append(words("bad bt end", x0, y + 13.5, text, dx=-6))
    parts.append(number_box(x0, y, window.number))
    label = f"{say.window_title(window)}: {text}"
    named = tag("g", *parts, role="img", aria_label=label)
    held = _one(window, lit)
    if not window.href:
        return tag("g", named, **held)
    return tag("a", named, href=window.href, data_yp_swap="ledger", **held)


def number_box(x: float, y: float, number: int, dx: float = 0) -> SafeString:
    half = 7 if number < 10 else 10
    return at(
        x,
        y,
        tag("rect", class_="nobox", x=3.0 + dx, y=2, width=2.0 * half, height=14, rx=1),
        tag("text", str(number), class_="bad bt mid", x=3.0 + half + dx, y=13.5),
    )
