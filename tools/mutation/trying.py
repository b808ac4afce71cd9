"""Tests collected once; a child for each change, which runs them until one fails.

A change inside a function is put into the function as it was loaded. One that counts
on import has its module, and what imports it, loaded again in the child.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import mmap
import os
import pickle
import signal
import struct
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from .changing import Mutant
from .covering import Covered, covered, imported
from .loading import Functions, load_again, module_name
from .remembering import Memory

ROOT = Path(__file__).resolve().parent.parent.parent
CORE = ROOT / "coordination" / "core"
TESTS = ROOT / "tests" / "core"
LEFT_OUT = ("compiled", "check_file", "files", "spreadsheets", "tables")
"""Tests of what lies around the engine."""
OPTIONS = (
    *("-x", "-q", "-s", "-c", os.devnull, "--rootdir", str(ROOT), "--noconftest"),
    *("-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist"),
)
NOTICED, BROKEN = 1, 99
"""How a child ends whose tests fail, and one that could not run them."""
PATIENCE, TIMES = 2.0, 20.0
"""A test runs into its limit after so many seconds and so many times its usual time."""


@dataclass(frozen=True)
class Trial:
    """One mutant of one module."""

    path: Path
    mutant: Mutant

    def __str__(self) -> str:
        where = self.path.relative_to(ROOT).as_posix()
        return f"{where}:{self.mutant.line}  {self.mutant.what}"


@dataclass
class Tests:
    """The collected tests: what each one runs, how it reads, what it noticed so far."""

    items: list[Any]
    known: dict[str, Covered]
    functions: Functions
    digest: dict[str, str]
    noticed: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def of(self, trial: Trial) -> list[Any]:
        """Those that reach the change: what noticed its neighbours, then the cheap."""
        path, mutant = str(trial.path), trial.mutant
        lines = set(mutant.lines)

        def reaches(item: Any) -> bool:
            seen = self.known[item.nodeid].lines.get(path, set())
            return not lines.isdisjoint(seen) if mutant.unit else bool(seen)

        def rank(item: Any) -> float:
            often = self.noticed[path, mutant.unit, item.nodeid]
            return (self.known[item.nodeid].seconds + 0.01) / (1 + often)

        return sorted(filter(reaches, self.items), key=rank)


def collected(then: Callable[[list[Any]], None]) -> int:
    """Collects all tests of the engine in this process and goes on with them."""
    os.environ.update(NUMBA_DISABLE_JIT="1", CROWD="150")
    import hypothesis
    import pytest

    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=50
    )
    hypothesis.settings.load_profile("mutants")

    class Plugin:
        def pytest_runtestloop(self, session: Any) -> bool:
            for path in CORE.rglob("*.py"):
                importlib.import_module(module_name(path))
            then(session.items)
            return True

    paths = sorted(TESTS.glob("test_*.py"))
    files = [str(path) for path in paths if path.stem[5:] not in LEFT_OUT]
    return int(pytest.main([*OPTIONS, "--no-summary", *files], plugins=[Plugin()]))


def tried(
    items: list[Any],
    trials: Sequence[Trial],
    memory: Memory,
    processes: int,
    tell: Callable[[Trial, bool], None],
) -> None:
    """Every trial and whether a test noticed; so many run at a time."""
    known = _known(items, memory)
    wrong = [name for name, each in known.items() if each.failed]
    if wrong:
        raise SystemExit(f"fails without any change: {wrong[0]}")
    digest = {item.nodeid: _digest(item) for item in items}
    tests = Tests(items, known, Functions(CORE), digest)
    run = _Run(tests, memory, tell, list(range(processes)))
    for trial in trials:
        run.begin(trial)
    run.finish()


@dataclass
class _Run:
    """Trials that run at the moment, each in a child of its own."""

    tests: Tests
    memory: Memory
    tell: Callable[[Trial, bool], None]
    free: list[int]
    running: dict[int, tuple[int, Trial, list[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slots = mmap.mmap(-1, 8 * len(self.free))

    def begin(self, trial: Trial) -> None:
        """Answer from memory, or start it as soon as a slot is free."""
        key, digest = trial.mutant.key, self.tests.digest
        if self.memory.killer(key) in digest:
            self.tell(trial, True)
            return
        before = self.memory.survived(key)
        shown = [
            item for item in self.tests.of(trial) if digest[item.nodeid] not in before
        ]
        if not shown:
            self.tell(trial, False)
            return
        if not self.free:
            self._reap()
        slot = self.free.pop()
        struct.pack_into("q", self.slots, 8 * slot, 0)
        child = os.fork()
        if not child:
            _child(trial, self.tests, shown, self.slots, slot)
        self.running[child] = slot, trial, shown

    def finish(self) -> None:
        while self.running:
            self._reap()

    def _reap(self) -> None:
        child, status = os.waitpid(-1, 0)
        slot, trial, shown = self.running.pop(child)
        self.free.append(slot)
        if os.waitstatus_to_exitcode(status) == BROKEN:
            raise SystemExit(f"cannot be tried: {trial}")
        key = trial.mutant.key
        if status:
            test = shown[struct.unpack_from("q", self.slots, 8 * slot)[0]].nodeid
            self.tests.noticed[str(trial.path), trial.mutant.unit, test] += 1
            self.memory.killed(key, test)
        else:
            seen = {self.tests.digest[item.nodeid] for item in shown}
            self.memory.survives(key, self.memory.survived(key) | seen)
        self.tell(trial, status != 0)


def _digest(item: Any) -> str:
    """A test with its parameters, as it reads."""
    text = f"{item.nodeid} {inspect.getsource(item.function)}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _passes(item: Any) -> bool:
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=None)
    return not any(report.failed for report in reports)


def _known(items: list[Any], memory: Memory) -> dict[str, Covered]:
    """What each test runs, of each file of tests once per state of what it reads."""
    known: dict[str, Covered] = {}
    engine = sorted(CORE.rglob("*.py"))
    for path, some in groupby(items, key=lambda item: item.path):
        read = [str(ROOT).encode()]
        read += [each.read_bytes() for each in (*engine, *imported(path, ROOT))]
        state = hashlib.sha256(b"".join(read)).hexdigest()
        name = f"covered-{path.stem}"
        known |= memory.once(name, state, partial(_covered, list(some)))
    return known


def _covered(items: list[Any]) -> dict[str, Covered]:
    """Found in a child, so that nothing of it stays in this process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "covered"
        child = os.fork()
        if not child:
            _silence()
            found = {
                item.nodeid: covered(partial(_passes, item), CORE) for item in items
            }
            path.write_bytes(pickle.dumps(found))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("the tests cannot be run")
        told: dict[str, Covered] = pickle.loads(path.read_bytes())  # noqa: S301 - ours
        return told


