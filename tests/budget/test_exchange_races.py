"""Two files of money at once: one is written, the other is told what changed."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from budget.models import Entry, FeeIncome, Line
from budget.services.holding import hold_lines
from personnel.models import Import
from personnel.services.importing import confirm_import
from tests import factories
from tests.budget.files import allocation, book, fee, handed_in, payment, work
from tests.budget.world import allocated, chain
from tests.coordination.racing import Runner, until, waiting
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(transactional_db: None) -> Force:
    return factories.force()


def confirmed(made: Force, content: bytes) -> Import:
    row = handed_in(made, content)
    confirm_import(by=made.finance, row=row, mark=row.mark)
    return row


def test_the_same_file_twice_at_once_is_written_once(made: Force) -> None:
    line = allocated(made)
    raw = book(
        allocations=[allocation(made, 500, document="2号")],
        payments=[payment(made, 1500)],
        fees=[fee(made)],
    )
    rows = [confirmed(made, raw) for _n in range(2)]
    with transaction.atomic():
        hold_lines(Line.objects.filter(pk=line.pk))
        workers = [Runner(partial(work, row)) for row in rows]
        until(lambda: waiting() == len(workers))
    for worker in workers:
        worker.done()
    assert sorted((row.state, row.moved) for row in rows) == [
        ("applied", False),
        ("judged", True),
    ]
    assert chain(line) == (1500, 0, 0, 0)
    assert (Entry.objects.count(), FeeIncome.objects.count()) == (2, 1)
