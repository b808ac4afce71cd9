"""Telling system administrators that checks come late, and that it is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from coordination.alarms import lag
from coordination.alarms.figures import LATE
from desk.models import DueJob
from desk.services.inbox import tell_each
from organization.models import Membership, Role


@transaction.atomic
def watch_waiting(*, waiting: lag.Waiting, now: dt.datetime) -> None:
    """Called every few seconds. Since when it is late stands on a row, so that another
    dispatcher goes on where this one ended, and two tell it once."""
    age = waiting.oldest or 0.0
    if age >= lag.ALARM:
        row, _made = DueJob.objects.get_or_create(name=LATE, defaults={"due_at": now})
        well = Q(last_started_at=None) | Q(last_finished_at__gte=F("last_started_at"))
        began = DueJob.objects.filter(well, pk=row.pk)
        if began.update(last_started_at=now, last_finished_at=None):
            _tell("system_late", now, since=now, stations=waiting.stations)
        return
    if age >= lag.CALM:
        return
    running = DueJob.objects.filter(name=LATE, last_finished_at=None)
    since = running.values_list("last_started_at", flat=True).first()
    if since is not None and running.update(last_finished_at=now):
        minutes = round((now - since).total_seconds() / 60)
        _tell("system_late_over", now, since=since, minutes=minutes)


def _tell(kind: str, now: dt.datetime, *, since: dt.datetime, **facts: int) -> None:
    admins = Membership.objects.in_force().filter(role=Role.SYSTEM_ADMIN)
    over = kind == "system_late_over"
    tell_each(
        admins.values_list("user", flat=True),
        matter="system:late",
        revision=int(since.timestamp()) // 60 * 2 + over,
        kind=kind,
        facts={"told_at": now.isoformat(), **facts},
        url=reverse("coordination:system"),
    )
