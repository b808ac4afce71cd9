"""The engine alone on one core, beside the floor: reading its rows once by COPY."""

from __future__ import annotations

import time

import numpy as np

from bench.engine import stations
from bench.figures import Figure, ms, seconds
from bench.packed import copy_out, fill
from bench.scene import Scene
from coordination.core.detect import detect
from coordination.core.force import to_facts

from bench.ground import as_of  # isort: skip

ONE_BY_ONE = 300
MEMORY_MB = 1_500
SHARE = 0.3


def run(scene: Scene) -> list[Figure]:
    return [*_alone(scene), *_one_by_one(scene)]


def _alone(scene: Scene) -> list[Figure]:
    figures = []
    for ground, title in (
        (scene.ruled, "deadlines by rule"),
        (scene.scattered, "every date its own"),
    ):
        rows = fill(ground)
        floor = min(seconds(copy_out) for _ in range(3))
        said = scene.engine(ground)
        ratio = said["seconds"] / floor
        figures += [
            Figure(
                f"floor: COPY of {rows:,} packed rows, {title}",
                ms(floor),
                value=floor,
                unit="s",
            ),
            Figure(
                f"engine alone, one core, {ground.stations:,} x {ground.open}, {title}",
                f"{ms(said['seconds'])} = {ratio:.2f} x the floor",
                f"≤ {SHARE} x",
                ratio <= SHARE,
                {
                    name: said[name]
                    for name in ("runs", "processor", "conflicts", "exact")
                },
                value=said["seconds"],
                unit="s",
                ratio=ratio,
                against="the floor",
            ),
        ]
    said = scene.engine(scene.ruled)
    short = len(said["short"]) / scene.ruled.stations
    return [
        *figures,
        Figure(
            "… stations that cannot do everything / handed to the detector of one",
            f"{short:.1%} / {said['exact'] / scene.ruled.stations:.1%}",
            value=short,
            unit="share",
        ),
        Figure(
            f"… peak memory of the process, {scene.ruled.rows:,} rows",
            f"{said['peak_mb']:,.0f} MB",
            f"≤ {MEMORY_MB:,} MB",
            said["peak_mb"] <= MEMORY_MB,
            value=said["peak_mb"],
            unit="MB",
        ),
    ]


def _one_by_one(scene: Scene) -> list[Figure]:
    """The detector that every single check uses, in plain Python."""
    read, minute = stations(scene.ruled.folder), as_of()
    count = 100 if scene.quick else ONE_BY_ONE
    facts = [to_facts(read, station) for station in range(count)]
    verdicts = []

    spent = []
    for _ in range(2):
        begun = time.process_time()
        verdicts[:] = [detect(one, as_of=minute, now=minute) for one in facts]
        spent.append(time.process_time() - begun)
    found = np.flatnonzero([verdict.feasible is False for verdict in verdicts])
    each = min(spent) / count
    ratio = each / scene.per_station(scene.ruled, "processor")
    agrees = scene.agrees(found, scene.ruled, count)
    return [
        Figure(
            f"detector of one station, plain Python, n = {scene.ruled.open}",
            f"{each * 1000:.2f} ms a station = {ratio:.0f} x the engine"
            + ("" if agrees else ", ANOTHER ANSWER"),
            "same answer",
            agrees,
            value=each * 1000,
            unit="ms/station",
            ratio=ratio,
            against="the engine, one core",
        )
    ]
