"""A leave that would break a deadline: told before, found after, gone when undone."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from coordination.models import Conflict
from organization.models import Role
from personnel import services as personnel
from tests.browser.test_postings import Place, found
from tests.browser.visitor import PHONE, Visitor, findings, violations
from tests.browser.world import World, day, until
from tests.coordination.world import send, task
from tests.factories import appoint, person

Come = Callable[..., Visitor]


def asked(page: Page) -> str:
    """The days of a task that leaves no room; the request's address."""
    page.locator("#id_first").fill(day(0))
    page.locator("#id_last").fill(day(6))
    page.locator("#id_reason").fill("探亲")
    page.locator("main .btn-primary").click()
    page.wait_for_url(re.compile(r"/leave/\d+/$"))
    return page.url


def busy(world: World, place: Place) -> None:
    """All but ten hours of a week of five working days for six officers."""
    due = f"{day(7)} 00:00"
    send(
        world.force,
        "public_order",
        task("集中清查", 230, due),
        place.station,
        now=timezone.now(),
    )


def conflicts(place: Place) -> int:
    return Conflict.objects.open().filter(station=place.station).count()


def test_a_leave_that_would_break_a_deadline(come: Come, world: World) -> None:
    place = found(world, 23, "渔塘", "Yutang")
    own = appoint(person("yutang_2", "李志刚"), Role.STATION_OFFICER, place.station)
    personnel.link_account(by=None, officer=place.officers[1], user=own)
    busy(world, place)
    page = come(own, size=PHONE).page(reverse("personnel:ask_leave"))
    assert not findings(page) and not violations(page)
    address = asked(page).split("/", 3)[3]
    chief = come(place.chief).page(f"/{address}")
    expect(chief.locator("#effect")).to_contain_text("将新增或加重1处冲突")
    expect(chief.locator("#effect")).to_contain_text("治安")
    assert not findings(chief)
    assert conflicts(place) == 0
    chief.locator("form[action$='/approve/'] button").click()
    expect(chief.locator("h1 + .why")).to_contain_text("已批准")
    until(lambda: conflicts(place) == 1, "the leave's conflict is found")
    chief.locator("#shorten-back").fill(day(0))
    chief.locator("#shorten-text").fill("集中清查")
    chief.locator("form[action$='/shorten/'] button").click()
    expect(chief.locator("h1 + .why")).to_contain_text("已取消")
    until(lambda: conflicts(place) == 0, "the conflict is gone again")
