"""A year is closed: statements are frozen, later corrections are new versions."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.models import ClosedYear, Disbursement, Line, Statement
from budget.services.allocating import YEARS, check_note
from budget.services.holding import hold_lines
from budget.statement import Facts, canonical, digest_of, facts_of
from budget.year import stations_of
from organization.audit import record
from organization.models import Bureau, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems

NO_DIFFERENCE = _("Nothing is different from the last version.")


@transaction.atomic
def close_year(
    *, by: User, bureau: Bureau, year: int, now: dt.datetime
) -> list[Statement]:
    """Freeze the first statement of each of the bureau's own stations.

    The bureau then allocates and disburses nothing more for the year. What stations
    say of it later, and what is taken back, shows in the next version.
    """
    authorise(by, "money.norm", bureau)
    # Lines are opened under the same row: none slips in beside.
    Bureau.objects.select_for_update(of=("self",)).get(pk=bureau.pk)
    if year not in YEARS or timezone.localdate(now) < dt.date(year, 12, 31):
        raise ValidationError({"year": [_("A year is closed on its last day.")]})
    if is_closed(bureau, year):
        raise ValidationError({"year": [_("This year is closed already.")]})
    row = ClosedYear.objects.create(
        bureau=bureau, year=year, closed_by=by, closed_at=now
    )
    # The row has waited for whoever was preparing: only now is the count the last one.
    _demand_nothing_prepared(bureau, year)
    own = [one for one in stations_of(bureau, year) if one.bureau_id == bureau.pk]
    facts = facts_of(own, year)
    made = Statement.objects.bulk_create(
        [_statement(one, year, facts[one.pk], by, now) for one in own]
    )
    record(
        "money.close_year",
        by=by,
        subject=row,
        unit=bureau.code,
        year=year,
        statements={one.station.code: one.digest for one in made},
    )
    return made


@transaction.atomic
def correct_statement(
    *, by: User, station: Station, year: int, reason: str, now: dt.datetime
) -> Statement:
    """One more version of what is so now; the earlier ones stay as they were."""
    authorise(by, "money.norm", station)
    Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    # Sums, disputes and open words are read one after the other, yet of one moment.
    hold_lines(Line.objects.filter(station=station, year=year))
    rows = Statement.objects.filter(station=station, year=year)
    last = rows.order_by("version").last()
    if last is None:
        raise ValidationError({"state": [_("The year is not closed yet.")]})
    with Problems() as problems:
        reason = check_note(problems, "reason", reason)
    row = _statement(station, year, facts_of([station], year)[station.pk], by, now)
    if row.digest == last.digest:
        raise ValidationError({"reason": [NO_DIFFERENCE]})
    row.version, row.reason = last.version + 1, reason
    row.save()
    record(
        "statement.correct",
        by=by,
        subject=row,
        unit=station.code,
        reason=reason,
        year=year,
        version=row.version,
        digest=row.digest,
    )
    return row


def _demand_nothing_prepared(bureau: Bureau, year: int) -> None:
    """What was prepared could never be released again."""
    prepared = Disbursement.objects.filter(
        line__bureau=bureau, line__year=year, released_at=None, cancelled_at=None
    ).count()
    if prepared:
        told = _("Payments still to be released or cancelled first: %(n)s.")
        raise ValidationError({"year": [told % {"n": prepared}]})


def is_closed(bureau: Bureau, year: int) -> bool:
    return ClosedYear.objects.filter(bureau=bureau, year=year).exists()


def _statement(
    station: Station, year: int, facts: Facts, by: User, now: dt.datetime
) -> Statement:
    body = canonical(facts)
    return Statement(
        station=station,
        year=year,
        body=body,
        digest=digest_of(body),
        made_by=by,
        made_at=now,
    )
