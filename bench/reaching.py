"""A task and a notice to 1,000, 5,000 and 40,000 stations, and what takes them back.

`python -m bench.run --only reaching`, in an empty database; each is done as a page
does it, in one transaction that is then undone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.figures import Figure, quick, seconds, tell
from bench.whatif import laid
from bench.whatif_http import Asker
from bench.world import content, midnight  # sets up Django; keep it first

from django.db import transaction  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.api import leaving  # isort: skip
from coordination.services.issuing import issue, withdraw  # isort: skip
from coordination.views import sending_off  # isort: skip
from desk.models import Job  # isort: skip
from organization.models import Station, User  # isort: skip
from tasking.models import Directive, Notice  # isort: skip
from tasking.services import notices  # isort: skip
from tasking.services.notices import Declared, Message  # isort: skip

STATIONS, QUICK, OPEN = 40_000, 4_000, 20
COUNTS = (1_000, 2_000, 5_000)
ACCEPTED = 2.0


class Undone(Exception):
    """What was measured is not kept."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


@dataclass(frozen=True)
class Sender:
    """Somebody of a department that may task the whole country."""

    asker: Asker
    user: User
    every: list[int]

    def some(self, count: int) -> list[int]:
        return self.every[:: len(self.every) // count][:count]

    def issued(self, ids: list[int]) -> Directive:
        return issue(
            by=self.user,
            requester=self.asker.department,
            content=content("走访", 4, midnight() + dt.timedelta(days=30)),
            stations=Station.objects.filter(pk__among=ids).only("pk"),
            now=timezone.now(),
            reason="上级要求",
        ).directive

    def told(self, ids: list[int]) -> Notice:
        today = timezone.localdate()
        due = today + dt.timedelta(days=5)
        return notices.issue(
            by=self.user,
            department=self.asker.department,
            message=Message("口径", "正文", due, todo="换表", due_on=due),
            stations=Station.objects.filter(pk__among=ids),
            declared=Declared(nothing=True),
            now=timezone.now(),
        )

    def form(self, **more: Any) -> dict[str, Any]:
        due = (midnight() + dt.timedelta(days=30)).date()
        words = {"title": "走访", "intent": "摸底", "basis": "依据", "standard": "登记"}
        given = {"kind": "task", "deadline_class": "negotiable", "effort_hours": "4"}
        sent = {"act": "issue", "declared": "on", "reason": "上级要求"}
        asks = {"requester": self.asker.department.pk, "due": due.isoformat()}
        whole = {"bureaus": [self.asker.country.pk], "key": str(uuid.uuid4())}
        return words | given | sent | asks | whole | more


def sender() -> Sender:
    asker = Asker()
    user = User.objects.get(pk=asker.client.session["_auth_user_id"])
    every = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    return Sender(asker, user, every)


def once(work: Callable[[], object]) -> float:
    """The second of two: what is imported at first use is imported."""
    taken = 0.0
    for _ in range(2):
        with undone():
            taken = seconds(work)
    return taken


def services(one: Sender) -> Iterator[Figure]:
    for count in (*COUNTS, len(one.every)):
        ids = one.some(count)
        yield told(f"a task to {count:,} stations", once(partial(one.issued, ids)))
        yield told(f"a notice to {count:,} stations", once(partial(one.told, ids)))
        yield from taken_back(one, ids)


def taken_back(one: Sender, ids: list[int]) -> Iterator[Figure]:
    how: dict[str, Any] = {"by": one.user, "reason": "不再需要", "now": timezone.now()}
    with undone():
        act = partial(withdraw, directive=one.issued(ids), **how)
        yield told(f"… the task taken back from {len(ids):,}", seconds(act))
    with undone():
        act = partial(notices.withdraw, notice=one.told(ids), **how)
        yield told(f"… the notice taken back from {len(ids):,}", seconds(act))


def pages(one: Sender) -> Iterator[Figure]:
    """What who sends it waits for, and the worker's part."""
    every, url = len(one.every), reverse("coordination:compose")
    client = one.asker.client
    with undone():
        taken = seconds(lambda: client.post(url, one.form(title="先行")))
    with undone():
        taken = seconds(lambda: client.post(url, one.form()))
        assert Job.objects.filter(kind="task_issue").count() == 1
    yield told(f"composer, {every:,} stations: accepted", taken, ACCEPTED)
    kept, sending_off.AT_ONCE = sending_off.AT_ONCE, 10 * every
    with undone():
        taken = seconds(lambda: client.post(url, one.form()))
    yield told(f"… carried out, {every:,} stations", taken)
    with undone():
        taken = seconds(lambda: client.post(url, one.form(act="draft")))
    yield told(f"… kept as a draft, {every:,} stations", taken)
    sending_off.AT_ONCE = kept
    codes = list(Station.objects.values_list("code", flat=True))
    with undone():
        taken = seconds(lambda: posted(one, codes, 202))
    yield told(f"interface, {every:,} stations: accepted", taken, ACCEPTED)
    kept, leaving.AT_ONCE = leaving.AT_ONCE, 10 * every
    with undone():
        taken = seconds(lambda: posted(one, codes, 201))
    yield told(f"… carried out, {every:,} stations, with its answer", taken)
    leaving.AT_ONCE = kept


def posted(one: Sender, codes: list[str], status: int) -> None:
    form = one.form()
    names = ("title", "kind", "intent", "basis", "standard", "due", "reason")
    body = {name: form[name] for name in names} | {"effort_hours": 4}
    body |= {"department": one.asker.department.code, "stations": codes}
    url, kind = reverse("api:directive-list"), "application/json"
    answer = one.asker.client.post(url, body, kind)
    assert answer.status_code == status, answer.content[:500]


def told(name: str, taken: float, most: float | None = None) -> Figure:
    return Figure(
        name,
        f"{taken:.2f} s",
        f"≤ {most:.0f} s" if most else "",
        taken <= most if most else None,
        value=taken,
        unit="s",
    )


def main() -> None:
    laid(QUICK if quick() else STATIONS, OPEN)
    one = sender()
    tell([*services(one), *pages(one)])


if __name__ == "__main__":
    main()
