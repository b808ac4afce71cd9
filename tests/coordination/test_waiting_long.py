"""A change that waits for its check is told to who looks after the system."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.dispatching import BEAT
from coordination.models import DirtyStation
from desk.models import DueJob
from tests.factories import Force
from tests.pages.test_directives import client


@pytest.mark.parametrize(("seconds", "told"), [(50, False), (70, True)])
def test_after_a_minute_it_is_the_headline(
    force: Force, seconds: int, told: bool
) -> None:
    now = timezone.now()
    DueJob.objects.create(name=BEAT, due_at=now, last_finished_at=now)
    DirtyStation.objects.all().delete()
    row = DirtyStation.objects.create(station_id=force.a1.pk)
    at = now - dt.timedelta(seconds=seconds)
    DirtyStation.objects.filter(pk=row.pk).update(at=at)
    page = client(force.system_admin).get(reverse("coordination:system"))
    assert ("测算滞后" in page.content.decode()) is told
