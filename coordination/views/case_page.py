"""What the page of one piece says, and which acts it offers to whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.burden import burdens
from coordination.costs import last_said
from coordination.forms.admission import OfferForm
from coordination.models import AdmissionCase
from coordination.office.clock import calendar_for, workdays_left
from coordination.parts import is_piece, labels, lacking
from coordination.services.admitting import ACTS, possible
from coordination.services.countersigning import may_sign
from coordination.services.excepting import standing_of
from coordination.services.finding_duplicates import alike
from coordination.services.issuing import stored
from coordination.services.offers import Offer, applied
from coordination.views.answering import tried
from coordination.views.station_rows import posts_named
from organization.models import Station, User
from organization.permissions import may
from tasking.lifecycle import DIRECTIVE
from tasking.lifecycle import possible as steps


def case_context(
    user: User, case: AdmissionCase, now: dt.datetime, typed: OfferForm | None
) -> dict[str, Any]:
    """`typed` are the conditions as they were posted: they are what is tried out."""
    row = case.directive
    content, targets = stored(row)
    acts, days = _acts(user, case, now), _days(case, now)
    offered = typed.offer() if typed else Offer.of(case)
    trial = None
    if case.is_open:
        trial = tried(*applied(content, targets, offered), row.requester_code, now=now)
    key = row.department_id or 0
    named = Station.objects.in_bulk(targets.stations)
    return {
        "case": case,
        "directive": row,
        "unit": row.department,
        "attendees": posts_named(row),
        "burden": burdens([(case.pk, key, content, targets)], now)[case.pk],
        "answer": trial,
        "with_conditions": offered != Offer(),
        "acts": acts,
        "offer": typed or OfferForm.of(case),
        "left_out": [named[pk] for pk in case.left_out if pk in named],
        "stations": sorted(named.values(), key=lambda s: s.code),
        "entries": case.entries.select_related("by"),
        "late": case.is_late(now),
        "lacks": labels(lacking(content, targets)) if is_piece(content) else [],
        "cost": last_said(row),
        "cap": standing_of(row, now) if case.is_open else None,
        "alike": alike(row, now=now) if case.is_open else [],
        "days": days,
        "over": max(-days, 0),
    }


def _acts(user: User, case: AdmissionCase, now: dt.datetime) -> set[str]:
    """Those that lead on from here and are this person's to do."""
    units = {
        "admission.decide": case.office,
        "admission.answer": case.directive.department,
    }
    found = {
        act
        for act in possible(case, now)
        if (unit := units[ACTS[act].right]) and may(user, ACTS[act].right, unit)
    }
    if case.submitted_by_id == user.pk:
        found -= {"admit", "return", "offer"}
    department = case.directive.department
    if case.is_open and department and may_sign(user, case.directive):
        found |= {"approve", "send_back"} & set(steps(DIRECTIVE, case.directive.state))
    return found


def _days(case: AdmissionCase, now: dt.datetime) -> int:
    return workdays_left(case.due_at, calendar_for([case.due_at], now), now)
