"""`make mutants`: does a test notice when a line of the engine is wrong?

Changes coordination/core in memory, one small change at a time, and runs the tests of
that module until one fails. Nothing is written. What survives is listed, and explained
in docs/mutants.md. tools/mutants.py [FILE …] [--sample N] [--least PERCENT]
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from tools.mutating import Mutant, mutants, mutated  # noqa: E402

CORE = ROOT / "coordination" / "core"
PATIENCE = 120.0
QUICK = "tests/core/test_traps.py"
FLOW = (
    "tests/core/test_oracle.py::test_plain_stations[0]",
    "tests/core/test_oracle.py::test_stations_with_events[0]",
    "tests/core/test_oracle.py::test_stations_with_limits[0]",
)
MACHINE = "tests/core/test_machine.py"
LIMITS = (
    "tests/core/test_limits.py",
    "tests/core/test_oracle.py::test_stations_with_limits[2]",
    "tests/core/test_oracle.py::test_stations_with_limits[4]",
)
BESIDE = {
    "force": (MACHINE, "tests/core/test_force.py"),
    "track": (MACHINE, QUICK, "tests/core/test_pictures.py"),
    "clock": (MACHINE, QUICK, *FLOW, "tests/core/test_pictures.py"),
    "deadlines": (QUICK, *FLOW, *LIMITS),
    "flow": (QUICK, *FLOW, *LIMITS),
    "limits": (QUICK, *FLOW, *LIMITS),
    "identity": ("tests/core/test_identity.py",),
    "facts": (QUICK, "tests/core/test_limits.py"),
    "load": ("tests/core/test_pictures.py",),
    "slack": ("tests/core/test_pictures.py",),
    "proof": ("tests/core/test_pictures.py",),
    "preview": ("tests/core/test_preview.py", "tests/core/test_profile.py"),
    "preview_event": ("tests/core/test_preview.py", "tests/core/test_profile.py"),
    "staircase": ("tests/core/test_profile.py", "tests/core/test_preview.py"),
    "profile": ("tests/core/test_profile.py",),
    "backlog": ("tests/core/test_profile.py",),
    "ramps": ("tests/core/test_profile.py", "tests/core/test_pictures.py"),
}
"""Tests of a module that are not those of the detector."""

OPTIONS = (
    *("-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--noconftest"),
    *("-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist"),
)


@dataclass(frozen=True)
class Trial:
    """One mutant of one module."""

    path: Path
    mutant: Mutant

    def __str__(self) -> str:
        where = self.path.relative_to(ROOT).as_posix()
        return f"{where}:{self.mutant.line}  {self.mutant.what}"


def main() -> int:
    options = _options()
    os.environ.update(NUMBA_DISABLE_JIT="1", CROWD="150", HYPOTHESIS_DERANDOMIZE="1")
    os.chdir(ROOT)
    _warm()
    trials = _trials(options)
    for path in sorted({trial.path for trial in trials}):
        if _wait(_start(None, _tests(path)), PATIENCE):
            print(f"the tests of {path.name} fail by themselves", file=sys.stderr)
            return 2
    begun = time.monotonic()
    survived, count = [], Counter[str]()
    for trial, killed in _tried(trials, options.processes):
        name = trial.path.relative_to(CORE).as_posix()
        count[name] += 1
        if not killed:
            survived.append(trial)
            count[f"{name} survived"] += 1
            print(trial, flush=True)
    for name in sorted({trial.path.relative_to(CORE).as_posix() for trial in trials}):
        print(f"{name:24} {count[name]:5} {count[f'{name} survived']:4} survived")
    share = 100 * (1 - len(survived) / max(len(trials), 1))
    spent = time.monotonic() - begun
    print(f"{len(trials)} mutants, {share:.1f} % killed, {spent:.0f} s")
    return int(share < options.least)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="below coordination/core")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _trials(options: argparse.Namespace) -> list[Trial]:
    paths = [CORE / name for name in options.files] or sorted(CORE.rglob("*.py"))
    found = [
        Trial(path, mutant)
        for path in paths
        if path.name not in ("__init__.py", "compiled.py", "warming.py")
        for mutant in mutants(path.read_text())
    ]
    if options.sample and options.sample < len(found):
        found = random.Random(options.seed).sample(found, options.sample)
    return found


def _tests(path: Path) -> Sequence[str]:
    if path.parent != CORE:
        return BESIDE[path.parent.name]
    return BESIDE.get(path.stem, (QUICK, *FLOW))


def _warm() -> None:
    """Import what every trial needs and no trial changes."""
    import hypothesis
    import numba
    import numpy
    import pytest

    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=50
    )
    hypothesis.settings.load_profile("mutants")
    assert numba and numpy and pytest  # noqa: S101 - only imported


def _tried(trials: Sequence[Trial], processes: int) -> Iterator[tuple[Trial, bool]]:
    """Every trial and whether a test noticed; so many run at a time."""
    running: dict[int, tuple[Trial, float]] = {}
    waiting = iter(trials)
    left = len(trials)
    while left:
        while len(running) < processes and (trial := next(waiting, None)):
            child = _start(trial, _tests(trial.path))
            running[child] = trial, time.monotonic()
        for child, (trial, begun) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if not done and time.monotonic() - begun > PATIENCE:
                os.kill(child, signal.SIGKILL)
                done, status = os.waitpid(child, 0)
            if done:
                del running[child]
                left -= 1
                yield trial, status != 0
        time.sleep(0.01)


def _wait(child: int, patience: float) -> int:
    begun = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        if time.monotonic() - begun > patience:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1]
        time.sleep(0.02)


def _start(trial: Trial | None, tests: Sequence[str]) -> int:
    """Run tests in a child that imports the changed module; its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        import pytest

        if trial is not None:
            sys.meta_path.insert(0, Changed(trial))
        status = int(pytest.main([*OPTIONS, *tests]))
    finally:
        os._exit(status)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the one module that is changed, and executes the change."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        relative = trial.path.relative_to(ROOT).with_suffix("")
        self._name = ".".join(relative.parts)

    def find_spec(
        self, fullname: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._trial.path, loader=self
        )

    def exec_module(self, module: ModuleType) -> None:
        source = self._trial.path.read_text()
        tree = mutated(source, self._trial.mutant.n)
        exec(compile(tree, str(self._trial.path), "exec"), module.__dict__)  # noqa: S102


if __name__ == "__main__":
    sys.exit(main())
