"""The main job: HQ issues, the worker finds the conflict, the chief sees it at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from coordination.models import Conflict
from organization.models import User
from tasking.models import Assignment
from tests.browser.keyboard import Hands
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World, day, until

Come = Callable[..., Visitor]
AT_ONCE = 10_000  # milliseconds a busy machine may take from the click to the page


def issue(come: Come, user: User, world: World, title: str, reason: str = "") -> Page:
    """Write a task of 400 hours for 津堰 in the composer, and issue it."""
    page = come(user).page(reverse("coordination:compose"))
    page.locator("#id_title").fill(title)
    page.locator("#id_effort_hours").fill("400")
    page.locator("#id_due").fill(day(13))
    page.locator(f'input[name="stations"][value="{world.force.a2.pk}"]').check()
    page.locator("#id_intent").fill("摸清底数")
    page.locator("#id_standard").fill("逐户登记")
    page.locator("#id_declared").check()
    if reason:
        page.locator("#id_reason").fill(reason)
    page.locator('button[name="act"][value="issue"]').click()
    page.wait_for_url(re.compile(r"/directives/\d+/$"))
    assert not violations(page)
    return page


def open_page(come: Come, user: User, address: str) -> Page:
    """A page that is left open; a mark on it would not survive a reload."""
    page = come(user).page(address)
    page.evaluate("window.ypNeverReloaded = true")
    expect(page.locator("#yp-live")).to_be_visible()
    return page


def work(page: Page, title: str, hours_left: str) -> None:
    """The chief signs for a task and says how many hours are left, by keys alone."""
    hands, row = Hands(page), page.locator("tr[data-yp-row]", has_text=title)
    hands.press(row.get_by_role("button", name="签收"))
    expect(row.locator("form[action$='/acknowledge/']")).to_have_count(0)
    hands.press(row.locator("details.yp-act > summary"))
    hands.write(row.locator("input[name=remaining_hours]"), hours_left)
    hands.press(row.locator("form[action$='/progress/'] button"))
    expect(row).to_contain_text(f"{hours_left} h")


def test_from_the_click_to_the_open_page_and_back(come: Come, world: World) -> None:
    force = world.force
    ledger = reverse("coordination:workload", args=[force.a2.code])
    chief = open_page(come, force.chief_a2, ledger)
    board = open_page(come, force.coordinator, reverse("coordination:board"))
    line = board.locator("tr[data-yp-row]", has_text="津堰")
    card = chief.locator(".yp-conf")
    expect(card).to_have_count(0)

    issue(come, force.staff, world, "反诈宣传")
    expect(chief.locator("tr", has_text="反诈宣传")).to_be_visible(timeout=AT_ONCE)
    issue(come, force.staff_narcotics, world, "易制毒化学品检查", "省厅部署")

    expect(card).to_be_visible(timeout=AT_ONCE)
    shows_the_conflict(card.inner_text(), world)
    expect(line).to_contain_text("治安管理大队", timeout=AT_ONCE)
    assert chief.evaluate("window.ypNeverReloaded")

    work(chief, "反诈宣传", "20")
    expect(card).to_have_count(0, timeout=AT_ONCE)
    expect(line).to_have_count(0, timeout=AT_ONCE)
    assert chief.evaluate("window.ypNeverReloaded && window.ypViolations.length === 0")
    is_settled(world)


def shows_the_conflict(text: str, world: World) -> None:
    """Departments, their hours, demand, capacity and shortfall, as stored."""
    found = Conflict.objects.open().get(station=world.force.a2)
    figures = found.demand_hours, found.capacity_hours, found.shortfall_hours
    assert found.demand_hours == 800
    assert found.demand_hours - found.capacity_hours == found.shortfall_hours
    words = {"治安管理大队", "禁毒大队", "400", *(f"{each:.0f}" for each in figures)}
    missing = {word for word in words if word not in text}
    assert not missing, text


def is_settled(world: World) -> None:
    """By the re-check, and those concerned were told."""
    found = Conflict.objects.get(station=world.force.a2)
    assert found.state == Conflict.State.SETTLED
    row = Assignment.objects.get(directive__title="反诈宣传")
    assert [entry.act for entry in row.entries.all()] == ["acknowledge", "progress"]
    letters = world.force.chief_a2.inbox
    until(lambda: letters.filter(kind="conflict_settled").exists(), "nobody was told")
