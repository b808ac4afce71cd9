"""The same trial runs as a department asks for them: interface and composer.

Through Django's test client: the whole request from body to bytes, no socket.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.figures import Figure, ms, p95, quick, spread
from bench.world import midnight  # sets up Django; keep it first

from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from organization.models import Bureau, Department, Membership, Role  # isort: skip
from organization.models import Station, User  # isort: skip

AT_MOST = {40: 0.050, 1_000: 0.300}
FIRST_AT_MOST, ALL_AT_MOST = 1.0, 10.0
RUNS, QUICK = 20, 5
LINES = "application/x-ndjson"


class Asker:
    """Somebody of a department that may task the whole country."""

    def __init__(self) -> None:
        member = (
            Membership.objects.in_force(timezone.localdate())
            .filter(role=Role.DEPARTMENT_STAFF, department__bureau__parent=None)
            .select_related("department", "user")
            .order_by("pk")
        )[0]
        assert isinstance(member.department, Department)
        self.department: Department = member.department
        self.country: Bureau = self.department.bureau
        self.client = Client(SERVER_NAME="127.0.0.1")
        user: User = member.user
        self.client.force_login(user)

    def api(self, stations: Sequence[str], n: int, *, later: bool) -> Any:
        """The preview's answer, still to be read where it is streamed."""
        begins, due = _days(n)
        body = {
            "department": self.department.code,
            "title": "走访",
            "kind": "task",
            "intent": "摸清底数",
            "standard": "逐户登记",
            "due": due.isoformat(),
            "effort_hours": 4 + n % 27,
            "stations": stations,
        }
        if later:
            body["release"] = begins.isoformat()
        path = reverse("api:directive-preview")
        kind = "application/json"
        accept = LINES if len(stations) > 1_000 else kind
        answer = self.client.post(path, body, kind, headers={"accept": accept})
        assert answer.status_code == 200, answer.content
        return answer

    def composer(self, chosen: dict[str, Any], n: int, *, later: bool) -> Any:
        """The fragment that is fetched while somebody types."""
        begins, due = _days(n)
        form = {
            "requester": self.department.pk,
            "kind": "task",
            "due": due.isoformat(),
            "effort_hours": 4 + n % 27,
            **chosen,
        }
        if later:
            form["release"] = begins.isoformat()
        answer = self.client.post(reverse("coordination:preview_fragment"), form)
        assert answer.status_code == 200
        return answer


def _days(n: int) -> tuple[dt.date, dt.date]:
    due = midnight().date() + dt.timedelta(days=14 + n * 5 % 35)
    return due - dt.timedelta(days=7), due


def over_http(counts: Sequence[int]) -> list[Figure]:
    """Rows for so many stations; the largest count is answered as a stream."""
    asker = Asker()
    every = list(Station.objects.order_by("pk").values_list("pk", "code"))
    found: list[Figure] = []
    for count in counts:
        step = len(every) // count
        some = every[::step][:count]
        for later in (False, True):
            found += _interface(asker, [code for _, code in some], later)
            whole = {"bureaus": [asker.country.pk]} if count == len(every) else None
            chosen = whole or {"stations": [pk for pk, _ in some]}
            found.append(_composer(asker, chosen, count, later))
    return found


def _interface(asker: Asker, codes: list[str], later: bool) -> list[Figure]:
    name = f"… interface, {len(codes):,} stations, {_when(later)}"
    if len(codes) > 1_000:
        return _streamed(asker, codes, later, name)

    def once(n: int) -> None:
        rows = asker.api(codes, n, later=later).json()["stations"]
        assert len(rows) == len(codes)

    return [_figure(name, _timed(once, _runs()), AT_MOST.get(len(codes)))]


def _streamed(asker: Asker, codes: list[str], later: bool, name: str) -> list[Figure]:
    firsts, wholes = [], []
    for n in range(2):
        began = time.perf_counter()
        parts = iter(asker.api(codes, n, later=later).streaming_content)
        rows = next(parts).count(b"\n")
        firsts.append(time.perf_counter() - began)
        rows += sum(part.count(b"\n") for part in parts)
        wholes.append(time.perf_counter() - began)
        assert rows == len(codes)
    return [
        _figure(f"{name}: first rows", firsts, FIRST_AT_MOST),
        _figure(f"{name}: all rows", wholes, ALL_AT_MOST),
    ]


def _composer(asker: Asker, chosen: dict[str, Any], count: int, later: bool) -> Figure:
    def once(n: int) -> None:
        asker.composer(chosen, n, later=later)

    taken = _timed(once, _runs() if count <= 1_000 else 3)
    most = AT_MOST.get(count, ALL_AT_MOST)
    return _figure(f"… composer, {count:,} stations, {_when(later)}", taken, most)


def _figure(name: str, taken: Sequence[float], most: float | None) -> Figure:
    middle = statistics.median(taken)
    return Figure(
        f"{name}: median / p95",
        f"{ms(middle)} / {ms(p95(taken))}",
        ms(most) if most else "",
        middle <= most if most else None,
        spread(taken),
    )


def _timed(once: Callable[[int], None], runs: int) -> list[float]:
    taken = []
    for n in range(runs + 1):
        began = time.perf_counter()
        once(n)
        taken.append(time.perf_counter() - began)
    return taken[1:]  # the first one warms up


def _runs() -> int:
    return QUICK if quick() else RUNS


def _when(later: bool) -> str:
    return "begins later" if later else "may begin now"
