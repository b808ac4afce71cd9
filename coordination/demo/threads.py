"""What is talked over in the demo: a running thread, one before the office, one done.

Told after the checks: a plan is made for a conflict that was found.
"""

from __future__ import annotations

import datetime as dt

from coordination.core.plans import Plan
from coordination.demo.force import Force
from coordination.models import Conflict, Proposal, ProposalParty
from coordination.services.checking import check_station
from coordination.services.fixing import fixes
from coordination.services.negotiation import answering
from coordination.services.negotiation.proposing import propose
from organization.models import Membership, Role, Station, User

HOUR = dt.timedelta(hours=1)
RUNNING, ESCALATED, FINISHED = "津堰", "砚台山", "岚口"
ANSWERING = (Role.DEPARTMENT_HEAD, Role.DEPARTMENT_STAFF, Role.STATION_CHIEF)


def talk(made: Force, now: dt.datetime) -> None:
    """At three stations; each chief puts a plan forward."""
    _begun(made.station(RUNNING), now - 2 * HOUR)
    escalated = _begun(made.station(ESCALATED), now - 5 * HOUR)
    if escalated is not None:
        _declined(escalated, now - 3 * HOUR)
    done = _begun(made.station(FINISHED), now - 6 * HOUR)
    if done is not None:
        _agreed(done, now - 4 * HOUR)
        check_station(done.conflict.station_id, now=now)


def _begun(station: Station, now: dt.datetime) -> Proposal | None:
    rows = Conflict.objects.open().filter(station=station, kind="deadline")
    conflict = rows.select_related("station__bureau").first()
    plan = _plan(conflict, now) if conflict else None
    chief = _holder(Role.STATION_CHIEF, station=station)
    if conflict is None or plan is None or chief is None:
        return None
    text = "本所人手有限，建议按此安排，其余任务照常完成。"
    return propose(by=chief, conflict=conflict, plan=plan, now=now, text=text)


def _plan(conflict: Conflict, now: dt.datetime) -> Plan | None:
    """The cheapest that settles it and asks no other station for officers."""
    for offer in fixes([conflict], now=now).offers:
        if offer.plan.settles and offer.plan.method != "lend":
            return offer.plan
    return None


def _waiting(proposal: Proposal) -> list[ProposalParty]:
    rows = proposal.parties.filter(answer=ProposalParty.Answer.WAITING)
    return list(rows.select_related("department", "station").order_by("pk"))


def _declined(proposal: Proposal, now: dt.datetime) -> None:
    for party in _waiting(proposal)[:1]:
        who = _who(party)
        if who is not None:
            text = "统一行动时间已对外公布，不便再改，请中心协调。"
            answering.decline(by=who, party=party, text=text, now=now)


def _agreed(proposal: Proposal, now: dt.datetime) -> None:
    for party in _waiting(proposal):
        who = _who(party)
        if who is not None:
            answering.accept(by=who, party=party, text="同意。", now=now)


def _who(party: ProposalParty) -> User | None:
    """Somebody who answers for the unit."""
    name = "department" if party.department else "station"
    unit: dict[str, object] = {name: party.unit}
    return next((u for role in ANSWERING if (u := _holder(role, **unit))), None)


def _holder(role: Role, **unit: object) -> User | None:
    rows = Membership.objects.in_force().filter(role=role, acting=False, **unit)
    first = rows.select_related("user").order_by("pk").first()
    return first.user if first else None
