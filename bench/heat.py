"""The heat map: `bench/run.py --only heat`.

A generated force of 500 stations, each with 60 open orders, checked; half a year of
weeks. Bytes are those that travel, compressed.
"""

from __future__ import annotations

import gzip
import os
import statistics
from typing import Any

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, quick, seconds, tell
from bench.workload import client, queries

import django  # isort: skip

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.services.checking_many import check_many  # noqa: E402
from coordination.services.generating import generate  # noqa: E402
from organization.models import Bureau, Role, Station  # noqa: E402
from tests.factories import appoint, person  # noqa: E402

STATIONS, OPEN = 500, 60
MOST_SECONDS, MOST_BYTES = 0.3, 30_000
MOST_QUERIES, ON_THE_BOARD = 15, 20


def main() -> None:
    now = timezone.now()
    generate(
        by=None,
        stations=20 if quick() else STATIONS,
        open_=OPEN,
        seed=1,
        as_of=timezone.localdate(now),
    )
    check_many(list(Station.objects.values_list("pk", flat=True)), now=now)
    root = Bureau.objects.get(parent=None)
    office = person("heat_coordinator", "负荷")
    appoint(office, Role.COORDINATOR, root)
    visitor = client(office)
    widest = _widest()
    target = {"HX-Request": "true", "HX-Target": f"area-{widest.code}"}
    pages: dict[str, tuple[str, dict[str, str]]] = {
        "heat map, half a year": ("/heat/?weeks=26", {}),
        "its widest area": (f"/heat/?weeks=26&open={widest.code}", target),
        "the board beside it": ("/board/", {}),
    }
    tell(_figure(visitor, name, *page) for name, page in pages.items())


def _widest() -> Bureau:
    counts: dict[int, int] = {}
    for pk in Station.objects.values_list("bureau_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return Bureau.objects.get(pk=max(counts, key=lambda pk: counts[pk]))


def _figure(visitor: Client, name: str, url: str, headers: dict[str, Any]) -> Figure:
    def get() -> bytes:
        return bytes(visitor.get(url, headers=headers).content)

    sent = len(gzip.compress(get()))
    asked = queries(visitor, url)
    most = ON_THE_BOARD if url == "/board/" else MOST_QUERIES
    taken = statistics.median(seconds(get) for _ in range(9))
    return Figure(
        name,
        f"{taken * 1000:.0f} ms, {asked} queries, {sent / 1000:.1f} KB",
        f"≤ {MOST_SECONDS * 1000:.0f} ms, ≤ {most}, ≤ {MOST_BYTES / 1000:.0f}",
        taken <= MOST_SECONDS and asked <= most and sent <= MOST_BYTES,
        {"queries": asked, "bytes": sent},
        taken,
        "s",
    )


if __name__ == "__main__":
    main()
