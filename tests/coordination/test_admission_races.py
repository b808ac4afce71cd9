"""Two people decide on one piece at the same moment: one of them is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from coordination.models import AdmissionCase
from coordination.services import admitting
from coordination.services.issuing import approve_and_issue
from tasking.models import Assignment, Directive
from tests import factories
from tests.coordination.pieces import admission, sent, state, waiting
from tests.coordination.racing import Runner, together, told, until, waiting_for_me
from tests.coordination.world import NOW
from tests.factories import Force, appoint, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


def signature(force: Force) -> AdmissionCase:
    """Admitted, and before the leader."""
    admission(force, "gate", approver_required=True)
    case = AdmissionCase.objects.get(directive=sent(force).directive)
    admitting.admit(by=force.coordinator, case=case, now=NOW)
    return case


def test_two_coordinators_admit_at_once(force: Force) -> None:
    case = waiting(force)
    second = appoint(person("second"), "coordinator", force.coordination_office)
    works = [
        partial(told, partial(admitting.admit, by=by, case=case, now=NOW))
        for by in (force.coordinator, second)
    ]
    assert sorted(together(*works)) == ["done", "state"]
    assert state(case) == ("admitted", "issued")
    assert Assignment.objects.count() == 2
    assert list(case.entries.values_list("act", flat=True)) == ["submit", "admit"]


def test_the_leader_signs_while_the_office_returns(force: Force) -> None:
    """Whoever comes second waits, then sees that it is decided."""
    case = signature(force)
    row = Directive.objects.get(pk=case.directive_id)
    with transaction.atomic():
        admitting.return_(by=force.coordinator, case=case, reason="重复", now=NOW)
        sign = partial(approve_and_issue, by=force.leader, directive=row, now=NOW)
        leader = Runner(partial(told, sign))
        until(waiting_for_me)
    assert leader.done() == "state"
    assert state(case) == ("returned", "returned")
    assert not Assignment.objects.exists()


def test_the_office_returns_while_the_leader_signs(force: Force) -> None:
    case = signature(force)
    row = Directive.objects.get(pk=case.directive_id)
    with transaction.atomic():
        approve_and_issue(by=force.leader, directive=row, now=NOW)
        back = partial(admitting.return_, by=force.coordinator, case=case)
        office = Runner(partial(told, partial(back, reason="重复", now=NOW)))
        until(waiting_for_me)
    assert office.done() == "state"
    assert state(case) == ("admitted", "issued")
    assert Assignment.objects.count() == 2


def test_numbers_are_given_once_each(force: Force) -> None:
    admission(force, "gate")
    together(*[partial(sent, force)] * 4)
    numbers = AdmissionCase.objects.order_by("pk").values_list("number", flat=True)
    assert sorted(numbers) == [f"望津分局准〔2026〕{n}号" for n in (1, 2, 3, 4)]
