"""A selection round with three chiefs and five officers, in their browsers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from organization.models import User
from personnel.models import RoundPost, SelectionRound
from tests.browser.test_postings import Place, found
from tests.browser.visitor import PHONE, Visitor, findings, violations
from tests.browser.world import World, day, until
from tests.personnel.selections import account, post_of

Come = Callable[..., Visitor]
# What each of the five wants, by the number of the place, and how each chief ranks.
WISHES = [(1, 2), (1,), (2, 1), (0,), (0, 2)]
RANKS = [(4, 3), (0, 1, 2), (2, 4, 0)]


@pytest.fixture(scope="module")
def places(world: World) -> list[Place]:
    names = (("锦埭", "Jindai"), ("芦甸", "Ludian"), ("雁泊", "Yanbo"))
    made = [found(world, 31 + n, *name) for n, name in enumerate(names)]
    for place in made:
        post_of(place.station)
    return made


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def announced(page: Page, places: list[Place], users: list[User]) -> SelectionRound:
    """The office names posts and officers, and opens the round."""
    page.locator("#id_title").fill("社区民警双向选择")
    page.locator("#id_wishes_until").fill(day(5))
    page.locator("#id_ranks_until").fill(day(9))
    page.locator("main .btn-primary").click()
    page.wait_for_url(re.compile(r"/rounds/\d+/posts/$"))
    row = SelectionRound.objects.latest("pk")
    for place in places:
        page.get_by_label(f"{place.station.name} 社区民警").fill("1")
    page.get_by_role("button", name="保存名额").click()
    expect(page.locator("h1")).to_contain_text("开放3个岗位")
    page.goto(page.url.replace("posts/", "people/"))
    for user in users:
        page.locator("#name-officer").fill(user.username.removeprefix("p"))
        page.get_by_role("button", name="添加").first.click()
    expect(page.locator("h1")).to_contain_text("5人可填报志愿")
    page.goto(page.url.removesuffix("people/"))
    page.get_by_role("button", name="开放", exact=True).click()
    expect(page.locator("h1")).to_contain_text("民警填报")
    return row


def chooses(page: Page, posts: list[RoundPost], wanted: tuple[int, ...]) -> None:
    for n, post in enumerate(wanted, 1):
        page.locator(f"#id_choice-{n}").select_option(str(posts[post].pk))
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#own")).to_contain_text("修改志愿")


def ranks(page: Page, officers: list[int], order: tuple[int, ...]) -> None:
    for place, n in enumerate(order, 1):
        page.locator(f"#rank-place-{officers[n]}").fill(str(place))
    page.keyboard.press("Enter")
    expect(page.locator("#own-posts")).to_contain_text("修改排序")


def ends(page: Page, words: str) -> None:
    page.reload()
    page.get_by_role("button", name="提前截止").click()
    expect(page.locator("h1")).to_contain_text(words)


def test_three_chiefs_and_five_officers(
    come: Come, world: World, places: list[Place]
) -> None:
    crew = [*places[0].officers[1:4], *places[1].officers[1:3]]
    users = [account(officer) for officer in crew]
    admin = come(world.force.personnel_admin).page(url("new_round"))
    row = announced(admin, places, users)
    posts = list(row.posts.with_units().order_by("post__station"))
    for n, (user, wanted) in enumerate(zip(users, WISHES, strict=True)):
        size = {"size": PHONE} if n == 0 else {}
        page = come(user, **size).page(url("choices", row.pk))
        if n == 0:
            assert not findings(page) and not violations(page)
        chooses(page, posts, wanted)
    ends(admin, "用人单位排序")
    there = dict(row.officers.values_list("officer", "pk"))
    officers = [there[officer.pk] for officer in crew]
    for place, post, order in zip(places, posts, RANKS, strict=True):
        page = come(place.chief).page(url("rank", row.pk, post.pk))
        ranks(page, officers, order)
    ends(admin, "匹配")
    until(lambda: SelectionRound.objects.get(pk=row.pk).state == "matched", "matched")
    home = admin.url.partition("/people/")[0]
    admin.goto(home + url("round_result", row.pk))
    expect(admin.locator("h1")).to_contain_text("5名民警中3人匹配到岗位，结果稳定")
    admin.goto(home + url("round", row.pk))
    admin.get_by_role("button", name="公布").click()
    left = come(users[1]).page(url("round", row.pk))
    expect(left.locator("#own")).to_contain_text("由用人单位排序在前的民警取得")
