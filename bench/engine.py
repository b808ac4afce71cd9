"""The engine in a process of its own: `python -m bench.engine FOLDER [--last N] …`.

Prints one line of JSON: seconds and processor time of the quickest run after one that
is not measured, conflicts found,
stations handed to the one-by-one detector, and the peak memory of the process. The
stations that cannot do everything are written to `FOLDER/said-engine.npy`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from bench.figures import seconds
from bench.ground import CODES, as_of
from bench.peers.common import peak_mb
from coordination.core.force import Capacity, Events, Stations, sweep, work_of

SLICE = 2_000  # stations swept at a time, as a worker would


def stations(folder: Path) -> Stations:
    """What the sweep reads, from the files of a ground."""

    def column(name: str) -> np.ndarray:
        return np.load(folder / f"{name}.npy")

    own, at = column("own"), column("at")
    of_station = np.repeat(own, np.diff(at))
    department = column("department")
    events_at, event_department = column("event_at"), column("event_department")
    event_own = np.repeat(own, np.diff(events_at))
    return Stations(
        codes=tuple((folder / CODES).read_text().split("\n")),
        own=own,
        capacity=Capacity(
            **{
                name: column(f"capacity_{name}")
                for name in ("of", "at", "start", "end", "net", "present")
            }
        ),
        work=work_of(
            at,
            id=column("id"),
            release=column("release"),
            due=column("due"),
            effort=column("effort"),
            department=np.where(department < 0, of_station, department),
            priority=column("priority"),
        ),
        events=Events(
            at=events_at,
            id=column("event_id"),
            start=column("event_start"),
            end=column("event_end"),
            officers=column("event_officers"),
            department=np.where(
                event_department < 0, event_own, event_department
            ).astype(np.int32),
            people_at=column("event_people_at"),
            people=column("event_people"),
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--last", type=int)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    read = stations(options.folder)
    last = options.last or len(read)
    said = np.zeros(last, np.int8)
    counted = {"conflicts": 0, "exact": 0}

    def run() -> None:
        counted.update(conflicts=0, exact=0)
        for low in range(0, last, SLICE):
            high = min(low + SLICE, last)
            found = sweep(read, as_of=as_of(), now=as_of(), first=low, last=high)
            said[low:high] = found.feasible
            counted["conflicts"] += len(found)
            counted["exact"] += int(found.exact.sum())

    run()  # compiles or reads what was compiled, and has memory given by the system
    spent, busy = [], []
    for _ in range(options.runs):
        begun = time.process_time()
        spent.append(seconds(run))
        busy.append(time.process_time() - begun)
    np.save(options.folder / "said-engine.npy", np.flatnonzero(said == 0))
    found = {"seconds": min(spent), "runs": spent, "processor": min(busy)}
    print(json.dumps({**found, "peak_mb": peak_mb(), **counted}))


if __name__ == "__main__":
    main()
