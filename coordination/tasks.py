"""What the workers run. Thin: the work is in the services."""

from __future__ import annotations

import logging

from django.utils import timezone

from coordination.models import DirtyStation
from coordination.reaching import WORKS
from coordination.services import deployment_runs, searches, trial_runs  # noqa: F401
from coordination.services.checking import check_station
from coordination.services.relieving import give_up, look_for_reliefs
from coordination.services.sweeping import take_part
from desk.models import Job
from desk.services import OPEN, send_mails
from desk.tasks import task

log = logging.getLogger(__name__)

REACHING = WORKS  # registered as they load
TOGETHER = 20  # from so many on, arrays are faster than one check after the other


@task("coordination.check_stations")
def check_stations(stations: list[int]) -> None:
    """Check some stations: many together, a few one by one.

    One that fails does not keep the others from theirs; those without a mark have been
    checked since the message was sent. A message that comes a second time may have
    killed its worker: then each is tried, and counted, by itself.
    """
    again = (check_stations.request.delivery_info or {}).get("redelivered")
    stations = _dirty(stations)
    if len(stations) >= TOGETHER and not again:
        stations = _together(stations)
    for station in stations:
        try:
            check_station(station, now=timezone.now())
        except Exception:
            log.exception("check of station %s failed", station)


def _dirty(stations: list[int]) -> list[int]:
    marks = DirtyStation.objects.filter(station_id__in=stations)
    marked = set(marks.values_list("station_id", flat=True))
    return [station for station in stations if station in marked]


def _together(stations: list[int]) -> list[int]:
    """Check them as arrays; those that are left to be checked one by one."""
    # Brings numpy and the compiled loops: loaded by workers that need them.
    from coordination.services.checking_many import check_many

    try:
        return list(check_many(stations, now=timezone.now(), compare=False).left)
    except Exception:
        log.exception("check of %s stations together failed", len(stations))
        return stations


@task("coordination.continue_sweep")
def continue_sweep(job: int) -> None:
    """One part of a sweep, then the next one behind whatever else is waiting."""
    row = Job.objects.filter(pk=job, state__in=OPEN).first()
    if row is not None and take_part(row):
        continue_sweep.apply_async(args=[job], queue="bulk", retry=False)


@task("coordination.send_letters")
def send_letters() -> None:
    """Letters that go out by e-mail; what a server does not take is tried again."""
    send_mails(timezone.now())


@task("coordination.find_reliefs")
def find_reliefs(stations: list[int]) -> None:
    """Look at what one new date would settle at each of the stations."""
    for station in stations:
        try:
            look_for_reliefs(station, now=timezone.now())
        except Exception:
            log.exception("no look at what would settle station %s", station)
            give_up(station, now=timezone.now())
