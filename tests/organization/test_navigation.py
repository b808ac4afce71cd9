"""The menu: on a phone five entries are tabs, the others stand in the menu."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

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
