"""OR-Tools max-flow, one network per station: source, work, intervals, sink.

There is a conflict if and only if the flow is less than the work (Horn 1974).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from common import Columns, answer
from ortools.graph.python import max_flow


def decide(given: Columns) -> np.ndarray:
    bounds = np.flatnonzero(np.diff(given["station"], prepend=-1, append=-1))
    found = [
        given["station"][low]
        for low, high in pairwise(bounds)
        if _short(
            *(given[name][low:high] for name in ("start", "end", "effort")),
        )
    ]
    return np.array(found, np.int64)


def _short(start: np.ndarray, end: np.ndarray, effort: np.ndarray) -> bool:
    points = np.unique(np.concatenate([start, end]))
    first, last = np.searchsorted(points, start), np.searchsorted(points, end)
    jobs, intervals = len(effort), len(points) - 1
    spans = last - first
    tail = np.repeat(np.arange(jobs), spans)
    head = jobs + np.arange(spans.sum()) - np.repeat(np.cumsum(spans) - spans, spans)
    head = head + np.repeat(first, spans)
    source, sink = jobs + intervals, jobs + intervals + 1
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(jobs, source), np.arange(jobs), effort)
    flow.add_arcs_with_capacity(tail, head, effort[tail])
    flow.add_arcs_with_capacity(
        jobs + np.arange(intervals), np.full(intervals, sink), np.diff(points)
    )
    flow.solve(source, sink)
    return bool(flow.optimal_flow() < effort.sum())


if __name__ == "__main__":
    answer(decide)
