"""Every kind of change, written through the rooms that own the rows, and proved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coordination.core.facts import Period, minute_down, minute_up
from coordination.core.plans import Balance, Change, Part, Plan, StationPlan
from coordination.models import Conflict, Proposal
from coordination.services.negotiation import answering, proposing
from coordination.services.negotiation import applying as module
from coordination.services.negotiation.clocks import run_clocks
from coordination.services.verifying import verify
from organization.models import Station
from personnel.models import Posting
from tasking.models import Assignment, AssignmentEntry
from tasking.services import acts as tasking_acts
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.negotiation.world import (
    LATER,
    THURSDAY,
    WEDNESDAY,
    acts,
    all_agree,
    move,
    order,
    party,
    short,
    state,
)

HOUR = 60_000


def propose(force: Force, conflict: Conflict, *changes: Change) -> Proposal:
    """A plan of the engine for the conflict's station, put forward by its chief."""
    unknown = Balance(None, 0)
    station = StationPlan(conflict.station.code, changes, unknown, unknown)
    plan = Plan("cheapest", (station,), 0)
    return proposing.propose(by=force.chief_a1, conflict=conflict, plan=plan, now=NOW)


def settled(force: Force, conflict: Conflict) -> None:
    check(*{force.a1, force.a2}, now=LATER)
    assert state(conflict) == "settled"
    assert not Conflict.objects.open().exists()
    assert list(verify()) == []


def id_of(title: str) -> str:
    return str(order(title).pk)


def test_a_split_leaves_the_rest_as_a_linked_order(force: Force) -> None:
    conflict = short(force)
    parts = (
        Part(minute_down(at("2026-06-03")), 30 * HOUR),
        Part(minute_down(THURSDAY), 20 * HOUR),
    )
    proposal = propose(force, conflict, Change("split", id_of("禁毒走访"), parts=parts))
    all_agree(force, proposal)
    first = order("禁毒走访")
    rest = Assignment.objects.get(directive__part_of=first.directive)
    assert (first.remaining_units, first.due) == (30 * HOUR, at("2026-06-03"))
    assert (rest.remaining_units, rest.due) == (20 * HOUR, THURSDAY)
    assert (rest.department, rest.station) == (force.narcotics, force.a1)
    assert rest.directive.number != first.directive.number
    settled(force, conflict)


def test_waived_is_withdrawn_for_this_station_with_the_reason(force: Force) -> None:
    conflict = short(force)
    other = task("禁毒走访二", 50, "2026-06-03")
    send(force, "narcotics", other, force.a2)
    proposal = propose(force, conflict, Change("waive", id_of("禁毒走访")))
    all_agree(force, proposal, text="由支队直接办理")
    row = order("禁毒走访")
    assert row.state == "withdrawn" and order("禁毒走访二").is_live
    assert "由支队直接办理" in AssignmentEntry.objects.get(act="waive").note
    settled(force, conflict)


def test_merged_is_done_together_with_the_other(force: Force) -> None:
    conflict = short(force)
    change = Change(
        "merge", id_of("禁毒走访"), into=id_of("夏季清查"), effort=90 * HOUR
    )
    proposal = propose(force, conflict, change)
    codes = {p.unit.code for p in proposal.parties.all()}
    assert codes == {force.a1.code, force.narcotics.code, force.public_order.code}
    all_agree(force, proposal)
    assert order("禁毒走访").state == "withdrawn"
    assert order("夏季清查").remaining_units == 90 * HOUR
    settled(force, conflict)


def test_what_was_done_meanwhile_stays_done(force: Force) -> None:
    """Reduced to 36 hours; five of the fifty were done before the last yes."""
    conflict = short(force)
    proposal = move(force, conflict, due=None, effort=36 * HOUR)
    tasking_acts.progress(
        by=force.chief_a1,
        assignment=order("禁毒走访"),
        remaining_units=30 * HOUR,
        now=LATER,
    )
    all_agree(force, proposal)
    assert order("禁毒走访").remaining_units == 30 * HOUR


def lending(force: Force, officers: int = 2) -> Change:
    """Officers of 津堰 from Monday to Tuesday, eight hours a day each."""
    start, end = minute_up(at("2026-06-01")), minute_down(at("2026-06-03"))
    days = ("2026-06-01", "2026-06-02")
    periods = tuple(
        Period(
            minute_up(at(f"{day} {begin}")),
            minute_down(at(f"{day} {end_}")),
            1000 * officers,
            1000 * officers,
        )
        for day in days
        for begin, end_ in (("08:30", "12:00"), ("13:30", "18:00"))
    )
    return Change(
        "lend",
        lender=force.a2.code,
        start=start,
        due=end,
        officers=1000 * officers,
        periods=periods,
    )


def named(force: Force, station: Station, count: int) -> list[str]:
    return [o.police_number for o in force.officers[station.code][:count]]


