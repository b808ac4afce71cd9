"""What the second wall costs: pages with it and without, by processor time.

`python -m bench.run --only wall`. The same pages of the same personas in turn, as the
pages' login behind the wall and with the wall left out, as SECOND_WALL says. Time is
what this process and its backend have spent on a processor, so that a busy machine
disturbs the comparison little. The dearest of many is chosen by its luck too: those
that seem dearest are measured anew, more often, and only that is told of them.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure, quick, tell
from bench.pages import Page, heaviest, walked  # sets up Django; keep it first

from django.conf import settings  # isort: skip
from django.db import connection  # isort: skip

from config.wall import WALLED  # isort: skip

MIDDLE, WORST = 1.15, 1.3
TRIES = 4 if quick() else 15
AGAIN, MORE = 12, 3  # so many of the dearest, so many times as often
ONLY = os.environ.get("BENCH_ROUTES", "").split()


@dataclass
class Both:
    """Processor seconds of a page, of this process and of the database's, without the
    wall and with it."""

    page: Page
    spent: tuple[list[tuple[float, float]], list[tuple[float, float]]] = field(
        default_factory=lambda: ([], [])
    )

    def middle(self, walled: int) -> float:
        return statistics.median(sum(each) for each in self.spent[walled])

    def least(self, walled: int) -> float:
        return min(sum(each) for each in self.spent[walled])

    def of_database(self, walled: int) -> float:
        return statistics.median(each[1] for each in self.spent[walled])

    @property
    def ratio(self) -> float:
        return self.middle(1) / self.middle(0)


class Clock:
    """Of this process and of the backend of its connection."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def spent(self, work: Callable[[], object]) -> tuple[float, float]:
        before, begun = self._database(), time.process_time()
        work()
        return time.process_time() - begun, self._database() - before

    def _database(self) -> float:
        return int(self.backend.read_text().split()[0]) / 1e9


def measured(pages: list[Page]) -> list[Both]:
    found = sorted(tried(pages, TRIES), key=lambda one: -one.ratio)
    again = tried([one.page for one in found[:AGAIN]], MORE * TRIES)
    return again + found[AGAIN:]


def tried(pages: list[Page], tries: int) -> list[Both]:
    found = [Both(page) for page in pages]
    clock = Clock()
    gc.disable()
    for turn in range(tries + 1):
        for one in found:
            for walled in (0, 1) if turn % 2 else (1, 0):
                stand(walled=bool(walled))
                spent = clock.spent(one.page.open)
                if turn:  # the first time warms what is kept
                    one.spent[walled].append(spent)
            gc.collect(1)
    gc.enable()
    return found


def stand(*, walled: bool) -> None:
    """As a connection is when it opens."""
    settings.SECOND_WALL = walled
    with connection.cursor() as cursor:
        door = "SELECT set_config('wall.open_lifted', %s, false)"
        cursor.execute(door, ["" if walled else "1"])


def figures(found: list[Both]) -> list[Figure]:
    middle = statistics.median(one.ratio for one in found)
    worst = max(found, key=lambda one: one.ratio)
    whole = sum(one.middle(1) for one in found) / sum(one.middle(0) for one in found)
    return [
        _ratio("the middle page behind the second wall", middle, MIDDLE, found),
        _ratio(f"… the dearest ({worst.page.route})", worst.ratio, WORST, found),
        _ratio("… all of them together", whole, None, found),
    ]


def _ratio(what: str, ratio: float, most: float | None, found: list[Both]) -> Figure:
    dearest = sorted(found, key=lambda one: -one.ratio)[:40]
    return Figure(
        f"{what}, processor time against none ({len(found)} pages)",
        f"{ratio:.2f} x",
        f"≤ {most} x" if most else "",
        ratio <= most if most else None,
        {f"{one.page.route} ({one.page.who})": told(one) for one in dearest},
        value=ratio,
        unit="x",
        ratio=ratio,
        against="the same pages without it",
    )


def told(one: Both) -> str:
    both = f"{one.middle(0) * 1000:.1f} → {one.middle(1) * 1000:.1f} ms"
    inside = f"{one.of_database(0) * 1000:.1f} → {one.of_database(1) * 1000:.1f}"
    return f"{one.ratio:.2f} x, {both}, in the database {inside}"


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false)", [WALLED])
    stand(walled=False)
    pages = heaviest(walled_free(walked()))
    tell(figures(measured(list(pages.values()))))


def walled_free(found: list[Page]) -> list[Page]:
    """Of somebody: before anybody is known nothing is told."""
    return [one for one in found if one.who and (not ONLY or one.route in ONLY)]


if __name__ == "__main__":
    main()
