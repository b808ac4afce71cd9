"""A transfer from the draft to both stations' new check, with four people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coordination.models import DirtyStation, StationState
from organization.models import Role, Station, User
from personnel import services as personnel
from personnel.models import Officer, PostingOrder
from tests.browser.visitor import Visitor
from tests.browser.world import World, day, until
from tests.factories import ALWAYS, NAMES, OFFICE_HOURS, appoint, person, station

Come = Callable[..., Visitor]


@dataclass(frozen=True)
class Place:
    """A station of its own, with six officers and a chief."""

    station: Station
    chief: User
    officers: list[Officer]


def found(world: World, n: int, name: str, pinyin: str) -> Place:
    home = station(world.force.county_a, n, f"{name}派出所", f"{pinyin} Station")
    rows = [personnel.NewOfficer(f"8{n:02}{k:03}", who) for k, who in enumerate(NAMES)]
    officers = personnel.register_officers(by=None, rows=rows)
    postings = [personnel.NewPosting(each, home, ALWAYS) for each in officers]
    personnel.post_officers(by=None, rows=postings)
    personnel.set_regime(by=None, station=home, during=ALWAYS, hours=OFFICE_HOURS)
    chief = appoint(person(f"chief_{pinyin}", f"{name}所长"), Role.STATION_CHIEF, home)
    return Place(home, chief, officers)


@pytest.fixture(scope="module")
def places(world: World) -> tuple[Place, Place]:
    made = found(world, 21, "棉浦", "Mianpu"), found(world, 22, "石虬", "Shiqiu")
    until(lambda: not DirtyStation.objects.exists(), "marks are left over")
    return made


def revisions(places: tuple[Place, Place]) -> dict[int, int]:
    ids = [place.station.pk for place in places]
    states = StationState.objects.filter(station__in=ids)
    return dict(states.values_list("station", "revision"))


def drafted(page: Page, places: tuple[Place, Place]) -> str:
    """The order with its one line, put before the chiefs; its address."""
    page.locator("#id_title").fill("社区民警调整")
    page.locator("main .btn-primary").click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    page.locator("#line-officer").fill(places[0].officers[0].police_number)
    page.locator("#line-to").select_option(f"s{places[1].station.pk}")
    page.locator("#line-first").fill(day(20))
    page.get_by_role("button", name="添加").click()
    expect(page.locator("#effect")).to_contain_text("民警6→5人")
    page.get_by_role("button", name="征求意见").click()
    expect(page.locator("h1")).to_contain_text("征求意见")
    order = PostingOrder.objects.latest("pk")
    return reverse("personnel:order", args=[order.pk])


def says(come: Come, chief: User, order: str, answer: str, text: str = "") -> Page:
    page = come(chief).page(order)
    page.locator(f"input[name=answer][value={answer}]").check()
    page.locator("textarea[name=text]").fill(text)
    page.locator("#words .btn-primary").click()
    return page


def decided(come: Come, world: World, order: str) -> Page:
    page = come(world.force.leader).page(order)
    page.locator("#id_meeting").fill("局党委会议")
    page.locator("#id_met_on").fill(day(0))
    page.locator("#id_number").fill("望公党〔2026〕3号")
    page.get_by_role("button", name="登记决定并执行").click()
    return page


def test_a_transfer_is_objected_to_answered_and_carried_out(
    come: Come, world: World, places: tuple[Place, Place]
) -> None:
    admin = come(world.force.personnel_admin).page(reverse("personnel:new_order"))
    order = drafted(admin, places)
    home = says(come, places[0].chief, order, "objection", "清查期间人手不够")
    expect(home.locator("#words")).to_contain_text("清查期间人手不够")
    says(come, places[1].chief, order, "agree")
    leader = come(world.force.leader).page(order)
    expect(leader.get_by_role("button", name="登记决定并执行")).to_be_disabled()
    admin.reload()
    admin.locator("textarea[name=text]").fill("清查结束后报到")
    admin.get_by_role("button", name="答复").click()
    home.reload()
    expect(home.locator("#words")).to_contain_text("清查结束后报到")
    before = revisions(places)
    expect(decided(come, world, order).locator("h1")).to_contain_text("已决定，未生效")
    until(
        lambda: all(revisions(places)[pk] > before[pk] for pk in before),
        "both stations are checked again",
    )
