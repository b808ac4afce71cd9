"""Doors for files that need no database: each takes bytes and either understands them
or refuses them in its own words."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from coordination.files import apart
from coordination.files.template import template
from desk.files.problems import UnusableError
from desk.kinds import recognise
from desk.sheets.reading import read_table
from desk.sheets.refusal import RefusedError

MOMENT = "2026-06-01T00:00:00+08:00"


@dataclass(frozen=True)
class Door:
    """`takes` a file of this ending; `like` is one that it understands. Whatever it
    raises is a crash."""

    name: str
    ending: str
    like: bytes
    takes: Callable[[bytes], object]


def plain_doors(folder: Path) -> list[Door]:
    book = filled()
    return [
        Door(
            "check_json", "json", document(), _command("check_file", folder / "a.json")
        ),
        Door("check_xlsx", "xlsx", book, _command("check_file", folder / "a.xlsx")),
        *(_table(name, folder) for name in TABLES),
        Door("match_json", "json", market(), _command("match_file", folder / "b.json")),
        Door("trial_xlsx", "xlsx", book, _trial),
        Door("table_csv", "csv", TABLES["events"].encode(), _read("a.csv")),
        Door("table_xlsx", "xlsx", book, _read("a.xlsx")),
        Door("evidence", "docx", book, lambda raw: recognise("a.docx", raw)),
    ]


def document() -> bytes:
    """A station file of the contract with something in each of its lists."""
    room = {"from": "2026-06-01T09:00", "to": "2026-06-05T17:00", "officers": 5.5}
    work = {
        "id": "1",
        "station": "A",
        "department": "治安",
        "release": "2026-06-01",
        "due": "2026-06-05",
        "effort_hours": 12.5,
        "max_officers": 2,
        "priority": 1,
    }
    event = {
        "id": "e",
        "station": "A",
        "department": "政工",
        "start": "2026-06-02T09:00",
        "end": "2026-06-02T11:00",
        "officers": 2,
        "attendees": ["所长", "教导员"],
    }
    told = {
        "now": "2026-06-01T00:00",
        "stations": [
            {"code": "A", "capacity": [room, {**room, "present": 9}]},
            {"code": "B", "capacity": []},
            {"code": "C"},
        ],
        "assignments": [work, {**work, "id": "2"}, {**work, "id": 3, "station": "B"}],
        "events": [event],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def market() -> bytes:
    """Officers, posts and a couple to be matched."""
    told = {
        "posts": [
            {"id": "A", "capacity": 2, "ranks": ["x", "y", "z"]},
            {"id": "B", "capacity": 1, "ranks": ["y", "x", "w"]},
        ],
        "officers": [
            {"id": "x", "ranks": ["A", "B"]},
            {"id": "y", "ranks": ["A"]},
            {"id": "z", "ranks": []},
            {"id": "w", "ranks": []},
        ],
        "couples": [{"officers": ["z", "w"], "ranks": [["A", "B"]]}],
    }
    return json.dumps(told).encode()


def filled() -> bytes:
    """The table to try as it is handed out, with what it shows as examples."""
    return template(dt.date(2026, 6, 1))


TABLES = {
    "assignments": """id,station,department,release,due,effort_hours,max_officers
1,A,治安,2026-06-01,2026-06-05 18:00,12.5,2
2,B,禁毒,,2026/6/9,3,
""",
    "capacity": """station,from,to,officers,present
A,2026-06-01 09:00,2026-06-05 17:00,5.5,
B,2026-06-01,2026-06-09,3,2
""",
    "events": """id,station,department,start,end,officers,attendees
e,A,政工,2026-06-02 09:00,2026-06-02 11:00,2,所长;教导员
""",
    "settings": "now,2026-06-01 00:00\n",
}


def _command(name: str, path: Path) -> Callable[[bytes], object]:
    """The command on the file at this path; "refused" is an answer too."""

    def run(raw: bytes) -> object:
        path.write_bytes(raw)
        try:
            call_command(name, str(path), "--json", stdout=io.StringIO())
        except CommandError as refused:
            assert str(refused).strip(), "a refusal says why"
            return "refused"
        except SystemExit as ended:
            assert ended.code == 1
        return None

    return run


def _table(which: str, folder: Path) -> Door:
    """One of the tables that lie beside each other; the others are as they should."""
    paths = {name: folder / which / f"x.{name}.csv" for name in TABLES}
    check = _command("check_file", paths["assignments"])

    def run(raw: bytes) -> object:
        for name, path in paths.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(TABLES[name], "utf-8")
        paths[which].write_bytes(raw)
        return check(paths["assignments"].read_bytes())

    return Door(f"check_csv_{which}", "csv", TABLES[which].encode(), run)


def _trial(raw: bytes) -> Any:
    """What the limited process does with a workbook; its answer is one line each."""
    said = io.StringIO()
    with redirect_stdout(said):
        try:
            apart.judge(raw, MOMENT)
        except UnusableError as unusable:
            apart.refuse(unusable.problems)
    return [json.loads(line) for line in said.getvalue().splitlines()]


def _read(name: str) -> Callable[[bytes], object]:
    def run(raw: bytes) -> object:
        try:
            return read_table(name, raw)
        except RefusedError as refused:
            return refused.code

    return run
