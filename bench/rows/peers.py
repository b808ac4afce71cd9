"""DuckDB, pandas and OR-Tools on the same work; their answers must be the engine's."""

from __future__ import annotations

from bench.figures import Figure
from bench.ground import Ground
from bench.scene import Scene, slower

# Module, title, clock, times slower that was asked for, stations it can bear (deadlines
# by rule, every date its own). What runs on all cores is measured on the wall.
PEERS = (
    ("duck", "DuckDB, exact SQL, all cores", "seconds", 10.0, (40_000, 2_000)),
    (
        "maxflow",
        "OR-Tools max-flow per station, networks built by numpy",
        "processor",
        150.0,
        (4_000, 1_000),
    ),
    (
        "maxflow_arcs",
        "OR-Tools max-flow per station, built arc by arc as by the prototype",
        "processor",
        150.0,
        (1_000, 200),
    ),
    ("frames", "pandas, merges, running sums", "processor", None, (4_000, 400)),
)
QUICK_SHARE = 8


def run(scene: Scene) -> list[Figure]:
    figures = []
    for name, title, clock, asked, (ruled, scattered) in PEERS:
        plan: list[tuple[Ground, str, int]] = [
            (scene.ruled, "deadlines by rule", ruled),
            (scene.scattered, "every date its own", scattered),
        ]
        for ground, how, most in plan:
            last = min(ground.stations, most // (QUICK_SHARE if scene.quick else 1))
            said = scene.peer(name, ground, last)
            own = scene.per_station(ground, clock)
            figures.append(slower(f"{title}: {how}", said, own, asked, clock))
    return figures
