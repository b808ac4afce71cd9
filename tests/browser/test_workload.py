"""The workload page by pointer and by keyboard: a conflict stands out, a bar's end is
dragged into the dialog that a typed date opens too, days change without a new page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tasking.models import Assignment
from tests.browser.visitor import Visitor, findings
from tests.browser.world import World

Come = Callable[..., Visitor]


def test_the_picture_answers_to_hand_and_keys(come: Come, world: World) -> None:
    address = reverse("coordination:workload", args=[world.force.a1.code])
    visitor = come(world.force.chief_a1)
    page = visitor.page(address)
    _stands_out(page)
    _moves_on(page)
    _keeps_its_order(page)
    row = Assignment.objects.get(directive__title="禁毒宣传月")
    day = _dragged(page, row)
    page.keyboard.press("Escape")
    expect(page.locator("#yp-date")).to_be_hidden()
    _typed(page, row, day)
    assert not findings(page) and not visitor.errors
    before, row = row.due, Assignment.objects.get(pk=row.pk)
    assert row.due == before  # nothing is written without the dialog


def _stands_out(page: Page) -> None:
    """The card lights up its members; Esc gives the others back."""
    lit = page.locator("[data-yp-cell].lit")
    expect(lit).to_have_count(0)
    page.keyboard.press("j")
    card = page.locator("#conflict-1")
    while not card.evaluate("one => one === document.activeElement"):
        page.keyboard.press("j")
    expect(lit).to_have_count(2)
    expect(page.locator(".yp-tasks tr.lit")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(lit).to_have_count(0)


def _moves_on(page: Page) -> None:
    """Arrows inside the picture, other days by keys; where one stands stays."""
    page.locator("[data-yp-cell][tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    here = page.evaluate("document.activeElement.id")
    assert here.startswith("bar-")
    name = page.evaluate("document.activeElement.firstElementChild.ariaLabel")
    expect(page.locator("#said")).to_have_text(name)
    page.keyboard.press("1")
    page.wait_for_url("**zoom=week")
    expect(page.locator("svg[data-yp-days='7']")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == here
    page.keyboard.press("2")
    expect(page.locator("svg[data-yp-days='28']")).to_be_visible()


def _keeps_its_order(page: Page) -> None:
    """What comes by itself does not reorder the list, and says what has changed."""
    rows = page.locator("#tasks tr[id]")
    expect(rows).to_have_count(3)
    page.evaluate(
        "document.querySelector('#tasks tr[id]').remove();"
        "document.getElementById('conflict-1').dataset.ypChanged = 'before';"
        "document.body.dispatchEvent(new CustomEvent('yp:refresh'))"
    )
    expect(page.locator("#yp-fresh")).to_contain_text("1项变化")
    expect(page.locator("#conflict-1")).to_contain_text("刚刚更新")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="刷新次序").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#yp-fresh")).to_be_hidden()


def _dragged(page: Page, row: Assignment) -> str:
    """The end is let go three days later; the day that the dialog then has."""
    grip = page.locator(f"#bar-{row.pk} .grip").bounding_box()
    assert grip
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    step = page.locator("svg[data-yp-days]").evaluate(
        "one => one.getBoundingClientRect().width / 28"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * step, y)
    page.mouse.move(x + 3 * step, y)
    expect(page.locator("#said")).to_contain_text("放")
    page.mouse.up()
    expect(page.locator("#yp-date")).to_be_visible()
    day = page.locator("#yp-date input[type=date]").input_value()
    until = timezone.localdate(row.due) + dt.timedelta(days=3)
    assert dt.date.fromisoformat(day) <= until
    assert dt.date.fromisoformat(day).weekday() < 5
    expect(page.locator("#yp-date .yp-verdict")).to_contain_text("放")
    return day


def _typed(page: Page, row: Assignment, day: str) -> None:
    """By the keyboard the same dialog says the same of the same day."""
    page.locator(f"#bar-{row.pk}").focus()
    page.keyboard.press("d")
    field = page.locator("#yp-date input[type=date]")
    expect(field).to_be_focused()
    was = page.locator("#yp-date .yp-verdict").inner_text()
    field.fill(day)
    field.dispatch_event("change")
    expect(page.locator("#yp-date .yp-verdict")).not_to_have_text(was)
    expect(page.locator("#yp-date")).to_contain_text("征求意见")
