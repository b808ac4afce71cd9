"""Lines over months, and layers of leading posts, as places in a picture.

x is in per cent and y in px, so that a picture is as wide as its place and its text is
never scaled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.conf import settings

from organization.templatetags import formats
from personnel.structure.figures import Figures, Side

Value = Fraction | int | None
TOP, HEIGHT = 14.0, 120.0  # px: where the plot begins, and how high it is
LEFT, RIGHT = 3.0, 78.0  # per cent; what is right of it holds the labels
LABELS = 12  # so many labels of months stand side by side


@dataclass(frozen=True)
class Dot:
    """One month of a line. `beyond`: on the wrong side of the limit."""

    x: float
    y: float
    day: dt.date
    text: str
    beyond: bool = False


@dataclass(frozen=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    """A line with a gap wherever nothing is known."""

    name: str
    dots: list[Dot]
    strokes: list[Stroke]

    @property
    def last(self) -> Dot | None:
        return self.dots[-1] if self.dots else None


@dataclass(frozen=True)
class Rule:
    """A limit as a level line."""

    name: str
    text: str
    y: float


@dataclass(frozen=True)
class Chart:
    """`ticks` are months with their x; `bottom` is where the axis lies, `right` where
    it ends and the labels begin."""

    lines: list[Line]
    rules: list[Rule]
    ticks: list[tuple[float, dt.date]]
    bottom: float = TOP + HEIGHT
    right: float = RIGHT

    @property
    def known(self) -> bool:
        return any(line.dots for line in self.lines)


@dataclass(frozen=True)
class Wanted:
    """A line to be drawn: its value on a day, and when that is beyond the limit."""

    name: str
    value: Callable[[Figures], Value]
    beyond: Callable[[Fraction | int], bool] = lambda value: False


def tenths(value: Fraction | int) -> str:
    return formats.hours(float(value))


def chart(
    whole: Sequence[Figures],
    wanted: Sequence[Wanted],
    limits: dict[str, int],
    written: Callable[[Fraction | int], str] = tenths,
) -> Chart:
    """`limits` by their names, `written` says how a value reads. The scale reaches
    from the least to the greatest of everything shown, and a little beyond."""
    found = [[one.value(figures) for figures in whole] for one in wanted]
    shown = [float(v) for values in found for v in values if v is not None]
    low, high = _scale([*shown, *map(float, limits.values())])

    def y(value: Fraction | int) -> float:
        return round(TOP + HEIGHT * (high - float(value)) / (high - low), 1)

    xs = [_x(n, len(whole)) for n in range(len(whole))]
    lines = []
    for one, values in zip(wanted, found, strict=True):
        places = [
            Dot(x, y(value), figures.day, written(value), one.beyond(value))
            if value is not None
            else None
            for x, figures, value in zip(xs, whole, values, strict=True)
        ]
        dots = [dot for dot in places if dot is not None]
        lines.append(Line(one.name, dots, _strokes(places)))
    step = -(-len(whole) // LABELS)
    ticks = [(x, f.day) for x, f in zip(xs, whole, strict=True)][::-step][::-1]
    rules = [Rule(name, written(n), y(n)) for name, n in limits.items()]
    return Chart(lines, rules, ticks)


def _strokes(places: Sequence[Dot | None]) -> list[Stroke]:
    return [Stroke(a.x, a.y, b.x, b.y) for a, b in pairwise(places) if a and b]


def _x(n: int, of: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * n / max(1, of - 1), 2)


def _scale(values: Iterable[float]) -> tuple[float, float]:
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    room = max((high - low) * 0.12, abs(high) * 0.02, 0.5)
    return max(0.0, low - room), high + room


@dataclass(frozen=True)
class Layer:
    """A kind of post as a bar in the middle: how many hold it, how many are meant."""

    name: str  # "" for who holds no leading post
    held: int
    meant: int
    x: float
    width: float


def pyramid(side: Side) -> list[Layer]:
    """Leading posts from the fewest to the most, whoever holds none below them."""
    kinds = {kind: (n, side.meant.get(kind, 0)) for kind, n in side.leading.items()}
    kinds |= {kind: (0, n) for kind, n in side.meant.items() if kind not in kinds}
    usual = {kind: n for n, kind in enumerate(settings.POST_KINDS)}
    layers = sorted(
        kinds.items(),
        key=lambda one: (one[1][0], usual.get(one[0], len(usual)), one[0]),
    )
    rest = side.approved - sum(side.meant.values())
    layers.append(("", (side.others, max(0, rest))))
    most = max((held for _kind, (held, _meant) in layers), default=0) or 1
    found = []
    for kind, (held, meant) in layers:
        width = round(max(0.6, 100 * held / most), 2)
        found.append(Layer(kind, held, meant, round(50 - width / 2, 2), width))
    return found


@dataclass(frozen=True)
class Bar:
    """A number as a bar from the left, in per cent of the longest."""

    name: str
    number: int
    width: float


def bars(numbers: dict[str, int], longest: int = 0) -> list[Bar]:
    most = max([longest, *numbers.values()]) or 1
    return [Bar(name, n, round(100 * n / most, 2)) for name, n in numbers.items()]
