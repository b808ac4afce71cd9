"""What a cell of the heat map says, from what a check kept of the station."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coordination.core.weekly import Weeks, Window
from personnel.presence import minute_of

Kind = Literal["none", "fits", "short", "unknown"]
STEPS = (50, 75, 90)
"""Per cent at which the ground of a cell becomes darker."""
UNITS_PER_HOUR = 60_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One station, or several, in one week.

    ``window`` is the tightest one that ends in the week, as far as the work is
    estimated; ``clashes`` how many there are; ``own`` the units of the department one
    looks for, None where one looks for none. Of several stations: the worst of them,
    and ``short`` says how many of them do not fit.
    """

    kind: Kind = "none"
    window: Window | None = None
    clashes: int = 0
    own: int | None = None
    short: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down: a hundred means that nothing is left."""
        if self.window is None or self.kind == "short":
            return None
        return 100 * self.window.demand // max(self.window.capacity, 1)

    @property
    def lacks(self) -> int:
        """Units."""
        return self.window.excess if self.window and self.kind == "short" else 0

    @property
    def step(self) -> int:
        """How dark the ground is, 0 to 3."""
        return sum((self.percent or 0) >= step for step in STEPS)

    @property
    def weight(self) -> tuple[int, int, int]:
        """The larger the worse: what lacks most, what is filled most, what is not
        known."""
        return self.lacks, self.percent or 0, self.kind == "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """What open conflicts say of one week of a station."""

    clashes: int = 0
    window: Window | None = None  # of the deadline conflict that lacks most

    def with_clash(self) -> Found:
        return replace(self, clashes=self.clashes + 1)

    def with_window(self, window: Window) -> Found:
        if self.window is not None and self.window.excess >= window.excess:
            return self
        return replace(self, window=window)


NOTHING = Found()


def row_of(
    kept: Weeks | None,
    found: Mapping[int, Found],
    own: Mapping[int, int] | None,
    weeks: Sequence[dt.date],
) -> list[Cell]:
    """The cells of a station. `found` and `own` are keyed by the place of the week;
    `own` is None where nobody's work is looked for."""
    if kept is None:
        return [Cell("unknown") for _ in weeks]
    shift = (minute_of(weeks[0]) - kept.first) // (7 * 24 * 60)
    cells = []
    for place in range(len(weeks)):
        units = None if own is None else own.get(place, 0)
        cell = _cell(kept, place + shift, found.get(place, NOTHING))
        cells.append(replace(cell, own=units) if units is not None else cell)
    return cells


def _cell(kept: Weeks, at: int, found: Found) -> Cell:
    if not kept.known:
        return Cell("unknown", None, found.clashes)
    window = kept.windows[at] if 0 <= at < len(kept.windows) else None
    # Where few may work on it at once, a verdict knows more than its windows.
    if found.window is not None and (window is None or window.excess <= 0):
        window = found.window
    if window is not None and window.excess > 0:
        return Cell("short", window, found.clashes, short=1)
    unsure = kept.unsure & ((2 << max(at, 0)) - 1) if window else kept.unsure >> at & 1
    if unsure:
        return Cell("unknown", window, found.clashes)
    return Cell("fits" if window else "none", window, found.clashes)


def worst(cells: Iterable[Cell]) -> Cell:
    """One for several stations in the same week."""
    every = list(cells)
    if not every:
        return Cell()
    most = max(every, key=lambda cell: cell.weight)
    owned = [cell.own for cell in every if cell.own is not None]
    return replace(
        most,
        clashes=sum(cell.clashes for cell in every),
        own=sum(owned) if owned else None,
        short=sum(cell.short for cell in every),
    )
