"""The address is the key: what a wrong one gets, what the right one leaves behind."""

from __future__ import annotations

import datetime as dt
import io
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.discreet import DiscreetFormatter, without_secrets
from coordination.models import CalendarFeed
from coordination.services.feeding import make_feed, revoke_feed
from coordination.views.calendar_feed import FETCHES, MISSES
from desk.models import ThrottleCount
from desk.services.throttling import forget_counts
from organization.models import AuditEvent, Membership
from tests.coordination.world import NOW, task
from tests.factories import Force
from tests.feeds.world import address, day, fetch, give, path_of

pytestmark = pytest.mark.django_db
PLAIN = ("Content-Type", "Cache-Control", "Referrer-Policy", "Content-Length")


def secret_of(path: str) -> str:
    return path.removeprefix("/calendars/").removesuffix(".ics")


def test_every_wrong_address_gets_the_same_answer(force: Force) -> None:
    right = address(force.chief_a1, force.a1)
    row, revoked = make_feed(by=force.chief_a1, name="旧", station=None, now=NOW)
    revoke_feed(by=force.chief_a1, feed=row, now=NOW)
    closed = address(force.chief_a2)
    force.chief_a2.is_active = False
    force.chief_a2.save()
    wrong = [
        *(path_of("x" * 43), path_of(secret_of(right)[:-1]), path_of("1")),
        *(path_of(revoked), path_of(secret_of(right).swapcase()), closed),
    ]
    told = set()
    for path in wrong:
        with CaptureQueriesContext(connection) as asked:
            answer = fetch(path)
        shown = tuple(answer.get(name) for name in PLAIN)
        told.add((answer.status_code, answer.content, shown, len(asked)))
    ((status, content, _headers, queries),) = told
    assert (status, content, queries) == (404, b"404\n", 2)
    assert fetch(right).status_code == 200


def test_the_secret_is_kept_nowhere(force: Force, caplog) -> None:
    path = address(force.chief_a1, force.a1)
    secret = secret_of(path)
    assert len(secret) >= 43  # of 64 signs: 256 bits
    row = CalendarFeed.objects.get()
    assert row.digest == CalendarFeed.digest_of(secret)
    kept = [str(each) for each in AuditEvent.objects.values_list("action", "detail")]
    assert any("feed.make" in text for text in kept)
    assert not any(secret in text for text in kept)
    with caplog.at_level(logging.INFO):
        assert fetch(path[:-5] + ".ics").status_code == 404
        assert fetch(f"{path}/").status_code == 404
    written = [DiscreetFormatter().format(record) for record in caplog.records]
    assert any("/calendars/***" in line for line in written)
    assert not any(secret[:20] in line for line in written)


def test_a_traceback_is_cut_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("{message}", style="{"))
    log = logging.getLogger("tests.discreet")
    log.addHandler(handler)
    try:
        raise ValueError(path_of("s" * 43))
    except ValueError:
        log.exception("failed at %s", path_of("s" * 43))
    finally:
        log.removeHandler(handler)
    assert "sss" not in stream.getvalue() and stream.getvalue().count("***") == 2
    for harmless in ("/calendars/all/", "/calendars/make/", "/calendars/17/revoke/"):
        assert without_secrets(harmless) == harmless


def test_what_goes_along_with_the_answer(force: Force) -> None:
    give(force, "public_order", task("走访", 2, day(9)), force.a1)
    path = address(force.chief_a1, force.a1)
    first = fetch(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"].startswith("private")
    assert first["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in first and first["X-Content-Type-Options"] == "nosniff"
    again = fetch(path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    give(force, "public_order", task("清查", 2, day(10)), force.a1)
    other = fetch(path, If_None_Match=first["ETag"])
    assert other.status_code == 200 and other["ETag"] != first["ETag"]


def test_the_day_of_the_last_reading_is_kept_and_no_more(force: Force) -> None:
    path, today = address(force.chief_a1), timezone.localdate()
    for _again in range(2):
        fetch(path)
        assert CalendarFeed.objects.get().fetched_on == today
    with CaptureQueriesContext(connection) as asked:
        fetch(path)
    assert not any('SET "fetched_on"' in query["sql"] for query in asked)


def test_who_never_stops_is_slowed_down(force: Force, monkeypatch) -> None:
    path = address(force.chief_a1)
    monkeypatch.setattr(FETCHES, "most", 2)
    monkeypatch.setattr(MISSES, "most", 3)
    assert [fetch(path).status_code for _n in range(3)] == [200, 200, 429]
    assert 0 < int(fetch(path)["Retry-After"]) <= FETCHES.seconds
    wrong = [fetch(path_of(f"{n}" * 43)).status_code for n in range(5)]
    assert wrong == [404, 404, 404, 429, 429]
    assert fetch(address(force.chief_a2)).status_code == 200, "of the same network"
    assert ThrottleCount.objects.count() == 3, "a row per address and client"
    before = timezone.now()
    later = before + dt.timedelta(seconds=FETCHES.seconds)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert fetch(path).status_code == 200
    assert forget_counts(before=before) == 2 and ThrottleCount.objects.count() == 1


def test_no_other_method(force: Force) -> None:
    path = address(force.chief_a1)
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_an_ended_role_empties_the_calendar(force: Force) -> None:
    give(force, "public_order", task("走访", 2, day(9)), force.a1)
    paths = [address(force.chief_a1, force.a1), address(force.chief_a1)]
    assert all(b"VEVENT" in fetch(path).content for path in paths)
    Membership.objects.filter(user=force.chief_a1).update(
        during=("2020-01-01", timezone.localdate())
    )
    for path in paths:
        answer = fetch(path)
        assert answer.status_code == 200 and b"VEVENT" not in answer.content
        assert b"VTIMEZONE" in answer.content, "an empty calendar is still one"
