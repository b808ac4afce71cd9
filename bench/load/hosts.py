"""What happens on the two hosts; see bench/load/second_host.py, which starts this.

python -m bench.load.hosts SECOND FOLDER STATIONS OPEN SECONDS
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.load.network import FIRST, SECOND, Host  # noqa: E402
from bench.load.visitors import HOURS, PORT, Front, Visitors  # noqa: E402
from config import places  # noqa: E402
from coordination.models import DirtyStation  # noqa: E402
from coordination.services.sweeping import begin_sweep  # noqa: E402
from coordination.services.verifying import verify  # noqa: E402
from desk.models import Job  # noqa: E402
from tasking.models import Assignment  # noqa: E402

READY = 400.0
GIVEN = ("PATH", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")
GIVEN += ("LIMITS_FACTOR", "PLAIN_STATIC", "DEMO_MODE")
TAKEN = "coordination.continue_sweep"


@dataclass
class Trial:
    """The second host, where its files lie, and what was asked and found."""

    second: Host
    folder: Path
    said: dict[str, object] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def want(self, name: str, found: object, holds: bool) -> None:
        self.said[name] = found
        if not holds:
            self.missed.append(name)
        print(f"  {name}: {found}{'' if holds else '   MISSED'}", flush=True)

    def parts(self, host: str) -> int:
        """Parts of sweeps that the workers of a host were through with."""
        log = self.folder / host / "log" / "worker.log"
        return len(re.findall(rf"{TAKEN}\S* succeeded", log.read_text()))


def say(text: str) -> None:
    print(f"second-host: {text}", file=sys.stderr, flush=True)


@contextmanager
def running(
    argv: Sequence[str], output: Path, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program from where it says that it is ready to its end."""
    output.parent.mkdir(exist_ok=True)
    with output.open("w") as stream:
        one = subprocess.Popen(
            argv, cwd=places.BASE_DIR, env=env, stdout=stream, stderr=stream
        )
    try:
        until(lambda: "is ready" in output.read_text() or one.poll() is not None, READY)
        if "is ready" not in output.read_text():
            raise SystemExit(f"did not start:\n{output.read_text()}")
        yield one
    finally:
        one.send_signal(signal.SIGTERM)
        one.wait(30)


def until(holds: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def run(*argv: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *argv], cwd=places.BASE_DIR, env={**os.environ, **env}
    )


def up(address: str, *more: str) -> list[str]:
    where = ("--host", address, "--port", str(PORT))
    return [sys.executable, "manage.py", "up", *where, *more]


def main() -> int:
    name, folder, stations, work, seconds = sys.argv[1:]
    trial = Trial(Host(name, SECOND), Path(folder))
    with ExitStack() as stack:

        def start(argv: list[str], log: str, env: dict[str, str]) -> None:
            stack.enter_context(running(argv, trial.folder / log, env))

        stores = [sys.executable, "-m", "bench.load.stores", FIRST]
        here = {**os.environ, "YIPAN_VAR": str(trial.folder / "stores")}
        for name in ("DATABASE_URL", "REDIS_URL"):
            here.pop(name)
        say("the database and Redis, at an address")
        start(stores, "stores.txt", here)
        say("the first host")
        start(up(FIRST), "first.txt", dict(os.environ))
        plan = people(trial, stations, work)
        say("the second host")
        given = {name: os.environ[name] for name in GIVEN}
        there = given | {"YIPAN_VAR": str(trial.folder / "second")}
        start(trial.second.argv(up(SECOND, "--further")), "second.txt", there)
        tried(trial, plan, float(seconds))
    print("missed: " + "; ".join(trial.missed) if trial.missed else "reached")
    return int(bool(trial.missed))


def people(trial: Trial, stations: str, work: str) -> dict[str, object]:
    """The force, judged once, and who comes."""
    say(f"generating {stations} stations with {work} pieces of work")
    run("manage.py", "generate_force", "--stations", stations, "--open", work)
    plan = trial.folder / "people.json"
    run("-m", "bench.load.arrange", str(plan), "600")
    say("judging all stations")
    run("manage.py", "sweep", YIPAN_ROLE="worker")
    until(lambda: not DirtyStation.objects.exists(), 300)
    read: dict[str, object] = json.loads(plan.read_text())
    return read


