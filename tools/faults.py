"""`make faults`: every fault the product promises to survive, again and again.

Each run of a scenario (tests/faults/scenarios.py) is a pytest process of its own with
servers of its own. Its outcome is written down at once, in var/faults.jsonl, so that a
run that is broken off goes on with --resume. After every run it is computed whether
the stored conflicts equal a full recomputation, no acknowledged save is lost and no
mark is left; who does not say so has failed. In the end the races of all locks, with
their negative controls. The last log of a scenario that failed is var/faults-N.log.
Exit status 0 only if everything ran so often and passed.
tools/faults.py [--only 4,7] [--times N] [--long] [--resume] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from tests.faults.scenarios import SCENARIOS, Scenario  # noqa: E402

KEPT = ROOT / "var" / "faults.jsonl"
RACES = 0
"""The number under which the races of the locks are kept."""
RACE_TESTS = (
    *("tests/locks", "tests/api/test_etags.py", "tests/api/test_idempotency.py"),
    *("tests/coordination/test_races.py", "tests/coordination/test_marks_races.py"),
    *("tests/coordination/test_checking_many.py", "tests/negotiation/test_races.py"),
)
RACE_SECONDS = 6 * 3600.0


@dataclass(frozen=True)
class Run:
    """What one run of a scenario came to; `why` names what failed."""

    number: int
    passed: bool
    seconds: float
    why: str
    lost: int = 0
    phantom: int = 0
    unsaved: int = 0
    recovered: list[float] = field(default_factory=list)
    long: bool = False
    rounds: int = 0
    bad: int = 0


def main() -> int:
    options = _options()
    os.chdir(ROOT)
    wanted = _wanted(options)
    anew = set() if options.resume else {scenario.number for scenario, _ in wanted}
    runs = [run for run in _forget(anew) if run.long == options.long]
    for scenario, times in wanted:
        done = sum(run.number == scenario.number and run.passed for run in runs)
        for n in range(done, times):
            run = _run(scenario, long=options.long, rounds=options.rounds)
            _keep(run)
            runs.append(run)
            _say(scenario, n + 1, times, run)
    return _table(wanted, runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="numbers, 0 for the races")
    parser.add_argument("--times", type=int, help="of each, instead of the table's")
    parser.add_argument("--long", action="store_true", help="outages in full length")
    parser.add_argument("--resume", action="store_true", help="only what is missing")
    parser.add_argument("--rounds", type=int, default=1000, help="of each race")
    return parser.parse_args()


def _wanted(options: argparse.Namespace) -> list[tuple[Scenario, int]]:
    """Scenarios and how often, the races of the locks last."""
    races = Scenario(
        RACES, "races of all locks", RACE_TESTS, times=1, seconds=RACE_SECONDS
    )
    numbers = {int(n) for n in options.only.split(",") if n.strip()}
    every = [*SCENARIOS, races]
    chosen = [each for each in every if not numbers or each.number in numbers]
    if missing := numbers - {each.number for each in chosen}:
        raise SystemExit(f"there is no scenario {sorted(missing)}")
    return [
        (each, 1 if each.number == RACES else options.times or each.times)
        for each in chosen
    ]


# --- one run ----------------------------------------------------------------------


def _run(scenario: Scenario, *, long: bool, rounds: int) -> Run:
    """In a process of its own, which is ended when its time is over."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told, log = Path(folder) / "told", Path(folder) / "log"
        code = _pytest(scenario, told, log, long=long, rounds=rounds)
        said = [json.loads(line) for line in _lines(told)]
        why = _why(scenario, code, said, log)
        if why:
            shutil.copy(log, KEPT.with_name(f"faults-{scenario.number}.log"))
    total = {name: sum(each.get(name, 0) for each in said) for name in _SUMS}
    waits = [round(each["recovered"], 2) for each in said if "recovered" in each]
    seconds = round(time.monotonic() - begun, 1)
    number, passed = scenario.number, not why
    return Run(number, passed, seconds, why, recovered=waits, long=long, **total)


_COUNTED = ("lost", "phantom", "unsaved")
_SUMS = (*_COUNTED, "rounds", "bad")


