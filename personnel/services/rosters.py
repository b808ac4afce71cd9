"""Who works in which pattern from when on, and from when on no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Days, Problems, days, told_as
from personnel.models import DutyRegime, Officer, Posting, RosterLine
from personnel.roster import share_of
from personnel.services.regimes import set_regime
from personnel.shifts import PATTERNS

MOST = 200
OVERLAP = _("Somebody of them has a roster in this period already.")


@transaction.atomic
def set_roster(
    *,
    by: User,
    station: Station,
    officers: Sequence[Officer],
    pattern: str,
    during: Days,
    together: bool = False,
) -> list[RosterLine]:
    """Officers in the order in which they follow each other in the pattern's cycle, or
    `together`, all at its first day.

    What runs for them without an end when the new period begins ends there; any other
    overlap is a problem.
    """
    authorise(by, "roster.edit", station)
    with Problems() as problems:
        period = days(during, problems)
        if pattern not in PATTERNS:
            problems.add("pattern", _("There is no such pattern."))
        if not 0 < len(set(officers)) <= MOST or len(set(officers)) != len(officers):
            problems.add("officers", _("Choose who works by it, each of them once."))
        elif not problems.found:
            _check_posted(officers, station, period, problems)
            _make_room(officers, period, problems)
    cycle = len(PATTERNS[pattern].days)
    with told_as("roster_no_overlap", "during", OVERLAP):
        lines = RosterLine.objects.bulk_create(
            RosterLine(
                officer=officer,
                station=station,
                pattern=pattern,
                offset=0 if together else n % cycle,
                during=period,
            )
            for n, officer in enumerate(officers)
        )
    record(
        "roster.set",
        by=by,
        subject=station,
        unit=station.code,
        pattern=pattern,
        officers=[officer.police_number for officer in officers],
        start=str(period.lower),
        end=str(period.upper or ""),
    )
    return lines


@transaction.atomic
def end_roster(*, by: User, line: RosterLine, on: dt.date) -> RosterLine | None:
    """From the day `on` he works by it no more; what never began goes: None."""
    authorise(by, "roster.edit", line.station)
    row = RosterLine.objects.select_for_update().get(pk=line.pk)
    with Problems() as problems:
        if row.during.upper is not None and on >= row.during.upper:
            problems.add("on", _("It ends before that day anyway."))
    record(
        "roster.end",
        by=by,
        subject=row.station,
        unit=row.station.code,
        officer=row.officer.police_number,
        pattern=row.pattern,
        on=str(on),
    )
    if on <= row.during.lower:
        row.delete()
        return None
    _end(row, on)
    return row


@transaction.atomic
def adopt_share(*, by: User, station: Station, on: dt.date) -> DutyRegime:
    """From the day `on` the station's duty hours count the share of officers at work
    that its rosters give; hours and standing work stay as they are."""
    authorise(by, "regime.edit", station)
    regime = DutyRegime.objects.filter(station=station, during__contains=on).first()
    found = share_of(station, on)
    if regime is None or found is None or not found.differs:
        raise ValidationError({"on": [_("The rosters say nothing else.")]})
    kept = {"hours": list(zip(regime.hours[::2], regime.hours[1::2], strict=True))}
    until = regime.during.upper
    if on > regime.during.lower:
        regime.during = DateRange(regime.during.lower, on)
        regime.save(update_fields=["during"])
    else:
        regime.delete()
    return set_regime(
        by=by,
        station=station,
        during=(on, until),
        roster_share=Decimal(found.rostered) / 1000,
        standing_share=regime.standing_share,
        standing_hours=regime.standing_hours,
        auxiliary_share=regime.auxiliary_share,
        **kept,
    )


def _check_posted(
    officers: Sequence[Officer], station: Station, period: DateRange, problems: Problems
) -> None:
    """Each is posted here on the first day; a later posting takes him off by itself."""
    here = Posting.objects.filter(
        station=station, officer__in=officers, during__contains=period.lower
    )
    if here.count() != len(officers):
        problems.add("officers", _("Not all of them are posted here on the first day."))


def _make_room(
    officers: Sequence[Officer], period: DateRange, problems: Problems
) -> None:
    rows = RosterLine.objects.filter(officer__in=officers, during__overlap=period)
    for row in rows.select_for_update().order_by("pk"):
        if row.during.upper is None and row.during.lower < period.lower:
            _end(row, period.lower)
        else:
            problems.add("during", OVERLAP)
            return


def _end(row: RosterLine, on: dt.date) -> None:
    row.during = DateRange(row.during.lower, on)
    row.version += 1
    row.save(update_fields=["during", "version"])
