"""Fit and deployment by trial: `make postings`, or bench/postings.py [--cases N].

Fit: points add up to the score, limits bar and change no point, more of anything never
lowers it. Deployment: small forces against every plan there is, of every size; larger
ones against CP-SAT. Stops at the first that fails and prints its seed.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import trials  # noqa: E402
from tests.core import deploying  # noqa: E402
from tests.personnel.fit import people  # noqa: E402

CHUNK = 200
SHARES = {"fit": 0.5, "every plan": 0.49, "solver": 0.01}


def main() -> int:
    options = trials.asked_for(__doc__, cases=20_000)
    work = [
        (kind, f"{options.seed}/{kind}/{n}")
        for kind, share in SHARES.items()
        for n in range(int(options.cases * share))
    ]
    return trials.run(options, trials.in_parts(part, work, CHUNK), "nothing is wrong")


def part(cases: list[tuple[str, str]]) -> tuple[Counter[str], str]:
    """What was seen, or the first that fails."""
    seen: Counter[str] = Counter()
    for kind, seed in cases:
        try:
            seen[kind] += 1
            seen[f"{kind}: {_judged(kind, random.Random(seed))}"] += 1
        except Exception:
            return seen, f"seed {seed!r}\n{traceback.format_exc()}"
    return seen, ""


def _judged(kind: str, source: random.Random) -> str:
    if kind == "fit":
        return "excluded" if people.judged(source) else "not excluded"
    if kind == "every plan":
        return f"{deploying.judged(deploying.case(source))} postings"
    from bench.peers.deployment import agrees

    return f"up to {10 * (1 + agrees(deploying.large(source)) // 10)} postings"


if __name__ == "__main__":
    sys.exit(main())