def tried(trial: Trial, plan: dict[str, object], seconds: float) -> None:
    """Both at work, then one of them."""
    visitors = Visitors(Front((FIRST, SECOND)), plan)
    with visitors:
        time.sleep(seconds / 4)
        before = Counts.of(trial)
        job = begin_sweep(timezone.now())
        say("a sweep has begun")
        shared = until(lambda: Counts.of(trial).both_since(before), 120)
        at_work = connections_of(SECOND)
        met = dict(visitors.pages)
        shared_parts = Counts.of(trial).since(before)
        waiting = DirtyStation.objects.count()
        job.refresh_from_db()
        trial.second.lose()
        lost = time.monotonic()
        say("the second host has lost its power")
        gone = until(lambda: not connections_of(SECOND), 120)
        noticed = time.monotonic() - lost
        time.sleep(max(0.0, seconds / 2 - noticed))
    trial.want("parts of the sweep by host", shared_parts, shared)
    shares = {one: met.get((one, 200), 0) for one in (FIRST, SECOND)}
    trial.want("pages answered by host, before", shares, min(shares.values()) > 0)
    trial.want("connections of the second host then", at_work, at_work > 0)
    middle = f"{job.done} of {job.total} judged, {waiting} waiting for their check"
    trial.want("when it was lost", middle, job.done < job.total)
    trial.want("its connections are gone", f"{noticed:.0f} s after the loss", gone)
    after_it(trial, visitors, job, lost)


def after_it(trial: Trial, visitors: Visitors, job: Job, lost: float) -> None:
    """What must hold when the dust has settled."""

    def ended() -> bool:
        job.refresh_from_db()
        return job.state not in Job.OPEN

    def since() -> str:
        return f"{time.monotonic() - lost:.0f} s after the loss"

    drained = until(lambda: not DirtyStation.objects.exists(), 180)
    trial.want("no station waits for its check", since(), drained)
    trial.want("the sweep is through", since(), until(ended, 300))
    state = f"{job.state}, {job.done} of {job.total}, {job.result}"
    trial.want("the sweep says", state, job.state == "done" and job.done == job.total)
    pages = {f"{a} {s or 'nothing'}": n for (a, s), n in sorted(visitors.pages.items())}
    odd = [s for (_, s) in visitors.pages if s not in (0, 200, 429)]
    trial.want("pages in all", pages, not odd)
    trial.want("reports refused", dict(visitors.refused), not visitors.refused)
    lost_ones = unsaved(visitors.saved)
    told = f"{len(visitors.saved)} acknowledged, {len(lost_ones)} of them lost"
    trial.want("reports", told, not lost_ones and bool(visitors.saved))
    kept = len(visitors.unsure) - len(unsaved(visitors.unsure))
    trial.want("reports without an answer, of them saved", kept, True)
    wrong = list(verify())
    trial.want("stations whose conflicts differ", len(wrong), not wrong)


@dataclass(frozen=True)
class Counts:
    """Parts of sweeps by host."""

    first: int
    second: int

    @classmethod
    def of(cls, trial: Trial) -> Counts:
        return cls(trial.parts("first"), trial.parts("second"))

    def since(self, before: Counts) -> dict[str, int]:
        return {FIRST: self.first - before.first, SECOND: self.second - before.second}

    def both_since(self, before: Counts) -> bool:
        return min(self.since(before).values()) > 0


def connections_of(address: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s", [address]
        )
        return int(cursor.fetchone()[0])


def unsaved(paths: Sequence[str]) -> list[str]:
    """Those whose task does not hold what was reported."""
    keys = {path: int(re.findall(r"\d+", path)[-1]) for path in paths}
    held = dict(
        Assignment.objects.filter(pk__in=list(keys.values())).values_list(
            "pk", "remaining_units"
        )
    )
    return [path for path, pk in keys.items() if held[pk] != HOURS * 60_000]


if __name__ == "__main__":
    raise SystemExit(main())
