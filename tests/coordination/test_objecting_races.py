"""Two people act on one opinion at the same moment: one of them is told."""

from __future__ import annotations

from functools import partial

import pytest

from coordination.models import Objection
from coordination.services.deciding import Answer, answer
from coordination.services.objecting import escalate, take_back
from coordination.services.opinion_clock import run_clocks
from tests import factories
from tests.coordination.opinions import keep, objected, tasked
from tests.coordination.racing import together, told
from tests.coordination.world import NOW
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


def acts(row: Objection) -> list[str]:
    return list(row.entries.values_list("act", flat=True))


def test_it_is_taken_back_while_the_department_upholds_it(force: Force) -> None:
    for _round in range(ROUNDS):
        row = objected(force)
        said = Answer("uphold", "有理")
        by = force.staff
        found = together(
            partial(told, partial(answer, by=by, objection=row, said=said, now=NOW)),
            partial(
                told,
                partial(
                    take_back, by=force.chief_a1, objection=row, reason="", now=NOW
                ),
            ),
        )
        assert sorted(found) == ["done", "state"]
        row.refresh_from_db()
        row.assignment.refresh_from_db()
        waived = row.assignment.state == "withdrawn"
        assert waived is (row.state == "upheld") and len(acts(row)) == 2


def test_it_is_carried_up_while_the_clock_closes_it(force: Force) -> None:
    row = answer(by=force.staff, objection=objected(force), said=keep(), now=NOW)
    late = row.answer_due
    assert late is not None
    found = together(
        partial(
            told,
            partial(escalate, by=force.chief_a1, objection=row, reason="x", now=late),
        ),
        partial(run_clocks, now=late),
    )
    row.refresh_from_db()
    assert found[0] in ("done", "state") and len(acts(row)) == 3
    assert row.state == ("brokering" if found[0] == "done" else "closed")


def test_two_opinions_on_one_task_at_once(force: Force) -> None:
    task = tasked(force)
    found = together(*[partial(told, partial(objected, force, task))] * 2)
    assert sorted(found) == ["done", "state"]
    assert Objection.objects.waiting().count() == 1
