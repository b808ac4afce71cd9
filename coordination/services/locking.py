"""Holding stations while their verdict is looked at and written about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from coordination.models import StationState


def lock_stations(stations: Sequence[int]) -> None:
    """Hold the stations' state rows, in id order, until the transaction ends.

    Two departments that race to the same station: the second one waits here, and its
    trial run sees what the first one wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO coordination_stationstate (station_id, revision, attempts,"
            " overdue_units, overdue_count, capacity_known, last_error)"
            " SELECT id, 0, 0, 0, 0, false, '' FROM organization_station"
            " WHERE id = ANY(%s) ORDER BY id ON CONFLICT DO NOTHING",
            [list(stations)],
        )
    rows = StationState.objects.select_for_update().filter(station__pk__among=stations)
    list(rows.order_by("pk").values_list("pk", flat=True))
