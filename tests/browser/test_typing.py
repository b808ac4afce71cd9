"""A page that updates itself never takes away what somebody is typing."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.visitor import Visitor
from tests.browser.world import World, day

Come = Callable[..., Visitor]
TYPED = "(field) => [field.value, field.selectionStart]"
REFRESH = "document.body.dispatchEvent(new CustomEvent('yp:refresh'))"


SWAPPED = """
() => {
  const part = document.createElement("div");
  const form = (version, title, hours) => `<form action="/form/" data-yp-draft="">
    <input type="hidden" name="version" value="${version}">
    <input name="title" value="${title}"><input name="hours" value="${hours}">
    <label><input type="radio" name="way" value="yes"></label>
    <label><input type="radio" name="way" value="no"></label>
    <label><input type="checkbox" name="sure"></label></form>`;
  part.innerHTML = form(1, "走访", 8);
  document.getElementById("main").append(part);
  const typed = part.querySelector("form").elements;
  for (const field of [typed.way[0], typed.sure]) field.click();
  typed.title.value = "走访重点人员";
  const xhr = { status: 200 };
  const detail = { target: part, elt: part, xhr, requestConfig: {} };
  const tell = (name) => document.dispatchEvent(new CustomEvent(name, { detail }));
  return (title) => {
    tell("htmx:beforeSwap");
    part.innerHTML = form(2, title, 10);
    tell("htmx:afterSettle");
    const { version, title: now, hours, way, sure } =
      part.querySelector("form").elements;
    const put = [version.value, now.value, hours.value, way.value, sure.checked];
    part.remove();
    return put;
  };
}
"""


def ledger(come: Come, world: World) -> Page:
    address = reverse("coordination:workload", args=[world.force.a1.code])
    return come(world.force.chief_a1).page(address)


def row(page: Page, title: str) -> Locator:
    return page.locator("tr[data-yp-row]", has_text=title)


def result_field(page: Page, title: str) -> Locator:
    """The field for a task's result, with its box opened."""
    row(page, title).locator("details.yp-act > summary").click()
    return row(page, title).locator("input[name=text]")


def refreshed(page: Page) -> None:
    """Let the page update itself, and wait until it has."""
    with page.expect_response("**/workload/**"):
        page.evaluate(REFRESH)
    page.wait_for_timeout(300)


def asking(page: Page, world: World) -> list[Route]:
    """A task typed as far as a trial run needs; its answer is held on its way."""
    held: list[Route] = []
    page.locator("#id_due").fill(day(9))
    page.locator(f"input[name=stations][value='{world.force.a2.pk}']").check()
    page.route("**/directives/preview/", lambda route: held.append(route))
    with page.expect_request("**/directives/preview/"):
        page.locator("#id_effort_hours").fill("6")
    return held


def composing(page: Page, text: str) -> None:
    """Letters of an input method, underlined and not yet words."""
    end = len(text)
    said = {"text": text, "selectionStart": end, "selectionEnd": end}
    page.context.new_cdp_session(page).send("Input.imeSetComposition", said)


def test_a_trial_run_answers_while_a_title_is_composed(
    come: Come, world: World
) -> None:
    page = come(world.force.staff).page(reverse("coordination:compose"))
    title, held = page.locator("#id_title"), asking(page, world)
    with page.expect_request("**/directives/preview/"):
        title.press_sequentially("夏季检查")
    for _ in "检查":
        title.press("ArrowLeft")
    composing(page, "zhi'an")
    with page.expect_response("**/directives/preview/"):
        held.pop().continue_()
    expect(page.locator("#answer")).to_contain_text("津堰")
    expect(title).to_be_focused()
    assert title.evaluate(TYPED) == ["夏季zhi'an检查", 8]
    page.keyboard.insert_text("治安")
    assert title.evaluate(TYPED) == ["夏季治安检查", 4]
    page.unroute_all()
    with page.expect_response("**/directives/preview/"):
        title.press("End")
        title.press("2")
    assert title.evaluate(TYPED) == ["夏季治安检查2", 7]


def test_while_one_types_nothing_moves(come: Come, world: World) -> None:
    page = ledger(come, world)
    field = result_field(page, "娱乐场所检查")
    field.fill("已查十二家")
    page.evaluate(REFRESH)
    page.wait_for_timeout(600)
    expect(field).to_have_value("已查十二家")
    expect(field).to_be_focused()


def test_typing_that_begins_while_the_answer_is_on_its_way(
    come: Come, world: World
) -> None:
    page = ledger(come, world)
    field = result_field(page, "娱乐场所检查")
    held: list[Route] = []
    page.route("**/workload/**", lambda route: held.append(route))
    with page.expect_request("**/workload/**"):
        page.evaluate(REFRESH)
    field.fill("已查十二家")
    with page.expect_response("**/workload/**"):
        held.pop().continue_()
    page.wait_for_timeout(300)
    expect(field).to_have_value("已查十二家")


def test_what_is_typed_but_not_sent_outlasts_an_update(
    come: Come, world: World
) -> None:
    page = ledger(come, world)
    result_field(page, "娱乐场所检查").fill("已查十二家")
    page.locator("h1").click()
    page.evaluate("document.querySelector('#ledger h1').id = 'before'")
    refreshed(page)
    expect(page.locator("#before")).to_have_count(0)
    field = row(page, "娱乐场所检查").locator("input[name=text]")
    expect(field).to_be_visible()
    expect(field).to_have_value("已查十二家")
    swapped = page.evaluate(f"({SWAPPED})()('走访')")
    assert swapped == ["2", "走访重点人员", "10", "yes", True]
    swapped = page.evaluate(f"({SWAPPED})()('巡逻')")
    assert swapped == ["1", "走访重点人员", "10", "yes", True], "both are to be shown"


def test_signing_for_one_task_keeps_what_is_typed_for_another(
    come: Come, world: World
) -> None:
    page = ledger(come, world)
    result_field(page, "娱乐场所检查").fill("已查十二家")
    sign = row(page, "重点人员走访").get_by_role("button", name="签收")
    sign.click()
    expect(sign).to_have_count(0)
    field = row(page, "娱乐场所检查").locator("input[name=text]")
    expect(field).to_have_value("已查十二家")
