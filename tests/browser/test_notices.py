"""A notice sent by a department, read, asked about and understood at two stations."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tasking.models import Notice
from tests.browser.visitor import Visitor, findings
from tests.browser.world import World, day

Come = Callable[..., Visitor]
TITLE = "旅馆业登记口径调整"


def sent(page: Page, world: World) -> None:
    """To 柳堰 and 津堰, with something to do by a day; the chiefs and all officers get
    a letter."""
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_body").fill("自本月起按新口径登记。")
    page.locator("#id_todo").fill("更换前台登记表")
    page.locator("#id_due_on").fill(day(9))
    for station in (world.force.a1, world.force.a2):
        page.locator(f"input[name=stations][value='{station.pk}']").check()
    page.locator("#id_audience").select_option("everybody")
    page.locator("#id_declared").check()
    page.locator("button[name=act][value=send]").click()
    expect(page.locator("h1")).to_have_text(TITLE)


def receipts(page: Page) -> list[str]:
    """Stations that have it, have read it, have understood it."""
    page.reload()
    facts = page.locator("aside .yp-facts dd")
    texts = [text.strip() for text in facts.all_inner_texts()]
    return [texts[0], *texts[2:4]]


def test_a_notice_with_its_receipts(come: Come, world: World) -> None:
    force = world.force
    staff = come(force.staff)
    desk = staff.page(reverse("coordination:new_notice"))
    sent(desk, world)
    assert receipts(desk) == ["2", "0", "0"]
    path = reverse("coordination:notice", args=[Notice.objects.get(title=TITLE).pk])

    officer = come(force.officer_a1)
    inbox = officer.page(reverse("coordination:inbox"))
    expect(inbox.locator("main")).to_contain_text(TITLE)
    read = officer.page(path)
    expect(read.locator("main")).to_contain_text("更换前台登记表")
    assert receipts(desk) == ["2", "1", "0"]

    first = come(force.chief_a1).page(path)
    expect(first.locator("aside")).to_contain_text(force.officer_a1.name)
    first.locator("form[action$='/understand/'] button").click()
    expect(first.locator("main")).to_contain_text(force.chief_a1.name)

    second = come(force.chief_a2).page(path)
    second.locator("#ask-text").fill("旧表还能用完吗？")
    second.locator("form[action$='/ask/'] button").click()
    assert receipts(desk) == ["2", "2", "1"]
    answer = desk.locator("form[action$='/answer/']")
    answer.locator("textarea").fill("可以用到月底。")
    answer.locator("input[type=checkbox]").check()
    answer.locator("button").click()
    expect(desk.locator("main")).to_contain_text("可以用到月底。")
    second.reload()
    expect(second.locator("main")).to_contain_text("可以用到月底。")
    second.locator("form[action$='/understand/'] button").click()
    expect(second.locator("form[action$='/understand/']")).to_have_count(0)
    assert receipts(desk) == ["2", "2", "2"]
    assert not findings(desk) and not staff.errors
