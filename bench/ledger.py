"""The ledger against a model in plain Python: `make ledger`, or `bench/run.py --only
ledger`.

Random steps by SQL, past the services, on a few lines of two stations: allocations,
payments, the station's word, returns, counter-entries, among them what must be refused.
First one connection, each step accepted exactly when the model allows it; then two
connections that race on the same lines, where what was accepted must add up and no
invariant may break. Then the days that money took in 300 random histories, beside a
model that counts every fen. LEDGER_STEPS says how many, LEDGER_SEED which.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from random import Random

import django

from bench.figures import Figure, quick, tell

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.budget import machine  # noqa: E402
from tests.budget.machine import Ground, Model  # noqa: E402
from tests.factories import Force, force  # noqa: E402

LINES, AT_ONCE, TOGETHER = 8, 500, 250
FIRST, DAYS_OF = 2051, 20  # years in which nothing else happens


def main() -> None:
    asked = int(os.environ.get("LEDGER_STEPS", 2_000 if quick() else 120_000))
    seed = os.environ.get("LEDGER_SEED") or str(secrets.randbelow(10**9))
    made = force()
    model, begun = Model(laid(made)), time.monotonic()
    alone, wrong = walked(model, f"{seed}/alone", asked // 2)
    raced, more = (0, []) if wrong else racing(model, f"{seed}/race", asked // 2)
    for line in (wrong := [*wrong, *more]):
        sys.stderr.write(f"{line}\n")
    steps = Figure(
        "ledger: broken invariants against a model, also with two connections",
        f"{len(wrong)} in {alone:,} + {raced:,} racing steps"
        f" (seed {seed}, {time.monotonic() - begun:.0f} s)",
        "0 in 100,000",
        not wrong,
        value=len(wrong),
        unit="differences",
    )
    tell([steps, days(made, f"{seed}/days", 2 if quick() else DAYS_OF)])


def days(made: Force, seed: str, years: int) -> Figure:
    """Every purpose of so many years, each line with a history of its own."""
    from tests.budget import fens
    from tests.budget.world import second

    random, wrong, begun = Random(seed), 0, time.monotonic()
    office = (made.finance.pk, second(made).pk)
    for year in range(FIRST, FIRST + years):
        ground = fens.open_lines(made, office, year)
        wrong += len(fens.differences(made.a1.pk, year, fens.happened(random, ground)))
    return Figure(
        "days that money took, against a model that counts every fen",
        f"{wrong} in {years * len(ground.lines)} histories"
        f" (seed {seed}, {time.monotonic() - begun:.0f} s)",
        "0 in 300",
        not wrong,
        value=wrong,
        unit="differences",
    )


def laid(made: Force) -> Ground:
    """Eight empty lines, the last of a closed year."""
    from budget.models import ClosedYear, Line
    from tests.budget.world import second

    now = timezone.now()
    year = timezone.localdate(now).year
    lines = [
        Line.objects.create(station=made.a1, bureau=made.county_a, year=year - n).pk
        for n in range(LINES)
    ]
    ClosedYear.objects.create(
        bureau=made.county_a, year=year - LINES + 1, closed_at=now
    )
    office = (made.finance.pk, second(made).pk)
    return Ground(lines, frozenset(lines[-1:]), office, made.chief_a1.pk, now)


def walked(model: Model, seed: str, steps: int) -> tuple[int, list[str]]:
    """One connection; compared with the database after some hundred steps."""
    random, done = Random(seed), 0
    while done < steps:
        if wrong := machine.walk(random, model, AT_ONCE):
            return done, wrong
        done += AT_ONCE
    return done, []


def racing(model: Model, seed: str, steps: int) -> tuple[int, list[str]]:
    """Two connections on the same lines; compared whenever both have paused."""
    lock, done = threading.Lock(), 0

    def run(name: str) -> None:
        random = Random(name)
        try:
            for _n in range(TOGETHER):
                with lock:
                    step = machine.propose(random, model)
                made = machine.write(model.ground, step)
                if made is not None:
                    with lock:
                        model.take(*made)
        finally:
            connections.close_all()

    while done < steps:
        names = [f"{seed}/{done}/{n}" for n in range(2)]
        pair = [threading.Thread(target=run, args=[name]) for name in names]
        for one in pair:
            one.start()
        for one in pair:
            one.join()
        done += 2 * TOGETHER
        if wrong := machine.differences(model):
            return done, wrong
    return done, []


if __name__ == "__main__":
    main()
