"""All figures in one run: `bench/run.py [--quick] [--json FILE] [--only NAME …]`.

Starts the product in a folder of its own, measures it, prints what was asked beside
what was measured, writes bench/results.json and leaves nothing else behind. Quick is
the engine and what stands on it, without the running site: no browser, no demo force.
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
from bench.product import Site, servers, site  # noqa: E402

# What each measuring program may do in which database.
FAILED = "failed"
SECONDS, QUICK_SECONDS = 15 * 60, 60
RESULTS = Path(__file__).resolve().parent / "results.json"
BESIDE = {
    "scale": "owner",
    "sweep": "owner",
    "check": "worker",
    "whatif": "owner",
    "workload": "owner",
    "rounds": "owner",
    "imports": "owner",
}  # in a database that no worker watches
WITHIN = {
    "streams": "owner",
    "main_job": "owner",
    "year": "owner",
    "pages": "owner",
    "wall": "owner",
}  # in the running site's own
APART = {
    "recount": "owner",
    "ledger": "owner",
    "money": "owner",
    "slots": "owner",
    "notices": "owner",
    "calibration": "owner",
    "difficulties": "owner",
    "ratios": "owner",
    "burden": "owner",
    "heat": "owner",
    "ledger_page": "owner",
    "forms": "owner",
    "search": "owner",
    "taking": "owner",
    "reaching": "owner",
    "leading": "owner",
    "audit": "owner",
}  # trials, run when asked for
ALONE = ("detector", "repair", "matching")
UNASKED = ("wall",)  # a comparison of its own, minutes long
NAMES = (*ALONE, *BESIDE, *(name for name in WITHIN if name not in UNASKED))
QUICKLY = ("detector", "repair", "scale", "sweep", "check", "whatif")


def main() -> int:
    options = _options()
    begun = time.monotonic()
    figures: list[Figure] = []
    parts: dict[str, float] = {}
    needed = set(options.only).intersection(WITHIN)
    with site() if needed else servers() as here:
        parts["start"] = time.monotonic() - begun
        for name in options.only:
            since = time.monotonic()
            figures += _measure(here, name, quick=options.quick)
            parts[name] = time.monotonic() - since
    figures.append(_spent(parts, time.monotonic() - begun, quick=options.quick))
    sys.stdout.write(f"{table(figures)}\n{_machine()}\n")
    if options.json:
        _write(Path(options.json), figures, quick=options.quick)
    if set(options.only) >= set(QUICKLY):
        RESULTS.write_text(results(figures))
    return int(any(each.measured == FAILED for each in figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="the engine only, less of each: a minute"
    )
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="write the figures there too, with what lies behind them",
    )
    parser.add_argument("--only", nargs="+", choices=(*NAMES, *APART, *UNASKED))
    options = parser.parse_args()
    options.only = options.only or (QUICKLY if options.quick else NAMES)
    return options


def _measure(here: Site, name: str, *, quick: bool) -> list[Figure]:
    _say(f"measuring: {name}")
    own = here.own_database(name) if name in {**BESIDE, **APART} else {}
    env = {"YIPAN_ROLE": {**BESIDE, **WITHIN, **APART}.get(name, "owner")}
    argv = ["-m", f"bench.{name}", *(["--quick"] if quick else [])]
    try:
        return heard(here.run(*argv, **env, **own))
    except subprocess.CalledProcessError:
        # What the others measured is not lost with it.
        return [Figure(name, FAILED, met=False)]


def _spent(parts: dict[str, float], whole: float, *, quick: bool) -> Figure:
    """What the bench itself takes, and each of its parts."""
    most = QUICK_SECONDS if quick else SECONDS
    each = ", ".join(f"{name} {taken:.0f}" for name, taken in parts.items())
    return Figure(
        "the bench itself",
        f"{whole:.0f} s ({each})",
        f"≤ {most} s",
        whole <= most,
        value=whole,
        unit="s",
    )


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
