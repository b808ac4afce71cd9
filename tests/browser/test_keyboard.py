"""Without a mouse, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tasking.models import Assignment
from tests.browser.visitor import Visitor
from tests.browser.world import World

Come = Callable[..., Visitor]
ROW = "document.activeElement.matches('[data-yp-row]')"
PLACE = (
    "[...document.querySelectorAll('[data-yp-row]')]"
    ".filter((row) => row.getClientRects().length)"
    ".indexOf(document.activeElement)"
)


def ledger(come: Come, world: World, **options: object) -> Page:
    address = reverse("coordination:workload", args=[world.force.a1.code])
    return come(world.force.chief_a1, **options).page(address)


def test_j_and_k_walk_and_enter_opens(come: Come, world: World) -> None:
    page = ledger(come, world)
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate(PLACE) == place, key
    target = page.evaluate(
        "document.activeElement.querySelector('[data-yp-open]').getAttribute('href')"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_letters_are_letters_in_a_field(come: Come, world: World) -> None:
    page = come(world.force.audit_admin).page(reverse("organization:audit"))
    field = page.locator("#id_q")
    field.click()
    page.keyboard.type("jk?")
    expect(field).to_have_value("jk?")
    assert not page.evaluate(ROW)


def test_the_first_stop_skips_to_the_content(come: Come, world: World) -> None:
    page = ledger(come, world)
    page.keyboard.press("Tab")
    expect(page.locator(".yp-skip")).to_be_focused()
    expect(page.locator(".yp-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_sheet_of_keys_opens_and_closes(come: Come, world: World) -> None:
    page = ledger(come, world)
    page.keyboard.press("?")
    expect(page.locator("#yp-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#yp-keys")).to_be_hidden()


def test_t_shows_the_picture_as_a_table(come: Come, world: World) -> None:
    page = ledger(come, world)
    expect(page.locator("#days-twin")).to_be_hidden()
    page.keyboard.press("t")
    expect(page.locator("#days-twin")).to_be_visible()


def test_signing_works_without_javascript(come: Come, world: World) -> None:
    page = ledger(come, world, java_script_enabled=False)
    row = page.locator("tr[data-yp-row]", has_text="禁毒宣传月")
    row.get_by_role("button", name="签收").click()
    assert page.url.endswith(f"#{row.get_attribute('id')}")
    expect(row).to_contain_text("已签收")
    signed = Assignment.objects.get(directive__title="禁毒宣传月")
    assert signed.state == Assignment.State.ACKNOWLEDGED
