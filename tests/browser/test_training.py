"""A training for twelve stations, put where it does least harm and issued."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from organization.models import Role, Station
from personnel import services as personnel
from tasking.models import Assignment
from tasking.services.travel import keep_ways
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World
from tests.factories import (
    ALWAYS,
    OFFICE_HOURS,
    Force,
    appoint,
    person,
    station,
)

Come = Callable[..., Visitor]
MORE = 11
POSTS = ("所长", "社区民警", "社区民警")


@pytest.fixture
def twelve(world: World) -> list[Station]:
    """Eleven more stations of the other bureau, each with a chief and two community
    officers, from five minutes away to an hour."""
    made = world.force
    more = [
        station(made.county_b, n, f"书院{n}派出所", f"Shuyuan {n}")
        for n in range(20, 20 + MORE)
    ]
    officers = personnel.register_officers(
        by=None,
        rows=[
            personnel.NewOfficer(f"7{n:05}", f"张海涛{n}", rank="一级警司")
            for n in range(len(POSTS) * MORE)
        ],
    )
    personnel.post_officers(
        by=None,
        rows=[
            personnel.NewPosting(
                officer, more[n // len(POSTS)], ALWAYS, post=POSTS[n % len(POSTS)]
            )
            for n, officer in enumerate(officers)
        ],
    )
    for one in more:
        personnel.set_regime(by=None, station=one, during=ALWAYS, hours=OFFICE_HOURS)
    keeper = appoint(person("ways_b"), Role.PERSONNEL_ADMIN, made.county_b)
    minutes: dict[int, int | None] = {one.pk: 5 * n for n, one in enumerate(more, 1)}
    keep_ways(by=keeper, bureau=made.county_b, minutes=minutes)
    return [made.b1, *more]


def write(page: Page, made: Force) -> None:
    """A training of all community officers at headquarters, at every station."""
    page.locator("#id_title").fill("社区警务实训")
    page.locator("#id_kind").select_option("training")
    page.locator("#id_venue").select_option("seat")
    page.locator("#id_place").fill("分局训练馆")
    page.locator("input[name=posts][value=community]").check()
    whole = page.locator(f"input[name=bureaus][value='{made.county_b.pk}']")
    whole.check()
    page.locator("#id_intent").fill("提升走访能力")
    page.locator("#id_standard").fill("按时参加")
    page.locator("#id_declared").check()


def test_from_the_composer_to_the_issued_training(
    come: Come, world: World, twelve: list[Station]
) -> None:
    made = world.force
    page = come(made.staff_b).page(reverse("coordination:compose"))
    write(page, made)
    page.locator("#slots button[value=slots]").click()
    times = page.locator(".yp-slots ol li")
    expect(times).to_have_count(5)
    expect(times.first).to_contain_text("12个所")
    expect(page.locator(".yp-slots")).to_contain_text("其中路途")
    page.locator("#all-times > summary").click()
    expect(page.locator(".yp-slotgrid td.best")).to_have_count(5)
    times.first.locator("button").click()
    expect(page.locator("#id_release")).not_to_have_value("")
    page.locator('button[name="act"][value="issue"]').click()
    page.wait_for_url(re.compile(r"/directives/\d+/$"))
    assert not violations(page)
    rows = Assignment.objects.filter(directive__title="社区警务实训")
    assert set(rows.values_list("station", flat=True)) == {one.pk for one in twelve}
    assert rows.exclude(travel=None).count() == MORE
    assert rows.filter(officers=2).count() == MORE
