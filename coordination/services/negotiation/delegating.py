"""Naming somebody who answers while one is away."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.models import Delegation
from organization import audit
from organization.models import Department, Membership, Station, User
from organization.models.access import unit_fields
from organization.permissions import authorise
from organization.services.problems import Problems, told_as

LONGEST = dt.timedelta(days=92)
ONE_AT_A_TIME = gettext_lazy("Somebody answers for you in this period already.")


@transaction.atomic
def delegate(
    *,
    by: User,
    unit: Department | Station,
    deputy: User,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
) -> Delegation:
    """`deputy`, of the same unit, answers proposals for `by` from first to last day."""
    authorise(by, "proposal.answer", unit)
    with Problems() as problems:
        if deputy == by:
            problems.add("deputy", _("Name somebody else."))
        elif not _belongs(deputy, unit):
            problems.add("deputy", _("Name somebody of the same unit."))
        if last < first or last < timezone.localdate(now):
            problems.add("last", _("The last day lies before the first, or is over."))
        elif last - first > LONGEST:
            problems.add("last", _("At most three months."))
    with told_as("delegation_one_at_a_time", "first", ONE_AT_A_TIME):
        row = Delegation.objects.create(
            giver=by,
            deputy=deputy,
            during=DateRange(first, last + dt.timedelta(days=1)),
            **unit_fields(unit),
        )
    audit.record(
        "proposal.delegate",
        by=by,
        subject=deputy,
        unit=unit.code,
        first=str(first),
        last=str(last),
    )
    return row


@transaction.atomic
def end_delegation(*, by: User, delegation: Delegation, now: dt.datetime) -> None:
    """From today on nobody answers for one any more; what was answered stands."""
    row = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if row.giver_id != by.pk:
        raise PermissionDenied(_("Only who gave it takes it back."))
    today = timezone.localdate(now)
    if row.during.lower < today:
        row.during = DateRange(row.during.lower, min(today, row.during.upper))
        row.save(update_fields=["during"])
    else:
        row.delete()
    audit.record(
        "proposal.end_delegation", by=by, subject=row.deputy, unit=row.unit.code
    )


def _belongs(user: User, unit: Department | Station) -> bool:
    held = Membership.objects.in_force().filter(user=user, **unit_fields(unit))
    return user.is_active and held.exists()
