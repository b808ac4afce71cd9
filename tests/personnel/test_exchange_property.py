"""Whatever is changed in a table that was taken out is what is there afterwards."""

from __future__ import annotations

import datetime as dt
import io
from random import Random
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from personnel import services
from personnel.exchange import book
from personnel.exchange.judging import judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file
from personnel.models import Posting
from personnel.services.entering import enter
from tests.factories import Force, force
from tests.personnel.tables import TODAY

pytestmark = pytest.mark.django_db
EVERYTHING = Reach(None)
DAY = dt.timedelta(days=1)


def sheet_of(raw: bytes) -> tuple[Any, Any]:
    made = load_workbook(io.BytesIO(raw))
    return made, made.worksheets[0]


def cells(raw: bytes) -> list[tuple[Any, ...]]:
    return list(sheet_of(raw)[1].values)


def put_in(kind: str, made: Any) -> None:
    stream = io.BytesIO()
    made.save(stream)
    judged = judge(read_file(kind, "a.xlsx", stream.getvalue()), EVERYTHING, TODAY)
    assert not judged.bad, [entry.wrong for entry in judged.every if entry.wrong]
    enter(by=None, judged=judged, reason="改")


def lives(made: Force, random: Random) -> None:
    """Officers move between units on random days."""
    units = [made.a1, made.a2, made.b1, made.public_order]
    for officer in made.officers[made.a1.code]:
        first = dt.date(2020, 1, 1)
        row = officer.postings.get()
        for _ in range(random.randint(0, 3)):
            first += random.randint(30, 700) * DAY
            services.end_posting(by=None, posting=row, on=first)
            gap = first + random.choice((0, 0, 9)) * DAY
            unit = random.choice(units)
            row = services.post_officer(
                by=None, officer=officer, unit=unit, during=(gap, None)
            )


def edited(sheet: Any, random: Random) -> None:
    """Open postings end, closed ones end sooner or later, as far as room is."""
    rows = [list(row) for row in sheet.iter_rows(min_row=2)]
    for n, row in enumerate(rows):
        follows = rows[n + 1] if n + 1 < len(rows) else None
        same = follows is not None and follows[0].value == row[0].value
        most = follows[7].value if same and follows else dt.datetime(2030, 1, 1)
        room = (most - row[7].value).days
        row[8].value = row[7].value + random.randrange(room) * DAY
        row[5].value = random.choice(("社区民警", "办案民警", None, "'=1+1"))
        row[2].value = random.choice(("990101510100", "990102510100"))
        row[3].value = None


@pytest.mark.parametrize("seed", range(6))
def test_a_changed_table_is_what_there_is(seed: int) -> None:
    random = Random(seed)
    lives(force(), random)
    with translation.override("zh-hans"):
        made, sheet = sheet_of(book.present("postings", EVERYTHING))
        edited(sheet, random)
        wanted = [row[:3] + row[4:] for row in sheet.values]
        put_in("postings", made)
        after = cells(book.present("postings", EVERYTHING))
    assert [row[:3] + row[4:] for row in after] == wanted
    assert Posting.objects.count() == len(after) - 1
