"""What else would settle it, and which dates cannot move, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coordination.fixes.showing import Way, shown
from coordination.models import ProposalParty
from coordination.planned import changes_of
from coordination.services.fixing_ground import Fixes
from coordination.services.negotiation.lifecycle import can_answer, possible
from coordination.services.negotiation.rights import may_propose
from coordination.thread.reading import Sides
from organization.permissions import may
from tasking.models import Assignment, DeadlineClass


@dataclass(frozen=True)
class Others:
    """Ranked plans beside the one on the table, and who may put one in its place:
    the office, or a unit that is asked (`party`)."""

    ways: tuple[Way, ...] = ()
    fixed: tuple[tuple[Assignment, str], ...] = ()
    stuck: tuple[str, ...] = ()
    known: bool = True
    party: ProposalParty | None = None
    switch: bool = False

    @property
    def may_choose(self) -> bool:
        return self.switch or self.party is not None


def others(reading: Sides, found: Fixes | None) -> Others:
    """Without the plan that is talked about already."""
    if found is None:
        return Others()
    ways = shown(found, reading.conflict, by=reading.user, digest="", query={})
    here = set(reading.changes)
    same = {o.digest for o in found.offers if set(changes_of(o.plan)) == here}
    return Others(
        ways=tuple(way for way in ways.ways if way.digest not in same),
        fixed=tuple((row, why_fixed(row)) for row in ways.frozen),
        stuck=ways.stuck,
        known=found.known,
        party=speaker(reading),
        switch=may_switch(reading),
    )


def speaker(reading: Sides) -> ProposalParty | None:
    """The first unit the reader answers for that may still suggest otherwise."""
    state = reading.proposal.state
    for party in reading.own_parties:
        if can_answer("counter", state, party.answer):
            return party
    return None


def may_switch(reading: Sides) -> bool:
    """The office at any time; who may propose once facts have overtaken the plan."""
    row, user = reading.proposal, reading.user
    if possible("renew", row.state):
        return may_propose(user, row.conflict)
    broker = may(user, "proposal.broker", row.conflict.station)
    return broker and possible("switch", row.state)


def why_fixed(row: Assignment) -> str:
    """Why nobody proposes another date by machine."""
    if row.directive.reserved:
        return _("reserved strength stands")
    if row.deadline_class == DeadlineClass.STATUTORY:
        return _("moves only by an approved extension")
    return _("set above the bureau, which has nothing to give back")
