"""Judging a workbook in a process of its own, which may use little and reach nothing.

    python -m coordination.files.apart TODAY <FILE

Prints one JSON object per line: {"done", "total"} while it works, at the end
{"answer"} or {"problems"}. It gets no settings and no database; memory, processor
time and files are limited before the first byte of the workbook is looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from coordination.core.detect import detect
from coordination.core.facts import StationFacts, Verdict
from desk.files.child import limit
from desk.files.entries import Row
from desk.files.problems import Problem, UnusableError
from desk.files.values import TEXT, text
from desk.sheets.archive import MOST_PACKED

from .answer import answer, iso
from .rows import Content, Input, understand
from .xlsx_file import read_xlsx

MOST_ENTRIES = 20_000  # assignments and events
MOST_STATIONS = 2_000
MOST_PROBLEMS = 300


def main() -> int:
    """Exit 0 with an answer, 2 with problems."""
    limit()
    try:
        return judge(sys.stdin.buffer.read(MOST_PACKED + 1), sys.argv[1])
    except UnusableError as unusable:
        return refuse(unusable.problems)
    except MemoryError:
        return refuse((Problem("too_hard"),))


def judge(raw: bytes, today: str) -> int:
    """Read, check every station, say what was found."""
    content = read_xlsx(BytesIO(raw), len(raw))
    entries = len(content.assignments) + len(content.events)
    if entries > MOST_ENTRIES or len(content.stations) > MOST_STATIONS:
        most = {"stations": MOST_STATIONS, "entries": MOST_ENTRIES}
        return refuse((Problem("too_many_for_page", params=most),))
    found = understand(content, today=datetime.fromisoformat(today), now=None)
    verdicts = []
    total = len(found.stations)
    for done, facts in enumerate(found.stations):
        if done % 50 == 0:
            say({"done": done, "total": total})
        verdicts.append(detect(facts, as_of=found.now, now=found.now))
    say({"answer": told(found, verdicts, content)})
    return 0


def told(found: Input, verdicts: list[Verdict], content: Content) -> dict[str, object]:
    """The contract's answer, with what a person wants to read beside it: titles and
    dues of the entries it names, and why a verdict is missing."""
    said = answer(found.stations, verdicts)
    stations = said["stations"]
    assert isinstance(stations, list)  # noqa: S101 - the contract's form
    named: set[str] = set()
    for row, facts, verdict in zip(stations, found.stations, verdicts, strict=True):
        blank = _unestimated(facts) if verdict.feasible is None else []
        row["unknown"] = "capacity" if facts.capacity is None else "effort"
        row["unestimated"] = blank
        named.update(verdict.overdue, blank)
        for conflict in verdict.conflicts:
            named.update(member.id for member in conflict.members)
    titles = _titles([*content.assignments, *content.events])
    dues: dict[str, int | None] = {}
    for facts in found.stations:
        dues |= {d.id: d.due for d in facts.demands if d.id in named}
        dues |= {e.id: e.end for e in facts.events if e.id in named}
    about = {
        key: {"title": titles.get(key, ""), "due": None if due is None else iso(due)}
        for key, due in dues.items()
    }
    return {"now": iso(found.now), "stations": stations, "about": about}


def _unestimated(facts: StationFacts) -> list[str]:
    return [d.id for d in facts.demands if d.effort is None and d.due is not None]


def _titles(rows: Iterable[Row]) -> dict[str, str]:
    found = {}
    for row in rows:
        title = row.cells.get("title")
        if title is not None:
            found[text(row.cells["id"])] = str(title)[:TEXT]
    return found


def refuse(problems: tuple[Problem, ...]) -> int:
    """Say what is wrong, as much of it as anybody reads at once."""
    shown = [
        {
            "code": p.code,
            "sheet": p.sheet,
            "row": p.row,
            "column": p.column,
            "params": {name: str(value) for name, value in p.params.items()},
        }
        for p in problems[:MOST_PROBLEMS]
    ]
    say({"problems": shown, "count": len(problems)})
    return 2


def say(message: dict[str, object]) -> None:
    """One line; ASCII, so that no encoding can spoil it."""
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
