"""A notice to 40,000 stations, and its receipts under 200 readers at the same moment.

`python -m bench.run --only notices`, in an empty database.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial

from bench.figures import Figure, quick, seconds, tell
from bench.world import founded  # sets up Django; keep it first

from django.db import connection, connections  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.notices import listing  # isort: skip
from coordination.notices.reading import counts, owing  # isort: skip
from organization.models import Bureau, Membership, Role, Station, User  # isort: skip
from tasking.models import Notice, NoticeReading, NoticeReceipt  # isort: skip
from tasking.services.answering_notices import understand  # isort: skip
from tasking.services.notices import Declared, Message, issue  # isort: skip
from tasking.services.reading_notices import open_notice  # isort: skip
from tests.factories import Force, appoint, person  # isort: skip

STATIONS, READERS, CONNECTIONS = 40_000, 200, 150
LASTING = 30.0
LISTED = 30  # notices of a page
DELIVERED = """
    INSERT INTO tasking_noticereceipt (notice_id, station_id)
    SELECT n, r.station_id FROM unnest(%s::bigint[]) n, tasking_noticereceipt r
    WHERE r.notice_id = %s
"""
READ = """
    INSERT INTO tasking_noticereading (receipt_id, reader_id, at)
    SELECT id, %s, now() FROM tasking_noticereceipt WHERE id %% 2 = 0
    ON CONFLICT DO NOTHING
"""


def main() -> None:
    made = founded()
    many = 4_000 if quick() else STATIONS
    lay(made.county_a, many)
    row, taken = sent(made)
    every = [taken, seen(made, row, many), *receipts(made, row)]
    tell([*every, *lists(made, row, many)])


def lay(home: Bureau, many: int) -> None:
    """So many stations, each with a chief of its own."""
    stations = Station.objects.bulk_create(
        Station(code=f"9909{n:08}", name=f"{n}所", short_name=f"{n}", bureau=home)
        for n in range(many)
    )
    chiefs = User.objects.bulk_create(
        User(username=f"chief-{n}", name=f"{n}所长") for n in range(many)
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            role=Role.STATION_CHIEF,
            station=station,
            during=(dt.date(2020, 1, 1), None),
        )
        for user, station in zip(chiefs, stations, strict=True)
    )


def sent(made: Force) -> tuple[Notice, Figure]:
    """Delivered, and a letter to each chief, in one transaction."""
    today = timezone.localdate()
    due = today + dt.timedelta(days=5)
    kept: list[Notice] = []
    taken = seconds(
        lambda: kept.append(
            issue(
                by=made.staff,
                department=made.public_order,
                message=Message("口径", "正文", due, todo="换表", due_on=due),
                stations=Station.objects.filter(bureau=made.county_a),
                declared=Declared(nothing=True),
                now=timezone.now(),
            )
        )
    )
    row = kept[0]
    many = row.receipts.count()
    return row, Figure(
        f"a notice to {many:,} stations and their chiefs",
        f"{taken:.1f} s",
        f"≤ {LASTING:.0f} s",
        taken <= LASTING,
        value=taken,
        unit="s",
    )


def seen(made: Force, row: Notice, many: int) -> Figure:
    """What the department's page counts and lists."""
    staff = made.staff

    def look() -> None:
        counts(staff, row)
        owing(staff, row).count()
        list(owing(staff, row)[:100])

    taken = min(seconds(look) for _ in range(3))
    return Figure(
        f"receipts of {many:,} stations counted and a page of the owing listed",
        f"{taken * 1000:.0f} ms",
        value=taken,
        unit="s",
    )


def lists(made: Force, row: Notice, many: int) -> list[Figure]:
    """A page of notices that all went to every station, each read by half of them, as
    the department sees it and as one of the stations does."""
    chief = User.objects.get(username="chief-0")
    notices = Notice.objects.bulk_create(
        Notice(
            department=row.department,
            title=f"{n}",
            body="正文",
            last=row.last,
            issued_by=made.staff,
            issued_at=row.issued_at,
        )
        for n in range(LISTED - 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(DELIVERED, [[one.pk for one in notices], row.pk])
        cursor.execute(READ, [made.staff.pk])
        cursor.execute("ANALYZE")
    return [
        page(
            f"{LISTED} notices at {many:,} stations each, counted", made.staff, "sent"
        ),
        page("the same as one of the stations lists them", chief, "received"),
    ]


def page(what: str, user: User, side: str) -> Figure:
    """The first page, its counts and its headline."""
    today = timezone.localdate()

    def look() -> None:
        shown = list(listing.rows(user, side, today, over=False)[:LISTED])
        listing.lines(user, side, shown)
        listing.counts(user, side, today)

    with CaptureQueriesContext(connection) as asked:
        look()
    taken = min(seconds(look) for _ in range(3))
    told = f"{taken * 1000:.0f} ms, {len(asked)} queries"
    return Figure(what, told, value=taken, unit="s")


def receipts(made: Force, row: Notice) -> list[Figure]:
    """200 of one station open it twice each at once; then all say «understood»."""
    people = [
        appoint(person(f"reader-{n}"), Role.STATION_OFFICER, made.a1)
        for n in range(READERS)
    ]
    now = timezone.now()

    def opens(user: User) -> None:
        for _ in range(2):
            open_notice(by=user, notice=row, now=now)

    failed = together([partial(opens, user) for user in people])
    kept = NoticeReading.objects.values("receipt", "reader").distinct().count()
    every = NoticeReading.objects.count()
    receipt = NoticeReceipt.objects.get(notice=row, station=made.a1)
    said = READERS - together(
        [partial(understand, by=user, receipt=receipt, now=now) for user in people]
    )
    exact = kept == every == READERS and not failed
    return [
        Figure(
            f"readings kept of {READERS} at once, twice each",
            f"{every} (double {every - kept}, failed {failed})",
            f"{READERS} (double 0, failed 0)",
            exact,
            value=every,
        ),
        Figure(
            f"of {READERS} who say «understood» at once, heard",
            f"{said}",
            "1",
            said == 1,
            value=said,
        ),
    ]


def together(works: list[Callable[[], object]]) -> int:
    """All at the same moment, as many of them as there are connections side by side;
    how many failed."""
    gate, doors = threading.Barrier(len(works)), threading.Semaphore(CONNECTIONS)
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        gate.wait(60)
        with doors:
            try:
                work()
            except Exception as error:
                failed.append(error)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failed)


if __name__ == "__main__":
    main()
