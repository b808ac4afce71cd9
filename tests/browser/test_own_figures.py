"""Hours of a single station in the list of verdicts: typed, kept, judged."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import PHONE, Visitor, findings, overflow
from tests.browser.world import World, day

Come = Callable[..., Visitor]
ANSWER = "**/directives/preview/"


def composed(page: Page, world: World) -> Page:
    """A task of one hour for two stations, tried out."""
    page.locator("#id_title").fill("旅馆业检查")
    page.locator("#id_effort_hours").fill("1")
    page.locator("#id_due").fill(day(30))
    for station in (world.force.a1, world.force.a2):
        page.locator(f"input[name=stations][value='{station.pk}']").check()
    expect(page.locator("details[id^=own-]")).to_have_count(2)
    return page


def opened(page: Page, pk: int) -> None:
    summary = page.locator(f"#own-{pk} > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#effort_{pk}")).to_be_visible()


def test_a_station_gets_its_own_hours_by_keyboard(come: Come, world: World) -> None:
    pk = world.force.a2.pk
    visitor = come(world.force.staff)
    page = composed(visitor.page(reverse("coordination:compose")), world)
    opened(page, pk)
    page.keyboard.press("Tab")
    page.keyboard.type("3000")
    with page.expect_response(ANSWER):
        page.keyboard.press("Tab")
    line = page.locator("tr.yp-owned", has_text=world.force.a2.name)
    expect(line).to_contain_text("放不下")
    expect(page.locator(f"#effort_{pk}")).to_have_value("3000")
    expect(page.locator(f"#due_{pk}")).to_be_focused()
    page.locator(f"#effort_{pk}").fill("许多")
    with page.expect_response(ANSWER):
        page.keyboard.press("Tab")
    expect(page.locator(f"#effort_{pk}_error")).to_be_visible()
    assert not findings(page) and not visitor.errors


def test_what_is_typed_while_the_answer_is_on_its_way(come: Come, world: World) -> None:
    one, other = world.force.a1.pk, world.force.a2.pk
    page = composed(
        come(world.force.staff).page(reverse("coordination:compose")), world
    )
    opened(page, one)
    opened(page, other)
    held: list[Route] = []
    page.route(ANSWER, lambda route: held.append(route))
    page.locator(f"#effort_{one}").fill("2")
    with page.expect_request(ANSWER):
        page.keyboard.press("Tab")
    page.locator(f"#effort_{other}").fill("7.5")
    with page.expect_response(ANSWER):
        held.pop().continue_()
    page.wait_for_timeout(300)
    expect(page.locator(f"#effort_{other}")).to_have_value("7.5")
    expect(page.locator(f"#effort_{other}")).to_be_focused()
    expect(page.locator(f"#effort_{one}")).to_have_value("2")


def test_on_a_phone_without_script(come: Come, world: World) -> None:
    pk = world.force.a2.pk
    visitor = come(world.force.staff, size=PHONE, java_script_enabled=False)
    page = visitor.page(reverse("coordination:compose"))
    page.locator("#id_effort_hours").fill("1")
    page.locator("#id_due").fill(day(30))
    page.locator(f"input[name=stations][value='{pk}']").check()
    page.locator("noscript button[value=try], button[value=try]").last.click()
    page.locator(f"#own-{pk} > summary").click()
    page.locator(f"#effort_{pk}").fill("3000")
    page.locator("button[value=try]").last.click()
    expect(page.locator(f"#effort_{pk}")).to_have_value("3000")
    expect(page.locator("tr.yp-owned")).to_contain_text("放不下")
    assert overflow(page) <= 0
