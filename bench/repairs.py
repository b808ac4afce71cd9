"""Ways out by trial: `make repairs`, or bench/repairs.py [--cases N] [--seed N].

Random conflicts as in tests/core/repairs.py, at one station and at three that share
directives, and those of tests/core/appointments.py, where people are wanted twice or
protected time is taken. Every plan is applied to the facts and put before the detector:
what it says of before and after must be true, what it changes allowed, and nothing may
be left undone where it says that it settles. Stops at the first that fails and prints
its seed.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import trials  # noqa: E402
from tests.core import appointments, repairs  # noqa: E402

CHUNK = 100
ALONE, TOGETHER = "at one station", "at three that share directives"
APART = "where people are wanted twice"


def main() -> int:
    options = trials.asked_for(__doc__, cases=8_000)
    eighth = options.cases // 8
    counts = {ALONE: 4 * eighth, TOGETHER: eighth, APART: 3 * eighth}
    work = [(k, f"{options.seed}/{k}/{n}") for k in counts for n in range(counts[k])]
    parts = trials.in_parts(part, work, CHUNK)
    return trials.run(options, parts, "every plan is what it says")


def part(cases: list[tuple[str, str]]) -> tuple[Counter[str], str]:
    """What the cases gave, or the first that fails."""
    judge: dict[str, Callable[[random.Random], list[set[str]]]] = {
        ALONE: lambda rng: [repairs.judged(rng)],
        TOGETHER: lambda rng: [repairs.judged_together(rng)],
        APART: appointments.judged,
    }
    seen: Counter[str] = Counter()
    for kind, seed in cases:
        try:
            found = judge[kind](random.Random(seed))
        except Exception:
            return seen, f"seed {seed!r}\n{traceback.format_exc()}"
        for methods in found:
            seen[f"conflicts {kind}"] += 1
            seen[f"settled {kind}" if methods else f"not settled {kind}"] += 1
            seen.update(f"settled by {method} {kind}" for method in methods)
    return seen, ""


if __name__ == "__main__":
    sys.exit(main())
