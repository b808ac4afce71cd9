"""Who is asked about a plan, and by when each has to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.core.plans import Balance, Plan, StationPlan
from coordination.lent import hands, loans
from coordination.models import Proposal, ProposalParty
from coordination.planned import changes_of
from coordination.services.negotiation.holding import Thread, Unit
from coordination.services.negotiation.orders import Orders, is_extension
from organization.calendar import WorkCalendar
from organization.models import Station, User

Part = ProposalParty.Part
Answer = ProposalParty.Answer
EVENING = dt.time(18)
SHORTEST = dt.timedelta(hours=1)
# Working days are looked for so far ahead: the longest holiday and some more.
AHEAD = dt.timedelta(days=60)


def affected(plan: Plan, orders: Orders) -> dict[Unit, str]:
    """Every unit the plan changes something for, with its part in it."""
    stations = {row.station.code: row.station for row in orders.values()}
    codes = {station for station, _change in changes_of(plan)}
    codes |= {change.lender for _station, change in changes_of(plan) if change.lender}
    for station in Station.objects.filter(code__in=codes - set(stations)):
        stations[station.code] = station
    found: dict[Unit, str] = {}
    for station, change in changes_of(plan):
        for name in (change.demand, change.into):
            row = orders.get(name)
            if row is not None and row.department is not None:
                found[row.department] = Part.ORDERS
        found.setdefault(stations[station], Part.OWES)
        if change.lender:
            found[stations[change.lender]] = Part.LENDS
    return found


def answer_by(proposal: Proposal, *, now: dt.datetime) -> dt.datetime:
    """The evening of the last working day for an answer.

    Never beyond half the time that is left until the conflict's own due: an answer
    that comes when nothing can be changed any more is none.
    """
    today = timezone.localdate(now)
    days = proposal.conflict.station.bureau.proposal_days
    calendar = WorkCalendar.load(today, today + AHEAD)
    last = calendar.add_workdays(today, days)
    evening = timezone.make_aware(dt.datetime.combine(last, EVENING))
    half = now + (proposal.conflict.due - now) / 2
    return max(min(evening, half), now + SHORTEST)


def ask_again(
    thread: Thread, units: Iterable[Unit], *, now: dt.datetime
) -> list[ProposalParty]:
    """Give these parties a fresh clock and no answer."""
    wanted = set(units)
    asked = [party for party in thread.parties if party.unit in wanted]
    due = answer_by(thread.row, now=now)
    for party in asked:
        party.answer, party.asked_at, party.due_at = Answer.WAITING, now, due
        party.answered_at = party.answered_by = party.reminded_at = None
        party.by_silence, party.comment, party.wish = False, "", None
        party.save()
    return asked


def seat(
    thread: Thread, orders: Orders, changed: Iterable[Unit], *, now: dt.datetime
) -> list[ProposalParty]:
    """Bring the parties in line with the plan; those in `changed` are asked anew.

    Who is not concerned any more leaves; what was said stays in the entries. Returns
    those who are asked now.
    """
    wanted = affected(thread.plan, orders)
    due = answer_by(thread.row, now=now)
    for party in thread.parties:
        if party.unit not in wanted:
            party.delete()
    thread.parties = [party for party in thread.parties if party.unit in wanted]
    known = {party.unit: party for party in thread.parties}
    new = []
    for unit, part in wanted.items():
        if unit in known:
            known[unit].part = part
            known[unit].save(update_fields=["part"])
            continue
        place = {"station" if isinstance(unit, Station) else "department": unit}
        new.append(
            ProposalParty(
                proposal=thread.row, part=part, asked_at=now, due_at=due, **place
            )
        )
    ProposalParty.objects.bulk_create(new)
    thread.parties += new
    return new + ask_again(thread, set(changed) & set(known), now=now)


def give(
    party: ProposalParty,
    answer: str,
    *,
    by: User | None,
    now: dt.datetime,
    text: str = "",
    **more: Any,
) -> None:
    """Record a party's answer; `by` None is its silence."""
    party.answer, party.answered_at, party.answered_by = answer, now, by
    party.by_silence, party.comment = by is None, text
    for name, value in more.items():
        setattr(party, name, value)
    party.save()


def touched(before: Plan, after: Plan, orders: Orders) -> set[Unit]:
    """Units whose part of the plan is not what they were asked before."""
    had, has = set(changes_of(before)), set(changes_of(after))
    only = Plan(after.method, (), 0)
    found: set[Unit] = set()
    for station, change in had ^ has:
        one = StationPlan(station, (change,), Balance(None, 0), Balance(None, 0))
        found |= set(affected(replace(only, stations=(one,)), orders))
    return found


def needs_extension(party: ProposalParty, plan: Plan, orders: Orders) -> bool:
    """Whether its consent has to name an approved extension of a statutory date."""
    return any(
        party.department is not None
        and (row := orders.get(change.demand)) is not None
        and row.department_id == party.department_id
        and is_extension(change, row)
        for _station, change in changes_of(plan)
    )


def lends(party: ProposalParty, plan: Plan) -> int:
    """How many officers a station is asked to lend at most at a time; 0: none."""
    station = party.station
    if station is None:
        return 0
    asked = [c.officers for _s, c in changes_of(plan) if c.lender == station.code]
    return -(-max(asked, default=0) // 1000)


def check_lent(party: ProposalParty, plan: Plan, officers: Sequence[str]) -> None:
    """ValidationError {officers} unless as many are named as the plan asks for, all of
    them at the station that lends on all of its days."""
    wanted, station = lends(party, plan), party.station
    if not wanted or station is None:
        return
    known = {hand.number for hand in hands(station, loans(plan, station))}
    if stray := [number for number in officers if number not in known]:
        text = _("%(number)s cannot be lent on these days.")
        raise ValidationError({"officers": [text % {"number": stray[0][:12]}]})
    if len(set(officers)) != wanted:
        text = _("Name the %(count)s officers who are lent.")
        raise ValidationError({"officers": [text % {"count": wanted}]})


def simply_agrees(party: ProposalParty, plan: Plan, orders: Orders) -> bool:
    """Whether agreeing takes nothing but the word."""
    return not lends(party, plan) and not needs_extension(party, plan, orders)
