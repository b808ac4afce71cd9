"""A measured figure beside the one that was asked for."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`met` is None where nothing was asked.

    `measured` is for people; `value` in `unit` says the same as a number. `ratio` is
    how it stands to what `against` names, measured in the same run.
    """

    name: str
    measured: str
    asked: str = ""
    met: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    value: float | None = None
    unit: str = ""
    ratio: float | None = None
    against: str = ""

    def result(self) -> dict[str, Any]:
        """The figure as a row of results.json."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "ratio": self.ratio,
            "against": self.against,
            "asked": self.asked,
            "ok": self.met,
        }


def tell(figures: Iterable[Figure]) -> None:
    """The last line of a measuring program: its figures as JSON."""
    sys.stdout.write(json.dumps([asdict(each) for each in figures]) + "\n")


def heard(output: str) -> list[Figure]:
    """The figures in the last line of a measuring program's output."""
    return [Figure(**each) for each in json.loads(output.strip().splitlines()[-1])]


def quick() -> bool:
    return "--quick" in sys.argv


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def p95(values: Sequence[float]) -> float:
    """The smallest value that at least 95 % of all do not exceed."""
    ordered = sorted(values)
    return ordered[-(-95 * len(ordered) // 100) - 1]


def spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "runs": len(values),
        "least": min(values),
        "median": statistics.median(values),
        "p95": p95(values),
        "max": max(values),
    }


def ms(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def table(figures: Sequence[Figure]) -> str:
    """Plain columns; a figure that is not met is marked."""
    mark = {True: "ok", False: "MISSED", None: ""}
    rows = [("figure", "asked", "measured", "")]
    rows += [(each.name, each.asked, each.measured, mark[each.met]) for each in figures]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = []
    for row in rows:
        cells = [row[n].ljust(widths[n]) for n in range(3)]
        lines.append("  ".join([*cells, row[3]]).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
