"""Compile the loops of the sweep once, so that no worker has to wait for it.

`python -m coordination.core.force.warming` is part of `make setup` and of the image.
"""

from __future__ import annotations

import sys

from ..facts import Demand, Event, Period, StationFacts
from . import compiled
from .packing import pack
from .profiles import packed_profiles
from .sweeping import sweep
from .weekly import packed_weeks


def main() -> None:
    """Decide one station, which compiles all there is."""
    if not compiled.available():
        sys.stderr.write("numba is missing: sweeps use the detector of one station\n")
        return
    facts = StationFacts(
        "S",
        (Period(0, 100, 1000, 1000),),
        (Demand("a", "A", 0, 100, 1),),
        (Event("e", "A", 0, 10, 500),),
    )
    stations = pack([facts])
    sweep(stations, as_of=0, now=0)
    backlogs = [backlog for _, backlog in packed_profiles(stations, [100], as_of=0)]
    list(packed_weeks(stations, backlogs, as_of=0, first=0))


if __name__ == "__main__":
    main()
