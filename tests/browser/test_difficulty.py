"""A difficulty from the phone of a chief to guidance on site, and closed by him."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from tasking.models import Difficulty
from tests.browser.visitor import PHONE, Visitor, findings, overflow, violations
from tests.browser.world import World, day
from tests.help.world import TEXT, TITLE, published

Come = Callable[..., Visitor]


def send(page: Page, act: str) -> None:
    page.locator(f"form[action$='/{act}/'] button").click()
    page.wait_for_load_state()


def fine(page: Page) -> None:
    assert not findings(page) and not violations(page) and overflow(page) <= 0


def raised(page: Page, department: str) -> str:
    """What may help appears while it is typed; raised all the same, in one sending."""
    page.locator("#id_title").fill(TITLE)
    expect(page.locator("#earlier")).to_contain_text("1条解答可能有用")
    page.locator("#id_text").fill(TEXT)
    page.locator("#id_category").select_option("evidence")
    page.get_by_label("加急").check()
    page.locator("#id_department").select_option(department)
    fine(page)
    page.locator("#raise .btn-primary").click()
    page.wait_for_url(re.compile(r"/difficulties/\d+/$"))
    expect(page.locator("h1")).to_contain_text("治安管理大队")
    return page.url.split("/", 3)[3]


def guided(page: Page) -> None:
    """Planned for today, and recorded."""
    page.get_by_text("安排上门指导", exact=True).click()
    page.locator("#visit-on").fill(day(0))
    page.locator("#visit-who").fill("治安大队李志刚")
    page.locator("#visit-what").fill("现场演示提取和封存")
    send(page, "visit")
    expect(page.locator("h1")).to_contain_text("将上门指导")
    page.locator("#visited-done").fill("带队演示三次，配发物证袋")
    send(page, "visited")
    expect(page.locator("h1")).to_contain_text("待所里评价")


def test_answered_on_site_and_closed_by_the_station(come: Come, world: World) -> None:
    force = world.force
    published(
        force,
        now=timezone.now(),
        look_again_on=timezone.localdate().replace(
            year=timezone.localdate().year + 1, day=1
        ),
    )
    chief = come(force.chief_a2, size=PHONE).page("/difficulties/new/")
    address = raised(chief, str(force.public_order.pk))
    guided(come(force.staff).page(f"/{address}"))
    chief.goto(chief.url)
    chief.get_by_label("已解决").check()
    chief.locator("#say-words").fill("学会了，当天就用上")
    fine(chief)
    send(chief, "say")
    expect(chief.locator("h1")).to_contain_text("所里已办结")
    row = Difficulty.objects.get(station=force.a2)
    assert (row.outcome, row.visits.done().count()) == ("solved", 1)
