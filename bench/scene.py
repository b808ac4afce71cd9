"""What the rows of the bench share: the grounds, the engine's answer, the peers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure
from bench.ground import Ground, lay, scatter

BASE = Path(__file__).resolve().parent.parent
PEERS = BASE / ".venv-bench" / "bin" / "python"
NATION, QUICK = (40_000, 200), (500, 200)
PEER_SECONDS = 300


@dataclass
class Scene:
    """`ruled` has deadlines by rule, `scattered` gives each piece of work its own."""

    ruled: Ground
    scattered: Ground
    quick: bool
    _answers: dict[tuple[Path, int], dict[str, Any]] = field(default_factory=dict)

    def engine(self, ground: Ground, last: int | None = None) -> dict[str, Any]:
        """What `bench.engine` says of the first `last` stations; asked once."""
        key = ground.folder, last or ground.stations
        if key not in self._answers:
            argv = [sys.executable, "-m", "bench.engine", str(key[0])]
            runs = "2" if self.quick else "3"
            said = _run([*argv, "--last", str(key[1]), "--runs", runs])
            said["short"] = np.load(ground.folder / "said-engine.npy")
            self._answers[key] = said
        return self._answers[key]

    def per_station(self, ground: Ground, clock: str = "seconds") -> float:
        """Seconds of the engine per station of a whole ground.

        `clock` is `seconds` on the wall or `processor`. The latter compares programs
        that only reckon, each on one core, whatever else the machine does.
        """
        return float(self.engine(ground)[clock]) / ground.stations

    def peer(self, name: str, ground: Ground, last: int) -> dict[str, Any] | None:
        """Seconds and `agrees` of a peer; None where its library is not installed."""
        if not PEERS.exists():
            return None
        said = _run(
            [str(PEERS), f"bench/peers/{name}.py", str(ground.folder), f"{last}"]
        )
        found = np.load(ground.folder / f"said-{name}.npy")
        return {**said, "agrees": self.agrees(found, ground, last)}

    def agrees(self, found: np.ndarray, ground: Ground, last: int) -> bool:
        """Whether these are exactly the stations that the engine calls infeasible."""
        short = self.engine(ground)["short"]
        return np.array_equal(np.sort(found), short[short < last])


def made(folder: Path, *, quick: bool) -> Scene:
    """Both grounds, laid into the folder."""
    ruled = lay(folder / "ruled", *(QUICK if quick else NATION))
    part = ruled if quick else lay(folder / "part", ruled.stations // 10, ruled.open)
    return Scene(ruled, scatter(part, folder / "scattered"), quick)


def slower(
    name: str,
    said: dict[str, Any] | None,
    own: float,
    asked: float | None = None,
    clock: str = "seconds",
) -> Figure:
    """A peer's time per station beside the engine's, if it found the same.

    `own` is the engine's seconds per station by the same clock, `asked` how many times
    slower the peer should be at least.
    """
    wish = f"≥ {asked:g} x" if asked else ""
    if said is None:
        return Figure(name, "not installed", wish)
    each = said[clock] / said["stations"]
    ratio = each / own
    if not said["agrees"]:
        return Figure(name, "another answer than the engine's", wish, False, said)
    many = f"{said['stations']:,} of them"
    return Figure(
        name,
        f"{each * 1e6:,.0f} µs a station = {ratio:.1f} x ({many})",
        wish,
        None if asked is None else ratio >= asked,
        said,
        value=each * 1e6,
        unit="µs/station",
        ratio=ratio,
        against="the engine, one core",
    )


def _run(argv: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        argv,
        cwd=BASE,
        env={**os.environ, "PYTHONPATH": str(BASE)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PEER_SECONDS,
    )
    said: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return said
