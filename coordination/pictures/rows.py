"""One row of the timeline: a bar, or marks of fixed events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.safestring import SafeString

from coordination.pictures import say
from coordination.pictures.axis import Axis, now_x
from coordination.pictures.data import Bar, EventMark
from coordination.pictures.svg import (
    EMPTY,
    at,
    box,
    join,
    pct,
    tag,
    text_width,
    words,
)

ROW, BAR = 24, 18
_MARK = 22  # px a mark takes before its label


# --- bars -----------------------------------------------------------------------------
def bar(axis: Axis, item: Bar, y: float, today: date | datetime) -> SafeString:
    if item.overdue:
        return _late(axis, item, y, today)
    parts = [_body(axis, item, y), _done(axis, item, y)]
    parts += [_block(axis, start, end, y) for start, end in item.protected]
    parts += [_text(axis, item, y), _end(axis, item, y), _grip(axis, item, y)]
    return join(parts)


def _ends(axis: Axis, item: Bar) -> tuple[float, float]:
    """Unclamped ends; open ones lie outside the axis."""
    x0 = axis.raw(item.release) if item.release else -1.0
    x1 = axis.raw(item.due) if item.due else 101.0
    return x0, x1


def _clamp(value: float) -> float:
    return min(101.0, max(-1.0, value))


def _class(item: Bar) -> str:
    if item.own:
        return "bar own"
    if item.core:
        return "bar core"
    return "bar inw" if item.inside else "bar"


def _body(axis: Axis, item: Bar, y: float) -> SafeString:
    x0, x1 = (_clamp(x) for x in _ends(axis, item))
    frame = (x0, y + 0.5, x1 - x0, BAR - 1.0, 2.0)
    parts = [box(_class(item), *frame)]
    if item.hours is None:
        parts.append(box("noest", *frame))
    if item.core:
        parts.append(box("corehat", *frame))
    return join(parts)


def _done(axis: Axis, item: Bar, y: float) -> SafeString:
    if not item.done:
        return EMPTY
    x0, x1 = (axis.x_share(x) for x in _ends(axis, item))
    width = (x1 - x0) * min(item.done, 1.0)
    return box("done core" if item.core else "done", x0, y + 1, width, BAR - 2)


def _block(axis: Axis, start: datetime, end: datetime, y: float) -> SafeString:
    """Protected time of an own plan."""
    x0, x1 = axis.x(start), axis.x(end)
    return box("prot", x0, y + 1, x1 - x0, BAR - 2)


def _text(axis: Axis, item: Bar, y: float) -> SafeString:
    """Title left and hours right when they fit; else both beside the bar."""
    x0, x1 = (axis.x_share(x) for x in _ends(axis, item))
    lead = 17.0 if item.core else 7.0
    figure, called = say.quantity(item.hours), say.listed(item.title, item.note)
    debt = say.owed(item) if item.owed_hours else ""
    need = text_width(called) + lead + text_width(figure) + 22
    diamond = _diamond(x0, y) if item.core and x0 < x1 else EMPTY
    line = y + 13.5
    if need + text_width(debt) < axis.px(x1 - x0):
        title = tag("tspan", called)
        owed = tag("tspan", debt, class_="warn bt", dx=8) if debt else EMPTY
        inside = words("halo" if item.own else "", x0, line, title, owed, dx=lead)
        return join([diamond, inside, words("end bt", x1, line, figure, dx=-9)])
    beside = [called, " ", tag("tspan", figure, class_="bt")]
    if debt:
        beside += [" ", tag("tspan", debt, class_="warn bt")]
    width = text_width(f"{called} {figure} {debt}") + 12
    return join([diamond, _beside(axis, x0, x1, line, beside, width)])


def _beside(
    axis: Axis, x0: float, x1: float, y: float, content: list[str], width: float
) -> SafeString:
    """To the right of the bar, else to its left, else over it, cut by the edge."""
    if axis.px(100 - x1) >= width:
        return words("halo", x1, y, *content, dx=9)
    if axis.px(x0) >= width:
        return words("halo end", x0, y, *content, dx=-7)
    return words("halo", x0, y, *content, dx=19)


def _diamond(x: float, y: float) -> SafeString:
    return at(x, y, tag("path", class_="coremk", d="M9 5 13 9 9 13 5 9z"))


def _end(axis: Axis, item: Bar, y: float) -> SafeString:
    """A wall where the due cannot move, a diamond where it can be talked about."""
    x1 = _ends(axis, item)[1]
    if item.own or not 0 <= x1 <= 100:
        return EMPTY
    if item.deadline_class == "negotiable":
        red = " core" if item.core or item.inside else ""
        shape = tag("path", class_=f"dia{red}", d="M0-4.5 4.5 0 0 4.5-4.5 0z")
        return at(x1, y + BAR / 2, shape)
    wall = "wall" if item.deadline_class == "statutory" else "wall above"
    return tag(
        "rect", class_=wall, x=pct(x1), y=float(y - 2), width=5, height=BAR + 4,
        transform="translate(-3 0)",
    )  # fmt: skip


def _grip(axis: Axis, item: Bar, y: float) -> SafeString:
    """What one takes hold of to drag the due; seen where somebody points at it."""
    x1 = _ends(axis, item)[1]
    if not item.moves or not 0 <= x1 <= 100:
        return EMPTY
    return tag(
        "rect", class_="grip", x=pct(x1), y=float(y - 3), width=16, height=ROW,
        rx=2, transform="translate(-10 0)",
    )  # fmt: skip


def _late(axis: Axis, item: Bar, y: float, today: date | datetime) -> SafeString:
    """A debt pressed against the today line."""
    x = now_x(axis, today)
    place = (0.0 if axis.raw(today) < 0 else 100.0) if x is None else x
    parts = [box("bar late", -1, y + 0.5, place + 1, BAR - 1)]
    said = say.overdue(item)
    rest = f" {say.listed(item.title, item.note)} {say.quantity(item.hours)}"
    content = [tag("tspan", said, class_="warn bt"), rest]
    if axis.px(100 - place) >= text_width(said + rest) + 12:
        parts.append(words("halo", place, y + 13.5, *content, dx=7))
    else:
        parts.append(words("halo end", place, y + 13.5, *content, dx=-7))
    return join(parts)


# --- fixed events ---------------------------------------------------------------------
Mark = list[EventMark]  # the events of one clash, or a single event


def lay_out(axis: Axis, events: Iterable[EventMark]) -> list[list[Mark]]:
    """As few lines as keep every mark and its label apart."""
    lines: list[list[Mark]] = []
    ends: list[float] = []
    for mark in _clashes(events):
        x = axis.raw(mark[-1].start)
        if not 0 <= x <= 100:
            continue
        x0, x1 = _mark_reach(axis, mark)
        for index, end in enumerate(ends):
            if end <= x0:
                lines[index].append(mark)
                ends[index] = x1
                break
        else:
            lines.append([mark])
            ends.append(x1)
    return lines


def _clashes(events: Iterable[EventMark]) -> list[Mark]:
    marks: dict[object, Mark] = {}
    for event in sorted(events, key=lambda one: (one.start, one.id)):
        together = event.clash and event.number is not None
        marks.setdefault(("clash", event.number) if together else event.id, []).append(
            event
        )
    return sorted(marks.values(), key=lambda mark: mark[-1].start)


def _label(mark: Mark) -> str:
    return say.listed(*(event.title for event in mark))


def _mark_width(mark: Mark) -> float:
    number = 20 if mark[0].clash and mark[0].number is not None else 0
    return text_width(_label(mark)) * (1.04 if mark[0].clash else 1) + _MARK + number


def _leftwards(axis: Axis, mark: Mark) -> bool:
    x = axis.x(mark[-1].start)
    return axis.px(100 - x) < _mark_width(mark) and axis.px(x) > _mark_width(mark)


def _mark_reach(axis: Axis, mark: Mark) -> tuple[float, float]:
    x, width = axis.x(mark[-1].start), axis.share(_mark_width(mark))
    half = axis.share(10)
    return (x - width, x + half) if _leftwards(axis, mark) else (x - half, x + width)


def event(axis: Axis, mark: Mark, y: float) -> SafeString:
    first, x = mark[0], axis.x(mark[-1].start)
    bad = first.clash
    sign = say.clash_glyph() if bad else say.glyph(first)
    square = tag(
        "rect", class_="ev bad" if bad else "ev", x=-8.5, y=0.5, width=17, height=17,
        rx=8.5 if bad else 2.0,
    )  # fmt: skip
    letter = tag("text", sign, class_="mid bad bt" if bad else "mid m2", x=0, y=13.5)
    left = _leftwards(axis, mark)
    shade = ("bad bt" if bad else "m2") + (" end" if left else "")
    label = words(shade, x, y + 13.5, _label(mark), dx=-13.0 if left else 13.0)
    parts = [at(x, y, square, letter), label]
    if bad and first.number is not None:
        offset = 18 + text_width(_label(mark))
        parts.append(_number(x, y, first.number, -offset - 14 if left else offset))
    return join(parts)


def _number(x: float, y: float, number: int, dx: float) -> SafeString:
    return at(
        x,
        y,
        tag("rect", class_="nobad", x=dx, y=2, width=14, height=14, rx=1),
        tag("text", str(number), class_="on mid", x=dx + 7, y=13.5),
    )
