"""Letting a station back in that was set apart."""

from __future__ import annotations

from django.db import transaction

from coordination.models import DirtyStation, StationState
from organization import audit
from organization.models import User
from organization.permissions import authorise


@transaction.atomic
def release(*, by: User, state: StationState) -> None:
    """Forget the failed attempts and mark the station, so that it is tried anew."""
    authorise(by, "system.view")
    StationState.objects.filter(pk=state.pk).update(quarantined_at=None, attempts=0)
    DirtyStation.objects.create(station_id=state.pk)
    audit.record(
        "station.release", by=by, subject=state.station, unit=state.station.code
    )
