"""Ways out by trial: `make repairs`, or bench/repairs.py [--cases N] [--seed N].

Random conflicts as in tests/core/repairs.py, at one station and at three that share
directives, and those of tests/core/appointments.py, where people are wanted twice or
protected time is taken. Every plan is applied to the facts and put before the detector:
what it says of before and after must be true, what it changes allowed, and nothing may
be left undone where it says that it settles. Stops at the first that fails and prints
its seed.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tests.core import appointments, repairs  # noqa: E402

CHUNK = 100
ALONE, TOGETHER = "at one station", "at three that share directives"
APART = "where people are wanted twice"


def main() -> int:
    options = _options()
    begun = time.monotonic()
    print(f"seed {options.seed}")
    eighth = options.cases // 8
    counts = {ALONE: 4 * eighth, TOGETHER: eighth, APART: 3 * eighth}
    work = [(k, f"{options.seed}/{k}/{n}") for k in counts for n in range(counts[k])]
    parts = [work[n : n + CHUNK] for n in range(0, len(work), CHUNK)]
    seen: Counter[str] = Counter()
    with ProcessPoolExecutor(options.processes) as pool:
        for done in as_completed([pool.submit(part, each) for each in parts]):
            found, trouble = done.result()
            if trouble:
                print(trouble)
                pool.shutdown(cancel_futures=True)
                return 1
            seen.update(found)
    for name, count in sorted(seen.items()):
        print(f"{count:>9,}  {name}")
    print(f"every plan is what it says, {time.monotonic() - begun:.0f} s")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


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
