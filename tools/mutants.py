"""`make mutants`: does a test notice when a line of the engine is wrong?

Changes coordination/core in memory, one small change at a time, and runs the tests that
reach the changed line, the cheapest first, until one fails. Only var/ is written: what
was found is kept there, and a run goes on where the last one ended. What survives is
listed, and explained in docs/mutants.md.
tools/mutants.py [FILE …] [--sample N] [--least PERCENT] [--fresh] [--excluded]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from tools.mutation.changing import mutants  # noqa: E402
from tools.mutation.excluding import excluded  # noqa: E402
from tools.mutation.remembering import Memory  # noqa: E402
from tools.mutation.trying import CORE, Trial, collected, tried  # noqa: E402

KEPT = ROOT / "var" / "mutants"
BORDER = ("__init__.py", "compiled.py", "warming.py")
"""Decide nothing: they lead to numba and away from it."""


def main() -> int:
    options = _options()
    os.chdir(ROOT)
    trials, spared = _trials(options)
    memory = Memory(KEPT, fresh=options.fresh)
    begun, survived = time.monotonic(), []

    def tell(trial: Trial, killed: bool) -> None:
        if not killed:
            survived.append(trial)
            print(trial, flush=True)

    if code := collected(
        lambda items: tried(items, trials, memory, options.processes, tell)
    ):
        print(f"the tests fail by themselves: {code}", file=sys.stderr)
        return 2
    share = _table(trials, survived, spared)
    print(f"{time.monotonic() - begun:.0f} s")
    return int(share < options.least)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="below coordination/core")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget what is known")
    parser.add_argument("--excluded", action="store_true", help="list these too")
    return parser.parse_args()


def _trials(options: argparse.Namespace) -> tuple[list[Trial], Counter[str]]:
    """What is tried, and how many changes each rule excludes."""
    paths = [CORE / name for name in options.files] or sorted(CORE.rglob("*.py"))
    found, spared = [], Counter[str]()
    for path in paths:
        if path.name in BORDER:
            continue
        source = path.read_text()
        rules = excluded(source)
        for mutant in mutants(source):
            trial = Trial(path, mutant)
            if rule := rules.get(mutant.n):
                spared[rule] += 1
                if options.excluded:
                    print(f"{rule}: {trial}")
            else:
                found.append(trial)
    if options.sample and options.sample < len(found):
        found = random.Random(options.seed).sample(found, options.sample)
    return found, spared


def _table(
    trials: Sequence[Trial], survived: Sequence[Trial], spared: Counter[str]
) -> float:
    """Prints the counts; the share that was killed, in percent."""
    count, left = Counter(map(_name, trials)), Counter(map(_name, survived))
    for name in sorted(count):
        print(f"{name:24} {count[name]:5} {left[name]:4} survived")
    for rule in sorted(spared):
        print(f"excluded: {rule:13} {spared[rule]:5}")
    killed = len(trials) - len(survived)
    share = 100 * killed / max(len(trials), 1)
    whole = len(trials) + spared.total()
    print(f"{len(trials)} mutants, {killed} killed = {share:.1f} %")
    print(f"with those excluded: {whole}, {100 * killed / max(whole, 1):.1f} %")
    return share


def _name(trial: Trial) -> str:
    return trial.path.relative_to(CORE).as_posix()


if __name__ == "__main__":
    sys.exit(main())
