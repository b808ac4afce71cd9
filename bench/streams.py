"""130 open live pages (40 in the quick run): real streams, and what they hold."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from http.client import HTTPConnection

import django

from bench.figures import Figure, ms, quick, seconds, spread, tell

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from organization.models import Membership, Role, User  # noqa: E402
from tasking.models import Assignment  # noqa: E402

PAGES = 40 if quick() else 130
PORT = int(os.environ["BENCH_PORT"])
PATIENCE = 30.0


def cookie(user: User) -> str:
    """A signed-in browser's cookie; each page gets a session of its own."""
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}"


def held() -> int:
    """Connections the web process holds to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'yipan_web'"
        )
        return int(cursor.fetchone()[0])


class Page:
    """One open page's stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer = reader, writer

    async def told(self) -> str:
        """The next message."""
        while not (line := await self.reader.readline()).startswith(b"data:"):
            if not line:
                raise ConnectionError("a stream has ended")
        return line.decode()

    async def change(self) -> float:
        """When it heard that something changed."""
        while '"revision"' not in (said := await self.told()) or "hello" in said:
            pass
        return time.perf_counter()


async def opened(path: str, cookies: str) -> Page:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n"
    writer.write(head.encode())
    status = await reader.readline()
    assert b" 200 " in status, status
    page = Page(reader, writer)
    await page.told()  # hello
    return page


def get(path: str, cookies: str) -> None:
    link = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
    link.request("GET", path, headers={"Cookie": cookies})
    answer = link.getresponse()
    answer.read()
    link.close()
    assert answer.status == 200, answer.status


def burst(path: str, cookies: str) -> list[float]:
    """Enough pages at once for every page thread to have its connection."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(16) as pool:
        work = [pool.submit(seconds, lambda: get(path, cookies)) for _ in range(64)]
        return [each.result() for each in work]


async def measure(membership: Membership, cookies: list[str]) -> list[Figure]:
    code = membership.station.code
    ledger = reverse("coordination:workload", args=[code])
    live = reverse("coordination:station_events", args=[code])
    await asyncio.to_thread(burst, ledger, cookies[0])
    before = await asyncio.to_thread(held)
    pages = [await opened(live, each) for each in cookies]
    await asyncio.sleep(2)
    during = await asyncio.to_thread(held)
    work = [lambda: get(ledger, cookies[0])] * 10
    answered = [await asyncio.to_thread(seconds, each) for each in work]
    begun = time.perf_counter()
    await asyncio.to_thread(touch, membership.station_id)
    wait = asyncio.gather(*[page.change() for page in pages])
    heard = await asyncio.wait_for(wait, PATIENCE)
    for page in pages:
        page.writer.close()
    return [
        Figure(
            f"{PAGES} open live pages: connections to the database held",
            f"{during - before} more ({before} before, {during} during)",
            "0 more",
            during <= before,
            value=during - before,
            unit="connections",
        ),
        Figure(
            "… a page asked for meanwhile: median",
            ms(statistics.median(answered)),
            "answers",
            True,
            spread(answered),
            value=statistics.median(answered) * 1000,
            unit="ms",
        ),
        Figure(
            f"… from a change to the last of {PAGES} pages that hears of it",
            ms(max(heard) - begun),
            detail={"first": min(heard) - begun},
            value=(max(heard) - begun) * 1000,
            unit="ms",
        ),
    ]


def touch(station: int) -> None:
    """A change that the triggers see."""
    row = Assignment.objects.filter(station=station).order_by("pk")[0]
    Assignment.objects.filter(pk=row.pk).update(priority=row.priority)


def main() -> None:
    chief = (
        Membership.objects.filter(
            role=Role.STATION_CHIEF, user__is_persona=True, station__assignments__gt=0
        )
        .select_related("user", "station")
        .order_by("pk")[0]
    )
    cookies = [cookie(chief.user) for _ in range(PAGES)]
    tell(asyncio.run(measure(chief, cookies)))


if __name__ == "__main__":
    main()
