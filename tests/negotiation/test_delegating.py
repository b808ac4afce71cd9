"""Who is away names somebody of the same unit; his answers stay his own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coordination.models import Delegation
from coordination.services.negotiation import answering
from coordination.services.negotiation.delegating import delegate, end_delegation
from organization.models import User
from tests.factories import Force
from tests.negotiation.world import LATER, move, party, short, state


def named(force: Force, **more: Any) -> Delegation:
    today = timezone.localdate()
    said: dict[str, Any] = {
        "by": force.chief_a1,
        "unit": force.a1,
        "deputy": force.officer_a1,
        "first": today,
        "last": today + dt.timedelta(days=2),
        "now": timezone.now(),
    }
    return delegate(**(said | more))


def agree(force: Force, by: User) -> str:
    """For the station, to a plan of 禁毒."""
    proposal = move(force, short(force), by=force.staff_narcotics)
    answering.accept(by=by, party=party(proposal, force.a1), now=LATER)
    return state(proposal)


def test_a_deputy_answers_under_his_own_name(force: Force) -> None:
    named(force)
    assert agree(force, force.officer_a1) == "applied"


def test_without_one_an_officer_does_not_answer(force: Force) -> None:
    with pytest.raises(PermissionDenied):
        agree(force, force.officer_a1)


def test_it_ends(force: Force) -> None:
    row = named(force)
    with pytest.raises(PermissionDenied):
        end_delegation(by=force.officer_a1, delegation=row, now=timezone.now())
    end_delegation(by=force.chief_a1, delegation=row, now=timezone.now())
    with pytest.raises(PermissionDenied):
        agree(force, force.officer_a1)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("deputy", {"deputy": "chief_a1"}),
        ("deputy", {"deputy": "chief_a2"}),
        ("last", {"last": dt.timedelta(days=-1)}),
        ("last", {"last": dt.timedelta(days=200)}),
    ],
)
def test_bad_input(force: Force, field: str, changes: dict[str, Any]) -> None:
    values = {
        name: force.personas[value]
        if isinstance(value, str)
        else timezone.localdate() + value
        for name, value in changes.items()
    }
    with pytest.raises(ValidationError) as caught:
        named(force, **values)
    assert field in caught.value.message_dict


def test_one_deputy_at_a_time(force: Force) -> None:
    named(force)
    with pytest.raises(ValidationError) as caught:
        named(force)
    assert "first" in caught.value.message_dict


def test_nobody_gives_what_is_not_his(force: Force) -> None:
    with pytest.raises(PermissionDenied):
        named(force, by=force.officer_a1, deputy=force.chief_a1)
