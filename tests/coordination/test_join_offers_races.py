"""Offers and answers at the same moment as something else: one of them wins."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.models import DuplicatePair, JoinOffer
from coordination.services import issuing, joining, offering_join
from coordination.services.extending import accept
from tasking.models import DirectiveParty
from tests import factories
from tests.coordination.racing import together
from tests.coordination.test_duplicates import form
from tests.coordination.test_duplicates_races import outcome
from tests.coordination.world import send
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    send(force, "public_order", content, force.a1, force.a2)
    content = form("旅馆涉毒情况", "从业人员 床位 涉毒线索数", 4.5)
    send(force, "narcotics", content, force.a1, force.a2)
    return DuplicatePair.objects.get()


def offered(by: Any, pair: DuplicatePair, kept: int) -> str:
    values = {"kept": kept, "elsewhere": False, "units": None, "note": ""}
    return outcome(offering_join.offer, by=by, pair=pair, **values)


@pytest.fixture
def made(force: Force, pair: DuplicatePair) -> JoinOffer:
    assert offered(force.staff_narcotics, pair, pair.first_id) == "done"
    return JoinOffer.objects.get()


def test_both_offer_and_one_waits(force: Force, pair: DuplicatePair) -> None:
    said = together(
        lambda: offered(force.staff_narcotics, pair, pair.first_id),
        lambda: offered(force.staff, pair, pair.second_id),
    )
    assert sorted(said) == ["done", "state"]
    assert JoinOffer.objects.open().count() == 1


def withdraw(force: Force, offer: JoinOffer) -> str:
    values = {"directive": offer.folded, "reason": "错发"}
    return outcome(issuing.withdraw, by=force.staff_narcotics, **values)


def withdraw_kept(force: Force, offer: JoinOffer) -> str:
    values = {"directive": offer.kept, "reason": "错发"}
    return outcome(issuing.withdraw, by=force.staff, **values)


def take_back(force: Force, offer: JoinOffer) -> str:
    return outcome(offering_join.take_back, by=force.staff_narcotics, offer=offer)


def dismiss(force: Force, offer: JoinOffer) -> str:
    values = {"pair": offer.pair, "reason": "口径不同"}
    return outcome(joining.dismiss, by=force.coordinator, **values)


def accepted(force: Force, offer: JoinOffer) -> str:
    return outcome(accept, by=force.staff, offer=offer)


@pytest.mark.parametrize("other", [withdraw, take_back, dismiss, accepted])
def test_accepted_or_not_at_all(force: Force, made: JoinOffer, other: Any) -> None:
    said = together(lambda: accepted(force, made), lambda: other(force, made))
    assert sorted(said) == ["done", "state"]
    party = DirectiveParty.objects.count()
    kept = set(made.kept.assignments.values_list("effort_units", flat=True))
    assert kept == ({450_000} if party else {360_000})


def test_the_kept_task_withdrawn_meanwhile(force: Force, made: JoinOffer) -> None:
    """Before: nothing is joined into it. After: it is withdrawn with what was added."""
    said = together(lambda: accepted(force, made), lambda: withdraw_kept(force, made))
    assert said in (["done", "done"], ["state", "done"])
    live = made.folded.assignments.live().count()
    assert live == (0 if said[0] == "done" else 2)
    assert made.kept.assignments.live().count() == 0


def test_another_task_is_issued_there_meanwhile(force: Force, made: JoinOffer) -> None:
    """Both hold the stations and the pairs, in the same order."""

    def issue() -> str:
        content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
        send(force, "public_order", content, force.a1, force.a2)
        return "done"

    assert together(lambda: accepted(force, made), issue)[0] == "done"
