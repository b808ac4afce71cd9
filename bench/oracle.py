"""The proof by trial: `make oracle`, or bench/oracle.py [--cases N] [--stations N].

Random stations, small enough to be judged by an independent max-flow and by trying
all subsets, full of ties, empty days, windows of no length, make-up days, fixed
events, shared attendees and limits on officers. Then the sweep over all stations
against the detector of one, every field of every conflict. Stops at the first
difference and prints the seed and the station that show it.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import trials  # noqa: E402
from coordination.core import force  # noqa: E402
from coordination.core.detect import detect  # noqa: E402
from tests.core import cases, crowds, oracle  # noqa: E402
from tests.core.test_oracle import check  # noqa: E402

CHUNK = 1000


def main() -> int:
    options = trials.asked_for(__doc__, cases=100_000, stations=80_000)
    parts: list[trials.Part] = [
        (judge, (options.seed, n))
        for judge, count in ((judged, options.cases), (swept, options.stations))
        for n in range(-(-count // CHUNK))
    ]
    return trials.run(options, parts, "no difference")


def judged(seed: int, chunk: int) -> tuple[Counter[str], str]:
    """The detector against the max-flow: what was seen, and the first difference."""
    rng = random.Random(f"judged {seed} {chunk}")
    seen: Counter[str] = Counter()
    for _ in range(CHUNK):
        limits, events = rng.random() < 0.3, rng.random() < 0.6
        facts = cases.station(
            rng, limits=limits, events=events, size=rng.choice([4, 7, 7, 9])
        )
        as_of = rng.choice([0, 0, 7])
        now = as_of + rng.choice([0, 0, 5])
        try:
            verdict = check(facts, as_of=as_of, now=now, limits=limits)
        except AssertionError as error:
            where = f"judged, seed {seed}, chunk {chunk}, as_of {as_of}, now {now}"
            return seen, f"{where}\n{facts}\n{error}"
        seen["detector judged by max-flow"] += 1
        seen["detector judged: with a deadline conflict"] += verdict.feasible is False
        seen["detector judged: with a clash"] += bool(
            oracle.clash_sets(facts, as_of=as_of)
        )
        seen["detector judged: with limits on officers"] += limits
    return seen, ""


def swept(seed: int, chunk: int) -> tuple[Counter[str], str]:
    """The sweep against the detector: what was seen, and the first difference."""
    rng = random.Random(f"swept {seed} {chunk}")
    facts = crowds.crowd(rng, CHUNK)
    as_of = rng.choice([0, 0, 7])
    now = as_of + rng.choice([0, 0, 5])
    stations = force.pack(facts)
    findings = force.sweep(stations, as_of=as_of, now=now)
    for s, each in enumerate(facts):
        told = force.verdict_of(stations, findings, s)
        expected = detect(each, as_of=as_of, now=now)
        if told != expected:
            where = f"swept, seed {seed}, chunk {chunk}, as_of {as_of}, now {now}"
            return Counter(), f"{where}\n{each}\n{expected}\n{told}"
    fast = ~findings.exact
    seen = Counter({"stations swept and detected": len(facts)})
    seen["stations swept: in the compiled loops"] = int(fast.sum())
    seen["stations swept: infeasible in the compiled loops"] = int(
        (findings.feasible[fast] == 0).sum()
    )
    seen["stations swept: conflicts compared"] = len(findings)
    return seen, ""


if __name__ == "__main__":
    sys.exit(main())
