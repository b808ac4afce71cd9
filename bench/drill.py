"""What a loss would cost: how much work (RPO) and how long (RTO), by the clock.

    python bench/drill.py                    the site of this folder, running or not
    python bench/drill.py --demo             a site of its own with the demo force
    python bench/drill.py --stations 5000    the same with a made-up force

Each backs up, restores into a scratch server and holds every table, the sums of money
and the audit trail against what was saved; exit status 1 if anything differs or takes
longer than is promised. The site of this folder is left as it is. A site of its own is
then killed and its database set aside: what counts is the time until a page can be had
again from the restored one.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import product  # noqa: E402

RPO_SECONDS, RTO_SECONDS = 5 * 60, 30 * 60
OPEN, PER_STATION = 20, 10
TOLD = {
    "rows": "rows compared, by a digest of each table",
    "confirmed": "yuan confirmed by stations, the same as saved",
    "audit": "rows of the audit trail, in their order",
    "seals": "seals of the audit trail, each recomputed",
    "bytes": "bytes of the backup",
    "seconds": "s from its files to a verified server (scratch)",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--stations", type=int, default=0)
    asked = parser.parse_args()
    own = asked.demo or asked.stations
    return of_its_own(asked.stations) if own else of_this_folder()


def of_this_folder() -> int:
    """The site as it is: nothing of it is touched."""
    saved = timed("manage.py", "backup")
    facts = drilled(os.environ)
    tell(saved, facts)
    return verdict(facts, facts.get("seconds", ""))


def of_its_own(stations: int) -> int:
    """A site that may be lost."""
    with product._folder() as folder:
        port = product._free_port()
        env = product._environment(folder, DEMO_MODE=str(int(not stations)))
        with running(port, env, folder) as up:
            if stations:
                fill(env, stations)
            saved = timed("manage.py", "backup", env=env)
            facts = drilled(env)
            lost = time.monotonic()
            kill(up)
        timed(
            "manage.py", "restore", "latest", *("--to", "latest", "--replace"), env=env
        )
        back = time.monotonic() - lost
        with running(port, env, folder):
            again = time.monotonic() - lost
    tell(saved, facts)
    print(f"{back:10.1f}  s from the loss to a restored and verified database")
    print(f"{again:10.1f}  s from the loss to the first page: RTO")
    return verdict(facts, str(again))


def fill(env: dict[str, str], stations: int) -> None:
    """A made-up force, and its verdicts: the drill counts conflicts anew."""
    officers = str(stations * PER_STATION)
    timed("manage.py", "generate_force", "--stations", str(stations), "--seed", "7",
          "--open", str(OPEN), "--officers", officers, env=env)  # fmt: skip
    timed("manage.py", "sweep", env=env)


@contextmanager
def running(
    port: int, env: dict[str, str], folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """All of the product; a group of its own, so that it can be killed as one."""
    output = folder / f"up-{time.monotonic_ns()}.log"
    argv = [sys.executable, "manage.py", "up", "--port", str(port)]
    with output.open("w") as stream:
        up = subprocess.Popen(
            argv, cwd=product.places.BASE_DIR, env=env, stdout=stream, stderr=stream
        )
    try:
        product._wait(up, output)
        yield up
    finally:
        if up.poll() is None:
            up.send_signal(signal.SIGTERM)
        up.wait(60)


def kill(up: subprocess.Popen[bytes]) -> None:
    """Without a word: its guards end what it had started."""
    up.kill()
    up.wait()
    time.sleep(2)


def timed(*argv: str, env: dict[str, str] | None = None) -> float:
    """Seconds that one of our commands takes; it ends us where it fails."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, *argv], cwd=product.places.BASE_DIR, env=env, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)} failed: see above")
    return time.monotonic() - begun


def drilled(env: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """What the drill found, by name."""
    done = subprocess.run(
        [sys.executable, "manage.py", "restore_drill"],
        cwd=product.places.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"restore_drill failed:\n{done.stdout}")
    lines = (line.partition(": ") for line in done.stdout.splitlines())
    return {name: value for name, found, value in lines if found}


def tell(saved: float, facts: dict[str, str]) -> None:
    print(f"\n{saved:10.1f}  s for a verified backup")
    for name, words in TOLD.items():
        print(f"{facts.get(name, '?'):>10}  {words}")
    lost = facts.get("lost_seconds", "?")
    print(f"{lost:>10}  s of work that would have been lost: RPO")


def verdict(facts: dict[str, str], back: str) -> int:
    """1 where more would be lost, or it takes longer, than is promised."""
    lost = facts.get("lost_seconds")
    if lost is None:
        print("A dump: what came after it is lost. Archive on the database server.")
    kept = lost is not None and float(lost) <= RPO_SECONDS
    quick = bool(back) and float(back) <= RTO_SECONDS
    print(f"asked: RPO ≤ {RPO_SECONDS} s, RTO ≤ {RTO_SECONDS} s:", end=" ")
    print("kept" if kept and quick else "MISSED")
    return 0 if kept and quick else 1


if __name__ == "__main__":
    sys.exit(main())
