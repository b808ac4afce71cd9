"""A view shared by one person, opened by another, who acts on all that match."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from coordination.services.issuing import issue
from desk.models import BulkRun, SavedView
from tests.browser.visitor import Visitor, findings
from tests.browser.world import World, day
from tests.coordination.world import task

Come = Callable[..., Visitor]
NAME = "消防通道待签收"


def asked(world: World) -> None:
    """Three tasks of 治安 at 津堰 that nobody has signed for."""
    force = world.force
    for mark in "甲乙丙":
        issue(
            by=force.staff,
            requester=force.public_order,
            content=task(f"消防通道{mark}", 1, day(40)),
            stations=[force.a2],
            now=timezone.now(),
        )


def kept(page: Page) -> None:
    """Narrowed as it is typed, then kept for the unit."""
    page.locator("#id_q").fill("消防通道")
    expect(page.locator("#tasks tbody tr")).to_have_count(3)
    page.locator("#keep-view > summary").click()
    page.locator("#view-name").fill(NAME)
    page.locator("#view-reach").select_option("unit")
    page.locator("#keep-view button.btn-primary").click()
    expect(page.locator(".yp-views .chip.on")).to_contain_text(NAME)


def test_a_shared_view_and_all_that_match(come: Come, world: World) -> None:
    asked(world)
    staff = come(world.force.staff)
    kept(staff.page("/directives/"))

    head = come(world.force.head)
    page = head.page("/directives/")
    page.locator(".yp-views .chip", has_text=NAME).click()
    expect(page.locator("#tasks tbody tr")).to_have_count(3)
    bar = page.locator("#bulk")
    expect(bar.locator("button").first).to_be_hidden()
    first = page.locator("#tasks tbody input[name=row]").first
    first.check()
    page.wait_for_timeout(500)
    page.goto(page.url)
    expect(first).not_to_be_checked()
    first.check()
    expect(bar.locator("[data-yp-ticked]")).to_have_text("已选1项")
    every = bar.locator("input[name=all]")
    expect(bar.locator("label:has([name=all])")).to_contain_text("3")
    every.check()
    bar.locator("button[value=tasks_remind]").click()

    expect(page.locator("h1")).to_contain_text("3")
    expect(page.locator("tbody tr")).to_have_count(3)
    assert not findings(page)
    page.locator("form[action$='/commit/'] button").click()
    expect(page.locator("h1")).to_contain_text("已办3项")
    run = BulkRun.objects.get(by=world.force.head)
    assert [row.outcome for row in run.rows.all()] == ["done"] * 3
    assert SavedView.objects.get(name=NAME).department == world.force.public_order
    assert not staff.errors and not head.errors
