"""Main paths without a mouse: four people settle a conflict, a leader decides one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from coordination.models import Conflict, DirtyStation, Proposal
from coordination.services.negotiation import answering, drafting, proposing
from organization.models import User
from tasking.models import Assignment
from tests.browser.keyboard import Hands
from tests.browser.test_postings import Place, found
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World, day, until
from tests.coordination.world import send, task
from tests.factories import at
from tests.negotiation.world import party

Come = Callable[..., Visitor]
AT_ONCE = 10_000  # milliseconds a busy machine may take from the click to the page
EARLY, LATE = "矛盾纠纷排查", "吸毒人员核查"


@pytest.fixture(scope="module")
def places(world: World) -> tuple[Place, Place]:
    """渡口 has nothing to do; at 桐湾 two departments ask for more than there is."""
    made = found(world, 41, "渡口", "Dukou"), found(world, 42, "桐湾", "Tongwan")
    for who, title in (("public_order", EARLY), ("narcotics", LATE)):
        what = task(title, 400, day(13))
        send(world.force, who, what, made[1].station, now=timezone.now())
    until(lambda: not DirtyStation.objects.exists(), "marks are left over")
    return made


def draft(come: Come, user: User, place: Place, title: str) -> Page:
    """A task of 400 hours, due in thirteen days, as typed and not yet issued."""
    page = come(user).page(reverse("coordination:compose"))
    hands, home = Hands(page), f"input[name='stations'][value='{place.station.pk}']"
    hands.write(page.locator("#id_title"), title)
    hands.write(page.locator("#id_effort_hours"), "400")
    hands.date(page.locator("#id_due"), day(13))
    hands.tick(page.locator(home))
    hands.write(page.locator("#id_intent"), "摸清底数")
    hands.write(page.locator("#id_standard"), "逐户登记")
    hands.tick(page.locator("#id_declared"))
    return page


def issue(page: Page) -> None:
    Hands(page).press(page.locator('button[name="act"][value="issue"]'))
    page.wait_for_url(re.compile(r"/directives/\d+/$"))


def wish(page: Page, task: Assignment, ahead: int, within: str) -> None:
    """Another due for one task, typed into a form of the consultation."""
    field = page.locator(f"{within} input[name='wish-{task.pk}-due']")
    Hands(page).date(field, day(ahead))


def owed(place: Place, title: str) -> Assignment:
    return Assignment.objects.get(station=place.station, directive__title=title)


def test_from_a_draft_to_a_settled_conflict(
    come: Come, world: World, places: tuple[Place, Place]
) -> None:
    force, place = world.force, places[0]
    ledger = reverse("coordination:workload", args=[place.station.code])
    chief = come(place.chief).page(ledger)
    board = come(force.coordinator).page(reverse("coordination:board"))
    board.locator("[data-yp-heat] td > a[tabindex='0']").focus()
    board.keyboard.press("Enter")
    expect(board.locator("#heat-cell")).to_contain_text("任务一本账")
    line = board.locator("tr[data-yp-row]", has_text="渡口").first
    issue(draft(come, force.staff, place, EARLY))

    narcotics = draft(come, force.staff_narcotics, place, LATE)
    expect(narcotics.locator("#answer")).to_contain_text("放不下", timeout=AT_ONCE)
    Hands(narcotics).write(narcotics.locator("#id_reason"), "省厅部署")
    issue(narcotics)
    expect(chief.locator(".yp-conf")).to_be_visible(timeout=AT_ONCE)
    expect(line).to_contain_text("禁毒大队", timeout=AT_ONCE)

    thread = propose(chief, place)
    narcotics.goto(chief.url)
    counter(narcotics, place)
    agree(chief, thread)
    found = Conflict.objects.get(station=place.station)
    until(lambda: state_of(found) == Conflict.State.SETTLED, "it is not settled")
    expect(line).to_have_count(0, timeout=AT_ONCE)
    expect(narcotics.locator("h1")).to_contain_text("已消除", timeout=AT_ONCE)
    assert owed(place, LATE).due.date().isoformat() == day(31)
    assert not any(map(violations, (chief, board, narcotics)))


def propose(chief: Page, place: Place) -> str:
    """The chief asks 禁毒 for a date in six weeks. Returns where it is talked over."""
    hands = Hands(chief)
    hands.press(chief.locator(".yp-conf [data-yp-open]"))
    chief.wait_for_url(re.compile(conflict_address(place)))
    expect(chief.locator("main")).to_contain_text("800")
    hands.press(chief.get_by_role("link", name="自拟方案"))
    wish(chief, owed(place, LATE), 42, "form.yp-own")
    hands.press(chief.get_by_role("button", name="测算并提出"))
    chief.wait_for_url(re.compile(r"/proposals/\d+/$"))
    return chief.url


def conflict_address(place: Place) -> str:
    found = Conflict.objects.open().get(station=place.station)
    return reverse("coordination:conflict", args=[found.pk])


def counter(page: Page, place: Place) -> None:
    """禁毒 would rather have it eleven days earlier; that is enough too."""
    hands = Hands(page)
    hands.press(page.locator("summary", has_text="另提建议").first)
    wish(page, owed(place, LATE), 31, "main")
    hands.press(page.get_by_role("button", name="提交建议"))
    expect(page.locator("main")).to_contain_text("渡口派出所")


def agree(chief: Page, thread: str) -> None:
    chief.goto(thread)
    with chief.expect_navigation():
        Hands(chief).press(chief.get_by_role("button", name="同意", exact=True))


def state_of(found: Conflict) -> str:
    found.refresh_from_db()
    return found.state


def declined(world: World, place: Place) -> Proposal:
    """The chief asks 禁毒 for a date in six weeks, and is refused."""
    conflict, now = Conflict.objects.open().get(station=place.station), timezone.now()
    wishes = {owed(place, LATE).pk: drafting.Wish(due=at(day(42)))}
    plan = drafting.own_plan(conflict, wishes)
    asked = proposing.propose(by=place.chief, conflict=conflict, plan=plan, now=now)
    force, text = world.force, "省厅定了日子"
    other = party(asked, force.narcotics)
    answering.decline(by=force.staff_narcotics, party=other, text=text, now=now)
    return asked


def hand_up(page: Page) -> None:
    """The office says what could not be agreed, and puts it before the leader."""
    hands = Hands(page)
    hands.press(page.locator("#submit summary"))
    hands.write(page.locator("#submit textarea"), "禁毒不同意改期")
    hands.press(page.locator("#submit button"))
    expect(page.locator(".yp-answer .badge")).to_have_text("待领导审定")


def decide(page: Page, station: str) -> None:
    """From the leader's first page to what waits, the working, and the order."""
    hands = Hands(page)
    hands.press(page.get_by_role("link", name="今天").first)
    waiting = page.locator("main [data-yp-row]", has_text=station)
    expect(waiting).to_contain_text("审定")
    hands.press(waiting.get_by_role("link").first)
    expect(page.get_by_role("region", name="方案验算")).to_contain_text("可用")
    hands.press(page.locator(".yp-crumb a").nth(1))
    expect(page.locator("#added-up")).to_contain_text("800")
    hands.press(page.locator("#settling .btn-primary"))
    words = page.get_by_role("region", name="审定").locator("textarea")
    hands.write(words, "按方案改期，禁毒向省厅说明")
    hands.press(page.get_by_role("button", name="审定施行"))
    expect(page.locator("main")).to_contain_text("按方案改期")


def test_what_is_not_agreed_is_decided_above(
    come: Come, world: World, places: tuple[Place, Place]
) -> None:
    force, place = world.force, places[1]
    ledger = reverse("coordination:workload", args=[place.station.code])
    chief = come(place.chief).page(ledger)
    expect(chief.locator(".yp-conf")).to_be_visible()
    thread = reverse("coordination:proposal", args=[declined(world, place).pk])
    office = come(force.coordinator).page(thread)
    hand_up(office)
    leader = come(force.leader).page("/")
    decide(leader, place.station.label)
    expect(chief.locator(".yp-conf")).to_have_count(0, timeout=AT_ONCE)
    assert owed(place, LATE).due == at(day(42))
    assert not any(map(violations, (chief, office, leader)))
