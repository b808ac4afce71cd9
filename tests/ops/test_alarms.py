"""What is wrong stands on one page, in figures for monitoring, and in letters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import override

from config.celery import app
from coordination.alarms import figures, lag, runbook
from coordination.alarms.exposition import exposition
from coordination.alarms.known import ALARMS, raised
from coordination.dispatching import Dispatcher
from coordination.models import DirtyStation, StationState
from coordination.services.sweeping import SWEEP
from coordination.services.telling_late import watch_waiting
from desk.guide.pages import LANGUAGES
from desk.letters import letter
from desk.models import DueJob, InboxItem, Job, OutgoingMail
from desk.services import record_run
from organization.models import CalendarYear, Role, SafetyRun, User
from tests.factories import appoint, force, person

NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
LINK = re.compile(r"\]\((/[^)#?]*)")


def names(now: dt.datetime | None = None) -> set[str]:
    return {one.name for one in raised(figures.read(now or timezone.now()))}


def the_admin() -> tuple[Client, User]:
    admin = person("sysadmin")
    appoint(admin, Role.SYSTEM_ADMIN, force().county_a)
    client = Client()
    client.force_login(admin)
    return client, admin


def all_well(now: dt.datetime) -> None:
    """A site on which nothing is wrong."""
    DirtyStation.objects.all().delete()
    DueJob.objects.create(name="dispatcher", due_at=now, last_finished_at=now)
    for kind in (SafetyRun.Kind.BACKUP, SafetyRun.Kind.DRILL):
        hour_ago = now - dt.timedelta(hours=1)
        record_run(kind=kind, started_at=hour_ago, now=hour_ago, facts={})
    Job.objects.create(kind=SWEEP, state="done", started_at=now, ended_at=now)
    for year in (now.year, now.year + 1):
        CalendarYear.objects.update_or_create(
            year=year, defaults={"status": "published"}
        )


def late(now: dt.datetime) -> None:
    DirtyStation.objects.create(station_id=1, at=now - dt.timedelta(seconds=61))


def apart(now: dt.datetime) -> None:
    made = force()
    StationState.objects.update_or_create(
        station=made.a1, defaults={"quarantined_at": now, "last_error": "KeyError"}
    )
    DirtyStation.objects.all().delete()
    # What is set apart does not make the others look late.
    DirtyStation.objects.create(
        station_id=made.a1.pk, at=now - dt.timedelta(seconds=999)
    )


def differs(now: dt.datetime) -> None:
    Job.objects.filter(kind=SWEEP).update(result={"differences": ["a"], "differing": 1})


def mail(now: dt.datetime) -> None:
    item = InboxItem.objects.create(
        recipient=person("reader"), matter="system:x", kind="system_late", url="/"
    )
    OutgoingMail.objects.create(
        item=item, address="a@b.cn", attempts=3, next_try_at=now
    )


def safety(kind: str, problem: str = "", hours: int = 0) -> Callable[..., None]:
    def spoil(now: dt.datetime) -> None:
        if hours:
            SafetyRun.objects.update(
                started_at=now - dt.timedelta(hours=hours),
                ended_at=now - dt.timedelta(hours=hours),
            )
            SafetyRun.objects.exclude(kind=kind).update(ended_at=now)
        else:
            record_run(kind=kind, started_at=now, now=now, facts={}, problem=problem)

    return spoil


SPOILT: dict[str, Callable[[dt.datetime], Any]] = {
    "dispatcher-silent": lambda now: DueJob.objects.update(
        last_finished_at=now - dt.timedelta(seconds=20)
    ),
    "checks-late": late,
    "backup-failed": safety("backup", "no space"),
    "backup-overdue": safety("backup", hours=27),
    "drill-failed": safety("drill", "damaged"),
    "drill-overdue": safety("drill", hours=27),
    "archive-stuck": safety("archive", "no space"),
    "stations-apart": apart,
    "verdicts-differ": differs,
    "sweep-overdue": lambda now: Job.objects.filter(kind=SWEEP).update(
        created_at=now - dt.timedelta(hours=50), ended_at=now - dt.timedelta(hours=49)
    ),
    "clock-job-failed": lambda now: DueJob.objects.create(
        name="outbox", due_at=now, last_error="OSError"
    ),
    "jobs-waiting": lambda now: Job.objects.filter(
        pk=Job.objects.create(kind="x").pk
    ).update(created_at=now - dt.timedelta(minutes=11)),
    "mail-refused": mail,
    "calendar-open": lambda now: CalendarYear.objects.filter(year=now.year).delete(),
}
SEEN_OTHERWISE = {"redis-away", "database-crowded"}


def test_every_alarm_is_tried() -> None:
    assert {*SPOILT, *SEEN_OTHERWISE} == set(ALARMS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPOILT)
def test_an_alarm_is_raised_by_what_it_names_and_nothing_else(name: str) -> None:
    now = timezone.now()
    all_well(now)
    assert names(now) == set()
    SPOILT[name](now)
    assert names(now) == {name}


@pytest.mark.django_db
def test_redis_away_is_an_alarm_and_the_page_still_comes(settings: Any) -> None:
    client, _ = the_admin()
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    assert "redis-away" in names()
    assert client.get(reverse("coordination:system")).status_code == 200
    assert "yipan_redis_up 0" in exposition(figures.read(timezone.now()))


@pytest.mark.django_db
def test_a_crowded_database_is_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordination.alarms.known.CROWDED", 0.0)
    assert "database-crowded" in names()


@pytest.mark.parametrize(("month", "asked"), [(11, False), (12, True)])
@pytest.mark.django_db
def test_the_next_year_is_asked_for_in_december(month: int, asked: bool) -> None:
    CalendarYear.objects.update_or_create(year=2026, defaults={"status": "published"})
    CalendarYear.objects.update_or_create(year=2027, defaults={"status": "provisional"})
    assert ("calendar-open" in names(NOW.replace(month=month))) is asked


def test_every_alarm_has_its_page_in_both_languages_and_every_page_its_alarm() -> None:
    for chosen in LANGUAGES:
        folder = Path(settings.RUNBOOK_DIR) / chosen
        assert {path.stem for path in folder.iterdir()} == set(ALARMS)
        for name, known in ALARMS.items():
            page = runbook.page(name, chosen)
            with override(chosen):
                assert page.title == str(known.title)
            assert tuple(part.name for part in page.sections) == runbook.SECTIONS
            assert all(part.text for part in page.sections)
            for address in LINK.findall(runbook.path_of(name, chosen).read_text()):
                assert resolve(address).view_name


@pytest.mark.django_db
def test_the_page_names_what_is_wrong_first_and_leads_to_what_to_do() -> None:
    client, _ = the_admin()
    all_well(timezone.now())
    page = client.get(reverse("coordination:system")).content.decode()
    assert 'id="alarms"' not in page and "一切正常" in page
    late(timezone.now())
    page = client.get(reverse("coordination:system")).content.decode()
    where = reverse("coordination:runbook", args=["checks-late"])
    assert f'href="{where}"' in page.split('id="alarms"')[1].split("</section>")[0]
    told = client.get(where).content.decode()
    assert "1个派出所待测算" in told and "WORKER_PROCESSES" in told
    unknown = reverse("coordination:runbook", args=["nothing"])
    assert client.get(unknown).status_code == 404


@pytest.mark.django_db
def test_the_figures_take_as_many_queries_for_a_thousand_rows() -> None:
    client, _ = the_admin()

    def asked(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = (reverse("coordination:system"), "/metrics")
    few = [asked(url) for url in urls]
    DirtyStation.objects.bulk_create(DirtyStation(station_id=n) for n in range(1000))
    ended = {"kind": "x", "state": "done", "ended_at": NOW}
    Job.objects.bulk_create(Job(**ended) for _ in range(1000))
    assert [asked(url) for url in urls] == few
    assert max(few) <= 15


# --- how long changes wait ---
def test_quantiles_are_by_nearest_rank() -> None:
    found = lag.spread([float(n) for n in range(1, 101)], 1000)
    assert (found.p95, found.p99, found.most, found.covered) == (95.0, 99.0, 100.0, 50)
    assert lag.spread([], 3600) == lag.Spread(None, None, None, 0, 0)


def test_of_few_looks_no_shares_are_told() -> None:
    """Right after a start: one look of seven hundred is no quantile."""
    assert lag.spread([3.0, 9.0], 3600) == lag.Spread(None, None, 9.0, 0, 2)
    assert lag.spread([1.0] * (lag.ENOUGH - 1), 3600).p95 is None
    assert lag.spread([1.0] * lag.ENOUGH, 3600).p99 == 1.0


def test_looks_are_kept_for_a_day_and_held_while_redis_is_away() -> None:
    link = lag.client()
    link.delete(lag._key())
    away = redis.Redis.from_url("unix:///nowhere/redis.sock")
    keeper = lag.Keeper(link=away)
    now = NOW.timestamp()
    keeper.keep(now - 7000, 9.0)
    keeper.keep(now - 10, None)
    assert len(keeper.held) == 2
    keeper.link = link
    keeper.keep(now - 5, 2.0)
    hour, day = lag.spreads(link, now)
    assert (hour.most, day.most, len(keeper.held)) == (2.0, 9.0, 0)
    link.lpush(lag._key(), *(["1:1"] * (lag.KEPT + 5)))
    keeper.keep(now, 1.0)
    assert link.llen(lag._key()) == lag.KEPT
    link.delete(lag._key())


@pytest.mark.django_db
def test_the_dispatcher_looks_every_few_seconds() -> None:
    link = lag.client()
    link.delete(lag._key())
    clock = [0.0]
    dispatcher = Dispatcher(send=lambda *_: None, clock=lambda: clock[0])
    for seconds in (0.0, 1.0, 2.0, 5.0, 6.0, 10.0):
        clock[0] = seconds
        dispatcher.tick()
    assert link.llen(lag._key()) == 3
    link.delete(lag._key())


@pytest.mark.django_db
def test_late_checks_are_told_once_and_once_that_it_is_over() -> None:
    _client, admin = the_admin()
    told = InboxItem.objects.filter(recipient=admin, matter="system:late")

    def look(age: float | None, minutes: int) -> list[str]:
        before = set(told.values_list("pk", flat=True))
        now = NOW + dt.timedelta(minutes=minutes)
        watch_waiting(waiting=lag.Waiting(7, age), now=now)
        return list(told.exclude(pk__in=before).values_list("kind", flat=True))

    assert look(59.9, 0) == []
    assert look(60.0, 1) == ["system_late"]
    assert look(300.0, 2) == [] and look(45.0, 3) == []
    assert look(None, 4) == ["system_late_over"]
    assert look(None, 5) == []
    assert look(61.0, 6) == ["system_late"] and look(1.0, 7) == ["system_late_over"]
    over = told.filter(kind="system_late_over").earliest("pk")
    assert "滞后3分钟" in letter(over, {}).text
    assert "7个派出所" in letter(told.earliest("pk"), {}).text


# --- for monitoring ---
@pytest.mark.django_db
def test_the_figures_read_as_prometheus_wants_them() -> None:
    made = force()
    late(timezone.now())
    app.send_task("coordination.check_stations", [[1]], queue="bulk")
    answer = Client().get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.content.decode()
    line = re.compile(
        r'yipan_[a-z0-9_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[\d.]+'
    )
    samples = [one for one in text.splitlines() if not one.startswith("#")]
    assert samples and all(line.fullmatch(one) for one in samples)
    assert len({one.rpartition(" ")[0] for one in samples}) == len(samples)
    assert float(re.search(r"^yipan_dirty_oldest_seconds (.*)$", text, re.M)[1]) >= 61
    assert 'yipan_alarm{name="checks-late"} 1' in samples
    assert 'yipan_queue_messages{queue="bulk"} 1' in samples
    assert made.a1.name not in text and made.a1.code not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "code"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
    ],
)
def test_figures_are_for_named_neighbours_only(
    address: str, headers: dict[str, str], code: int
) -> None:
    client = Client(REMOTE_ADDR=address)
    assert client.get("/metrics", headers=headers).status_code == code


@pytest.mark.django_db
def test_neighbours_can_be_named(settings: Any, monkeypatch: Any) -> None:
    from config import env

    monkeypatch.setenv("METRICS_FROM", "10.0.0.0/24, ::1")
    settings.METRICS_FROM = env.networks("METRICS_FROM", default="")
    assert Client(REMOTE_ADDR="10.0.0.7").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="127.0.0.1").get("/metrics").status_code == 404
    monkeypatch.setenv("METRICS_FROM", "everybody")
    with pytest.raises(Exception, match="METRICS_FROM"):
        env.networks("METRICS_FROM", default="")
