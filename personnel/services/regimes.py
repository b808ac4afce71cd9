"""How stations work: duty hours, roster, standing work."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.services.problems import Days, Problems, days, told_as
from personnel.models import DutyRegime

DAY = 24 * 60
MOST_PAIRS = 6
OVERLAP = _("The station has duty hours for this period already.")
Hours = Sequence[tuple[int, int]]


@transaction.atomic
def set_regime(
    *,
    by: User | None,
    station: Station,
    during: Days,
    hours: Hours,
    roster_share: Decimal | int = 1,
    standing_share: Decimal | int = 0,
    standing_hours: Decimal | int = 0,
    auxiliary_share: Decimal | int = 0,
) -> DutyRegime:
    """Set how a station works in a half-open period of days.

    `hours` are (from, to) in minutes of the day: [(510, 720), (810, 1080)] is
    08:30-12:00 and 13:30-18:00. A regime without an end that runs when the new one
    begins ends there; any other overlap is a problem.
    """
    with Problems() as problems:
        period = days(during, problems)
        _check_hours(hours, problems)
        for field, share in (
            ("roster_share", roster_share),
            ("standing_share", standing_share),
            ("auxiliary_share", auxiliary_share),
        ):
            if not 0 <= share <= 1:
                problems.add(field, _("A share lies between 0 and 1."))
        if standing_hours < 0:
            problems.add("standing_hours", _("Hours cannot be negative."))
        if not problems.found:
            _make_room(station, period, problems)
    with told_as("regime_no_overlap", "during", OVERLAP):
        regime = DutyRegime.objects.create(
            station=station,
            during=period,
            hours=[minute for pair in hours for minute in pair],
            roster_share=roster_share,
            standing_share=standing_share,
            standing_hours=standing_hours,
            auxiliary_share=auxiliary_share,
        )
    record(
        "regime.set",
        by=by,
        subject=regime,
        unit=station.code,
        hours=regime.hours,
        roster_share=str(roster_share),
        standing_share=str(standing_share),
        standing_hours=str(standing_hours),
        auxiliary_share=str(auxiliary_share),
        start=str(period.lower),
        end=str(period.upper or ""),
    )
    return regime


def _check_hours(hours: Hours, problems: Problems) -> None:
    """Ascending pairs within one day that do not overlap; none is a rest regime."""
    if len(hours) > MOST_PAIRS:
        problems.add("hours", _("At most six periods a day."))
    if any(end <= start for start, end in hours):
        problems.add("hours", _("A period of duty ends before it begins."))
    if any(start < 0 or end > DAY for start, end in hours):
        problems.add("hours", _("A day has 24 hours."))
    for before, after in pairwise(hours):
        if after[0] < before[1]:
            problems.add("hours", _("Periods of duty overlap or are out of order."))
            break


def _make_room(station: Station, period: DateRange, problems: Problems) -> None:
    """End the open regime before the new one; refuse any other overlap."""
    others = DutyRegime.objects.filter(station=station, during__overlap=period)
    for other in others.select_for_update():
        if other.during.upper is None and other.during.lower < period.lower:
            other.during = DateRange(other.during.lower, period.lower)
            other.save(update_fields=["during"])
        else:
            problems.add("during", OVERLAP)
