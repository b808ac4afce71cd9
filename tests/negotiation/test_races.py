"""Many people in one thread at once: nothing is lost, nothing is half applied."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from coordination.models import Proposal, ProposalEntry
from coordination.services.negotiation import answering, brokering, holding, proposing
from coordination.services.negotiation.drafting import Wish, own_plan
from coordination.services.verifying import verify
from tasking.models import AssignmentEntry
from tests import factories
from tests.coordination.racing import Runner, together, until, waiting_for_me
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force
from tests.negotiation.world import (
    LATER,
    THURSDAY,
    WEDNESDAY,
    move,
    order,
    party,
    short,
    state,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


def test_fifty_acts_at_once_lose_nothing(force: Force) -> None:
    """49 reminders and one yes: each is an entry, or was told that it came too late."""
    conflict = short(force)
    proposal = move(force, conflict)
    narcotics = party(proposal, force.narcotics)

    def remind() -> str:
        try:
            brokering.remind(by=force.coordinator, party=narcotics, now=LATER)
        except ValidationError:
            return "late"
        return "remind"

    def agree() -> str:
        answering.accept(by=force.staff_narcotics, party=narcotics, now=LATER)
        return "accept"

    said = Counter(together(*[remind] * 24, agree, *[remind] * 25))
    kept = Counter(ProposalEntry.objects.values_list("act", flat=True))
    assert (kept["remind"], kept["accept"]) == (said["remind"], 1)
    assert said["remind"] + said["late"] == 49
    assert (state(proposal), kept["apply"]) == ("applied", 1)
    assert AssignmentEntry.objects.filter(act="redate").count() == 1
    proposal.refresh_from_db()
    assert proposal.version == 1 + sum(kept.values()), "no act overwrote another"
    check(force.a1, now=LATER)
    assert state(conflict) == "settled" and list(verify()) == []


def test_two_who_agree_last_carry_it_out_once(force: Force) -> None:
    proposal = move(force, short(force), by=force.coordinator)

    def agree(user: Any, unit: Any) -> None:
        answering.accept(by=user, party=party(proposal, unit), now=LATER)

    together(
        lambda: agree(force.chief_a1, force.a1),
        lambda: agree(force.staff_narcotics, force.narcotics),
    )
    assert state(proposal) == "applied"
    assert AssignmentEntry.objects.filter(act="redate").count() == 1


def test_two_proposals_at_once_about_one_conflict(force: Force) -> None:
    conflict = short(force)

    def put(user: Any) -> str:
        plan = own_plan(conflict, {order("禁毒走访").pk: Wish(due=WEDNESDAY)})
        fresh = type(conflict).objects.get(pk=conflict.pk)
        try:
            proposing.propose(by=user, conflict=fresh, plan=plan, now=NOW)
        except ValidationError:
            return "late"
        return "first"

    said = together(lambda: put(force.chief_a1), lambda: put(force.coordinator))
    assert sorted(said) == ["first", "late"] and Proposal.objects.count() == 1


# --- two contradictory counters: each alone settles it, both together do not ---------


def crowded(force: Force) -> Proposal:
    """治安 50 of its 60 hours by Tuesday, 禁毒 40 of its 50 by Thursday, and 87 others:
    177 of the 192 hours there are. Ten more are no trouble, twenty are.
    """
    conflict = short(force)
    filler = task("既定安排", 87, "2026-06-05", release="2026-06-03")
    send(force, "public_order", filler, force.a1)
    plan = own_plan(
        conflict,
        {
            order("禁毒走访").pk: Wish(due=THURSDAY, effort=40 * 60_000),
            order("夏季清查").pk: Wish(effort=50 * 60_000),
        },
    )
    return proposing.propose(
        by=force.coordinator, conflict=conflict, plan=plan, now=NOW
    )


def counters(force: Force, proposal: Proposal) -> Runner:
    """治安 wants its 60 hours back, a day later; before that is committed 禁毒 wants
    its 50."""

    def second() -> Any:
        return answering.counter(
            by=force.staff_narcotics,
            party=party(proposal, force.narcotics),
            wishes={order("禁毒走访").pk: Wish(due=THURSDAY)},
            now=LATER,
        )

    with transaction.atomic():
        answering.counter(
            by=force.staff,
            party=party(proposal, force.public_order),
            wishes={order("夏季清查").pk: Wish(due=WEDNESDAY)},
            now=LATER,
        )
        runner = Runner(second)
        until(lambda: waiting_for_me() or not runner.is_alive())
    return runner


def test_the_second_of_two_counters_sees_the_first(force: Force) -> None:
    proposal = crowded(force)
    counters(force, proposal).done()
    proposal.refresh_from_db()
    first = party(proposal, force.public_order).wish
    second = party(proposal, force.narcotics).wish
    assert first is not None and second is not None
    assert (first["holds"], second["holds"]) == (True, False)
    assert proposal.round == 2


def test_control_without_the_lock_both_counters_would_hold(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each weighed against the plan it read: one overwrites the other's."""
    proposal = crowded(force)

    def unlocked(row: Proposal, *, seen: int | None = None) -> holding.Thread:
        rows = Proposal.objects.select_related("conflict__station__bureau")
        found = rows.get(pk=row.pk)
        return holding.Thread(found, holding._parties(found))

    monkeypatch.setattr(answering, "hold", unlocked)
    counters(force, proposal).done()
    holds = [
        (party(proposal, unit).wish or {})["holds"]
        for unit in (force.public_order, force.narcotics)
    ]
    assert holds == [True, True], "both were told that theirs settles it"
