"""Capacity against a count made by hand: `make recount`, or `bench/run.py --only
recount`.

Each history is a station with officers and auxiliaries who come, go, are lent, return
and are away, under changing duty hours, standing work, protected time, holidays,
make-up workdays and alert levels of its bureau and the one above. What the product
gives is compared with the count of every half hour of six weeks. RECOUNT_HISTORIES
says how many, RECOUNT_SEED which.
"""

from __future__ import annotations

import os
import secrets
import sys
import time

import django

from bench.figures import Figure, quick, tell

django.setup()

from tests.coordination.recounting import TOGETHER, differences  # noqa: E402


def main() -> None:
    asked = int(os.environ.get("RECOUNT_HISTORIES", 100 if quick() else 1200))
    seed = os.environ.get("RECOUNT_SEED") or str(secrets.randbelow(10**9))
    begun, wrong, seen = time.monotonic(), [], 0
    while seen < asked and not wrong:
        wrong = differences(f"{seed}/{seen // TOGETHER}")
        seen += TOGETHER
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    tell(
        [
            Figure(
                "capacity equal to a count day by day, officer by officer",
                f"{seen - len(wrong):,} of {seen:,} histories"
                f" (seed {seed}, {time.monotonic() - begun:.0f} s)",
                "all of 1,000",
                not wrong,
                value=len(wrong),
                unit="differences",
            )
        ]
    )


if __name__ == "__main__":
    main()
