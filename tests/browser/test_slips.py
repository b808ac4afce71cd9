"""Slips with first passwords, as they are on a phone and on paper."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.keyboard import Hands
from tests.browser.test_pages import slips
from tests.browser.visitor import PHONE, Visitor, findings, overflow, violations
from tests.browser.world import World


def test_slips_are_taken_on_a_phone_and_printed(
    come: Callable[..., Visitor], world: World
) -> None:
    page = come(world.force.security_admin, size=PHONE).page(slips(world, "44"))
    with page.expect_navigation(timeout=60_000):
        Hands(page).press(page.locator("button[name=part]").first)
    expect(page.locator("h1")).to_contain_text("20个密码")
    assert page.locator(".yp-slip").count() == 20
    assert overflow(page) <= 0 and not findings(page) and not violations(page)
    page.emulate_media(media="print")
    expect(page.locator("#sheets")).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".yp-slip").last).to_be_visible()
