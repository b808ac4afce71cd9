"""What the tests never ran: lines by room (`make coverage`), or every branch that was
not taken both ways in the engine, the permissions and the money (`make branches`).

Reads the JSON that coverage.py writes; exit code 1 where less than was promised is
covered.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

LINES = 95.0  # percent, of the whole product
WHOLE = {
    "engine": ("coordination/core/",),
    "permissions": (
        *("organization/permissions.py", "organization/scope.py"),
        *("organization/rules.py", "organization/wall.py", "organization/policy_"),
    ),
    "money": ("budget/services/", "budget/models/", "budget/sums.py"),
}
"""Where every branch is to be taken -> how the files' names begin."""


def share(covered: int, of: int) -> float:
    return 100.0 * covered / of if of else 100.0


def lines(files: dict[str, Any]) -> float:
    """Tell the share of lines by room, the worst files, and return that of all."""
    rooms: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, told in files.items():
        summary = told["summary"]
        for room in (name.split("/")[0], "all"):
            rooms[room][0] += summary["covered_lines"]
            rooms[room][1] += summary["num_statements"]
    for room, (covered, of) in sorted(rooms.items()):
        print(f"{room:14} {covered:6} of {of:6} lines = {share(covered, of):.1f} %")
    missed = sorted(files, key=lambda name: -files[name]["summary"]["missing_lines"])
    for name in missed[:20]:
        told = files[name]["missing_lines"]
        print(f"  {name}: {len(told)} not run: {told[:12]}")
    return share(*rooms["all"])


def branches(files: dict[str, Any]) -> int:
    """Tell the branches that were not taken where all are to be; how many."""
    total = 0
    for area, beginnings in WHOLE.items():
        some = {n: told for n, told in files.items() if n.startswith(beginnings)}
        summed = [told["summary"] for told in some.values()]
        of = sum(one["num_branches"] for one in summed)
        covered = sum(one["covered_branches"] for one in summed)
        total += of - covered
        print(f"{area:14} {covered:6} of {of:6} branches = {share(covered, of):.1f} %")
        for name, told in sorted(some.items()):
            if told["missing_branches"] or told["missing_lines"]:
                gone = [f"{a}->{b}" for a, b in told["missing_branches"]]
                print(f"  {name}: lines {told['missing_lines']}, {', '.join(gone)}")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--branches", action="store_true", help="and no lines")
    asked = parser.parse_args()
    files = json.loads(asked.report.read_text())["files"]
    if asked.branches:
        gone = branches(files)
        said, missed = f"{gone} branches, 0 asked", gone > 0
    else:
        told = lines(files)
        said, missed = f"{told:.1f} % of lines, {LINES} asked", told < LINES
    if missed:
        print(f"missed: {said}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