def _child(
    trial: Trial, tests: Tests, shown: list[Any], slots: mmap.mmap, slot: int
) -> None:
    """Runs tests against the change and ends with 0 if all pass."""
    status = BROKEN
    try:
        _silence()
        if trial.mutant.unit:
            tests.functions.change(trial.path, trial.mutant)
            status = NOTICED
            for n, item in enumerate(shown):
                struct.pack_into("q", slots, 8 * slot, n)
                usual = tests.known[item.nodeid].seconds
                signal.setitimer(signal.ITIMER_PROF, PATIENCE + TIMES * usual)
                if not _passes(item):
                    break
            else:
                status = 0
        else:
            usual = sum(tests.known[item.nodeid].seconds for item in shown)
            signal.setitimer(signal.ITIMER_PROF, 10 * PATIENCE + 3 * usual)
            load_again(trial.path, trial.mutant)
            status = NOTICED
            status = _again([item.nodeid for item in shown], slots, slot)
    finally:
        os._exit(status)


def _again(names: list[str], slots: mmap.mmap, slot: int) -> int:
    """Collects these tests anew and runs them; other than 0 where one fails."""
    import pytest

    class Plugin:
        def pytest_runtest_setup(self, item: Any) -> None:
            struct.pack_into("q", slots, 8 * slot, names.index(item.nodeid))

    told = pytest.main([*OPTIONS, *names], plugins=[Plugin()])
    return NOTICED if told else 0


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdout.flush()
