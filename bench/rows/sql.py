"""PostgreSQL deciding by itself, with window functions over the packed work."""

from __future__ import annotations

import numpy as np
from django.db import connection

from bench.figures import Figure, seconds
from bench.packed import fill
from bench.peers.exact_sql import EXACT
from bench.scene import Scene, slower

TIMES = 35.0
RULED, SCATTERED, QUICK = 2_000, 500, 250


def run(scene: Scene) -> list[Figure]:
    figures = []
    for ground, how, most in (
        (scene.ruled, "deadlines by rule", RULED),
        (scene.scattered, "every date its own", SCATTERED),
    ):
        last = min(ground.stations, QUICK if scene.quick else most)
        fill(ground, last)
        found: list[int] = []

        def decide(found: list[int] = found) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET work_mem = '256MB'")
                cursor.execute(EXACT)
                found[:] = [station for (station,) in cursor.fetchall()]

        said = {
            "seconds": seconds(decide),
            "stations": last,
            "agrees": scene.agrees(np.array(found, np.int64), ground, last),
        }
        name = f"PostgreSQL, window functions: {how}"
        figures.append(slower(name, said, scene.per_station(ground), TIMES))
    return figures
