"""The workload page and another zoom of it with 300 and 1,000 assignments.

`bench/run.py --only ledger_page`. A zoom fetches the picture alone.
"""

from __future__ import annotations

import os
import statistics
from typing import Any

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, ms, quick, seconds, spread, tell
from bench.world import filled, founded  # sets up Django; keep it first

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.urls import reverse  # isort: skip

QUERIES = 15
ALONE: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "timeline"}
VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "page": ("", {}),
    "a zoom": ("?zoom=quarter", ALONE),
    "by due": ("?by=due", ALONE),
}


def main() -> None:
    made = founded()
    said: list[Figure] = []
    for count, station, chief in (
        (300, made.a2, made.chief_a2),
        (1000, made.b1, made.chief_b1),
    ):
        filled(made, station, count)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(chief)
        url = reverse("coordination:workload", args=[station.code])
        said += [measured(client, url, count, name) for name in VIEWS]
    tell(said)


def measured(client: Client, url: str, count: int, name: str) -> Figure:
    """Queries are asked for; elements and time are told beside them."""
    query, headers = VIEWS[name]

    def get() -> bytes:
        answer = client.get(f"{url}{query}", **headers)
        assert answer.status_code == 200, answer.status_code
        return bytes(answer.content)

    get()
    with CaptureQueriesContext(connection) as seen:
        body = get()
    queries = len(seen)  # the next request empties what was seen
    times = [seconds(get) for _ in range(3 if quick() else 20)]
    elements = body.count(b"<") - body.count(b"</") - body.count(b"<!")
    middle = statistics.median(times)
    return Figure(
        f"workload with {count:,} assignments, {name}: queries, elements, median",
        f"{queries}, {elements:,}, {ms(middle)}",
        f"{QUERIES} queries",
        queries <= QUERIES,
        detail=spread(times) | {"bytes": len(body)},
        value=middle * 1000,
        unit="ms",
    )


if __name__ == "__main__":
    main()
