"""A walk of random steps beside the model, and two people at once. `make ledger` takes
more than 100,000 of them, with two connections."""

from __future__ import annotations

from random import Random

import pytest

from budget.models import ClosedYear, Entry
from budget.services import arriving
from budget.services.taking_back import take_back
from tests.budget.machine import Ground, Model, Step, walk
from tests.budget.world import NOW, YEAR, allocated, chain, paid, second, yuan
from tests.coordination.racing import together, told
from tests.factories import Force, force


def ground(made: Force) -> Ground:
    """Four lines of 柳堰, one of them of a closed year."""
    lines = [allocated(made, 1, year=YEAR - n).pk for n in range(4)]
    ClosedYear.objects.create(bureau=made.county_a, year=YEAR - 3, closed_at=NOW)
    office = (made.finance.pk, second(made).pk)
    return Ground(lines, frozenset(lines[3:]), office, made.chief_a1.pk, NOW)


@pytest.mark.django_db
def test_the_ledger_does_what_the_model_allows() -> None:
    made = force()
    at = ground(made)
    model = Model(at)
    for entry in Entry.objects.all():  # the fen that opened the lines
        model.take(Step("allocate", entry.line_id, 100, by=entry.by_id), entry.pk)
    assert walk(Random("2026"), model, 500) == []
    kinds = {step.kind for step in model.done.values()}
    assert kinds == {"allocate", "disburse", "receive", "confirm", "return", "counter"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_get_more_than_there_is() -> None:
    made = force()
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}

    def confirm() -> str:
        return told(lambda: arriving.confirm(amount=yuan(400), **station))

    assert sorted(together(confirm, confirm)) == ["amount", "done"]
    assert chain(row.line) == (1000, 600, 400, 400)
    step = Entry.objects.get(line=row.line, kind="confirm")
    undo = {"by": made.chief_a1, "entry": step, "reason": "误", "now": NOW}

    def back() -> str:
        return told(lambda: take_back(**undo))

    assert sorted(together(back, back)) == ["done", "state"]
    assert chain(row.line) == (1000, 600, 400, 0)
