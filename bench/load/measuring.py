"""What the machine did meanwhile, and what became of each request."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field

import psutil
import psycopg2

KINDS = {
    "web": "config.serving",
    "workers": "celery",
    "dispatcher": "manage.py dispatch",
    "nightly": "manage.py nightly",
    "autovacuum": "postgres: autovacuum",
    "database": "postgres",
    "redis": "redis",
    "generator": "locust",
}
TEN = 10


def used(below: psutil.Process) -> Counter[tuple[str, int]]:
    """Seconds of processor time so far, by what uses them and its process."""
    found: Counter[tuple[str, int]] = Counter()
    for one in [below, *below.children(recursive=True)]:
        try:
            line, times = " ".join(one.cmdline()), one.cpu_times()
        except psutil.Error:
            continue
        kind = next((kind for kind, mark in KINDS.items() if mark in line), "other")
        found[kind, one.pid] += times.user + times.system
    return found


def machine() -> tuple[float, float]:
    """Seconds that all processors have worked so far, and that their host kept them
    from it for the sake of others."""
    times = psutil.cpu_times()
    free = times.idle + times.iowait + times.steal + times.guest + times.guest_nice
    return sum(times) - free, times.steal


@dataclass
class Watch:
    """Processor time and age of the oldest unchecked change, once a second; `busiest`
    is the most that all processors together did within ten seconds, in cores."""

    dsn: str
    cores: dict[str, float] = field(default_factory=dict)
    busiest: float = 0.0
    webs: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        below = psutil.Process()
        before, begun, (whole, kept) = used(below), time.monotonic(), machine()
        now, passed, last = dict(before), 1.0, deque([(begun, whole)], TEN + 1)
        connection = psycopg2.connect(self.dsn)
        connection.autocommit = True
        cursor = connection.cursor()
        while not self._over.wait(1):
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)"
                " FROM coordination_dirtystation"
            )
            self.ages.append(float(cursor.fetchone()[0]))
            # What has ended counts with what it had taken when last seen.
            now |= used(below)
            passed = time.monotonic() - begun
            self._note({one: (now[one] - before[one]) / passed for one in now})
            last.append((time.monotonic(), machine()[0]))
            if len(last) > TEN:
                (since, had), (at, has) = last[0], last[-1]
                self.busiest = max(self.busiest, (has - had) / (at - since))
        worked, stolen = machine()
        passed = time.monotonic() - begun
        self.cores["all"] = (worked - whole) / passed
        self.cores["kept by the host"] = (stolen - kept) / passed
        connection.close()

    def _note(self, each: dict[tuple[str, int], float]) -> None:
        """By kind; of the web processes also each, for they may have unequal shares.
        What does nothing is its guard."""
        cores: Counter[str] = Counter()
        for (kind, _pid), share_of_core in each.items():
            cores[kind] += share_of_core
        self.cores = dict(cores)
        webs = (n for (kind, _pid), n in each.items() if kind == "web" and n > 0.01)
        self.webs = sorted(webs, reverse=True)


def share(values: list[float], percent: float) -> float:
    """A percentile; 0 of nothing."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[int(percent) - 1]


@dataclass(frozen=True)
class Outcome:
    """Of one kind of request."""

    name: str
    asked: int
    fine: int
    shed: int
    broken: int
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, name: str, told: list[tuple[float, str, int, int]]) -> Outcome:
        mine = [each for each in told if each[1] == name]
        fine = [each for each in mine if 200 <= each[2] < 400]
        shed = sum(each[2] == 429 for each in mine)
        times = [float(each[3]) for each in fine]
        return cls(
            name,
            asked=len(mine),
            fine=len(fine),
            shed=shed,
            broken=len(mine) - len(fine) - shed,
            p50=share(times, 50),
            p95=share(times, 95),
            p99=share(times, 99),
        )

    def line(self) -> str:
        return (
            f"  {self.name:10} {self.asked:6} asked {self.fine:6} answered"
            f" {self.shed:6} asked to come back {self.broken:4} broken;"
            f" p50 {self.p50:.0f} ms, p95 {self.p95:.0f}, p99 {self.p99:.0f}"
        )
