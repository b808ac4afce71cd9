"""Burden budgets are set by the leader; the office proposes them.

A new quarter begins without any: they are taken over from the one before when the
leader says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap, CapEntry
from coordination.services.telling_caps import (
    tell_cap_declined,
    tell_cap_proposed,
    tell_cap_set,
)
from organization.audit import record
from organization.models import Bureau, Department, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.services.acts import Stale

MOST = Decimal(10_000_000)
AHEAD = 4  # quarters that may be provided for

Act = CapEntry.Act


@dataclass(frozen=True)
class Caps:
    """Officer-hours on stations in a quarter; None: no such cap."""

    soft: Decimal | None = None
    hard: Decimal | None = None


@transaction.atomic
def set_caps(
    *,
    by: User,
    department: Department,
    quarter: Quarter,
    caps: Caps,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
    anew: bool = False,
) -> BurdenCap:
    """From now on these hold, both of them None: none. Ends what was proposed.

    With `anew` ValidationError where others hold already.
    """
    authorise(by, "cap.set", department.bureau)
    _check(caps, quarter, reason, now)
    row = _held(department, quarter, version)
    if anew and row.is_set:
        raise ValidationError({"quarter": [_("It is set already: change it.")]})
    proposer = row.proposed_by
    row.soft, row.hard = caps.soft, caps.hard
    _proposed(row, None, Caps())
    _keep(row, Act.SET, by, caps, reason, now)
    tell_cap_set(row, proposer, by=by, reason=reason.strip())
    return row


@transaction.atomic
def propose_caps(
    *,
    by: User,
    department: Department,
    quarter: Quarter,
    caps: Caps,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> BurdenCap:
    """The office's proposal; nothing holds until the leader sets it."""
    authorise(by, "cap.propose", department)
    _check(caps, quarter, reason, now)
    row = _held(department, quarter, version)
    _proposed(row, by, caps)
    _keep(row, Act.PROPOSE, by, caps, reason, now)
    tell_cap_proposed(row, by=by, reason=reason.strip())
    return row


@transaction.atomic
def decline_proposal(
    *,
    by: User,
    cap: BurdenCap,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> BurdenCap:
    """It stays as it is, and the leader says why."""
    authorise(by, "cap.set", cap.department.bureau)
    row = _held(cap.department, Quarter.of(cap.quarter), version)
    proposer = row.proposed_by
    with Problems() as problems:
        problems.require("reason", reason)
        if proposer is None:
            problems.add("state", _("Nothing is proposed any more."))
    _proposed(row, None, Caps())
    _keep(row, Act.DECLINE, by, Caps(row.soft, row.hard), reason, now)
    tell_cap_declined(row, proposer, by=by, reason=reason.strip())
    return row


@transaction.atomic
def copy_caps(
    *, by: User, bureau: Bureau, quarter: Quarter, reason: str, now: dt.datetime
) -> list[BurdenCap]:
    """Those of the quarter before, for departments that have none in this one yet."""
    authorise(by, "cap.set", bureau)
    _check(Caps(), quarter, reason, now)
    rows = BurdenCap.objects.filter(department__bureau=bureau)
    before = rows.filter(quarter=quarter.previous.first).select_related("department")
    standing = set(
        rows.filter(quarter=quarter.first)
        .exclude(soft=None, hard=None)
        .values_list("department", flat=True)
    )
    made = []
    for old in before.order_by("department"):
        if not old.is_set or old.department_id in standing:
            continue
        row = _held(old.department, quarter, None)
        if row.is_set:  # by somebody else, a moment ago
            continue
        row.soft, row.hard = old.soft, old.hard
        _keep(row, Act.COPY, by, Caps(old.soft, old.hard), reason, now)
        made.append(row)
    if not made:
        text = _("There is nothing to take over that is not set already.")
        raise ValidationError({"state": [text]})
    return made


def _check(caps: Caps, quarter: Quarter, reason: str, now: dt.datetime) -> None:
    """ValidationError beside `soft`, `hard`, `reason`, `quarter`."""
    current = Quarter.of(now)
    with Problems() as problems:
        problems.require("reason", reason)
        for name, hours in vars(caps).items():
            if hours is not None and not 0 < hours < MOST:
                problems.add(name, _("More than 0 and less than 10,000,000 hours."))
        if caps.soft and caps.hard and caps.soft > caps.hard:
            problems.add("soft", _("The soft cap lies above the hard one."))
        if quarter < current:
            problems.add("quarter", _("This quarter is over."))
        elif _apart(current, quarter) > AHEAD:
            problems.add("quarter", _("At most four quarters ahead."))


def _apart(first: Quarter, later: Quarter) -> int:
    return (later.year - first.year) * 4 + later.number - first.number


def _held(department: Department, quarter: Quarter, version: int | None) -> BurdenCap:
    """The row, made if there is none, locked; Stale unless it is as it was seen."""
    first = quarter.first
    BurdenCap.objects.get_or_create(department=department, quarter=first)
    rows = BurdenCap.objects.select_for_update(of=("self",)).select_related(
        "department__bureau", "proposed_by"
    )
    row = rows.get(department=department, quarter=first)
    if version is not None and version != row.version:
        raise Stale
    return row


def _proposed(row: BurdenCap, by: User | None, caps: Caps) -> None:
    row.proposed_by = by
    row.proposed_soft, row.proposed_hard = caps.soft, caps.hard


def _keep(
    row: BurdenCap, act: str, by: User, caps: Caps, reason: str, now: dt.datetime
) -> None:
    row.version += 1
    row.save()
    CapEntry.objects.create(
        cap=row,
        at=now,
        by=by,
        act=act,
        soft=caps.soft,
        hard=caps.hard,
        reason=reason.strip(),
    )
    record(
        f"burden_cap.{act}",
        by=by,
        subject=row,
        unit=row.department.code,
        reason=reason.strip(),
        quarter=Quarter.of(row.quarter).code,
        **{name: None if h is None else str(h) for name, h in vars(caps).items()},
    )
