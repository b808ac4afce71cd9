"""What every act on a round begins and ends with: the lock, the state, the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from organization.audit import record
from organization.models import User
from organization.permissions import authorise
from personnel.models import RoundEvent, SelectionRound
from personnel.rounds.life import STEPS
from personnel.services.ordering import NOT_NOW
from personnel.services.posts import CHANGED


def fetched(round: SelectionRound) -> SelectionRound:
    """The round as it is now, locked."""
    rows = SelectionRound.objects.select_for_update(of=("self",))
    return rows.select_related("bureau", "prepared_by").get(pk=round.pk)


def locked(
    round: SelectionRound, by: User, version: int | None, *states: str
) -> SelectionRound:
    """The same for who prepares it; ValidationError under `state`, see `demand`."""
    row = fetched(round)
    authorise(by, "round.prepare", row.bureau)
    demand(row, version, *states)
    return row


def demand(row: SelectionRound, version: int | None, *states: str) -> None:
    """It is in one of the states, and nobody was quicker."""
    if row.state not in states:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})


def step(row: SelectionRound, act: str) -> None:
    """Into the next state. ValidationError under `state` where it does not lead on."""
    states, after = STEPS[act]
    demand(row, None, *states)
    row.state = after


def noted(
    *, row: SelectionRound, act: str, by: User | None, now: dt.datetime, **facts: Any
) -> SelectionRound:
    """Save the round as its next version, and put on record what was done."""
    row.version += 1
    row.save()
    note(row=row, act=act, by=by, now=now, **facts)
    return row


def note(
    *, row: SelectionRound, act: str, by: User | None, now: dt.datetime, **facts: Any
) -> None:
    """What was done; what somebody chose or how he ranked stands in the rows alone."""
    RoundEvent.objects.create(round=row, at=now, by=by, act=act, facts=facts)
    reason = facts.pop("reason", "")
    record(
        f"selection_round.{act}",
        by=by,
        subject=row,
        unit=row.bureau.code,
        reason=reason,
        **facts,
    )
