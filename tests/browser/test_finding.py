"""Something is found and opened by the keyboard alone, and nothing of others'."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import Visitor
from tests.browser.world import World

Come = Callable[..., Visitor]
COMPOSING = """
(text) => {
  const field = document.getElementById("yp-p");
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
}
"""
COMPOSED = """
() => document.getElementById("yp-p")
  .dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }))
"""


def test_everything_is_found_by_the_keyboard(come: Come, world: World) -> None:
    inbox = reverse("coordination:inbox")
    ledger = reverse("coordination:workload", args=[world.force.a1.code])
    page = come(world.force.chief_a1).page(inbox)
    palette, field = page.locator("#yp-palette"), page.locator("#yp-p")
    page.locator(".yp-brand").focus()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(page.locator(".yp-brand")).to_be_focused()
    page.keyboard.press("/")
    composes(page)
    page.keyboard.press("Control+a")
    page.keyboard.type("lypcs")
    first = palette.get_by_role("option", name="柳堰派出所").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "yp-o-0")
    expect(page.locator("#yp-p-said")).to_contain_text("找到")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ledger}")
    keys(page)
    page.keyboard.type("gi")
    page.wait_for_url(f"**{inbox}")
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("option").first).to_contain_text("柳堰派出所")
    before_the_answer(page)
    others_work(come(world.force.staff).page(inbox))


def composes(page: Page) -> None:
    """Letters of an input method are asked for when they have become characters."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(COMPOSING, "zhe'ge'mei'you")
    page.wait_for_timeout(300)
    assert not [url for url in asked if "mei" in url]
    page.evaluate(COMPOSED)
    expect(page.locator("#yp-found .none")).to_be_visible()


def before_the_answer(page: Page) -> None:
    """Enter leads to the page while the lines are on their way."""
    held: list[Route] = []
    page.route(
        f"**{reverse('coordination:palette')}**", lambda route: held.append(route)
    )
    with page.expect_request("**q=lypcs**"):
        page.keyboard.type("lypcs")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('coordination:search')}?q=lypcs")


def keys(page: Page) -> None:
    page.keyboard.press("?")
    sheet = page.locator("#yp-keys")
    expect(sheet).to_be_visible()
    for told in ("本页", "意见", "所有页面", "任务一本账"):
        expect(sheet).to_contain_text(told)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def others_work(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("禁毒宣传月")
    expect(page.locator("#yp-found .none")).to_contain_text("禁毒宣传月")
    assert not page.locator("#yp-found [role=option]").count()
