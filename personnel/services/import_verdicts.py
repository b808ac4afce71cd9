"""What is said of a file, line by line, and kept for whoever looks at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from desk.taking.file import Passed
from personnel.exchange import book, telling
from personnel.exchange.entries import BAD
from personnel.exchange.judging import Judged
from personnel.exchange.reading import tables_of
from personnel.models import Import, ImportLine
from personnel.services.import_kinds import way_of

Told = Callable[[int, int], None]


def judged_now(
    *, row: Import, now: dt.datetime, told: Told, hold: bool = False
) -> Judged:
    """The verdict with what is there at this moment; `hold` where it is to be written
    before anything of that changes."""
    way = way_of(row.kind)
    tables = tables_of(way.sheets, way.lines(row.name, bytes(row.content or b"")))
    if hold:
        way.hold(row=row, tables=tables)
    return way.judge(row, tables, timezone.localdate(now), told)


def faults_of(row: Import, told: Passed = iter) -> bytes:
    """The file as a workbook, with what is wrong beside each row; rows go through
    `told`."""
    way = way_of(row.kind)
    lines = way.lines(row.name, bytes(row.content or b""))
    faults = {
        (line.sheet, line.number): "\n".join(
            f"{column} {words}".strip() for column, words in line.problems
        )
        for line in row.lines.filter(act=BAD)
    }
    return book.marked(way.sheets, lines, faults, told)


@transaction.atomic
def keep_verdict(*, row: Import, judged: Judged, moved: bool) -> None:
    """The verdict, line by line; of a second one what differs from the first."""
    before = {
        (line.sheet, line.number): (line.act, line.changes) for line in row.lines.all()
    }
    lines = []
    for entry in judged.every:
        line = ImportLine(
            of=row,
            sheet=entry.sheet.name,
            number=entry.number,
            subject=telling.subject(entry),
            act=entry.act,
            changes=telling.changes(entry),
            problems=telling.problems(entry),
        )
        known = before.get((line.sheet, line.number))
        line.moved = moved and known != (line.act, line.changes)
        lines.append(line)
    row.lines.all().delete()
    ImportLine.objects.bulk_create(lines, batch_size=1000)
    change(
        row=row,
        state=Import.State.JUDGED,
        moved=moved,
        mark=judged.mark,
        counts=judged.counts,
    )


def change(*, row: Import, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
