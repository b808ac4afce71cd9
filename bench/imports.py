"""A file of 2,000 officers with their postings, through the workers' task.

It founds forty stations with their posts, enters everybody with a posting that has
ended and one that goes on, and is then taken out and handed in again: nothing may be
different from what went out.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any

import django

from bench.figures import Figure, quick, seconds, tell

django.setup()

from django.utils import timezone, translation  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from bench.money_files import money_in, worked_on  # noqa: E402
from bench.world import founded  # noqa: E402
from personnel import tasks  # noqa: E402, F401 - what its workers can do
from personnel.exchange import book  # noqa: E402
from personnel.exchange.reach import Reach  # noqa: E402
from personnel.exchange.sheets import SHEETS  # noqa: E402
from personnel.models import Import, Officer, Posting  # noqa: E402
from personnel.services import enter_catalogue  # noqa: E402
from personnel.services.importing import begin_import, confirm_import  # noqa: E402
from tests.factories import Force  # noqa: E402

OFFICERS, STATIONS = 2_000, 40
MOST_SECONDS = 30.0
FIRST, MOVED = dt.date(2019, 1, 1), dt.date(2023, 7, 1)
POST = "社区民警"


def main() -> None:
    made = founded()
    enter_catalogue(by=None)
    with translation.override("zh-hans"):
        taken = entered(made, workbook(rows(made)))
        assert Officer.objects.count() > OFFICERS
        assert Posting.objects.count() > 2 * OFFICERS
        figures = [*_way_in(taken), *money_in(made)]
        figures += () if quick() else _way_round(made)
    tell(figures)


def entered(made: Force, content: bytes) -> dict[str, float]:
    """Seconds of each step."""
    steps = {}
    row, steps["handed in"] = _timed(lambda: handed_in(made, content))
    _none, steps["judged"] = _timed(lambda: worked_on(row))
    assert row.can_apply, row.counts
    admin = made.personnel_admin
    confirm_import(by=admin, row=row, mark=row.mark)
    row.refresh_from_db()
    _none, steps["written"] = _timed(lambda: worked_on(row))
    assert row.state == Import.State.APPLIED, row.state
    return steps


def handed_in(made: Force, content: bytes) -> Import:
    return begin_import(
        by=made.personnel_admin,
        kind="force",
        name="花名册.xlsx",
        content=content,
        language="zh-hans",
        now=timezone.now(),
    )


def _timed(work: Any) -> tuple[Any, float]:
    found: list[Any] = []
    taken = seconds(lambda: found.append(work()))
    return found[0], taken


def _way_in(taken: dict[str, float]) -> Iterator[Figure]:
    whole = sum(taken.values())
    told = ", ".join(f"{name} {spent:.1f}" for name, spent in taken.items())
    yield Figure(
        f"{OFFICERS:,} officers with two postings each, from a file",
        f"{whole:.1f} s ({told})",
        f"≤ {MOST_SECONDS:.0f} s",
        whole <= MOST_SECONDS,
        detail=taken,
        value=whole,
        unit="s",
    )


def _way_round(made: Force) -> Iterator[Figure]:
    """What goes out says what is there, and comes in as the same."""
    reach = Reach.of(made.personnel_admin, "force")
    raw, taken = _timed(lambda: book.present("force", reach))
    yield Figure("the same force taken out", f"{taken:.1f} s", value=taken, unit="s")
    row = handed_in(made, raw)
    worked_on(row)
    other = row.total("new") + row.total("changed") + row.total("bad")
    again = cells(book.present("force", reach)) == cells(raw)
    yield Figure(
        "and handed in again: lines that are not as before",
        f"{other} of {other + row.total('same'):,}",
        "0",
        not other and again,
        value=other,
        unit="lines",
    )


def rows(made: Force) -> dict[str, Iterable[dict[str, Any]]]:
    """The lines of each sheet, by the names of its columns."""
    codes = [f"99010177{n:04}" for n in range(STATIONS)]
    home = made.county_a.code
    people = range(OFFICERS)
    return {
        "stations": [
            {"code": code, "name": f"第{n}派出所", "bureau": home}
            for n, code in enumerate(codes)
        ],
        "posts": [
            {"unit": code, "kind": POST, "first": FIRST, "approved": 80}
            for code in codes
        ],
        "officers": [_officer(n) for n in people],
        "postings": [line for n in people for line in _postings(n, codes)],
        "residents": [
            {"unit": code, "year": year, "residents": 40_000}
            for code in codes
            for year in (2024, 2025)
        ],
    }


def _officer(n: int) -> dict[str, Any]:
    return {
        "number": f"8{n:05}",
        "name": f"民警{n}",
        "rank": "一级警司",
        "qualifications": "law-1 2018-05-01~2028-04-30; drone 2024-01-01~",
        "phone": f"138{n:08}",
    }


def _postings(n: int, codes: list[str]) -> Iterator[dict[str, Any]]:
    number = f"8{n:05}"
    before, now = codes[n % STATIONS], codes[(n * 7 + 1) % STATIONS]
    last = MOVED - dt.timedelta(days=1)
    yield {"number": number, "unit": before, "first": FIRST, "last": last}
    yield {"number": number, "unit": now, "first": MOVED, "established": POST}


def workbook(sheets: dict[str, Iterable[dict[str, Any]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, lines in sheets.items():
        sheet = made.create_sheet(str(SHEETS[name].title))
        sheet.append([str(field.title) for field in SHEETS[name].fields])
        for line in lines:
            sheet.append([line.get(field.name) for field in SHEETS[name].fields])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def cells(raw: bytes) -> dict[str, list[tuple[object, ...]]]:
    sheets = load_workbook(io.BytesIO(raw), read_only=True).worksheets
    return {sheet.title: list(sheet.values) for sheet in sheets}


if __name__ == "__main__":
    main()
