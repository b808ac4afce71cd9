"""What the reader of a thread may do with it, as forms and buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coordination.core.plans import Change, Plan
from coordination.forms.negotiating import (
    AnswerForm,
    DecisionForm,
    SaidForm,
    WishForm,
)
from coordination.forms.rearranging import AppointmentForm
from coordination.lent import Lender, hands, loans
from coordination.models import Proposal, ProposalParty
from coordination.services.negotiation.asking import Answer, lends, needs_extension
from coordination.services.negotiation.lifecycle import ANSWER, can_answer, possible
from coordination.services.negotiation.rights import (
    is_inspectorate,
    may_propose,
    may_withdraw,
)
from coordination.thread.reading import Reading
from organization.permissions import may
from tasking.models import Assignment


@dataclass(frozen=True)
class Seat:
    """One unit the reader answers for: which acts are open, and what they take."""

    party: ProposalParty
    acts: tuple[str, ...]
    form: AnswerForm
    wishes: tuple[WishForm | AppointmentForm, ...]
    lends: int
    extension: bool
    earliest: str = ""


@dataclass(frozen=True)
class Desk:
    """Everything the reader may do; None or empty is nothing of the kind."""

    seats: tuple[Seat, ...] = ()
    broker: tuple[str, ...] = ()
    askable: tuple[ProposalParty, ...] = ()
    remindable: tuple[ProposalParty, ...] = ()
    decide: DecisionForm | None = None
    withdraw: bool = False
    renew: bool = False
    switch: bool = False
    said: SaidForm = field(default_factory=SaidForm)

    @property
    def anything(self) -> bool:
        return bool(
            self.seats
            or self.broker
            or self.askable
            or self.remindable
            or self.decide
            or self.withdraw
            or self.renew
        )


def desks(reading: Reading, refused: SaidForm | None = None) -> Desk:
    """The reader's own desk at this thread; six queries at most, often none."""
    row, user = reading.proposal, reading.user
    if not row.is_active:
        return Desk()
    station = row.conflict.station
    broker = may(user, "proposal.broker", station)
    stale = row.state == Proposal.State.STALE
    deciding = possible("order", row.state) and (
        may(user, "proposal.decide", station) or is_inspectorate(user, row)
    )
    again = (Answer.COUNTERED, Answer.DECLINED, Answer.ESCALATED)
    others = tuple(p for p in reading.parties if broker and not stale)
    proposes = broker or (stale and may_propose(user, row.conflict))
    return Desk(
        seats=tuple(_seats(reading, refused)),
        broker=("submit",) if broker and possible("submit", row.state) else (),
        askable=tuple(p for p in others if p.answer in again),
        remindable=tuple(p for p in others if p.answer == Answer.WAITING),
        decide=_decision(reading, refused) if deciding else None,
        withdraw=may_withdraw(user, row),
        renew=stale and proposes,
        switch=proposes,
        said=refused or SaidForm(initial={"seen": row.round}),
    )


def _seats(reading: Reading, refused: SaidForm | None) -> Any:
    row = reading.proposal
    for party in reading.own_parties:
        acts = tuple(a for a in ANSWER if can_answer(a, row.state, party.answer))
        if not acts:
            continue
        count = lends(party, reading.plan)
        mine = refused if getattr(refused, "party", None) == party.pk else None
        form = mine or AnswerForm(
            lender=lender_of(party, reading.plan),
            initial={"seen": row.round},
            auto_id=f"party-{party.pk}-%s",
        )
        yield Seat(
            party=party,
            acts=acts if not count else tuple(a for a in acts if a != "counter"),
            form=form,  # type: ignore[arg-type]
            wishes=tuple(wish_forms(reading, party)),
            lends=count,
            extension=needs_extension(party, reading.plan, reading.orders),
        )


def wish_forms(reading: Reading, party: ProposalParty, data: Any = None) -> Any:
    """One line for each task of the unit in the plan, with the planned values."""
    for assignment, changes in own_changes(reading, party).items():
        row = reading.orders[assignment]
        form = AppointmentForm if row.is_event else WishForm
        yield form(row, data, planned=changes)


def own_changes(reading: Reading, party: ProposalParty) -> dict[str, list[Change]]:
    """The plan's changes of what is this unit's to speak about, by assignment."""
    found: dict[str, list[Change]] = {}
    for _station, change in reading.changes:
        row: Assignment | None = reading.orders.get(change.demand)
        if row is None:
            continue
        if (
            party.department_id == row.department_id and party.department_id
        ) or party.station_id == row.station_id:
            found.setdefault(change.demand, []).append(change)
    return found


def _decision(reading: Reading, refused: SaidForm | None) -> DecisionForm:
    if isinstance(refused, DecisionForm):
        return refused
    found = lenders(reading.plan, reading.parties)
    return DecisionForm(lenders=found, initial={"seen": reading.proposal.round})


def lenders(plan: Plan, parties: Iterable[ProposalParty]) -> list[Lender]:
    """Stations that lend and have not named anybody; two queries for each."""
    found = (lender_of(party, plan) for party in parties if not party.officers)
    return [lender for lender in found if lender is not None]


def lender_of(party: ProposalParty, plan: Plan) -> Lender | None:
    """Whom a station may lend for a plan; None where it is not asked to."""
    count, station = lends(party, plan), party.station
    if not count or station is None:
        return None
    return Lender(station, count, hands(station, loans(plan, station)))
