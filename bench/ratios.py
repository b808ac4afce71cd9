"""Burdens against a count by hand: `make ratios`, or `bench/run.py --only ratios`.

Each force gets some hundreds of random tasks of every kind, fate and date, notices,
visits and commendations, under a random calendar. Every figure of a bureau, of each
department, station and quarter is compared with a count in plain SQL, and with its
list. RATIOS_FORCES says how many forces, RATIOS_SEED which.
"""

from __future__ import annotations

import os
import secrets
import sys
import time

from bench.figures import Figure, quick, tell
from bench.world import founded  # sets up Django; keep it first

from django.db import transaction  # isort: skip

from tests.factories import Force  # isort: skip
from tests.ratios.comparing import differences  # isort: skip

FORCES, TASKS = 20, 400


class Undone(Exception):
    """The force was looked at; nothing of it stays."""


def main() -> None:
    made = founded()
    asked = int(os.environ.get("RATIOS_FORCES", 2 if quick() else FORCES))
    seed = os.environ.get("RATIOS_SEED") or str(secrets.randbelow(10**9))
    begun, wrong, seen, compared = time.monotonic(), 0, 0, 0
    while seen < asked and not wrong:
        lines = looked(made, f"{seed}/{seen}")
        wrong = sum(bool(line) for line in lines)
        compared += len(lines)
        seen += 1
        for line in filter(None, lines):
            sys.stderr.write(f"{line}\n")
    told = (
        f"{wrong} of {compared:,} figures, {seen} forces of {TASKS} tasks, seed {seed}"
    )
    tell(
        [
            Figure(
                "burdens that differ from a count in SQL",
                f"{told}, {time.monotonic() - begun:.0f} s",
                "0",
                wrong == 0,
                value=wrong,
                unit="figures",
            )
        ]
    )


def looked(made: Force, seed: str) -> list[str]:
    """ "" for each figure that is equal, else what differs."""
    found: list[str] = []
    try:
        with transaction.atomic():
            found += differences(made, seed, TASKS, made.county_a, made.city)
            raise Undone
    except Undone:
        return found


if __name__ == "__main__":
    main()
