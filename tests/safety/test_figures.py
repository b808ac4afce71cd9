"""Figures that differ when one row does, and what is made of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.safety import figures, nightly, servers
from config.safety.errors import Different, Unsafe
from config.safety.figures import Figures
from config.safety.runs import _recorded, explained
from config.safety.taking import refuse
from desk.letters import letter
from desk.models import DueJob, InboxItem
from desk.safety_shown import standings
from desk.services import end_due, record_run, take_due
from organization.models import Role, SafetyRun, User
from tests.factories import appoint, force, person

pytestmark = pytest.mark.django_db


def read() -> Figures:
    return figures.read(connection)


def test_one_changed_fen_is_seen() -> None:
    found = read()
    assert found.migrations and not list(figures.unsound(found))
    assert not list(figures.differences(found, read()))
    money = found.money | {"confirmed": "0.01"}
    told = list(figures.differences(found, dataclasses.replace(found, money=money)))
    assert told == ["money, confirmed: 0 -> 0.01"]
    with pytest.raises(Different, match=r"0 -> 0\.01"):
        refuse(told)


def test_one_changed_letter_is_seen() -> None:
    made = force()
    before = read()
    made.staff.name = made.staff.name[::-1]
    made.staff.save()
    told = list(figures.differences(before, read()))
    assert [text.partition(":")[0] for text in told] == [
        "organization_rowchange",
        "organization_user",
    ]


def test_what_cannot_be_right_is_refused() -> None:
    found = read()
    broken = dataclasses.replace(found, money=found.money | {"broken": 1})
    assert "order of amounts" in next(figures.unsound(broken))
    odd = dataclasses.replace(found, money=found.money | {"legs": "0.01"})
    assert "legs" in next(figures.unsound(odd))
    assert list(figures.unsound(Figures({}, {}, [0, 0, ""], []))) == [
        "no Yipan database"
    ]


def test_a_copy_lies_between_two_looks() -> None:
    """A table that stood still must be the same; one that moved may be either way."""
    before = Figures({"a": [1, "x"], "b": [1, "x"]}, {}, [5, 5, ""], [])
    after = Figures({"a": [1, "x"], "b": [2, "y"]}, {}, [7, 7, ""], [])
    copy = Figures({"a": [1, "x"], "b": [9, "z"]}, {}, [6, 6, ""], [])
    assert not list(figures.outside(before, after, copy))
    lost = Figures({"b": [9, "z"]}, {}, [4, 4, ""], [])
    assert len(list(figures.outside(before, after, lost))) == 2


def test_a_wrong_login_is_told() -> None:
    with pytest.raises(Unsafe, match="cannot be reached") as told:
        servers.connect(servers.live().replace("yipan_owner", "nobody_known"))
    assert "无法连接" in told.value.chinese
    assert "secret" not in str(explained(told.value))


def the_admin() -> tuple[Client, User]:
    admin = person("sysadmin")
    appoint(admin, Role.SYSTEM_ADMIN, force().county_a)
    client = Client()
    client.force_login(admin)
    return client, admin


def test_a_failure_cannot_be_missed(caplog: pytest.LogCaptureFixture) -> None:
    """On record, in the log, in the inbox of who must act, on the page, in probes."""
    client, admin = the_admin()

    def work(now: dt.datetime) -> tuple[None, dict[str, object]]:
        raise Unsafe("no space", "空间不足")

    with pytest.raises(Unsafe):
        _recorded(SafetyRun.Kind.BACKUP, work)
    run = SafetyRun.objects.get()
    assert not run.good and "backup failed: no space" in caplog.text
    item = InboxItem.objects.get(recipient=admin)
    assert "空间不足" in letter(item, {}).text
    page = client.get(reverse("coordination:system")).content.decode()
    assert "空间不足" in page and '<em class="bad">' in page
    assert client.get("/readyz").json()["backup"] == "failed"


def test_a_good_run_ages() -> None:
    now = timezone.now()
    kind = SafetyRun.Kind.BACKUP
    assert [each.state for each in standings(now)] == ["late"] * 3
    record_run(kind=kind, started_at=now, now=now, facts={"backup": "b", "bytes": 1})
    assert [each.state for each in standings(now)] == ["ok", "late", "late"]
    later = now + dt.timedelta(hours=26, seconds=1)
    assert standings(later)[0].state == "late"
    record_run(kind=kind, started_at=now, now=later, facts={}, problem="gone")
    standing = standings(later)[0]
    assert standing.state == "failed" and standing.good.facts["bytes"] == 1


def test_a_job_is_taken_once_and_comes_again() -> None:
    now = timezone.now()
    given: dict[str, Any] = {"name": "n", "following": now + dt.timedelta(days=1)}
    assert not take_due(first=now + dt.timedelta(minutes=10), now=now, **given)
    then = now + dt.timedelta(minutes=11)
    assert take_due(first=then, now=then, **given)
    assert not take_due(first=then, now=then, **given)
    end_due(name="n", following=nightly.tonight(then), now=then, error="no space")
    row = DueJob.objects.get(name="n")
    assert (row.last_error, row.last_finished_at) == ("no space", None)
    assert timezone.localtime(row.due_at).strftime("%H:%M") == "02:15"


def test_the_night_follows_the_clock() -> None:
    before = timezone.make_aware(dt.datetime(2026, 12, 31, 2, 14))
    assert nightly.tonight(before) - before == dt.timedelta(minutes=1)
    after = before + dt.timedelta(minutes=1)
    assert nightly.tonight(after) - after == dt.timedelta(days=1)
    assert nightly.tonight(after, 45) - after == dt.timedelta(minutes=45)
