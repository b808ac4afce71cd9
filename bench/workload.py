"""The workload page with 10, 100 and 1,000 open assignments."""

from __future__ import annotations

import statistics

from bench.figures import Figure, ms, quick, seconds, spread, tell
from bench.world import filled, founded  # sets up Django; keep it first

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.urls import reverse  # isort: skip

from config.wall import WALLED  # isort: skip
from organization import wall  # isort: skip
from organization.models import Station, User  # isort: skip

QUERIES = 15


def client(user: User | None = None) -> Client:
    made = Client(SERVER_NAME="127.0.0.1")
    if user is not None:
        made.force_login(user)
    return made


def get(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.status_code


def queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        get(visitor, path)
    return len(seen)


def main() -> None:
    wall.ROLE = WALLED  # requests are answered in the role of the pages
    made = founded()
    plan: list[tuple[int, Station, User]] = [
        (10, made.a1, made.chief_a1),
        (100, made.a2, made.chief_a2),
        (1000, made.b1, made.chief_b1),
    ]
    visits = {"sign-in": (client(), reverse("organization:sign_in"))}
    for count, station, chief in plan:
        filled(made, station, count)
        path = reverse("coordination:workload", args=[station.code])
        visits[str(count)] = (client(chief), path)
    numbers = {name: queries(*visit) for name, visit in visits.items()}
    numbers = {name: queries(*visit) for name, visit in visits.items()}
    times: dict[str, list[float]] = {name: [] for name in visits}
    for _ in range(3 if quick() else 30):  # in turn, so that noise meets all alike
        for name, visit in visits.items():
            times[name].append(seconds(lambda v=visit: get(*v)))
    tell(figures(numbers, times))


def figures(numbers: dict[str, int], times: dict[str, list[float]]) -> list[Figure]:
    pages = [numbers[name] for name in ("10", "100", "1000")]
    middle = {name: statistics.median(found) for name, found in times.items()}
    said = [
        Figure(
            "workload page with 10 / 100 / 1,000 assignments: queries",
            " / ".join(map(str, pages)),
            f"{QUERIES}, equal",
            max(pages) <= QUERIES and len(set(pages)) == 1,
            value=max(pages),
            unit="queries",
        ),
        Figure(
            "sign-in page: median",
            ms(middle["sign-in"]),
            value=middle["sign-in"] * 1000,
            unit="ms",
        ),
    ]
    for name in ("10", "100", "1000"):
        ratio = middle[name] / middle["sign-in"]
        said.append(
            Figure(
                f"workload page with {int(name):,}: median",
                f"{ms(middle[name])} = {ratio:.1f} x the sign-in page",
                detail=spread(times[name]),
                value=middle[name] * 1000,
                unit="ms",
                ratio=ratio,
                against="the sign-in page",
            )
        )
    return said


if __name__ == "__main__":
    main()
