"""A conflict at 柳堰 and a proposal about it, arranged through the services.

Monday 1 June, 48 officer-hours a day. 治安 asks for 60 and 禁毒 for 50 hours by the
end of Tuesday, where there are 96: 14 hours short. Moved to Wednesday, either fits.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.models import Conflict, Proposal, ProposalParty
from coordination.services.negotiation import answering, drafting, proposing
from coordination.services.negotiation.drafting import Wish
from organization.models import Bureau, Department, Station, User
from organization.models.access import unit_fields
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

WEDNESDAY, THURSDAY, FRIDAY = at("2026-06-04"), at("2026-06-05"), at("2026-06-06")
LATER = NOW + dt.timedelta(hours=1)


def short(force: Force, **more: Any) -> Conflict:
    """The conflict described above, found by a check."""
    send(force, "public_order", task("夏季清查", 60, "2026-06-03", **more), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1)
    return Conflict.objects.open().get(station=force.a1)


def order(title: str, station: Station | None = None) -> Assignment:
    rows = Assignment.objects.filter(directive__title=title)
    return (rows.filter(station=station) if station else rows).get()


def move(
    force: Force,
    conflict: Conflict,
    title: str = "禁毒走访",
    due: dt.datetime = WEDNESDAY,
    by: User | None = None,
    now: dt.datetime = NOW,
    **wish: Any,
) -> Proposal:
    """The station's chief proposes another date for one order; 治安 is not asked."""
    wishes = {order(title).pk: Wish(**({"due": due} | wish))}
    plan = drafting.own_plan(conflict, wishes)
    return proposing.propose(
        by=by or force.chief_a1, conflict=conflict, plan=plan, now=now
    )


def party(proposal: Proposal, unit: Bureau | Department | Station) -> ProposalParty:
    return proposal.parties.get(**unit_fields(unit))


def state(row: Any) -> str:
    row.refresh_from_db(fields=["state"])
    return str(row.state)


def acts(proposal: Proposal) -> list[str]:
    return list(proposal.entries.values_list("act", flat=True))


def all_agree(force: Force, proposal: Proposal, **more: Any) -> None:
    """Every unit that has not answered says yes."""
    people = {
        force.public_order.code: force.staff,
        force.narcotics.code: force.staff_narcotics,
        force.a1.code: force.chief_a1,
        force.a2.code: force.chief_a2,
    }
    for each in proposal.parties.filter(answer="waiting"):
        answering.accept(by=people[each.unit.code], party=each, now=LATER, **more)
    proposal.refresh_from_db()
