"""What a cell says, and which of several is the worst."""

import datetime as dt

from coordination.core.weekly import WEEK, Weeks, Window
from coordination.heat.asked import weeks_from
from coordination.heat.cells import Cell, Found, row_of, worst
from coordination.heat.drawing import figure, lacking
from personnel.presence import minute_of

MONDAY = dt.date(2026, 6, 1)
FIRST = minute_of(MONDAY)
WEEKS = weeks_from(MONDAY, 4)
H = 60_000


def kept(*windows: Window | None, known: bool = True, unsure: int = 0) -> Weeks:
    return Weeks(FIRST, known, unsure, windows)


def kinds(weeks: Weeks | None, found: dict[int, Found] | None = None) -> list[str]:
    return [cell.kind for cell in row_of(weeks, found or {}, None, WEEKS)]


FITS, SHORT = (
    Window(FIRST, FIRST + 9, 99, 100),
    Window(FIRST, FIRST + 9, 96 * H, 71 * H),
)


def test_every_kind_of_week() -> None:
    assert kinds(kept(FITS, None, SHORT)) == ["fits", "none", "short", "none"]
    assert kinds(None) == kinds(kept(known=False)) == ["unknown"] * 4
    # From where work is not estimated on nothing fits for certain; what lacks, lacks.
    assert kinds(kept(FITS, None, FITS, SHORT, unsure=0b10)) == [
        *("fits", "unknown", "unknown", "short"),
    ]


def test_the_next_week_has_come_since() -> None:
    later = weeks_from(MONDAY + dt.timedelta(weeks=1), 2)
    cells = row_of(kept(FITS, SHORT), {}, None, later)
    assert [cell.kind for cell in cells] == ["short", "none"]


def test_a_verdict_that_knows_more_than_the_windows() -> None:
    limited = Window(FIRST, FIRST + WEEK, 9 * H, 2 * H)
    found = {0: Found().with_window(limited).with_clash(), 1: Found().with_clash()}
    cells = row_of(kept(FITS, FITS), found, None, WEEKS)
    assert (cells[0].kind, cells[0].lacks, cells[0].clashes) == ("short", 7 * H, 1)
    assert (cells[1].kind, cells[1].clashes) == ("fits", 1)
    assert row_of(kept(SHORT), {0: Found(0, limited)}, None, WEEKS)[0].window == SHORT


def test_figures() -> None:
    (full,) = row_of(kept(Window(0, 1, 100, 100)), {}, None, WEEKS[:1])
    (nearly,) = row_of(kept(Window(0, 1, 99_999, 100_000)), {}, None, WEEKS[:1])
    assert (figure(full), figure(nearly), full.step) == ("100", "99", 3)
    assert [lacking(n) for n in (1, 9 * H + 1, 10 * H, 99 * H + 1, 100 * H + 1)] == [
        *("0.1", "9.1", "10", "99.1", "101"),
    ]
    own = row_of(kept(SHORT), {}, {0: 5 * H}, WEEKS[:2])
    assert [figure(cell) for cell in own] == ["5", ""]


def test_the_worst_of_several() -> None:
    cells = [
        Cell("fits", FITS, own=H),
        Cell("short", SHORT, clashes=1, own=H, short=1),
        Cell("unknown"),
        Cell("short", Window(0, 1, 4 * H, 2 * H), short=1),
    ]
    most = worst(cells)
    assert (most.window, most.short, most.clashes, most.own) == (SHORT, 2, 1, 2 * H)
    assert worst([Cell("none"), Cell("unknown")]).kind == "unknown"
    assert worst([Cell("fits", FITS), Cell("unknown")]).kind == "fits"
