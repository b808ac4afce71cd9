"""My calendars: an address is made, shown once, renamed, revoked."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from coordination.models import CalendarFeed
from coordination.services.feeding import MOST
from organization.models import AuditEvent
from tests.factories import Force
from tests.feeds.world import address, fetch
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
OWN = "/calendars/"


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}_calendar", args=args)


def test_an_address_is_made_and_shown_once(force: Force) -> None:
    at = client(force.chief_a1)
    page = at.get(OWN)
    assert page.status_code == 200 and "/calendars/make/" in page.content.decode()
    made = at.post(url("make"), {"name": "单位电脑", "station": force.a1.code})
    (found,) = re.findall(
        r'value="(http://testserver/calendars/[^"]+\.ics)"', text(made)
    )
    assert "no-store" in made["Cache-Control"]
    assert fetch(found.removeprefix("http://testserver")).status_code == 200
    row = CalendarFeed.objects.get()
    assert (row.owner, row.station, row.name) == (force.chief_a1, force.a1, "单位电脑")
    shown = text(at.get(OWN))
    assert "单位电脑" in shown and found[-30:-4] not in shown


def text(answer) -> str:
    return answer.content.decode()


def test_what_cannot_be_made(force: Force) -> None:
    at = client(force.chief_a1)
    for data, field in (
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"name": "别的所", "station": force.a2.code}, "station"),
        ({"name": "没有的所", "station": "\0"}, "station"),
    ):
        answer = at.post(url("make"), data)
        assert answer.status_code == 422, data
        assert answer.context["form"].errors[field], data
    assert not CalendarFeed.objects.exists()
    for _n in range(MOST):
        address(force.chief_a1)
    assert at.post(url("make"), {"name": "再一个"}).status_code == 422
    assert CalendarFeed.objects.count() == MOST


def test_an_overseer_takes_a_station_he_comes_from(force: Force) -> None:
    at = client(force.leader)
    page = at.get(f"{OWN}?station={force.a2.code}")
    assert f'value="{force.a2.code}" selected' in text(page)
    data = {"name": "津堰", "station": force.a2.code}
    assert at.post(url("make"), data).status_code == 200
    other = at.get(f"{OWN}?station={force.b1.code}")
    assert force.b1.label not in text(other)


def test_renamed_and_revoked_by_its_owner(force: Force) -> None:
    path, at = address(force.chief_a1), client(force.chief_a1)
    row = CalendarFeed.objects.get()
    assert at.post(url("rename", row.pk), {"name": "值班室"}).status_code == 302
    refused = at.post(url("rename", row.pk), {"name": ""})
    assert refused.status_code == 422 and 'aria-invalid="true"' in text(refused)
    for other, status in (("chief_a2", 404), ("leader", 404), ("audit_admin", 404)):
        for act in ("rename", "revoke"):
            answer = client(getattr(force, other)).post(url(act, row.pk), {"name": "x"})
            assert answer.status_code == status
    assert at.get(url("revoke", row.pk)).status_code == 405
    assert fetch(path).status_code == 200
    assert at.post(url("revoke", row.pk)).status_code == 422, "it says what it does"
    assert at.post(url("revoke", row.pk), {"sure": "1"}).status_code == 302
    assert fetch(path).status_code == 404
    at.post(url("revoke", row.pk))
    row.refresh_from_db()
    assert (row.name, row.revoked_by) == ("值班室", force.chief_a1)
    acts = AuditEvent.objects.filter(action__startswith="feed.").order_by("pk")
    done = ["feed.make", "feed.rename", "feed.revoke"]
    assert list(acts.values_list("action", flat=True)) == done


def test_the_security_admin_sees_and_revokes_all(force: Force) -> None:
    path, at = address(force.chief_a1, force.a1), client(force.security_admin)
    row, page = CalendarFeed.objects.get(), text(at.get("/calendars/all/"))
    assert row.name in page and force.chief_a1.username in page
    assert at.post(url("rename", row.pk), {"name": "x"}).status_code == 403
    answer = at.post(url("revoke", row.pk), {"sure": "1"})
    assert answer["Location"] == "/calendars/all/"
    assert fetch(path).status_code == 404
    assert client(force.chief_a1).get("/calendars/all/").status_code == 403
    assert client(force.security_admin).post(url("make"), {}).status_code == 403
