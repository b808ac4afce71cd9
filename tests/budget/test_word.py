"""The station's word: whose it is, and when it is owed no longer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone

from budget.models import Disbursement, Dispute
from budget.services import arriving
from budget.services.disputing import dispute
from desk.models import InboxItem
from organization.models import Membership, Role, User
from organization.services import end_role
from tests.budget.test_ledger import kinds, raw
from tests.budget.world import NOW, allocated, chain, confirm, paid, prepared, yuan
from tests.factories import Force, appoint, person

pytestmark = pytest.mark.django_db


def test_what_is_left_confirmed_ends_the_dispute(made: Force) -> None:
    """Nothing waits any more, whether it was confirmed or went back."""
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    confirm(made, row, 400)
    arriving.receive(amount=yuan(200), **station)
    dispute(reason="规格不符", **station)
    arriving.give_back(amount=yuan(200), reason="退换", **station)
    assert chain(row.line) == (1000, 400, 400, 400)
    assert Dispute.objects.get().closed_by == made.chief_a1
    assert "money_disputed" not in kinds(made.finance)


def test_all_of_it_returned_asks_for_no_word(made: Force) -> None:
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    arriving.receive(amount=yuan(600), **station)
    assert kinds(made.chief_a1) == {"money_confirm"}
    arriving.give_back(amount=yuan(600), reason="不需要", **station)
    assert kinds(made.chief_a1) == set()


def test_a_former_chief_says_nothing(made: Force) -> None:
    row = paid(made)
    yesterday = timezone.localdate(NOW) - dt.timedelta(days=1)
    role = Membership.objects.get(user=made.chief_a1, role=Role.STATION_CHIEF)
    end_role(by=None, membership=role, on=yesterday)
    former = User.objects.get(pk=made.chief_a1.pk)
    with pytest.raises(PermissionDenied):
        arriving.confirm(by=former, disbursement=row, amount=yuan(1), now=NOW)
    with pytest.raises(DatabaseError, match="only the station"):
        raw(line=row.line_id, kind="receive", paid=row.pk, by=former.pk)
    assert not Disbursement.objects.to_confirm_by(former).exists()


def test_who_keeps_the_money_speaks_for_no_station(made: Force) -> None:
    """Not even of a payment that two others let go."""
    row = paid(made)
    both = appoint(person("both", "兼"), Role.FINANCE, made.county_a)
    appoint(both, Role.STATION_CHIEF, made.a1)
    with pytest.raises(PermissionDenied):
        arriving.confirm(by=both, disbursement=row, amount=yuan(1), now=NOW)


def test_a_lone_keeper_asks_the_bureau_above_for_the_second_person(made: Force) -> None:
    above = appoint(person("city_finance", "市局财务"), Role.FINANCE, made.city)
    prepared(made, allocated(made))
    asked = InboxItem.objects.filter(kind="money_release")
    assert [one.recipient for one in asked] == [above]
