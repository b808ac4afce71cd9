"""A chief's deputy: his rights for the days he is away (主持工作)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Membership, Role, Station, User
from organization.services.accounts import end_role, grant_role
from organization.services.problems import Days, Problems, days, told_as

ONE_AT_A_TIME = "membership_one_deputy_at_a_time"
TAKEN = _("Somebody else acts for you on some of these days.")
POST = Role.STATION_CHIEF


@transaction.atomic
def name_deputy(
    *, by: User, station: Station, deputy: User, during: Days, today: dt.date
) -> Membership:
    """Give somebody of the station the rights of `by`, who heads it, for some days.

    They begin and end with the day. Who only acts himself names nobody.
    """
    with Problems() as problems:
        period = days(during, problems)
        if period.upper is None:
            problems.add("during", _("Say until which day."))
        elif period.lower < today:
            problems.add("during", _("The first day has already passed."))
        problems.raise_if_any()
        own = by.memberships.filter(station=station, role=POST, acting=False)
        if not own.filter(during__contains=period).exists():
            problems.add("during", _("You do not head the station on all these days."))
        here = deputy.memberships.filter(station=station, during__contains=period)
        if deputy == by or not deputy.is_active or not here.exists():
            problems.add("deputy", _("Choose somebody of the station."))
        elif here.filter(role=POST).exists():
            problems.add("deputy", _("Has these rights already on these days."))
        others = by.deputies.filter(station=station, during__overlap=period)
        if others.exists():
            problems.add("during", TAKEN)
    with told_as(ONE_AT_A_TIME, "during", TAKEN):
        return grant_role(
            by=by,
            user=deputy,
            role=POST,
            unit=station,
            during=during,
            acting=True,
            acting_for=by,
        )


@transaction.atomic
def end_acting(*, by: User, membership: Membership, today: dt.date) -> None:
    """End it early: from today on the rights are gone, at the next request.

    What has not begun before today never was: the row goes, the trail stays.
    """
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if row.during.upper is not None and row.during.upper <= today:
        raise ValidationError({"state": [_("It has ended already.")]})
    if row.during.lower < today:
        end_role(by=by, membership=row, on=today)
        return
    record(
        "role.cancel",
        by=by,
        subject=row.user,
        unit=row.unit.code,
        role=row.role,
        start=str(row.during.lower),
        end=str(row.during.upper or ""),
    )
    row.delete()
