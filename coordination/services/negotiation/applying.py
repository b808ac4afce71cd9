"""Carrying a plan out: judged before and after, or nothing of it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.consequence import consequence
from coordination.core.facts import StationFacts
from coordination.core.plans import TIMED, Change
from coordination.lent import days_of
from coordination.models import ProposalParty
from coordination.moments import instant
from coordination.planned import changes_of, fitted
from coordination.services.negotiation import hearing
from coordination.services.negotiation.asking import lends
from coordination.services.negotiation.drafting import Insufficient, kept
from coordination.services.negotiation.holding import Thread, move, note
from coordination.services.negotiation.lifecycle import PROPOSAL, step
from coordination.services.negotiation.orders import Orders, orders_of, permitted
from coordination.services.negotiation.proof import kept_proof
from coordination.services.negotiation.weighing import (
    Ground,
    Weighed,
    ground,
    old_conflict,
    weigh,
)
from coordination.services.owing import Names, follow, reckon
from coordination.services.telling_owed import tell_stations
from coordination.snapshot import snapshot, start_of_day
from organization.models import Station, User
from personnel.models import Officer
from personnel.services import second
from tasking.services import directives
from tasking.services.appointments import rearrange
from tasking.services.protected import keep_otherwise
from tasking.services.splitting import split
from tasking.services.waiving import waive


@dataclass(frozen=True)
class Deed:
    """What a write needs to know beside the change itself."""

    thread: Thread
    rows: Orders
    stations: Mapping[str, Station]
    by: User | None
    now: dt.datetime

    @property
    def reason(self) -> str:
        return _("Settled in proposal %(n)s") % {"n": self.thread.row.pk}

    def consent(self, change: Change) -> ProposalParty | None:
        """The party whose order it is, or that lends."""
        row = self.rows.get(change.demand)
        for party in self.thread.parties:
            if change.lender and party.station and party.station.code == change.lender:
                return party
            unit = row and (row.department or row.station)
            if unit is not None and party.unit == unit:
                return party
        return None

    def seat(self, station: Station) -> ProposalParty | None:
        """The station itself among the parties."""
        return next((p for p in self.thread.parties if p.station == station), None)

    def author(self, change: Change) -> User | None:
        """Who agreed for the unit whose order it is; else who decided."""
        party = self.consent(change)
        return (party.answered_by if party else None) or self.by

    def words(self, change: Change) -> str:
        """The reason, with the extension that lets a statutory date move."""
        party = self.consent(change)
        extension = party.extension if party else ""
        return f"{self.reason}（{extension}）" if extension else self.reason


def carry_out(
    *, thread: Thread, by: User | None, now: dt.datetime, act: str, text: str = ""
) -> bool:
    """Write every change if, today, it settles what it should; else say that it is
    overtaken. `act` is the step it ends with: `apply` or `order`.

    What is written is judged once more from the rows, in the same transaction: then
    the conflicts are gone and no window is newly short, or all of it is undone.
    """
    plan, goal = thread.plan, thread.goal
    rows = orders_of(plan, lock=True)
    codes = {c.lender for _s, c in changes_of(plan) if c.lender}
    codes |= {each.station for each in plan.stations}
    known = ground(codes, plan, now=now)
    try:
        permitted(plan, rows, now=now)
        weighed = weigh(plan, known, thread.was)
        if not weighed.holds(goal):
            raise Insufficient(weighed, goal)
        said = _kept(thread, known, weighed)
        with transaction.atomic():
            deed = Deed(thread, rows, known.stations, by, now)
            _write(deed, known)
            _prove(known, goal, now=now)
            _owe(deed)
    except ValidationError as error:
        if isinstance(error, Insufficient):
            overtake(thread=thread, by=by, now=now, why=error.why)
        else:
            overtake(thread=thread, by=by, now=now, text=" ".join(error.messages))
        return False
    note(thread, act, by=by, now=now, text=text, **said)
    move(thread, step(act, thread.row.state), now=now)
    hearing.tell_all(thread, "proposal_carried_out", by=by, text=text)
    return True


def _kept(thread: Thread, known: Ground, weighed: Weighed) -> dict[str, Any]:
    """Plan, figures and proof as of now: what the closed thread shows for ever."""
    plan = thread.plan
    return {
        "plan": kept(plan, weighed, thread.was),
        "proof": kept_proof(plan, known, thread.was, thread.row.conflict),
        "lent": {p.unit.code: p.officers for p in thread.parties if lends(p, plan)},
    }


def overtake(
    *,
    thread: Thread,
    by: User | None,
    now: dt.datetime,
    text: str = "",
    why: dict[str, Any] | None = None,
) -> None:
    """The facts are not what they were: nothing is applied, everybody is told."""
    move(thread, PROPOSAL["overtake"], now=now)
    note(thread, "overtake", by=by, now=now, text=text, why=why)
    hearing.tell_all(thread, "proposal_stale", by=None, text=text)


def _write(deed: Deed, known: Ground) -> None:
    """Every change through the room that owns the row."""
    for each in deed.thread.plan.stations:
        demands = known.demands(each.station)
        for change in fitted(each.changes, demands, deed.thread.was):
            if not change.away:
                WRITERS[change.kind](deed, each.station, change)


def _shift(deed: Deed, station: str, change: Change) -> None:
    _redate(deed, change, due=instant(change.due or 0))


def _reduce(deed: Deed, station: str, change: Change) -> None:
    _redate(deed, change, left=change.effort)


def _redate(
    deed: Deed,
    change: Change,
    *,
    due: dt.datetime | None = None,
    left: int | None = None,
) -> None:
    """Another due, or another number of units left; what is done stays done."""
    row = deed.rows[change.demand]
    effort = row.effort_units
    if left is not None:
        done = max(0, (row.effort_units or 0) - (row.remaining_units or 0))
        effort = done + left
    directives.redate(
        by=deed.author(change),
        assignment=row,
        release=row.release,
        due=due or row.due,
        effort_units=effort,
        reason=deed.words(change),
        now=deed.now,
    )


def _split(deed: Deed, station: str, change: Change) -> None:
    """The first part stays the order; each further one is an order of its own."""
    first, *rest = change.parts
    row = deed.rows[change.demand]
    for part in rest:
        split(
            by=deed.author(change),
            assignment=row,
            release=row.release if part.release is None else instant(part.release),
            due=instant(part.due),
            effort_units=part.effort,
            reason=deed.words(change),
            now=deed.now,
        )
    _redate(deed, change, due=instant(first.due), left=first.effort)


def _merge(deed: Deed, station: str, change: Change) -> None:
    """It ends here; the order it is done with takes so much work in all."""
    said: dict[str, Any] = {"by": deed.author(change), "now": deed.now}
    said["reason"] = deed.reason
    waive(assignment=deed.rows[change.demand], act="merge", **said)
    into = replace(change, kind="reduce", demand=change.into)
    _redate(deed, into, left=change.effort)


def _waive(deed: Deed, station: str, change: Change) -> None:
    party = deed.consent(change)
    said = party.comment if party else ""
    waive(
        by=deed.author(change),
        assignment=deed.rows[change.demand],
        reason=f"{deed.reason}{f'：{said}' if said else ''}",
        now=deed.now,
    )


def _lend(deed: Deed, station: str, change: Change) -> None:
    """The officers the lending chief named, for whole days."""
    party = deed.consent(change)
    numbers = party.officers if party else []
    if 1000 * len(numbers) < change.officers:
        raise ValidationError({"officers": [_("Name the officers who are lent.")]})
    first, end = days_of(change)
    for officer in Officer.objects.filter(police_number__in=numbers).order_by("pk"):
        second(
            by=deed.author(change),
            officer=officer,
            to=deed.stations[station],
            first=first,
            end=end,
            reason=deed.reason,
        )


def _rearrange(deed: Deed, station: str, change: Change) -> None:
    """Another time, fewer officers or other people for an appointment; or for what the
    station protects for itself, whose plan it is."""
    new: dict[str, Any] = {}
    if change.kind == "move":
        new = {"start": instant(change.start or 0), "end": instant(change.due or 0)}
    elif change.kind == "fewer":
        new = {"officers": Decimal(change.officers) / 1000}
    else:
        new = {"attendees": list(change.names)}
    said: dict[str, Any] = {"reason": deed.words(change), "now": deed.now, **new}
    if change.demand in deed.rows:
        row = deed.rows[change.demand]
        rearrange(by=deed.author(change), assignment=row, **said)
        return
    place = deed.stations[station]
    chief = deed.seat(place)
    by = (chief.answered_by if chief else None) or deed.by
    keep_otherwise(by=by, station=place, block=int(change.demand[1:]), **said)


def _owe(deed: Deed) -> None:
    """What the plan takes of protected time, in the names of those who agreed to it;
    and less is owed where it gives such time back."""
    for code, change in changes_of(deed.thread.plan):
        if change.kind in TIMED and change.demand in deed.rows:
            chief = deed.seat(deed.stations[code])
            second = chief.answered_by if chief else None
            names = Names(deed.author(change), second)
            row = deed.rows[change.demand]
            made = reckon(by=deed.by, assignment=row, names=names, now=deed.now)
            tell_stations(made, by=deed.by)
    stations = [station.pk for station in deed.stations.values()]
    follow(stations=stations, now=deed.now, by=deed.by)


WRITERS: dict[str, Any] = {
    "shift": _shift,
    "reduce": _reduce,
    "split": _split,
    "merge": _merge,
    "waive": _waive,
    "lend": _lend,
    "move": _rearrange,
    "fewer": _rearrange,
    "name": _rearrange,
}


def _prove(known: Ground, goal: Iterable[int], *, now: dt.datetime) -> None:
    """Insufficient unless the rows as they are now say what the plan promised.

    Stations that lend are judged too: nothing may become short there.
    """
    ids = {station.pk: code for code, station in known.stations.items()}
    as_of = start_of_day(now)
    after = snapshot(ids, as_of=as_of, codes=ids, fresh=True)
    found = {
        code: _compared(known, code, replace(after[pk], code=code))
        for pk, code in ids.items()
    }
    goals = set(goal)
    left = {pk for each in found.values() for pk, _short in each.left}
    weighed = Weighed(found, frozenset(goals - left))
    if not weighed.holds(goals):
        raise Insufficient(weighed, goals)


def _compared(known: Ground, code: str, after: StationFacts) -> Any:
    goal = [old_conflict(row) for row in known.conflicts[code]]
    minute = known.minute
    return consequence(known.facts[code], after, goal, as_of=minute, now=minute)
