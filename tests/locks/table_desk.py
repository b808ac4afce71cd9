"""Contests of accounts, units and the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from desk.models import BulkRun, SavedView
from desk.services import bulk, queue_job, saving_views, take_job
from organization.models import Bureau, CalendarYear, Membership
from organization.services import acting, bureaus, calendar_year
from tests.locks.contest import Act, Arrange, decides, won
from tests.locks.things import HOME, now, thing, today
from tests.permissions.world import World


def end_acting(world: World) -> Act:
    row, chief = thing(world, Membership, "deputy"), world.places[HOME].chief
    return lambda who: acting.end_acting(by=chief, membership=row, today=today())


def configure(world: World) -> Act:
    row = Bureau.objects.get(pk=world.force.county_a.pk)
    settings = bureaus.settings_of(row)

    def act(who: int) -> None:
        changed = replace(settings, recall_minutes=settings.recall_minutes + 1 + who)
        bureaus.configure(
            by=None, bureau=row, settings=changed, reason="试", version=row.version
        )

    return act


def replace_year(world: World) -> Act:
    year = today().year + 1
    CalendarYear.objects.create(year=year, status="provisional")
    seen = calendar_year.mark_of(year)

    def act(who: int) -> None:
        days = [calendar_year.NewDay(1, dt.date(year, 3, 2 + who), False, "试")]
        calendar_year.replace_year(
            by=None, year=year, days=days, status="provisional", source="", seen=seen
        )

    return act


def view_changed(world: World) -> Act:
    row, staff = thing(world, SavedView, "view"), world.places[HOME].staff
    return decides(lambda: saving_views._locked(staff, row), row)


def bulk_run(world: World) -> Act:
    row, staff = thing(world, BulkRun, "bulk"), world.places[HOME].staff
    return decides(lambda: bulk._own(staff, row), row, "place")


def job_taken(world: World) -> Act:
    job = queue_job(by=None, kind="试", content=b"", result={})
    stale = now() - dt.timedelta(days=1)
    return won(lambda: take_job(pk=job.pk, now=now(), stale=stale))


CONTESTS: dict[str, Arrange] = {
    "organization/services/acting.py::end_acting": end_acting,
    "organization/services/bureaus.py::configure": configure,
    "organization/services/calendar_year.py::replace_year": replace_year,
    "desk/services/saving_views.py::_locked": view_changed,
    "desk/services/bulk.py::_own": bulk_run,
    "desk/services/jobs.py::take_job": job_taken,
}
