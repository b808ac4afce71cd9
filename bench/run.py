"""All figures in one run: `bench/run.py [--quick] [--json FILE] [--only NAME …]`.

Starts the product in a folder of its own, measures it, prints what was asked beside
what was measured, writes bench/results.json and leaves nothing else behind.
docs/measurements.md explains each figure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.figures import Figure, heard, table  # noqa: E402
from bench.product import Site, site  # noqa: E402

# What each measuring program may do in which database.
FAILED = "failed"
RESULTS = Path(__file__).resolve().parent / "results.json"
BESIDE = {
    "scale": "owner",
    "sweep": "owner",
    "check": "worker",
    "whatif": "owner",
    "pages": "web",
}  # in a database that no worker watches
WITHIN = {"streams": "owner", "main_job": "owner"}  # in the running site's own
ALONE = ("detector",)
NAMES = (*ALONE, *BESIDE, *WITHIN)


def main() -> int:
    options = _options()
    begun = time.monotonic()
    figures: list[Figure] = []
    with site() as here:
        _say(f"ready after {time.monotonic() - begun:.0f} s")
        for name in options.only:
            figures += _measure(here, name, quick=options.quick)
    spent = time.monotonic() - begun
    sys.stdout.write(f"{table(figures)}\n{_machine()}, {spent:.0f} s in all\n")
    if options.json:
        _write(Path(options.json), figures, quick=options.quick)
    if set(options.only) == set(NAMES):
        RESULTS.write_text(results(figures))
    return int(any(each.measured == FAILED for each in figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of each: a minute")
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="write the figures there too, with what lies behind them",
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    return parser.parse_args()


def _measure(here: Site, name: str, *, quick: bool) -> list[Figure]:
    _say(f"measuring: {name}")
    own = here.own_database(name) if name in BESIDE else {}
    env = {"YIPAN_ROLE": {**BESIDE, **WITHIN}.get(name, "owner")}
    argv = ["-m", f"bench.{name}", *(["--quick"] if quick else [])]
    begun = time.monotonic()
    try:
        found = heard(here.run(*argv, **env, **own))
    except subprocess.CalledProcessError:
        # What the others measured is not lost with it.
        found = [Figure(name, FAILED, met=False)]
    _say(f"  {time.monotonic() - begun:.0f} s")
    return found


def _machine() -> str:
    load = os.getloadavg()[0]
    cores = os.cpu_count()
    python = platform.python_version()
    return f"{cores} cores, load {load:.1f}, Python {python}, PostgreSQL with fsync on"


def results(figures: list[Figure]) -> str:
    """One figure per line, so that two runs can be compared by eye."""
    rows = [json.dumps(each.result(), ensure_ascii=False) for each in figures]
    return "[\n " + ",\n ".join(rows) + "\n]\n"


def _write(path: Path, figures: list[Figure], *, quick: bool) -> None:
    said = {
        "machine": _machine(),
        "quick": quick,
        "figures": [asdict(each) for each in figures],
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
