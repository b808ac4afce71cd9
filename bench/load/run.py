"""`make load`: a morning of 40,000 chiefs, three times as many, an order to everybody.

    python -m bench.load.run [--stations 40000] [--open 40] [--minutes 30]
                             [--others 30] [--only morning storm order]

The product runs as `manage.py up` starts it, in a folder of its own, with a generated
force. The generator (locust) shares the machine: what it takes is told. Ends by itself;
exit code 1 if something asked for was not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field

from bench.load.measuring import Outcome, Watch, share
from bench.product import Site, site
from config import places

MORNING = 22.0  # pages a second: 40,000 chiefs within half an hour
EDITS = 1.0  # reports of progress a second meanwhile
USERS = 240  # of locust; each waits for its answer before it asks again
LOCUST = places.BASE_DIR / ".venv-bench" / "bin" / "python"
ROOM = 120  # seconds a scenario may take longer than it says
IDLE = "720"  # minutes: chiefs sign in as they come, these did before
NIGHT = 30 * 60  # seconds that the first backup and its drill may take


@dataclass
class Scenario:
    """What was asked of it, and what came of it."""

    name: str
    rate: float
    seconds: float
    outcomes: list[Outcome] = field(default_factory=list)
    cores: dict[str, float] = field(default_factory=dict)
    webs: list[float] = field(default_factory=list)
    busy: float = 0.0
    ages: list[float] = field(default_factory=list)
    notes: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def want(self, name: str, holds: bool) -> None:
        if not holds:
            self.missed.append(name)

    def told(self) -> str:
        cores = ", ".join(f"{kind} {n:.2f}" for kind, n in sorted(self.cores.items()))
        ages = f"p95 {share(self.ages, 95):.1f} s, p99 {share(self.ages, 99):.1f}"
        lines = [
            f"{self.name}: {self.rate:g} pages a second for {self.seconds:.0f} s",
            *(each.line() for each in self.outcomes),
            f"  cores: {cores}",
            f"  web processes: {', '.join(f'{n:.2f}' for n in self.webs)}",
            f"  load of the machine at the end: {self.busy:.1f}",
            f"  oldest unchecked change: {ages}, most {max(self.ages, default=0):.1f}",
            *(f"  {name}: {value:.2f}" for name, value in self.notes.items()),
            f"  {'missed: ' + '; '.join(self.missed) if self.missed else 'reached'}",
        ]
        return "\n".join(lines)


@dataclass
class Ground:
    """The running site and who comes to it."""

    here: Site
    plan: dict[str, object]
    dsn: str

    def locust(self, scenario: Scenario) -> subprocess.Popen[bytes]:
        folder = self.here.folder
        plan, told = folder / "plan.json", folder / "told.jsonl"
        told.unlink(missing_ok=True)
        writers = max(1, round(USERS * EDITS / (scenario.rate + EDITS)))
        share = {"readers": USERS - writers, "writers": writers}
        each = (scenario.rate + EDITS) / USERS
        # Whom one scenario saw is not seen by the next: what he reported is done.
        mine = int(EDITS * scenario.seconds * 1.5) + 10
        edits, self.plan["edits"] = self.plan["edits"][:mine], self.plan["edits"][mine:]
        plan.write_text(
            json.dumps({**self.plan, **share, "each": each, "edits": edits})
        )
        env = {**os.environ, "LOAD_PLAN": str(plan), "LOAD_TOLD": str(told)}
        return subprocess.Popen(
            [
                *(str(LOCUST), "-m", "locust", "-f", "bench/load/people.py"),
                *("--headless", "--only-summary", "-u", str(USERS), "-r", str(USERS)),
                *("--run-time", f"{scenario.seconds:.0f}s", "--stop-timeout", "30"),
                *("--host", f"http://127.0.0.1:{self.here.port}"),
            ],
            cwd=places.BASE_DIR,
            env=env,
            stdout=(folder / "locust.log").open("w"),
            stderr=subprocess.STDOUT,
        )

    def heard(self) -> list[tuple[float, str, int, int]]:
        text = (self.here.folder / "told.jsonl").read_text()
        return [tuple(json.loads(line)) for line in text.splitlines()]


def went(ground: Ground, scenario: Scenario) -> None:
    """Let it happen, and count."""
    with Watch(ground.dsn) as watch:
        generator = ground.locust(scenario)
        try:
            generator.wait(scenario.seconds + ROOM)
        except subprocess.TimeoutExpired:
            generator.terminate()
            generator.wait(20)
    told = ground.heard()
    names = sorted({each[1] for each in told})
    scenario.outcomes = [Outcome.of(name, told) for name in names]
    begun = min(when - took / 1000 for when, _name, _status, took in told)
    refused = [when - begun for when, _name, status, _took in told if status == 429]
    if refused:
        scenario.notes |= {
            "first asked to come back after, s": min(refused),
            "half of them after, s": share(refused, 50),
            "last asked to come back after, s": max(refused),
        }
    scenario.cores, scenario.ages, scenario.webs = watch.cores, watch.ages, watch.webs
    scenario.busy = os.getloadavg()[0]
    scenario.notes["most cores within ten seconds"] = watch.busiest
    broken = sum(each.broken for each in scenario.outcomes)
    scenario.want(f"{broken} answers broken, 0 asked", broken == 0)


def morning(ground: Ground, seconds: float) -> Scenario:
    """Nobody is refused."""
    made = Scenario("morning", MORNING, seconds)
    went(ground, made)
    asked = sum(each.asked for each in made.outcomes)
    shed = sum(each.shed for each in made.outcomes)
    made.notes["requests a second"] = asked / seconds
    made.want(f"{shed} asked to come back, 0 asked", shed == 0)
    # They come by chance: a twentieth less is no other morning.
    made.want("22 pages a second", asked / seconds >= 0.95 * (MORNING + EDITS))
    made.want("oldest change p95 <= 5 s", share(made.ages, 95) <= 5)
    made.want("oldest change p99 <= 30 s", share(made.ages, 99) <= 30)
    return made


def storm(ground: Ground, seconds: float) -> Scenario:
    """Some come back later, and every report of progress is saved."""
    made = Scenario("storm", 3 * MORNING, seconds)
    went(ground, made)
    edits = next(each for each in made.outcomes if each.name == "progress")
    made.want("edits go through", edits.fine == edits.asked > 0)
    made.want("an edit within 5 s (p95)", edits.p95 <= 5000)
    return made


def order(ground: Ground, seconds: float) -> Scenario:
    """One directive to all stations, while chiefs read and report."""
    made = Scenario("order", MORNING / 4, seconds)
    sent = subprocess.Popen(
        [sys.executable, "-m", "bench.load.order"],
        cwd=places.BASE_DIR,
        env={**ground.here.env, "YIPAN_ROLE": "owner"},
        stdout=subprocess.PIPE,
        text=True,
    )
    went(ground, made)
    said = json.loads(sent.communicate(timeout=700)[0].strip().splitlines()[-1])
    made.notes |= {f"order: {name}": value for name, value in said.items()}
    made.want("accepted within 2 s", said["accepted, s"] <= 2)
    made.want("checked within 10 min", said["checked, s"] <= 600)
    edits = next(each for each in made.outcomes if each.name == "progress")
    made.want("edits meanwhile within 5 s (p95)", edits.p95 <= 5000)
    return made


SCENARIOS = {"morning": morning, "storm": storm, "order": order}


def main() -> int:
    asked = options()
    count = int(asked.minutes * 60 * MORNING * 1.05) + 100
    with site(demo=False, SESSION_IDLE_MINUTES=IDLE) as here:
        say(f"generating {asked.stations} stations with {asked.open} pieces of work")
        force = ("--stations", str(asked.stations), "--open", str(asked.open))
        here.run("manage.py", "generate_force", *force, YIPAN_ROLE="owner")
        say(f"signing in {min(count, asked.stations)} chiefs")
        plan = here.folder / "people.json"
        here.run("-m", "bench.load.arrange", str(plan), str(count), YIPAN_ROLE="owner")
        dsn = here.run("-m", "bench.load.order", "--dsn", YIPAN_ROLE="owner").strip()
        settle(here)
        sleep_over(here)
        ground = Ground(here, json.loads(plan.read_text()), dsn)
        results = []
        for name in asked.only:
            say(name)
            minutes = asked.minutes if name == "morning" else asked.others
            results.append(SCENARIOS[name](ground, minutes * 60))
            print(results[-1].told(), flush=True)
    target = places.BASE_DIR / "var" / "load.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(each) for each in results], indent=1))
    return int(any(each.missed for each in results))


def settle(here: Site) -> None:
    """The generated stations are all marked: let them be judged first."""
    say("judging all stations")
    begun = time.monotonic()
    here.run("manage.py", "sweep", YIPAN_ROLE="worker")
    say(f"judged in {time.monotonic() - begun:.0f} s")
    here.run("-m", "bench.load.order", "--vacuum", YIPAN_ROLE="owner")


def sleep_over(here: Site) -> None:
    """A site without a backup makes its first one at once, whatever the hour; mornings
    come after it."""
    log, begun = here.folder / "log" / "nightly.log", time.monotonic()
    say("waiting for the first backup, its drill and the reading of the trail")
    while time.monotonic() - begun < NIGHT:
        if log.exists() and "audit succeeded" in log.read_text():
            break
        time.sleep(2)
    say(f"waited {time.monotonic() - begun:.0f} s")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=40_000)
    parser.add_argument("--open", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=30)
    told = "minutes of the storm and of the order, as many as of the morning by itself"
    parser.add_argument("--others", type=float, help=told)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=[*SCENARIOS])
    found = parser.parse_args()
    found.others = found.others or found.minutes
    return found


def say(text: str) -> None:
    print(f"load: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
