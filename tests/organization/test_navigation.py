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
