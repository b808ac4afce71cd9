"""The packed work in a table of PostgreSQL: what the floor and the SQL peer read."""

from __future__ import annotations

import numpy as np
from django.db import connection

from bench.ground import Ground
from bench.peers.exact_sql import TABLE
from coordination.services.copying import copy_records

COLUMNS = {
    "station": "peer_station",
    "start_units": "peer_start",
    "end_units": "peer_end",
    "effort": "peer_effort",
}
AT_ONCE = 500_000


def fill(ground: Ground, last: int | None = None) -> int:
    """Four packed fields per piece of live work, by station; how many rows."""
    kinds = [(name, "i4" if name == "station" else "i8") for name in COLUMNS]
    station = np.load(ground.folder / "peer_station.npy", mmap_mode="r")
    rows = len(station) if last is None else int(np.searchsorted(station, last))
    read = {
        name: np.load(ground.folder / f"{file}.npy", mmap_mode="r")
        for name, file in COLUMNS.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE TABLE {TABLE} (station integer, start_units bigint,"
            " end_units bigint, effort bigint)"
        )
        copy_records(
            cursor,
            TABLE,
            (
                _records(read, kinds, low, min(low + AT_ONCE, rows))
                for low in range(0, rows, AT_ONCE)
            ),
        )
        cursor.execute(f"VACUUM ANALYZE {TABLE}")
    return rows


def _records(
    read: dict[str, np.ndarray], kinds: list[tuple[str, str]], low: int, high: int
) -> np.ndarray:
    found = np.empty(high - low, dtype=kinds)
    for name, column in read.items():
        found[name] = column[low:high]
    return found


class Drain:
    """Where COPY writes to when only its time counts."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        return len(data)


def copy_out() -> int:
    """The floor: every packed row out of the database once; how many bytes."""
    drain = Drain()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {TABLE} TO STDOUT (FORMAT binary)", drain, size=1 << 20
        )
    return drain.bytes
