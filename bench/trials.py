"""Many random cases judged by several processes, until the first that fails."""

from __future__ import annotations

import argparse
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

Told = tuple[Counter[str], str]
"""What was seen, and the first that failed with what shows it, or nothing."""
Part = tuple[Callable[..., Told], tuple[Any, ...]]


def asked_for(doc: str | None, **numbers: int) -> argparse.Namespace:
    """Options of a trial: how many of each, the seed, the processes."""
    parser = argparse.ArgumentParser(description=doc)
    for name, usual in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def run(options: argparse.Namespace, parts: Iterable[Part], good: str) -> int:
    """Prints the seed, then what was seen and `good`, or what failed; the exit code."""
    begun = time.monotonic()
    print(f"seed {options.seed}")
    seen: Counter[str] = Counter()
    with ProcessPoolExecutor(options.processes) as pool:
        running = [pool.submit(part, *given) for part, given in parts]
        for done in as_completed(running):
            found, trouble = done.result()
            if trouble:
                print(trouble)
                pool.shutdown(cancel_futures=True)
                return 1
            seen.update(found)
    for name, count in sorted(seen.items()):
        print(f"{count:>9,}  {name}")
    print(f"{good}, {time.monotonic() - begun:.0f} s")
    return 0


def in_parts(
    part: Callable[[list[Any]], Told], work: list[Any], size: int
) -> list[Part]:
    """The same judge for so many cases at a time."""
    return [(part, (work[n : n + size],)) for n in range(0, len(work), size)]
