"""A generated force beside units that are there already, every key in force."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from coordination.models import DirtyStation
from coordination.services.aside import aside
from organization.models import Station
from personnel.models import DutyRegime
from tasking.models import Assignment
from tests.factories import force

pytestmark = pytest.mark.django_db


def test_it_is_added_and_what_was_there_stays():
    before = {station.pk for station in force().stations}
    said = StringIO()
    options = ["--stations", "5", "--open", "12", "--append", "--officers", "70"]
    with override("en"):
        call_command("generate_force", *options, stdout=StringIO(), stderr=said)
    assert "Units and accounts" in said.getvalue()
    assert Station.objects.filter(pk__in=before).count() == len(before)
    assert Station.objects.count() == len(before) + 5
    assert Assignment.objects.count() == 60
    added = set(Station.objects.exclude(pk__in=before).values_list("pk", flat=True))
    assert added <= set(DirtyStation.objects.values_list("station_id", flat=True))
    assert "aside" not in said.getvalue()


def test_a_key_that_does_not_hold_comes_back_as_an_error():
    stray = (
        "INSERT INTO personnel_dutyregime (station_id, during, hours, roster_share,"
        " standing_share, standing_hours) VALUES (-1, '[2020-01-01,)', '{}', 1, 0, 0)"
    )
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
        aside(cursor, [DutyRegime]) as count,
    ):
        assert count >= 2
        cursor.execute(stray)
    assert not DutyRegime.objects.filter(station=-1).exists()
