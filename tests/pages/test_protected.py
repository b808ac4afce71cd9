"""The page of a station's protected time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import AuditEvent, Station, User
from tasking.models import ProtectedBlock
from tasking.services.protected import protect
from tests.coordination.world import send, task
from tests.factories import Force, at
from tests.pages.composing import words
from tests.pages.test_directives import client, day


def page(station: Station) -> str:
    return reverse("coordination:protected", args=[station.code])


def form_of(**changes: Any) -> dict[str, Any]:
    """Three officers for a morning in three days."""
    return {
        "title": "社区走访",
        "start": day(3),
        "start_time": "08:30",
        "end": "",
        "end_time": "11:30",
        "officers": "3",
    } | changes


def add(user: User, station: Station, language: str = "zh-hans", **changes: Any) -> Any:
    return client(user, language).post(page(station), form_of(**changes))


def kept(station: Station, ahead: int = 3) -> ProtectedBlock:
    start = timezone.now() + dt.timedelta(days=ahead)
    return protect(
        by=None,
        station=station,
        title="社区走访",
        start=start,
        end=start + dt.timedelta(hours=3),
        officers=Decimal(3),
    )


def test_a_chief_protects_time(force: Force) -> None:
    done = add(force.chief_a1, force.a1)
    block = ProtectedBlock.objects.get()
    assert done["Location"] == page(force.a1)
    assert (block.start.date().isoformat(), block.officers) == (day(3), Decimal(3))
    assert block.end - block.start == dt.timedelta(hours=3)
    text = words(client(force.chief_a1).get(page(force.a1)))
    assert "社区走访" in text and "1个保障时段" in text


def test_a_day_without_times_is_the_whole_day(force: Force) -> None:
    add(force.chief_a1, force.a1, start_time="", end_time="")
    block = ProtectedBlock.objects.get()
    assert block.end - block.start == dt.timedelta(days=1)


def test_it_shows_at_once_which_order_takes_it(force: Force) -> None:
    meeting = task(
        "誓师大会",
        None,
        f"{day(3)} 10:00",
        release=f"{day(3)} 09:00",
        kind="meeting",
        officers=Decimal(6),
    )
    now = timezone.now()
    row = send(force, "public_order", meeting, force.a1, now=now).directive
    at = client(force.chief_a1)
    told = words(at.post(page(force.a1), form_of(), follow=True))
    assert "誓师大会" in told and "挤占" in told
    link = reverse("coordination:assignment", args=[row.assignments.get().pk])
    assert link in at.get(page(force.a1)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 81),
        ("start", ""),
        ("start", "昨天"),
        ("start_time", "25:00"),
        ("end", "2020-01-01"),
        ("end_time", "08:30"),
        ("officers", ""),
        ("officers", "三"),
        ("officers", "0"),
        ("officers", "1.2345"),
        ("title", "a\0b"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    refused = add(force.chief_a1, force.a1, **{field: value})
    assert refused.status_code == 422
    shown = field if field != "end_time" else "end"
    assert f'id="new-{shown}_error"' in refused.content.decode()
    assert not ProtectedBlock.objects.exists()


def test_changing_and_giving_up(force: Force) -> None:
    block = kept(force.a1)
    at = client(force.chief_a1)
    url = reverse("coordination:change_block", args=[block.pk])
    done = at.post(url, form_of(title="反诈宣传", version="1"))
    assert done.status_code == 302
    block.refresh_from_db()
    assert (block.title, block.version) == ("反诈宣传", 2)
    stale = at.post(url, form_of(version="1"))
    assert stale.status_code == 422 and stale.context["problem"]
    give_up = reverse("coordination:release_block", args=[block.pk])
    silent = at.post(give_up, {"reason": "", "version": "2"})
    assert silent.status_code == 422
    assert f'id="release-{block.pk}-reason_error"' in silent.content.decode()
    assert at.post(give_up, {"reason": "统一行动", "version": "2"}).status_code == 302
    assert not ProtectedBlock.objects.exists()
    assert AuditEvent.objects.get(action="plan.release").reason == "统一行动"
    assert at.post(give_up, {"reason": "再来"}).status_code == 404


def within(text: str) -> str:
    """Of a page what is its own: not the frame around it."""
    return text.partition('id="main"')[2].partition("</main>")[0]


def test_overseers_and_officers_only_read(force: Force) -> None:
    block = kept(force.a1)
    for reader in (force.leader, force.coordinator, force.officer_a1):
        text = client(reader).get(page(force.a1)).content.decode()
        assert "社区走访" in text and "<form" not in within(text)
    for refused in (force.leader, force.officer_a1, force.staff):
        assert add(refused, force.a1).status_code == 403
    url = reverse("coordination:release_block", args=[block.pk])
    assert client(force.chief_b1).post(url, {"reason": "x"}).status_code == 404
    assert ProtectedBlock.objects.count() == 1


def test_it_is_reached_from_the_ledger_and_the_menu(force: Force) -> None:
    url = reverse("coordination:workload", args=[force.a1.code])
    text = client(force.chief_a1).get(url).content.decode()
    assert text.count(f'href="{page(force.a1)}"') >= 2
    assert f'href="{page(force.a1)}"' in client(force.leader).get(url).content.decode()


def test_a_long_list_pages_at_a_constant_cost(force: Force) -> None:
    at = client(force.chief_a1)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert at.get(page(force.a1)).status_code == 200
        return len(caught)

    kept(force.a1, 1)
    at.get(page(force.a1))
    few = count()
    for n in range(60):
        kept(force.a1, n + 2)
    assert count() == few
    first = at.get(page(force.a1)).context
    second = at.get(page(force.a1), {"page": "2"}).context
    assert (len(first["rows"]), len(second["rows"])) == (50, 11)
    over = at.get(page(force.a1), {"past": "1"}).context
    assert len(over["rows"]) == 0


def test_it_asks_fifteen_times_at_most_where_the_tasks_do_not_fit(force: Force) -> None:
    """Twenty tasks that find no place, twenty that take what is kept, and a capacity
    that has to be reckoned anew."""
    now = timezone.now()
    for n in range(20):
        morning = at(f"{day(n + 1)} 08:30")
        protect(
            by=None,
            station=force.a1,
            title="社区走访",
            start=morning,
            end=morning + dt.timedelta(hours=3),
            officers=Decimal(3),
        )
        work = task(f"台账{n}", 900, day(5))
        send(force, "public_order", work, force.a1, now=now)
        meeting = task(
            f"大会{n}",
            None,
            f"{day(n + 1)} 10:00",
            release=f"{day(n + 1)} 09:00",
            kind="meeting",
            officers=Decimal(6),
        )
        send(force, "public_order", meeting, force.a1, now=now)
    chief = client(force.chief_a1)
    chief.get(page(force.a1))
    kept(force.a1, 30)
    with CaptureQueriesContext(connection) as caught:
        found = chief.get(page(force.a1))
    assert found.context["found"].taken and found.context["found"].short
    assert len(caught) <= 15, [one["sql"][:160] for one in caught]


def test_a_station_nothing_is_known_of(force: Force) -> None:
    kept(force.unknown)
    answer = client(force.leader).get(page(force.unknown))
    assert "无法判断" in words(answer)


def test_english(force: Force) -> None:
    kept(force.a1)
    text = words(client(force.chief_a1, "en").get(page(force.a1)))
    assert "1 block of protected time ahead" in text and "保障" not in text
