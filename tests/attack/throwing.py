"""Throwing files at doors: how many, how long each took, and what broke."""

from __future__ import annotations

import resource
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.places import BASE_DIR
from tests.attack.mutating import mutated
from tests.attack.plain_doors import Door

KEPT = BASE_DIR / "var" / "fuzz"
SLOW = 20.0
"""Seconds of one file; the limited process ends after 40."""
HEAVY = 1536 * 1024
"""KiB that the process may grow to at most, what the limited one has."""


@dataclass
class Thrown:
    """What came of it; `crashes` by what they have in common, with the file kept."""

    cases: dict[str, int] = field(default_factory=dict)
    crashes: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")

    def told(self) -> str:
        seconds, which = self.slowest
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return (
            f"{sum(self.cases.values())} files {self.cases}, {len(self.crashes)} kinds"
            f" of crash, slowest {seconds:.1f} s ({which}), {most} MiB at most"
        )


def tell(total: str) -> None:
    """What was tried, also where several processes try side by side or one fails:
    nothing else prints what they say."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "told.txt").open("a") as kept:
        kept.write(f"{total}\n")
    sys.stdout.write(f"\n{total}\n")


def throw(
    doors: Sequence[Door],
    *,
    seed: int,
    seconds: float,
    most: int | None = None,
    thrown: Thrown | None = None,
) -> Thrown:
    """One file at each door in turn, for so long or so many of each."""
    thrown = thrown or Thrown()
    end, number = time.monotonic() + seconds, seed
    while time.monotonic() < end and (most is None or number - seed < most):
        for door in doors:
            _one(door, number, thrown)
        number += 1
    return thrown


def _one(door: Door, number: int, thrown: Thrown) -> None:
    raw = mutated(number, door.ending, door.like)
    before = _memory()
    began = time.monotonic()
    try:
        door.takes(raw)
    except Exception as crash:
        at = traceback.extract_tb(crash.__traceback__)[-1]
        where = f"{Path(at.filename).name}:{at.lineno}"
        _keep(door, number, raw, thrown, f"{type(crash).__name__} {where}: {crash}")
    took = time.monotonic() - began
    name = f"{door.name}.{door.ending}"
    thrown.cases[name] = thrown.cases.get(name, 0) + 1
    thrown.slowest = max(thrown.slowest, (took, f"{door.name} {number}"))
    if took > SLOW:
        _keep(door, number, raw, thrown, f"slow: {took:.0f} s")
    if before < HEAVY <= _memory():
        _keep(door, number, raw, thrown, f"memory: {_memory() // 1024} MiB")


def _keep(door: Door, number: int, raw: bytes, thrown: Thrown, what: str) -> None:
    """The first of each kind."""
    kind = f"{door.name} {what.partition(':')[0]}"
    if kind in thrown.crashes:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{door.name}-{number}.{door.ending}"
    path.write_bytes(raw)
    thrown.crashes[kind] = f"{what[:300]} (seed {number}, {path.name})"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
