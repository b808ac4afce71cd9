"""A slip is taken back, two who change one thing see both, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tasking.models import PlanItem
from tasking.planning import year_of
from tasking.services import plans
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World

Come = Callable[..., Visitor]
HOUR = 60_000
SHIFTS = """
window.ypShift = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    if (!one.hadRecentInput) window.ypShift += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""
REFRESH = "document.body.dispatchEvent(new CustomEvent('yp:refresh'))"


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


@pytest.fixture
def item(world: World) -> PlanItem:
    chief, now = world.force.chief_a2, timezone.now()
    year = year_of(timezone.localdate(now))
    plan = plans.begin_plan(by=chief, station=world.force.a2, year=year, now=now)
    first, last = dt.date(year, 3, 1), dt.date(year, 9, 1)
    said = plans.Planned("campaign", "反诈宣传", 20 * HOUR, "span", first, last)
    return plans.add_item(by=chief, plan=plan, said=said)


def test_taken_back_and_both_values(come: Come, world: World, item: PlanItem) -> None:
    force = world.force
    page = come(force.chief_a1).page(url("workload", force.a1.code))
    row = page.locator("tr[data-yp-row]", has_text="禁毒宣传月")
    row.get_by_role("button", name="签收").click()
    toast = page.locator("[data-yp-toast]")
    expect(toast).to_contain_text("已签收")
    page.locator("h1").first.click()
    page.keyboard.press("z")
    expect(page.locator("#yp-toasts")).to_contain_text("已撤销")
    expect(row.get_by_role("button", name="签收")).to_be_visible()
    page = come(force.chief_a2).page(url("station_plan", force.a2.code))
    page.locator(".yp-inline > a").first.click()
    field = page.locator("form.yp-inline input[name=hours]")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(page.locator("form.yp-inline")).to_have_count(0)
    page.locator(".yp-inline > a").first.click()
    expect(field).to_be_focused()
    said = plans.Planned(
        "campaign", item.title, 12 * HOUR, "span", item.first, item.last
    )
    plans.change_item(by=force.chief_a2, item=item, said=said)
    field.fill("10")
    field.press("Enter")
    clash = page.locator(".yp-clash")
    expect(clash).to_contain_text("改为“12”，您写的是“10”")
    clash.get_by_role("button", name="保留我的").click()
    field.press("Enter")
    expect(page.locator(".yp-inline > a").first).to_contain_text("10 h")
    assert not violations(page)


def test_nothing_typed_is_lost_and_nothing_moves(come: Come, world: World) -> None:
    visitor = come(world.force.staff)
    visitor.context.add_init_script(SHIFTS)
    page = visitor.page(url("compose"))
    page.locator("#id_title").fill("夏季治安检查")
    page.wait_for_timeout(600)
    visitor.become(None)
    page.get_by_role("button", name="存为草稿").first.click()
    page.wait_for_url("**/sign-in/**")
    assert page.url.endswith(f"next={url('compose')}")
    visitor.become(world.force.staff)
    page.goto(visitor.url + url("compose"))
    expect(page.locator("#id_title")).to_have_value("夏季治安检查")
    expect(page.locator(".yp-kept")).to_contain_text("丢弃")
    visitor.become(world.force.head)
    page.goto(visitor.url + url("compose"))
    expect(page.locator("#id_title")).to_have_value("")
    kept = (
        "Object.keys(localStorage).filter((key) => key.startsWith('yp-draft:')).length"
    )
    assert page.evaluate(kept) == 0, "a shared computer shows nobody's words"
    visitor.become(world.force.coordinator)
    for path in (url("board"), url("workload", world.force.a1.code)):
        page.goto(visitor.url + path)
        page.wait_for_timeout(800)
        page.evaluate("window.ypShift = 0")
        for _turn in range(2):
            page.evaluate(REFRESH)
            page.wait_for_timeout(500)
        assert page.evaluate("window.ypShift") < 0.01, path
