"""What else happens while a file is written: it is stopped, its worker dies, somebody
posts the same officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from desk.jobs import SILENT
from personnel import services
from personnel.models import Import, Officer, Posting
from personnel.services.import_runs import IMPORTS
from personnel.services.importing import begin_import, cancel_import, confirm_import
from tests import factories
from tests.coordination.racing import Runner, told, until, waiting
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = ("029997", "029998", "029999")
FIRST, NEXT = dt.date(2026, 5, 1), dt.date(2026, 5, 2)


@pytest.fixture
def made(transactional_db: None) -> Force:
    made = factories.force()
    for number in NUMBERS:
        services.register_officer(by=None, police_number=number, name="赵新")
    return made


def confirmed(made: Force, kind: str, text: str) -> Import:
    """A file judged sound, to be put in force."""
    row = begin_import(
        by=made.personnel_admin,
        kind=kind,
        name="表.csv",
        content=text.encode(),
        language="zh-hans",
        now=timezone.now(),
    )
    work(row)
    confirm_import(by=made.personnel_admin, row=row, mark=row.mark)
    row.refresh_from_db()
    return row


def promoted(made: Force) -> Import:
    lines = "".join(f"{number},赵新,一级警员\n" for number in NUMBERS[1:])
    return confirmed(made, "officers", f"警号,姓名,警衔\n{lines}")


def moved(made: Force, unit: str, first: dt.date, other: str) -> Import:
    lines = "".join(f"{n},{unit},{first}\n" for n in (other, NUMBERS[-1]))
    return confirmed(made, "postings", f"警号,机构代码,起始日\n{lines}")


def work(row: Import, **later: float) -> None:
    assert row.job_id
    IMPORTS.run(row.job_id, now=timezone.now() + dt.timedelta(**later))
    row.refresh_from_db()


@contextmanager
def writing(*contestants: Callable[[], object]) -> Iterator[list[Runner]]:
    """Each has judged what it is to write and waits with the last of the officers."""
    with transaction.atomic():
        Officer.objects.select_for_update().get(police_number=NUMBERS[-1])
        runners = [Runner(each) for each in contestants]
        until(lambda: waiting() == len(runners))
        yield runners


def rank() -> str:
    found: str = Officer.objects.get(police_number=NUMBERS[-1]).rank
    return found


def test_it_is_seen_and_stopped_while_it_is_written(made: Force) -> None:
    admin, row = made.personnel_admin, promoted(made)
    with writing(partial(work, row)) as (worker,):
        page = client(admin).get(reverse("personnel:import", args=[row.pk]))
        assert "已写入0条，共2条" in words(page)
        Runner(partial(cancel_import, by=admin, row=row)).done()
    worker.done()
    assert (row.state, rank()) == ("judged", "")
    confirm_import(by=admin, row=row, mark=row.mark)
    row.refresh_from_db()
    work(row)
    assert (row.state, rank()) == ("applied", "一级警员")
    assert told(partial(cancel_import, by=admin, row=row)) == "state"


def test_a_stop_before_the_last_step_holds(made: Force) -> None:
    row = promoted(made)
    with transaction.atomic():
        Import.objects.select_for_update().get(pk=row.pk)
        stops = Runner(partial(cancel_import, by=made.personnel_admin, row=row))
        until(lambda: waiting() == 1)
        worker = Runner(partial(work, row))
        until(lambda: waiting() == 2)
    stops.done()
    worker.done()
    assert (row.state, rank()) == ("judged", "")


def test_a_worker_that_dies_leaves_nothing_and_is_replaced(made: Force) -> None:
    row = promoted(made)
    with writing(partial(work, row)) as (worker,), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
    with pytest.raises(OperationalError):
        worker.done()
    work(row)
    assert (row.state, rank()) == ("applying", ""), "it may still be at it"
    work(row, seconds=SILENT.total_seconds() + 5)
    assert (row.state, rank()) == ("applied", "一级警员")


@pytest.mark.parametrize("rival", ["import", "page"])
def test_one_of_two_at_once_is_told_where(made: Force, rival: str) -> None:
    rows = [moved(made, made.a1.code, FIRST, NUMBERS[0])]
    if rival == "import":
        rows.append(moved(made, made.a2.code, NEXT, NUMBERS[1]))
        other = partial(work, rows[-1])
    else:
        other = partial(told, partial(post, made))
    with writing(partial(work, rows[0]), other) as runners:
        pass
    answers = [runner.done() for runner in runners]
    posted = Posting.objects.filter(officer__police_number=NUMBERS[-1])
    assert posted.count() == 1
    lost = [row for row in rows if row.state == "judged"]
    assert len(lost) == int(rival == "import" or answers[1] == "done")
    for row in lost:
        (line,) = row.lines.filter(act="bad")
        assert (line.number, line.moved) == (3, True)
        assert f"已有其他岗位。见{posted.get().unit.code}" in line.problems[0][1]


def post(made: Force) -> None:
    officer = Officer.objects.get(police_number=NUMBERS[-1])
    services.post_officer(by=None, officer=officer, unit=made.a2, during=(NEXT, None))
