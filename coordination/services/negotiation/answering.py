"""What a unit says to a proposal: yes, otherwise, no, or let others decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.plans import Plan
from coordination.models import Proposal, ProposalParty
from coordination.planned import with_changes
from coordination.services.negotiation import hearing
from coordination.services.negotiation.asking import (
    Answer,
    check_lent,
    give,
    needs_extension,
    seat,
    touched,
)
from coordination.services.negotiation.concluding import conclude
from coordination.services.negotiation.drafting import (
    Wish,
    change_plan,
    changes_for,
    held_at,
    why_not,
)
from coordination.services.negotiation.holding import Thread, hold, note
from coordination.services.negotiation.lifecycle import ANSWER, check_answer
from coordination.services.negotiation.orders import (
    orders_by_id,
    orders_of,
    permitted,
)
from coordination.services.negotiation.rights import authorise_answer
from coordination.services.negotiation.weighing import (
    Weighed,
    earliest,
    ground,
    was_now,
    weigh,
)
from organization.models import User


@transaction.atomic
def accept(
    *,
    by: User,
    party: ProposalParty,
    now: dt.datetime,
    text: str = "",
    extension: str = "",
    officers: Sequence[str] = (),
    seen: int | None = None,
) -> Proposal:
    """The unit agrees. The last one to agree sets it in motion.

    A department whose statutory date moves names the approved extension, a chief who
    lends names the officers. Stale when the plan is not the one that was looked at.
    """
    thread, held = held_party(by, party, "accept", seen)
    plan = thread.plan
    orders = orders_of(plan)
    extension, officers = extension.strip()[:80], _numbers(officers)
    if needs_extension(held, plan, orders) and not extension:
        text_ = _("A statutory date moves only by an approved extension: name it.")
        raise ValidationError({"extension": [text_]})
    check_lent(held, plan, officers)
    give(
        held,
        ANSWER["accept"][1],
        by=by,
        now=now,
        text=text.strip(),
        extension=extension,
        officers=officers,
        wish=None,
    )
    said = {"extension": extension, "officers": officers}
    _said(thread, held, "accept", by=by, now=now, **said)
    conclude(thread=thread, by=by, now=now)
    return thread.row


@transaction.atomic
def counter(
    *,
    by: User,
    party: ProposalParty,
    wishes: Mapping[int, Wish],
    now: dt.datetime,
    text: str = "",
    extension: str = "",
    seen: int | None = None,
) -> tuple[Proposal, Weighed]:
    """The unit wants another date or a smaller scope; the engine answers at once.

    If it settles the conflict too it becomes the plan, and those whose part it changes
    are asked again. If not, it stays on record with the hours that are missing and the
    earliest date that would do.
    """
    thread, held = held_party(by, party, "counter", seen)
    before = thread.plan
    plan = _wished(thread, held, wishes)
    orders = orders_of(plan)
    permitted(plan, orders, now=now)
    codes = [each.station for each in plan.stations]
    known = ground(codes, plan, now=now)
    was = {**was_now(known), **thread.was}
    weighed = weigh(plan, known, was)
    wish = {
        "changes": _told(wishes),
        "holds": weighed.holds(thread.goal),
        "why": why_not(weighed, thread.goal),
        "earliest": {
            str(pk): _iso(earliest(plan, known, was, code, str(pk)))
            for code, pk in _places(wishes)
        },
    }
    agrees = wish["holds"] and (
        extension.strip() or not needs_extension(held, plan, orders)
    )
    answer = Answer.ACCEPTED if agrees else Answer.COUNTERED
    if wish["holds"]:
        change_plan(thread, plan, known, weighed, was)
        others = touched(before, plan, orders) - {held.unit}
        seat(thread, orders, others, now=now)
    give(
        held, answer, by=by, now=now, text=text.strip(), wish=wish,
        extension=extension.strip()[:80],
    )  # fmt: skip
    _said(thread, held, "counter", by=by, now=now, wish=wish)
    if wish["holds"]:
        hearing.tell_waiting(thread, by=by)
    conclude(thread=thread, by=by, now=now)
    return thread.row, weighed


@transaction.atomic
def decline(
    *,
    by: User,
    party: ProposalParty,
    text: str,
    now: dt.datetime,
    seen: int | None = None,
) -> Proposal:
    """The unit does not agree and says why; the office goes on from there."""
    return _pass_on("decline", by, party, text, now, seen)


@transaction.atomic
def escalate(
    *,
    by: User,
    party: ProposalParty,
    text: str,
    now: dt.datetime,
    seen: int | None = None,
) -> Proposal:
    """The unit asks the office to coordinate, with a reason."""
    return _pass_on("escalate", by, party, text, now, seen)


def _pass_on(
    act: str,
    by: User,
    party: ProposalParty,
    text: str,
    now: dt.datetime,
    seen: int | None,
) -> Proposal:
    thread, held = held_party(by, party, act, seen)
    if not text.strip():
        raise ValidationError({"text": [_("Say why.")]})
    give(held, ANSWER[act][1], by=by, now=now, text=text.strip(), wish=None)
    _said(thread, held, act, by=by, now=now)
    conclude(thread=thread, by=by, now=now)
    return thread.row


def held_party(
    by: User, party: ProposalParty, act: str, seen: int | None
) -> tuple[Thread, ProposalParty]:
    """The thread locked and the party in it, after the right and the state."""
    authorise_answer(by, party.unit)
    thread = hold(party.proposal, seen=seen)
    found = thread.party(party.pk)
    if found is None:
        text = _("The plan has changed and asks nothing of this unit any more.")
        raise ValidationError({"state": [text]})
    check_answer(act, thread.row.state, found.answer)
    return thread, found


def _said(
    thread: Thread,
    party: ProposalParty,
    act: str,
    *,
    by: User,
    now: dt.datetime,
    **detail: Any,
) -> None:
    note(thread, act, by=by, now=now, unit=party.unit, text=party.comment, **detail)
    hearing.tell_answer(thread, party, by=by)


def _wished(thread: Thread, party: ProposalParty, wishes: Mapping[int, Wish]) -> Plan:
    """The plan with the party's wishes in it; only for what is its to wish.

    A department speaks of its own tasks, a station of all that it owes. A wish says
    all that shall differ from today; one that says nothing leaves the task as it is.
    """
    plan = thread.plan
    if not wishes:
        raise ValidationError({"wish": [_("Say which date or how many hours.")]})
    rows = {row.pk: row for row in orders_by_id(wishes).values()}
    for pk in wishes:
        row = rows.get(pk)
        mine = row is not None and party.unit in (row.department, row.station)
        if row is None or not mine or row.station.code not in _codes(plan):
            raise ValidationError({"wish": [_("This task is not the unit's own.")]})
    for pk, wish in wishes.items():
        for code, key in held_at(pk, wish) or [(rows[pk].station.code, pk)]:
            plan = with_changes(plan, code, {str(key): changes_for(key, wish)})
    return plan


def _codes(plan: Plan) -> set[str]:
    return {each.station for each in plan.stations}


def _places(wishes: Mapping[int, Wish]) -> list[tuple[str, int]]:
    """(station code, assignment) of every wish."""
    return [(row.station.code, row.pk) for row in orders_by_id(wishes).values()]


def _told(wishes: Mapping[int, Wish]) -> dict[str, Any]:
    return {
        str(pk): {
            "due": _iso(wish.due),
            "effort": wish.effort,
            "waive": wish.waive,
            "start": _iso(wish.start),
            "officers": wish.officers,
            "names": list(wish.names),
        }
        for pk, wish in wishes.items()
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _numbers(officers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(number.strip() for number in officers if number.strip()))
