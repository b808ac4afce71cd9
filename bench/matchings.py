"""Selections by trial: `make matching`, or bench/matchings.py [--cases N] [--seed N].

Small ones against every matching there is: none that is told as stable is blocked, no
stable one is better for any officer, posts and groups keep their places, and where
couples leave nothing stable, that is said and true. Then the hardest families and large
ones. Stops at the first that fails and prints its seed.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import trials  # noqa: E402
from tests.personnel.matching.judging import kinds  # noqa: E402

CHUNK = 100
SHARES = {
    "small": 5,
    "small, groups": 5,
    "adversarial": 2,
    "large": 1,
    "couples": 0.9,
    "couples, groups": 0.9,
    "couples, large": 0.2,
}
"""Parts of fifteen."""


def main() -> int:
    options = trials.asked_for(__doc__, cases=15_000)
    work = [
        (kind, f"{options.seed}/{kind}/{n}")
        for kind, share in SHARES.items()
        for n in range(int(options.cases * share / 15))
    ]
    return trials.run(options, trials.in_parts(part, work, CHUNK), "nothing is wrong")


def part(cases: list[tuple[str, str]]) -> tuple[Counter[str], str]:
    """What the selections gave, or the first that fails."""
    judge = kinds()
    seen: Counter[str] = Counter()
    for kind, seed in cases:
        try:
            found = judge[kind](random.Random(seed))
        except Exception:
            return seen, f"seed {seed!r}\n{traceback.format_exc()}"
        seen[f"{kind}: {found.verdict}"] += 1
        seen["blocking pairs where it is stable"] += found.stable * len(found.blocking)
        seen["officers matched"] += len(found.post_of())
        seen["officers unmatched"] += len(found.unmatched)
    return seen, ""


if __name__ == "__main__":
    sys.exit(main())
