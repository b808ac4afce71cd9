"""What the workers run. Thin: the work is in the services."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from coordination.services.checking import check_station

log = logging.getLogger(__name__)


@shared_task(name="coordination.check_stations")  # type: ignore[untyped-decorator]
def check_stations(stations: list[int]) -> None:
    """Check some stations; one that fails does not keep the others from theirs."""
    for station in stations:
        try:
            check_station(station, now=timezone.now())
        except Exception:
            log.exception("check of station %s failed", station)
