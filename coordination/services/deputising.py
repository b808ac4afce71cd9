"""Naming who acts for a chief, and telling him."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from desk.models import InboxItem
from desk.services import deliver
from organization import services as organization
from organization.models import Membership, Station, User
from organization.permissions import authorise
from organization.services.problems import Days


@transaction.atomic
def name_deputy(
    *, by: User, station: Station, deputy: User, during: Days, today: dt.date
) -> Membership:
    """ValidationError with fields when it cannot be; see organization.services."""
    authorise(by, "acting.name", station)
    made = organization.name_deputy(
        by=by, station=station, deputy=deputy, during=during, today=today
    )
    _tell(made, "acting_named", by)
    return made


@transaction.atomic
def end_acting(*, by: User, membership: Membership, today: dt.date) -> None:
    """He is back early, or thinks better of it."""
    authorise(by, "acting.name", membership.unit)
    _tell(membership, "acting_ended", by)
    organization.end_acting(by=by, membership=membership, today=today)


def _tell(row: Membership, kind: str, by: User) -> None:
    station = row.station
    if station is None or row.during.upper is None:
        raise ValueError("Somebody acts for a station's chief, for some days")
    last = row.during.upper - dt.timedelta(days=1)
    facts = {
        "station": station.code,
        "by": by.name,
        "first": row.during.lower.isoformat(),
        "last": last.isoformat(),
    }
    deliver(
        [
            InboxItem(
                recipient=row.user,
                matter=f"acting:{row.pk}",
                revision=0 if kind == "acting_named" else 1,
                kind=kind,
                facts=facts,
                url=reverse("coordination:acting", args=[station.code]),
            )
        ]
    )
