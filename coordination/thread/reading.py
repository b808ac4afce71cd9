"""Reading a thread once: the proposal, the answers, the plan judged as of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from coordination.core.plans import Change, Plan
from coordination.ledger.wording import listed
from coordination.models import Conflict, Proposal, ProposalEntry, ProposalParty
from coordination.planned import changes_of, plan_in
from coordination.services.negotiation.asking import Answer
from coordination.services.negotiation.orders import orders_of
from coordination.services.negotiation.rights import answers_for
from coordination.services.negotiation.weighing import Ground, Weighed, ground, weigh
from organization.models import Department, Station, User
from organization.together import together
from organization.wall import lifted
from personnel.models import Officer
from tasking.models import Assignment

CARRIED_OUT = ("apply", "order")


@dataclass(frozen=True)
class Sides:
    """A thread's plan and who is asked, for one reader; `mine` are the units he may
    answer for."""

    user: User
    now: dt.datetime
    proposal: Proposal
    parties: list[ProposalParty]
    conflicts: list[Conflict]
    mine: frozenset[tuple[str, int]]

    @property
    def conflict(self) -> Conflict:
        return self.proposal.conflict

    @cached_property
    def plan(self) -> Plan:
        return plan_in(self.proposal.plan)

    @cached_property
    def changes(self) -> list[tuple[str, Change]]:
        return list(changes_of(self.plan))

    @cached_property
    def waiting(self) -> list[ProposalParty]:
        return [p for p in self.parties if p.answer == Answer.WAITING]

    @cached_property
    def own_parties(self) -> list[ProposalParty]:
        """Parties the reader may answer for."""
        return [party for party in self.parties if _key(party) in self.mine]


@dataclass(frozen=True)
class Reading(Sides):
    """All that is known of a thread at `now`.

    `known` and `weighed` are None once the thread is closed: then it stays as it was.
    """

    entries: list[ProposalEntry]
    orders: Mapping[str, Assignment]
    readable: frozenset[str]
    names: Mapping[str, str]
    people: Mapping[str, str]
    known: Ground | None = None
    weighed: Weighed | None = None

    @cached_property
    def carried_out(self) -> ProposalEntry | None:
        """The entry with which the plan was carried out, and what it kept."""
        done = [each for each in self.entries if each.act in CARRIED_OUT]
        return done[-1] if done else None

    @property
    def holds(self) -> bool:
        return self.weighed is not None and self.weighed.holds(
            [self.proposal.conflict_id]
        )

    def title(self, assignment: str) -> str:
        """A task's title for those who may read it; else whose task it is."""
        row = self.orders.get(assignment)
        if row is None:
            return _("a task")
        if assignment in self.readable:
            return row.directive.display_title
        return _("a task of %(department)s") % {"department": row.requester_label}

    def officers(self, numbers: Iterable[str]) -> str:
        """Officers by name and number."""
        return listed(f"{self.people.get(n, '')} {n}".strip() for n in numbers)

    def name(self, code: str) -> str:
        return self.names.get(code, code)


def load_proposal(user: User, pk: int) -> Proposal:
    """One the user may see; 404 otherwise."""
    get_object_or_404(Proposal.objects.visible_to(user).only("pk"), pk=pk)
    return placed([pk])[pk]


@lifted("who is asked in a matter reads at which station it is and who else is asked")
def placed(found: Iterable[int]) -> dict[int, Proposal]:
    """Proposals that the reader may see, with whose they are."""
    named = ("conflict__station__bureau", "proposed_by")
    return Proposal.objects.select_related(*named).in_bulk(list(found))


def read_sides(proposal: Proposal, *, user: User, now: dt.datetime) -> Sides:
    """Two queries, and two for each delegation that is in force."""
    conflicts = _conflicts(proposal, user)
    with lifted("who is asked in a matter reads who else is"):
        parties = list(_parties(proposal))
    return Sides(user, now, proposal, parties, conflicts, answers_for(user))


def _parties(proposal: Proposal) -> Any:
    return proposal.parties.select_related("department", "station", "answered_by")


def _conflicts(proposal: Proposal, user: User) -> list[Conflict]:
    """Those the reader knows; what belongs to them he may read by its title."""
    return list(Conflict.objects.visible_to(user).filter(proposals=proposal))


def read_thread(proposal: Proposal, *, user: User, now: dt.datetime) -> Reading:
    """About a dozen queries, whatever the plan changes."""
    conflicts = _conflicts(proposal, user)
    with lifted("who is asked in a matter reads what it is about; few titles of it"):
        return _read(proposal, conflicts, user, now)


def _read(
    proposal: Proposal, conflicts: list[Conflict], user: User, now: dt.datetime
) -> Reading:
    plan = plan_in(proposal.plan)
    orders = orders_of(plan)
    written = proposal.entries.select_related("by")
    parties, entries = together(_parties(proposal), written)
    known = weighed = None
    if proposal.is_active:
        codes = [each.station for each in plan.stations]
        known = ground([*codes, proposal.conflict.station.code], plan, now=now)
        weighed = weigh(plan, known, proposal.plan["was"])
    return Reading(
        user=user,
        now=now,
        proposal=proposal,
        parties=parties,
        entries=entries,
        orders=orders,
        conflicts=conflicts,
        readable=_readable(user, orders, conflicts),
        names=_names(plan, parties, entries),
        people=_people(parties, entries),
        known=known,
        weighed=weighed,
        mine=answers_for(user),
    )


def _readable(
    user: User, orders: Mapping[str, Assignment], conflicts: list[Conflict]
) -> frozenset[str]:
    """Ids of tasks whose title the user may read: his own, those below the bureaus he
    oversees, and those that stand in a conflict with his own."""
    found = {m["assignment"] for row in conflicts for m in row.members}
    scope = user.scope
    paths = tuple(scope.bureaus_as("leader", "coordinator"))
    for pk, row in orders.items():
        own = row.station_id in scope.stations or row.department_id in scope.departments
        if own or row.station.bureau.path.startswith(paths):
            found.add(pk)
    return frozenset(found)


def _names(
    plan: Plan, parties: list[ProposalParty], entries: list[ProposalEntry]
) -> dict[str, str]:
    """Labels of every unit that is named, by code."""
    found = {party.unit.code: party.unit.label for party in parties}
    codes = {station for station, _change in changes_of(plan)}
    codes |= {change.lender for _station, change in changes_of(plan)}
    codes |= {entry.unit_code for entry in entries}
    rest = codes - set(found) - {""}
    if rest:
        found |= {s.code: s.label for s in Station.objects.filter(code__in=rest)}
    rest -= set(found)
    if rest:
        found |= {d.code: d.label for d in Department.objects.filter(code__in=rest)}
    return found


def _people(
    parties: list[ProposalParty], entries: list[ProposalEntry]
) -> dict[str, str]:
    """Names of the officers who are lent, by police number; no query without any."""
    numbers = {number for party in parties for number in party.officers}
    for entry in entries:
        numbers.update(entry.detail.get("officers", ()))
        for named in entry.detail.get("lent", {}).values():
            numbers.update(named)
    if not numbers:
        return {}
    rows = Officer.objects.filter(police_number__in=numbers)
    return dict(rows.values_list("police_number", "name"))


def _key(party: ProposalParty) -> tuple[str, int]:
    if party.station_id is not None:
        return "station", party.station_id
    return "department", party.department_id or 0
