"""The menu: on a phone five entries are tabs, the others stand in the menu."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organization import navigation
from organization.alike import Statement, likeness
from organization.models import Role, User
from organization.navigation import usable
from tests import factories
from tests.factories import Force

TAB = re.compile(r'class="ph-tab.*?</nav>', re.DOTALL)


@pytest.fixture
def force(db: None) -> Force:
    from tests.factories import force

    return force()


@pytest.mark.parametrize("who", ["chief_a1", "coordinator", "staff"])
def test_five_tabs_with_icons_of_their_own_the_inbox_among_them(
    client: Client, force: Force, who: str
) -> None:
    client.force_login(getattr(force, who))
    body = client.get(reverse("coordination:inbox")).content.decode()
    tabs = re.findall(r'href="([^"]+)"', (found := TAB.search(body)[0]))  # type: ignore[index]
    assert len(tabs) == 5
    assert reverse("coordination:inbox") in tabs
    assert len(set(re.findall(r"<path d=\"[^\"]+\"", found))) >= len(tabs)
    menu = body.split('class="yp-menu"', 1)[1]
    left = re.findall(r'yp-phone-item" href="([^"]+)"', menu)
    assert left
    assert not set(left) & set(tabs)


def bar_of(body: str) -> str:
    return body.split('class="yp-nav"', 1)[1].split("</nav>", 1)[0]


def test_a_room_folds_its_pages_away_under_one_name(
    client: Client, force: Force
) -> None:
    """Its number is that of its parts; it is the current one on all of their pages."""
    client.force_login(force.chief_a1)
    page = client.get(reverse("personnel:notes"))
    room = next(entry for entry in page.context["nav"] if entry.fold == "people")
    assert len(room.parts) > 8 and room.url == reverse("personnel:today")
    counts = [part.count for part in room.parts if part.count is not None]
    assert room.count == sum(counts) and room.current == "true"
    body = page.content.decode()
    bar = bar_of(body)
    folded = sum(bool(entry.parts) for entry in page.context["nav"])
    assert bar.count("<details") == folded == 4, "this room, and three of the tasks"
    assert bar.count("<summary") == 4, "opened without script"
    assert all(f'href="{part.url}"' in bar for part in room.parts)
    home = bar_of(client.get(room.url).content.decode())
    assert home.count('aria-current="page"') == 1, "the part, not what folds it"


def test_whose_daily_work_it_is_has_it_in_the_bar(client: Client, force: Force) -> None:
    client.force_login(force.personnel_admin)
    menu = client.get(reverse("personnel:today")).context["nav"]
    front = {entry.route for entry in menu if not entry.parts}
    assert {"personnel:today", "personnel:orders", "personnel:officers"} <= front
    (room,) = [entry for entry in menu if entry.parts]
    assert "personnel:establishment" in {part.route for part in room.parts}
    assert menu[-1].route == "coordination:inbox"


def numbers_asked(user: User) -> tuple[Any, Any]:
    """What the menu asks for somebody, by way of whoever is like him and directly."""
    counted = {item.route: item.count for item, _url in usable(user) if item.count}
    kept = navigation._statement(user, counted)
    return plain(kept), plain(navigation._put_together(user, counted))


def plain(made: Statement) -> tuple[str, list[Any]]:
    """Moments of the same minute are alike; a list is as good as a tuple."""
    sql, values = made
    moments = (dt.datetime, dt.date)
    return sql, ["a moment" if isinstance(v, moments) else listed(v) for v in values]


def listed(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


def test_what_is_asked_for_one_chief_is_asked_for_the_next_with_his_own_numbers(
    force: Force,
) -> None:
    navigation._kept.clear()
    chiefs = [force.chief_a1, force.chief_a2, force.chief_b1]
    for chief in chiefs:
        kept, direct = numbers_asked(chief)
        assert kept == direct, "not a value of anybody else's"
        assert chief.pk in kept[1]
    assert len(navigation._kept) == 1, "put together once for all of them"


def test_who_is_in_two_stations_or_of_another_role_has_a_statement_of_his_own(
    force: Force,
) -> None:
    navigation._kept.clear()
    both = factories.person("chief_of_two")
    for station in (force.a1, force.b1):
        factories.appoint(both, Role.STATION_CHIEF, station)
    officer = factories.person("officer_of_one")
    factories.appoint(officer, Role.STATION_OFFICER, force.a2)
    more = factories.person("chief_and_more")
    factories.appoint(more, Role.STATION_CHIEF, force.a2)
    factories.appoint(more, Role.AUDIT_ADMIN, force.county_b)
    for user in (force.chief_a1, both, officer, more):
        kept, direct = numbers_asked(user)
        assert kept == direct
    assert len(navigation._kept) == 4


def test_whoever_oversees_or_works_in_a_department_is_like_nobody(force: Force) -> None:
    for user in (force.coordinator, force.staff):
        assert likeness(user) is None
        kept, direct = numbers_asked(user)
        assert kept == direct
