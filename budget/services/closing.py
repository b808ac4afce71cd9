"""A year is closed: statements are frozen, later corrections are new versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.freezing import Moved, moved_since
from budget.models import ClosedYear, Disbursement, Line, Statement
from budget.services.allocating import YEARS, check_note
from budget.services.holding import hold_lines
from budget.statement import Facts, canonical, digest_of, facts_of
from budget.year import own_stations
from desk.steps import tell_step
from organization.audit import record
from organization.models import Bureau, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems

NO_DIFFERENCE = _("Nothing is different from the last version.")
NOT_CLOSED = _("The year is not closed yet.")


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
    if year not in YEARS or not may_close_on(year, timezone.localdate(now)):
        raise ValidationError({"year": [_("A year is closed on its last day.")]})
    if is_closed(bureau, year):
        raise ValidationError({"year": [_("This year is closed already.")]})
    row = ClosedYear.objects.create(
        bureau=bureau, year=year, closed_by=by, closed_at=now
    )
    # The row has waited for whoever was preparing: only now is the count the last one.
    _demand_nothing_prepared(bureau, year)
    own = own_stations(bureau, year)
    tell_step(_("Statements are read and frozen"), total=len(own))
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
    _hold(Station.objects.filter(pk=station.pk), year)
    rows = Statement.objects.filter(station=station, year=year)
    last = rows.order_by("version").last()
    if last is None:
        raise ValidationError({"state": [NOT_CLOSED]})
    with Problems() as problems:
        reason = check_note(problems, "reason", reason)
    moved = Moved(last, facts_of([station], year)[station.pk])
    if digest_of(canonical(moved.facts)) == last.digest:
        raise ValidationError({"reason": [NO_DIFFERENCE]})
    return _anew([moved], by, reason, now)[0]


@transaction.atomic
def correct_statements(
    *, by: User, bureau: Bureau, year: int, reason: str, now: dt.datetime
) -> list[Statement]:
    """The same for all of the bureau's own stations that differ, in one act."""
    authorise(by, "money.norm", bureau)
    if not is_closed(bureau, year):
        raise ValidationError({"state": [NOT_CLOSED]})
    with Problems() as problems:
        reason = check_note(problems, "reason", reason)
    _hold(Station.objects.filter(bureau=bureau), year)
    moved = moved_since(bureau, year)
    if not moved:
        raise ValidationError({"reason": [NO_DIFFERENCE]})
    return _anew(moved, by, reason, now)


def _hold(stations: QuerySet[Station], year: int) -> None:
    """Sums, disputes and open words are read one after the other, yet of one moment."""
    held = stations.select_for_update(of=("self",), no_key=True).order_by("pk")
    ids = list(held.values_list("pk", flat=True))
    hold_lines(Line.objects.filter(station__in=ids, year=year))


def _anew(
    moved: Sequence[Moved], by: User, reason: str, now: dt.datetime
) -> list[Statement]:
    """A further version of each, beside the last one."""
    made = []
    tell_step(_("Statements are read and frozen"), total=len(moved))
    for one in moved:
        row = _statement(one.last.station, one.last.year, one.facts, by, now)
        row.version, row.reason = one.last.version + 1, reason
        made.append(row)
    Statement.objects.bulk_create(made)
    for row in made:
        record(
            "statement.correct",
            by=by,
            subject=row,
            unit=row.station.code,
            reason=reason,
            year=row.year,
            version=row.version,
            digest=row.digest,
        )
    return made


def _demand_nothing_prepared(bureau: Bureau, year: int) -> None:
    """What was prepared could never be released again."""
    prepared = prepared_of(bureau, year).count()
    if prepared:
        told = _("Payments still to be released or cancelled first: %(n)s.")
        raise ValidationError({"year": [told % {"n": prepared}]})


def may_close_on(year: int, day: dt.date) -> bool:
    """From its last day on."""
    return day >= dt.date(year, 12, 31)


def prepared_of(bureau: Bureau, year: int) -> QuerySet[Disbursement]:
    """What waits for its release: the year is not closed before it is gone."""
    return Disbursement.objects.filter(
        line__bureau=bureau, line__year=year, released_at=None, cancelled_at=None
    )


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
