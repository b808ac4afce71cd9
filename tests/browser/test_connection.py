"""A page that lost its connection says since when, and when it is back."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.stack import Stack
from tests.browser.visitor import Visitor
from tests.browser.world import World

BACK = 20_000  # milliseconds; the browser asks every two seconds


def test_lost_and_found(
    come: Callable[..., Visitor], stack: Stack, world: World
) -> None:
    address = reverse("coordination:workload", args=[world.force.a1.code])
    page = come(world.force.chief_a1).page(address)
    lost, live = page.locator("#yp-lost"), page.locator("#yp-live")
    expect(live).to_contain_text("已复核")
    expect(lost).to_be_hidden()
    page.evaluate("window.ypNeverReloaded = true")

    stack.stop("web")
    try:
        expect(lost).to_be_visible()
        expect(lost).to_contain_text(re.compile(r"断开.*\d\d:\d\d|\d\d:\d\d.*断开"))
        expect(live).to_have_class(re.compile("is-lost"))
    finally:
        stack.start_web()
        stack.wait_for("/healthz")

    expect(lost).to_be_hidden(timeout=BACK)
    expect(live).not_to_have_class(re.compile("is-lost"))
    expect(live).to_contain_text(re.compile(r"\d\d:\d\d\s*已复核"))
    assert page.evaluate("window.ypNeverReloaded"), "the page came back by itself"