def test_officers_are_lent_by_name(force: Force) -> None:
    conflict = short(force)
    proposal = propose(force, conflict, lending(force))
    lender = party(proposal, force.a2)
    said: dict[str, Any] = {"by": force.chief_a2, "party": lender, "now": LATER}
    for wrong in ([], named(force, force.a2, 1), named(force, force.a1, 2)):
        with pytest.raises(ValidationError) as caught:
            answering.accept(officers=wrong, **said)
        assert "officers" in caught.value.message_dict
    answering.accept(officers=named(force, force.a2, 2), **said)
    assert state(proposal) == "applied"
    lent = Posting.objects.filter(kind="secondment")
    assert {(p.station, p.officer.police_number) for p in lent} == {
        (force.a1, number) for number in named(force, force.a2, 2)
    }
    back = Posting.objects.filter(officer=lent[0].officer, station=force.a2)
    assert back.count() == 2, "the old posting, interrupted"
    settled(force, conflict)


def test_who_lends_what_it_needs_itself_lends_nothing(force: Force) -> None:
    """津堰 has no hour to spare: what is written is judged there too, and undone."""
    conflict = short(force)
    send(force, "public_order", task("津堰清查", 96, "2026-06-03"), force.a2)
    proposal = propose(force, conflict, lending(force))
    answering.accept(
        by=force.chief_a2,
        party=party(proposal, force.a2),
        officers=named(force, force.a2, 2),
        now=LATER,
    )
    assert state(proposal) == "stale"
    assert not Posting.objects.filter(kind="secondment").exists()
    assert acts(proposal)[-1] == "overtake"
    assert state(conflict) == "proposed"


def test_a_statutory_date_names_its_extension(force: Force) -> None:
    conflict = short(force)
    Assignment.objects.filter(pk=order("禁毒走访").pk).update(
        deadline_class="statutory"
    )
    proposal = move(force, conflict)
    said: dict[str, Any] = {
        "by": force.staff_narcotics,
        "party": party(proposal, force.narcotics),
        "now": LATER,
    }
    with pytest.raises(ValidationError) as caught:
        answering.accept(**said)
    assert "extension" in caught.value.message_dict
    answering.accept(extension="望公延〔2026〕7号", **said)
    assert state(proposal) == "applied"
    assert "望公延〔2026〕7号" in AssignmentEntry.objects.get(act="redate").note


def overtaken(force: Force) -> tuple[Conflict, Proposal]:
    """Between proposal and last yes 刑侦's 40 hours came for Wednesday."""
    conflict = short(force)
    proposal = move(force, conflict)
    content = task("专项检查", 48, "2026-06-04", release="2026-06-03")
    send(force, "public_order", content, force.a1)
    return conflict, proposal


def test_facts_that_changed_stop_it_and_nothing_is_applied(force: Force) -> None:
    conflict, proposal = overtaken(force)
    all_agree(force, proposal)
    assert (proposal.state, state(conflict)) == ("stale", "proposed")
    assert order("禁毒走访").due == at("2026-06-03")
    assert not AssignmentEntry.objects.filter(act="redate").exists()
    entry = proposal.entries.last()
    assert entry is not None and entry.detail["why"]["short"] == 14 * HOUR
    answers = set(proposal.parties.values_list("answer", flat=True))
    assert answers == {"accepted"}, "consents are kept"
    with pytest.raises(ValidationError):
        answering.accept(by=force.chief_a1, party=party(proposal, force.a1), now=LATER)


def test_a_stale_proposal_is_reckoned_anew(force: Force) -> None:
    proposal = overtaken(force)[1]
    all_agree(force, proposal)
    said: dict[str, Any] = {"by": force.chief_a1, "proposal": proposal, "now": LATER}
    with pytest.raises(ValidationError):
        proposing.switch(**said)
    extra = order("专项检查")
    tasking_acts.report(by=force.chief_a1, assignment=extra, text="完成", now=LATER)
    proposing.switch(**said)
    assert state(proposal) == "applied", "consents to the same plan still count"
    assert order("禁毒走访").due == WEDNESDAY


def test_the_proof_after_the_write_undoes_what_does_not_hold(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a write not what the plan says, the rows would tell."""
    conflict = short(force)
    proposal = move(force, conflict)
    monkeypatch.setitem(module.WRITERS, "shift", lambda deed, station, change: None)
    all_agree(force, proposal)
    assert (proposal.state, state(conflict)) == ("stale", "proposed")
    monkeypatch.undo()


def test_agreed_but_not_settled_is_open_again(force: Force) -> None:
    conflict = short(force)
    all_agree(force, move(force, conflict))
    send(force, "public_order", task("突击检查", 40, "2026-06-03"), force.a1)
    run_clocks(by=None, now=LATER)
    assert state(conflict) == "agreed", "not before a check has looked"
    check(force.a1, now=LATER)
    run_clocks(by=None, now=LATER)
    assert state(conflict) == "open"
