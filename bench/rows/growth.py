"""How the engine's processor time grows: with the stations, with the work of each."""

from __future__ import annotations

import numpy as np

from bench.figures import Figure
from bench.ground import lay
from bench.scene import Scene

STATIONS_ASKED, OPEN_ASKED = 1.05, 1.25
PARTS = (8, 4, 2, 1)
OPEN = (50, 100, 200, 400)
STATIONS = 2_000


def run(scene: Scene) -> list[Figure]:
    if scene.quick:  # on so few stations a slope would say nothing
        return []
    sizes = [scene.ruled.stations // part for part in PARTS]
    spent = [scene.engine(scene.ruled, size)["processor"] for size in sizes]
    figures = [_figure("stations", sizes, spent, STATIONS_ASKED)]
    folder = scene.ruled.folder.parent
    grounds = [lay(folder / f"open-{n}", STATIONS, n) for n in OPEN]
    spent = [scene.engine(ground)["processor"] for ground in grounds]
    figures.append(_figure("assignments per station", list(OPEN), spent, OPEN_ASKED))
    return figures


def _figure(of: str, sizes: list[int], spent: list[float], asked: float) -> Figure:
    """The exponent: slope of the straight line through the logarithms."""
    slope = float(np.polyfit(np.log(sizes), np.log(spent), 1)[0])
    return Figure(
        f"growth exponent in {of}, {sizes[0]:,} to {sizes[-1]:,}",
        f"{slope:.2f}",
        f"≤ {asked}",
        slope <= asked,
        dict(zip(map(str, sizes), spent, strict=True)),
        value=slope,
        unit="exponent",
    )
