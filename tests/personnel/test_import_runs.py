"""A file on its way: judged by a worker, put in force as a whole, or not at all."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.jobs import SILENT
from desk.services import measure_job, take_job, try_job
from organization.models import AuditEvent
from personnel import services
from personnel.exchange import book
from personnel.exchange.reach import Reach
from personnel.models import Import, Officer
from personnel.services.import_at_once import import_at_once
from personnel.services.import_runs import (
    IMPORTS,
    forget_imports,
)
from personnel.services.importing import begin_import, cancel_import, confirm_import
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
HEAD = "警号,姓名,警衔\n"
NEW = "018888,赵新,二级警员\n"


@pytest.fixture
def made() -> Force:
    return force()


def handed_in(
    made: Force, text: str, name: str = "民警.csv", kind: str = "officers"
) -> Import:
    return begin_import(
        by=made.personnel_admin,
        kind=kind,
        name=name,
        content=text.encode(),
        language="zh-hans",
        now=timezone.now(),
    )


def work(row: Import) -> Import:
    assert row.job_id is not None
    assert IMPORTS.run(row.job_id, now=timezone.now())
    row.refresh_from_db()
    return row


def test_what_changed_meanwhile_is_told_and_nothing_is_written(made: Force) -> None:
    row = work(handed_in(made, f"{HEAD}010001,王建军,二级警司\n{NEW}"))
    mark = row.mark
    confirm_import(by=made.personnel_admin, row=row, mark=mark)
    officer = Officer.objects.get(police_number="010001")
    change = services.OfficerChange(officer, "王建军", "police", "三级警督")
    services.change_officers(by=None, rows=[change], reason="授衔")
    row.refresh_from_db()
    work(row)
    assert (row.state, row.moved) == ("judged", True)
    (line,) = row.lines.filter(moved=True)
    assert line.changes == [["警衔", "三级警督", "二级警司"]]
    assert not Officer.objects.filter(police_number="018888").exists()
    with pytest.raises(ValidationError):
        confirm_import(by=made.personnel_admin, row=row, mark=mark)
    confirm_import(by=made.personnel_admin, row=row, mark=row.mark)
    row.refresh_from_db()
    work(row)
    assert (row.state, row.moved) == ("applied", False)
    assert Officer.objects.filter(police_number="018888").exists()
    trail = AuditEvent.objects.get(action="import.apply")
    assert trail.detail["digest"] == row.digest and "民警.csv" in trail.reason


def test_it_is_given_up_before_during_and_after_judging(made: Force) -> None:
    admin = made.personnel_admin
    waiting = handed_in(made, HEAD + NEW)
    cancel_import(by=admin, row=waiting)
    work(waiting)
    judged = work(handed_in(made, HEAD + NEW))
    cancel_import(by=admin, row=judged)
    judged.refresh_from_db()
    assert {waiting.state, judged.state} == {"cancelled"}
    assert waiting.content is None and judged.content is None
    confirmed = work(handed_in(made, HEAD + NEW))
    confirm_import(by=admin, row=confirmed, mark=confirmed.mark)
    cancel_import(by=admin, row=confirmed)
    confirmed.refresh_from_db()
    work(confirmed)
    assert confirmed.state == "judged", "stopped before it was written"
    assert not Officer.objects.filter(police_number="018888").exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "", "空"),
        ("a.csv", "甲,乙\n1,2\n", "警号"),
        ("a.xlsx", "PK", "工作簿"),
        ("a.csv", "警号,警号,姓名\n", "出现一次"),
    ],
)
def test_a_file_that_cannot_be_used(
    made: Force, name: str, text: str, words: str
) -> None:
    row = work(handed_in(made, text, name))
    assert row.state == "unusable"
    assert words in row.problem, row.problem
    with pytest.raises(ValidationError):
        confirm_import(by=made.personnel_admin, row=row, mark=row.mark)


def test_a_file_is_forgotten_after_a_day_unless_it_is_in_force(made: Force) -> None:
    kept = work(handed_in(made, HEAD + NEW))
    confirm_import(by=made.personnel_admin, row=kept, mark=kept.mark)
    kept.refresh_from_db()
    work(kept)
    work(handed_in(made, HEAD + NEW))
    assert forget_imports(timezone.now()) == 0
    later = timezone.now() + dt.timedelta(hours=25)
    assert forget_imports(later) == 1
    assert list(Import.objects.all()) == [kept]


def test_a_worker_that_died_is_replaced_and_few_files_wait(made: Force) -> None:
    row = handed_in(made, HEAD + NEW)
    now = timezone.now()
    assert row.job_id and take_job(pk=row.job_id, now=now, stale=now - SILENT)
    assert not IMPORTS.run(row.job_id, now=now), "another worker has it"
    later = now + SILENT + dt.timedelta(seconds=1)
    assert IMPORTS.waiting(later) == [row.job_id]
    assert IMPORTS.run(row.job_id, now=later)
    row.refresh_from_db()
    assert row.state == "judged"
    for _ in range(3):
        handed_in(made, HEAD)
    with pytest.raises(ValidationError):
        handed_in(made, HEAD)


def test_whoever_is_heard_of_lives_and_what_kills_two_ends(made: Force) -> None:
    row, now = handed_in(made, HEAD + NEW), timezone.now()
    job, began = row.job, now - 3 * SILENT
    assert job and take_job(pk=job.pk, now=began, stale=began - SILENT)
    assert IMPORTS.waiting(now) == [job.pk]
    measure_job(job=job, done=1, total=2)
    assert IMPORTS.waiting(now) == [], "it is at it for long, but at it"
    for tries in (1, 2):
        assert try_job(job=job, most=2, now=now, error=""), tries
    assert IMPORTS.run(job.pk, now=now + 2 * SILENT)
    row.refresh_from_db()
    job.refresh_from_db()
    assert (row.state, job.state) == ("unusable", "failed")
    assert row.problem == job.error and "重新提交" in row.problem


LINES = {
    "officers": (HEAD, "{number},赵新,\n"),
    "postings": ("警号,机构代码,起始日\n", "{number},990101510100,2026-05-01\n"),
    "leave": ("警号,休假类别,起始日,截止日\n", "{number},annual,{day},{day}\n"),
}


def test_statements_do_not_grow_with_the_file(made: Force) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    counts = [
        [_statements(made, kind, n, str(day)) for kind in LINES] for n in (10, 120)
    ]
    assert counts[0] == counts[1]


def _statements(made: Force, kind: str, n: int, day: str) -> tuple[int, int]:
    """How many it takes to judge and to write a file of so many lines."""
    head, line = LINES[kind]
    numbers = (f"9{n:03}{k:03}" for k in range(n))
    text = head + "".join(line.format(number=number, day=day) for number in numbers)
    row = handed_in(made, text, kind=kind)
    with CaptureQueriesContext(connection) as judging:
        work(row)
    confirm_import(by=made.personnel_admin, row=row, mark=row.mark)
    row.refresh_from_db()
    with CaptureQueriesContext(connection) as writing:
        work(row)
    assert row.state == "applied"
    return len(judging), len(writing)


def test_one_wrong_row_of_two_thousand_and_nothing_is_written(made: Force) -> None:
    lines = [f"9{k:05},赵新,\n" for k in range(2000)]
    lines[1234] = "91234,,\n"
    row = work(handed_in(made, HEAD + "".join(lines)))
    assert row.counts == {"officers": {"new": 1999, "bad": 1}}
    (line,) = row.lines.filter(act="bad")
    assert (line.sheet, line.number) == ("officers", 1236)
    assert line.problems == [["姓名", "此项必填。"]]
    with pytest.raises(ValidationError):
        confirm_import(by=made.personnel_admin, row=row, mark=row.mark)
    assert not Officer.objects.filter(police_number__startswith="9").exists()


def test_the_first_day_at_the_machine(made: Force, tmp_path: Path) -> None:
    file, told = tmp_path / "force.xlsx", io.StringIO()
    file.write_bytes(book.present("force", Reach(None)))
    call_command("import_force", str(file), "--dry-run", stdout=told)
    call_command("import_force", str(file), stdout=told)
    assert told.getvalue().count("0") > 4
    empty = tmp_path / "empty.xlsx"
    call_command("import_force", "--template", str(empty), stdout=told)
    found = import_at_once(
        by=None,
        name="a.xlsx",
        content=empty.read_bytes(),
        today=timezone.localdate(),
        dry_run=False,
    )
    assert not found.asks
    for arguments, code in (
        ([str(tmp_path / "none.xlsx")], 2),
        ([], 2),
        (["--template", str(empty)], 2),
        ([str(_spoilt(file, tmp_path))], 1),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_force", *arguments, stdout=told)
        assert refused.value.returncode == code


def _spoilt(file: Path, folder: Path) -> Path:
    from openpyxl import load_workbook

    made = load_workbook(file)
    made.worksheets[4]["B2"] = None
    to = folder / "spoilt.xlsx"
    made.save(to)
    return to