def _pytest(
    scenario: Scenario, told: Path, log: Path, *, long: bool, rounds: int
) -> int | None:
    """Exit status, None when it was hung."""
    # Of the races every bad round is counted; of a scenario the first one is enough.
    races = scenario.number == RACES
    tests = list(scenario.tests) if races else ["-x", "-m", "faults", *scenario.ids()]
    env = {**os.environ, "FAULTS_TOLD": str(told), "FAULTS_ROUNDS": str(rounds)}
    if long:
        env["FAULTS"] = "long"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", *tests],
            env=env,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
        try:
            return process.wait(scenario.seconds * (4 if long else 1))
        except subprocess.TimeoutExpired:
            # The guards of what it has started see it go and end everything.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _why(
    scenario: Scenario, code: int | None, said: Sequence[dict[str, Any]], log: Path
) -> str:
    """Why it has not passed; "" if it has."""
    if code is None:
        return f"not over after {scenario.seconds:.0f} s"
    if code != 0:
        return _failure(log)
    if scenario.number == RACES:
        return ""
    if any(each.get(name) for each in said for name in _COUNTED):
        return "something is lost, phantom or unsaved"
    silent = set(scenario.ids()) - {each["test"] for each in said}
    return f"no verdict from {sorted(silent)}" if silent else ""


def _failure(log: Path) -> str:
    """The lines that say it shortest, else the last one."""
    lines = log.read_text(errors="replace").splitlines()
    errors = [line for line in lines if line.startswith(("E  ", "FAILED", "ERROR"))]
    return " / ".join(line.strip() for line in errors[:6] or lines[-1:])[:1500]


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


# --- what is kept and told ----------------------------------------------------------


def _known() -> list[Run]:
    """Runs that are written down; a line that was cut off while written is none."""
    found = []
    for line in _lines(KEPT):
        try:
            found.append(Run(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def _forget(numbers: set[int]) -> list[Run]:
    """These begin anew; what is known of others is written again, without a line that
    was cut off. Returns what is left."""
    KEPT.parent.mkdir(exist_ok=True)
    left = [run for run in _known() if run.number not in numbers]
    KEPT.unlink(missing_ok=True)
    for run in left:
        _keep(run)
    return left


def _keep(run: Run) -> None:
    with KEPT.open("a") as stream:
        stream.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _say(scenario: Scenario, n: int, times: int, run: Run) -> None:
    what = "passed" if run.passed else f"FAILED: {run.why}"
    took = f"{run.seconds:.0f} s"
    print(f"{scenario.number:2} {n}/{times} {took:>6} {what}", flush=True)


def _table(wanted: Sequence[tuple[Scenario, int]], runs: Sequence[Run]) -> int:
    """Prints what became of each; 0 if all ran so often and none failed."""
    bad = 0
    head = ("", "scenario", "runs", "passed", "p50 s", "max s", "lost", "phantom")
    print(_row(*head))
    for scenario, times in wanted:
        mine = [run for run in runs if run.number == scenario.number]
        passed = sum(run.passed for run in mine)
        waits = [seconds for run in mine for seconds in run.recovered]
        middle = f"{statistics.median(waits):.1f}" if waits else ""
        longest = f"{max(waits):.1f}" if waits else ""
        lost = sum(run.lost + run.unsaved for run in mine)
        phantom = sum(run.phantom for run in mine)
        title = scenario.title
        if scenario.number == RACES and mine:
            title = f"{title}: {mine[-1].rounds} rounds, {mine[-1].bad} bad"
        counts = (f"{len(mine)}/{times}", passed, middle, longest, lost, phantom)
        print(_row(scenario.number, title, *counts))
        bad += passed < len(mine) or passed < times
    print("all passed" if not bad else f"{bad} failed or missing")
    return int(bad > 0)


def _row(*cells: object) -> str:
    widths = (3, 72, 8, 7, 7, 7, 5, 8)
    pairs = zip(cells, widths, strict=True)
    return "".join(
        f"{cell!s:<{width}}" if n < 2 else f"{cell!s:>{width}}"
        for n, (cell, width) in enumerate(pairs)
    ).rstrip()


if __name__ == "__main__":
    sys.exit(main())
