"""Limits on an officer's postings: for health, for his family, by avoidance rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Bureau, Department, Station, User
from organization.services.problems import Days, Problems, days
from personnel.models import Limit, Officer
from personnel.services.posts import CHANGED
from personnel.services.scope import authorise_about

E = Limit.Effect
ONLY_AVOIDANCE = (E.AREA, E.RELATIVE)


@dataclass(frozen=True)
class NewLimit:
    """`unit`, `area` or `relative` as the effect asks. `note` is what it rests on."""

    officer: Officer
    ground: str
    effect: str
    during: Days
    note: str
    unit: Station | Department | None = None
    area: Bureau | None = None
    relative: Officer | None = None


@transaction.atomic
def record_limit(*, by: User | None, row: NewLimit) -> Limit:
    """Enter a limit. ValidationError by field, as they are called in `NewLimit`.

    The audit trail has the officer's number and no more: auditors read no reasons.
    """
    if by is not None:
        authorise_about(by, "limit.edit", [row.officer])
    with Problems() as problems:
        note = problems.require("note", row.note)
        if len(note) > 200:
            problems.add("note", _("At most %(n)s characters.") % {"n": 200})
        period = days(row.during, problems, "until")
        _check(row, problems)
    unit = row.unit if row.effect == E.UNIT else None
    made = Limit(
        officer=row.officer,
        ground=row.ground,
        effect=row.effect,
        station=unit if isinstance(unit, Station) else None,
        department=unit if isinstance(unit, Department) else None,
        area=row.area if row.effect == E.AREA else None,
        relative=row.relative if row.effect == E.RELATIVE else None,
        note=note,
        during=period,
    )
    made.save()
    record("limit.record", by=by, subject=made, officer=row.officer.police_number)
    return made


@transaction.atomic
def lift_limit(
    *, by: User, limit: Limit, on: dt.date, version: int | None = None
) -> Limit:
    """`on` is the first day on which it no longer holds."""
    rows = Limit.objects.select_for_update(of=("self",)).select_related("officer")
    row = rows.get(pk=limit.pk)
    authorise_about(by, "limit.edit", [row.officer])
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    first, end = row.during.lower, row.during.upper
    with Problems() as problems:
        if on <= first:
            problems.add("on", _("It begins later than this day."))
        elif end is not None and on > end:
            problems.add("on", _("It has ended before this day."))
    row.during = DateRange(first, on)
    row.version += 1
    row.save(update_fields=["during", "version"])
    record("limit.lift", by=by, subject=row, officer=row.officer.police_number)
    return row


def _check(row: NewLimit, problems: Problems) -> None:
    if row.ground not in Limit.Ground.values:
        problems.add("ground", _("There is no such ground."))
    elif row.ground == Limit.Ground.AVOIDANCE and row.effect == E.WISH:
        problems.add("effect", _("An avoidance rule is no wish."))
    elif row.ground != Limit.Ground.AVOIDANCE and row.effect in ONLY_AVOIDANCE:
        problems.add("effect", _("This is for avoidance rules only."))
    if row.effect not in E.values:
        problems.add("effect", _("There is no such limit."))
    if row.effect == E.UNIT and row.unit is None:
        problems.add("unit", _("Say which unit."))
    if row.effect == E.AREA and row.area is None:
        problems.add("area", _("Say which bureau."))
    if row.effect == E.RELATIVE and row.relative is None:
        problems.add("relative", _("Say who the relative is."))
    elif row.effect == E.RELATIVE and row.relative == row.officer:
        problems.add("relative", _("Nobody is his own relative."))
