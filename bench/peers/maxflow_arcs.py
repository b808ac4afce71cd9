"""The same max-flow as `maxflow`, its network built one arc at a time.

This is how the prototype had it, and how it is usually written. Most of the time goes
into crossing from Python to the library and back.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from common import Columns, answer
from ortools.graph.python import max_flow


def decide(given: Columns) -> np.ndarray:
    bounds = np.flatnonzero(np.diff(given["station"], prepend=-1, append=-1))
    found = []
    for low, high in pairwise(bounds):
        rows = (given[name][low:high].tolist() for name in ("start", "end", "effort"))
        if _short(list(zip(*rows, strict=True))):
            found.append(given["station"][low])
    return np.array(found, np.int64)


def _short(work: list[tuple[int, int, int]]) -> bool:
    points = sorted({point for start, end, _ in work for point in (start, end)})
    place = {point: n for n, point in enumerate(points)}
    source, sink, first = 0, 1, 2 + len(work)
    flow = max_flow.SimpleMaxFlow()
    for n, (start, end, effort) in enumerate(work):
        flow.add_arc_with_capacity(source, 2 + n, effort)
        for interval in range(place[start], place[end]):
            flow.add_arc_with_capacity(2 + n, first + interval, effort)
    for interval, (low, high) in enumerate(pairwise(points)):
        flow.add_arc_with_capacity(first + interval, sink, high - low)
    flow.solve(source, sink)
    return flow.optimal_flow() < sum(effort for _, _, effort in work)


if __name__ == "__main__":
    answer(decide)
