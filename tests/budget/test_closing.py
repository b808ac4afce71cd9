"""Closing asks back; what moves afterwards is shown, and frozen anew in one act."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from budget.freezing import moved_since
from budget.models import ClosedYear, Statement
from budget.services.closing import close_year, correct_statements
from budget.services.disbursing import cancel
from budget.services.disputing import dispute
from organization.models import AuditEvent, Bureau, Role, Station, User
from personnel.models import Posting
from personnel.services import end_posting
from tests.budget.test_statements import norm
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    confirm,
    last_day,
    paid,
    prepared,
    released,
    told,
)
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
LAST = YEAR - 1


def url(made: Force, name: str = "close_year", year: int = LAST) -> str:
    return f"{reverse(f'budget:{name}', args=[made.county_a.code])}?year={year}"


def freeze(made: Force, year: int = YEAR) -> list[Statement]:
    given = {"bureau": made.county_a, "year": year, "now": last_day(year)}
    return close_year(by=made.finance, **given)


def test_closing_shows_what_it_freezes_and_asks_back(made: Force) -> None:
    row = released(made, allocated(made, year=LAST))
    confirm(made, row, 250)
    waiting = prepared(made, row.line, 100)
    office = client(made.finance)
    page = office.get(url(made))
    assert "暂不能结账" in words(page) and waiting.purpose in words(page)
    assert 'name="sure"' not in page.content.decode()
    assert office.post(url(made), {"sure": "on"}).status_code == 422
    cancel(by=made.finance, disbursement=waiting, reason="跨年", now=NOW)
    page = words(office.get(url(made)))
    assert "已确认250.00元" in page and "1笔共350.00元未答复" in page
    assert "未答复的按未确认计入" in page
    refused = office.post(url(made), {})
    assert refused.status_code == 422 and "请核对后勾选" in words(refused)
    assert not ClosedYear.objects.exists()
    done = office.post(url(made), {"sure": "on"})
    assert done["Location"] == url(made, "bureau")
    assert office.post(url(made), {"sure": "on"}).status_code == 422
    assert made.finance.name in words(office.get(done["Location"]))
    assert "2050年度自12月31日起可以结账" in words(office.get(url(made, year=2050)))
    assert client(made.leader).get(url(made)).status_code == 200
    assert client(made.leader).post(url(made), {"sure": "on"}).status_code == 403


def test_a_bureau_without_own_stations_is_not_told_to_close(made: Force) -> None:
    above = appoint(person("finance_city", "市财务"), Role.FINANCE, made.city)
    office, year = client(above), {"year": LAST}
    page = words(office.get(reverse("budget:bureau", args=[made.city.code]), year))
    assert "尚未结账" not in page
    own = reverse("budget:bureau", args=[made.county_a.code])
    assert "尚未结账" in words(office.get(own, year))


def test_what_moved_is_frozen_anew_for_all_that_differ(made: Force) -> None:
    first, other = paid(made), released(made, allocated(made, station=made.a2))
    freeze(made)
    office, to = client(made.finance), url(made, "correct_all", YEAR)
    assert "各所与最新版本一致" in words(office.get(url(made, year=YEAR)))
    assert office.post(to, {"reason": "补"}).status_code == 422
    confirm(made, first, 600)
    page = words(office.get(url(made, year=YEAR)))
    assert made.a1.label in page and other.line.station.label not in page
    assert "1个所的数字发生变动" in words(office.get(url(made, "bureau", YEAR)))
    assert office.post(to, {"reason": ""}).status_code == 422
    assert office.get(to).status_code == 405
    assert office.post(to, {"reason": "所里补确认"})["Location"] == url(made, year=YEAR)
    versions = Statement.objects.order_by("station", "version")
    assert list(versions.filter(version=2).values_list("station", "reason")) == [
        (made.a1.pk, "所里补确认")
    ]
    assert AuditEvent.objects.filter(action="statement.correct").count() == 1
    assert not moved_since(made.county_a, YEAR)


def test_who_freezes_anew_and_when(made: Force) -> None:
    given: dict[str, Any] = {"bureau": made.county_a, "reason": "补", "now": NOW}
    office = {"by": made.finance, "year": YEAR, **given}
    assert set(told(correct_statements, **office)) == {"state"}
    freeze(made)
    assert set(told(correct_statements, **office)) == {"reason"}
    for name in ("leader", "internal_auditor", "chief_a1", "stranger"):
        with pytest.raises(PermissionDenied):
            correct_statements(**office | {"by": getattr(made, name)})


def test_later_truths_leave_the_frozen_bytes(made: Force) -> None:
    """A headcount and a norm of the past, and a dispute, after the close."""
    norm(made, 200)
    row = paid(made)
    before = {one.station_id: one.body for one in freeze(made)}
    gone = Posting.objects.filter(station=made.a1, officer__category="police")[0]
    end_posting(by=None, posting=gone, on=dt.date(LAST, 12, 1), reason="补录")
    norm(made, 300)
    dispute(by=made.chief_a1, disbursement=row, reason="未见", now=NOW)
    stored = Statement.objects.filter(version=1).values_list("station", "body")
    assert dict(stored) == before
    found = {one.last.station_id: one for one in moved_since(made.county_a, YEAR)}
    changed = {one.name: one for one in found[made.a1.pk].differences}
    assert changed["heads"].by == -1
    assert (changed["entitled"].before, changed["entitled"].after) == (
        *("1200.00", "1500.00"),
    )
    assert changed["disputes_open"].after == 1


def test_a_statement_of_long_ago_reads_the_same_under_other_names(made: Force) -> None:
    norm(made, 200)
    confirm(made, paid(made), 400)
    freeze(made)
    page = reverse("budget:statement", args=[made.a1.code, YEAR])
    before = page_of(made.leader, page)
    Station.objects.filter(pk=made.a1.pk).update(name="新名派出所", short_name="新名")
    Bureau.objects.filter(pk=made.county_a.pk).update(
        name="新名分局", short_name="新名"
    )
    User.objects.exclude(pk=made.leader.pk).update(name="另一人")
    assert page_of(made.leader, page) == before
    assert "柳堰派出所" in before


def page_of(user: User, to: str) -> str:
    """What is printed of it, between the way back and the digest."""
    text = words(client(user).get(to, {"version": 1}))
    found = re.search(rf"/经费落实情况表 {YEAR} (.*SHA-256 [0-9a-f]{{64}})", text)
    assert found
    return found[1]
