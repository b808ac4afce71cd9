"""What every peer does alike: read the arrays, be timed, say what it found.

A peer is a program of its own, `PEER.py FOLDER LAST`, run by the interpreter that has
its library. It answers for the stations 0..LAST - 1 with one line of JSON and writes
the stations that cannot do everything to `FOLDER/said-PEER.npy`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

Columns = dict[str, np.ndarray]
NAMES = ("station", "start", "end", "effort")


def columns(folder: Path, last: int) -> Columns:
    """Live work of stations 0..last - 1 on the capacity clock, by station."""
    station = np.load(folder / "peer_station.npy")
    rows = int(np.searchsorted(station, last))
    return {name: np.load(folder / f"peer_{name}.npy")[:rows] for name in NAMES}


def answer(decide: Callable[[Columns], np.ndarray]) -> None:
    """Time `decide`, which returns the stations in conflict, and print the answer."""
    folder, last = Path(sys.argv[1]), int(sys.argv[2])
    given = columns(folder, last)
    begun, busy = time.perf_counter(), time.process_time()
    found = decide(given)
    spent, busy = time.perf_counter() - begun, time.process_time() - busy
    np.save(folder / f"said-{Path(sys.argv[0]).stem}.npy", np.sort(found))
    said = {"seconds": spent, "processor": busy, "stations": last}
    print(json.dumps({**said, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """The most memory this process ever held (`ru_maxrss` would count its parent's)."""
    told = Path("/proc/self/status").read_text()
    line = next(row for row in told.splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
