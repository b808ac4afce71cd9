"""Reading the same work as Django model instances, without deciding anything."""

from __future__ import annotations

from bench.figures import Figure, seconds
from bench.ground import AS_OF, SEED
from bench.scene import Scene, slower
from coordination.services.generating import generate
from tasking.models import LIVE_STATES, Assignment

TIMES = 40.0
STATIONS, QUICK = 1_000, 200
OFFICERS = 3  # per station: people are not what is read


def run(scene: Scene) -> list[Figure]:
    count = QUICK if scene.quick else STATIONS
    generate(
        by=None,
        stations=count,
        open_=scene.ruled.open,
        seed=SEED,
        as_of=AS_OF,
        officers=OFFICERS * count,
    )
    rows = Assignment.objects.filter(state__in=LIVE_STATES).order_by("station_id", "id")

    def read() -> None:
        total = 0
        for row in rows.iterator():
            total += row.remaining_units or 0
            assert row.due and row.station_id

    said = {"seconds": seconds(read), "stations": count, "agrees": True}
    own = scene.per_station(scene.ruled)
    name = "Django model instances, only read: deadlines by rule"
    return [slower(name, said, own, TIMES)]
