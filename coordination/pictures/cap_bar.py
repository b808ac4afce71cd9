"""A budget as a bar: what was issued, what waits, and the two caps as lines.

Solid is issued, hatched waits; the soft cap is a dashed line, the hard one a thick
line across the bar: each is told by its shape.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.safestring import SafeString

from coordination.pictures.svg import EMPTY, join, pct, tag

_AIR = 1.08  # of the bar, right of whatever is longest
_TALL = 16


def cap_bar(
    used: Decimal, waiting: Decimal, soft: Decimal | None, hard: Decimal | None
) -> SafeString:
    """Decoration: the figures stand beside it. "" where there is nothing to show."""
    longest = max(used + waiting, soft or Decimal(0), hard or Decimal(0))
    if not longest:
        return EMPTY
    whole = float(longest) * _AIR

    def at(value: Decimal) -> float:
        return 100 * float(value) / whole

    parts = [_box("used", 0.0, at(used)), _box("waits", at(used), at(waiting))]
    parts += [_line("soft", at(soft))] if soft is not None else []
    parts += [_line("hard", at(hard))] if hard is not None else []
    return tag("svg", join(parts), class_="yp-cap", aria_hidden="true")


def _box(name: str, x: float, width: float) -> SafeString:
    if not width:
        return EMPTY
    return tag("rect", class_=name, x=pct(x), y=3, width=pct(width), height=10)


def _line(name: str, x: float) -> SafeString:
    return tag("line", class_=name, x1=pct(x), x2=pct(x), y1=0, y2=_TALL)
