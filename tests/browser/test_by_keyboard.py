"""The main paths without a mouse: four people settle a conflict, money is confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coordination.models import Conflict, DirtyStation
from organization.models import Role, Station, User
from personnel import services as personnel
from tasking.models import Assignment
from tests.browser.keyboard import Hands
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World, day, until
from tests.factories import ALWAYS, NAMES, OFFICE_HOURS, appoint, person, station

Come = Callable[..., Visitor]
AT_ONCE = 10_000  # milliseconds a busy machine may take from the click to the page
EARLY, LATE = "矛盾纠纷排查", "吸毒人员核查"


@dataclass(frozen=True)
class Place:
    """A station of its own, with six officers and a chief."""

    station: Station
    chief: User


@pytest.fixture(scope="module")
def place(world: World) -> Place:
    home = station(world.force.county_a, 9, "渡口派出所", "Dukou Station")
    rows = [personnel.NewOfficer(f"99{n:04}", name) for n, name in enumerate(NAMES)]
    officers = personnel.register_officers(by=None, rows=rows)
    postings = [personnel.NewPosting(each, home, ALWAYS) for each in officers]
    personnel.post_officers(by=None, rows=postings)
    personnel.set_regime(by=None, station=home, during=ALWAYS, hours=OFFICE_HOURS)
    chief = appoint(person("chief_dukou", "渡口所长"), Role.STATION_CHIEF, home)
    until(lambda: not DirtyStation.objects.exists(), "marks are left over")
    return Place(home, chief)


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
    come: Come, world: World, place: Place
) -> None:
    force = world.force
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
    Hands(chief).press(chief.get_by_role("button", name="同意", exact=True))
    chief.wait_for_load_state()


def state_of(found: Conflict) -> str:
    found.refresh_from_db()
    return found.state
