"""Coming in by a persona's button, and what the wire looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from organization.models import User
from tests.browser.visitor import Visitor, looked, violations
from tests.browser.world import World

Come = Callable[..., Visitor]


@pytest.fixture
def personas(world: World) -> Iterator[None]:
    """Two of the force are personas of a demo."""
    names = ("chief_a1", "staff")
    User.objects.filter(username__in=names).update(is_persona=True)
    yield
    User.objects.filter(username__in=names).update(is_persona=False)


def test_one_click_enters(come: Come, world: World, personas: None) -> None:
    page = come(None).page("/")
    page.locator('button[name=username][value="chief_a1"]').click()
    page.wait_for_url(
        f"**{reverse('coordination:workload', args=[world.force.a1.code])}"
    )
    expect(page.locator(".yp-me")).to_contain_text("柳堰派出所")
    assert not violations(page)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_no_buttons_for_whom_somebody_else_speaks(
    come: Come, personas: None, header: str
) -> None:
    visitor = come(None, extra_http_headers={header: "10.0.0.7"})
    page = visitor.page(reverse("organization:sign_in"))
    expect(page.locator("button[name=username]")).to_have_count(0)


def test_the_language_stays_chosen(come: Come, world: World) -> None:
    visitor = come(world.force.staff)
    page = visitor.page(reverse("coordination:directives"))
    page.locator(".yp-me > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(visitor.url + reverse("coordination:compose"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_headers_of_a_page(come: Come, world: World) -> None:
    visitor = come(world.force.chief_a1)
    address = reverse("coordination:workload", args=[world.force.a1.code])
    head = visitor.context.request.get(visitor.url + address).headers
    policy = head["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert head["x-frame-options"] == "DENY"
    assert head["x-content-type-options"] == "nosniff"
    assert head["referrer-policy"] == "same-origin"
    assert "server" not in head


def test_the_bar_has_room_for_whoever_has_most_in_it(come: Come, world: World) -> None:
    """English words are longer, and a leader has most entries."""
    page = come(world.force.leader, language="en").page(reverse("coordination:today"))
    for width in (800, 1190, 1280, 1366, 1600):
        page.set_viewport_size({"width": width, "height": 768})
        assert not looked(page).overlaid, width
        assert page.locator(".yp-search").is_visible(), width
