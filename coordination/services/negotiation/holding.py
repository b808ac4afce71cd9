"""One proposal at a time: locks, the ledger, and what the conflicts are called.

The order of locks is the same everywhere: the proposal, then the states of its
stations in id order, then the orders in id order. A check waits for nobody: it takes
the station's state or comes back later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from coordination.core.plans import Plan
from coordination.models import Conflict, Proposal, ProposalEntry, ProposalParty
from coordination.models.conflict import OPEN_STATES
from coordination.planned import changes_of, plan_in
from coordination.services.locking import lock_stations
from coordination.services.negotiation.lifecycle import ACTIVE, Step
from coordination.streams import announce_act
from organization import audit
from organization.models import Department, Station, User
from tasking.services.acts import Stale

Unit = Department | Station


@dataclass
class Thread:
    """A proposal that this transaction holds, with its parties."""

    row: Proposal
    parties: list[ProposalParty]

    @property
    def plan(self) -> Plan:
        return plan_in(self.row.plan)

    @property
    def was(self) -> dict[str, Any]:
        return dict(self.row.plan["was"])

    @property
    def goal(self) -> list[int]:
        """Conflicts it is meant to settle."""
        return sorted(self.row.conflicts.values_list("pk", flat=True))

    def party(self, pk: int) -> ProposalParty | None:
        return next((party for party in self.parties if party.pk == pk), None)


def hold(proposal: Proposal, *, seen: int | None = None) -> Thread:
    """The proposal as it is now, nobody else's until the transaction ends.

    `seen` is the round somebody looked at; Stale when it is another plan by now.
    """
    rows = Proposal.objects.select_for_update(of=("self",))
    row = rows.select_related("conflict__station__bureau").get(pk=proposal.pk)
    if seen is not None and seen != row.round:
        raise Stale
    thread = Thread(row, _parties(row))
    lock_stations(stations_in(thread.plan, row.conflict.station))
    row.conflict.refresh_from_db()
    return thread


def _parties(row: Proposal) -> list[ProposalParty]:
    found = row.parties.select_related(
        "department__bureau", "station__bureau", "answered_by"
    )
    return list(found.order_by("pk"))


def stations_in(plan: Plan, *more: Station) -> list[int]:
    """Ids of every station a plan touches, those that lend included, ascending."""
    codes = {station for station, _change in changes_of(plan)}
    codes |= {change.lender for _station, change in changes_of(plan) if change.lender}
    found = Station.objects.filter(code__in=codes).values_list("pk", flat=True)
    return sorted({*found, *(station.pk for station in more)})


def note(
    thread: Thread,
    act: str,
    *,
    by: User | None,
    now: dt.datetime,
    unit: Unit | None = None,
    text: str = "",
    **detail: Any,
) -> None:
    """One line in the ledger, one in the audit trail, one version more."""
    row = thread.row
    code = unit.code if unit else ""
    ProposalEntry.objects.create(
        proposal=row, at=now, by=by, unit_code=code, act=act, note=text, detail=detail
    )
    row.version += 1
    row.due_at = min(
        (p.due_at for p in thread.parties if p.answer == ProposalParty.Answer.WAITING),
        default=None,
    )
    row.save(update_fields=["version", "due_at"])
    audit.record(
        f"proposal.{act}",
        by=by,
        subject=row,
        unit=code or row.conflict.station.code,
        reason=text,
    )
    _announce(thread)


def move(thread: Thread, found: Step, *, now: dt.datetime) -> None:
    """Take a step: the proposal's state, its end, and what its conflicts are now."""
    row = thread.row
    row.state = found.target
    row.closed_at = None if found.target in ACTIVE else now
    row.save(update_fields=["state", "closed_at"])
    if found.conflict:
        call_conflicts(thread.goal, found.conflict)


def call_conflicts(ids: Iterable[int], state: str) -> None:
    """What open conflicts are called; one that is settled stays settled."""
    Conflict.objects.filter(pk__in=list(ids), state__in=OPEN_STATES).update(state=state)


def _announce(thread: Thread) -> None:
    """Open pages of everybody concerned fetch the thread again."""
    stations = {p.station for p in thread.parties if p.station is not None}
    stations.add(thread.row.conflict.station)
    places = [(station.pk, station.bureau.path) for station in stations]
    transaction.on_commit(lambda: announce_act(places))
