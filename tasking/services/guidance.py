"""Guidance on site: a day is agreed, somebody comes, what was done is recorded."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.presence import ZONE
from tasking.models import Difficulty, GuidanceVisit
from tasking.services import holding_difficulties as holding
from tasking.services.answering_difficulties import authorise_for, settle
from tasking.services.holding_difficulties import (
    WITH_DEPARTMENT,
    at_hand,
    at_most,
    locked,
)

S = Difficulty.State
LONGEST_WHO = 120
FURTHEST = dt.timedelta(days=60)
LATEST_RECORD = dt.timedelta(days=60)


@transaction.atomic
def plan_visit(
    *,
    by: User,
    difficulty: Difficulty,
    on: dt.date | None,
    who: str,
    what: str,
    now: dt.datetime,
    version: int | None = None,
) -> GuidanceVisit:
    """Somebody comes on that day; one planned before is called off. The clock then runs
    until the end of the next working day after it."""
    row = locked(difficulty)
    authorise_for(by, row)
    at_hand(row, version, *WITH_DEPARTMENT)
    today = timezone.localdate(now, ZONE)
    with Problems() as problems:
        who, what = problems.require("who", who), problems.require("what", what)
        at_most(problems, "who", who, LONGEST_WHO)
        at_most(problems, "what", what, holding.LONGEST)
        if on is None:
            problems.add("on", _("This must be filled in."))
        elif not today <= on <= today + FURTHEST:
            problems.add("on", _("Within the next two months."))
    if on is None or row.department is None:
        raise ValueError("A visit is checked before it is kept")
    row.visits.planned().update(called_off_at=now)
    made = GuidanceVisit.objects.create(
        difficulty=row,
        department=row.department,
        station=row.station,
        planned_on=on,
        who=who,
        what=what,
        planned_by=by,
        planned_at=now,
    )
    row.state = S.VISITING
    noon = dt.datetime.combine(on, dt.time(12), ZONE)
    holding.set_clock(row, holding.clock(noon, 1))
    row.reminders = [holding.morning(on)]
    facts = {"on": on.isoformat(), "who": who}
    holding.step(row=row, act="visit", by=by, now=now, note=what, facts=facts)
    return made


@transaction.atomic
def call_off(
    *,
    by: User,
    difficulty: Difficulty,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """Nobody comes; an answer is still owed, in the term of its urgency."""
    row = locked(difficulty)
    authorise_for(by, row)
    at_hand(row, version, S.VISITING)
    reason = holding.said("reason", reason)
    row.visits.planned().update(called_off_at=now)
    row.state = S.ASKED
    holding.set_clock(row, holding.clock(now, holding.days_for(row)))
    return holding.step(row=row, act="call_off", by=by, now=now, note=reason)


@transaction.atomic
def record_visit(
    *,
    by: User,
    difficulty: Difficulty,
    on: dt.date | None,
    done: str,
    now: dt.datetime,
    version: int | None = None,
) -> GuidanceVisit:
    """What was done there. That is the answer; the station says how it was."""
    row = locked(difficulty)
    authorise_for(by, row)
    at_hand(row, version, S.VISITING)
    visit = row.visits.planned().first()  # whoever changes it holds the difficulty
    if visit is None:
        raise ValidationError({"state": [holding.NOT_NOW]})
    today = timezone.localdate(now, ZONE)
    with Problems() as problems:
        done = problems.require("done", done)
        at_most(problems, "done", done, holding.LONGEST)
        if on is None:
            problems.add("on", _("This must be filled in."))
        elif on > today:
            problems.add("on", _("This day is still to come."))
        elif on < max(row.raised_at.astimezone(ZONE).date(), today - LATEST_RECORD):
            problems.add("on", _("Not before it was raised."))
    visit.done_on, visit.done = on, done
    visit.recorded_by, visit.recorded_at = by, now
    visit.save()
    settle(row, done, now)
    facts = {"on": on.isoformat() if on else "", "who": visit.who}
    holding.step(row=row, act="visited", by=by, now=now, note=done, facts=facts)
    return visit
