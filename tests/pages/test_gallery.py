"""The gallery shows what the pages are made of, and nothing else is a component."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from coordination.gallery import tokens
from tests.factories import Force, force

TEMPLATES = Path(__file__).parents[2] / "templates"
FRAME = {
    *("head", "top", "tabs", "me", "nav_item", "logo", "keys", "patterns", "plain"),
    *("toasts", "form_errors", "pages", "take", "answer"),
}
"""Components that every page has around it, or that are nothing without a list."""


@pytest.fixture
def made(db: None) -> Force:
    return force()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_finds_every_token_and_component(made: Force, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(made.staff)
    text = client.get(reverse("coordination:gallery")).content.decode()
    colours = tokens.themes()
    for use in tokens.USES:
        assert use.name in text
        assert all(colours[theme][use.name] in text for theme in colours)
    assert len(re.findall(r'class="yp-swatches', text)) == 1
    for part in ("yp-conf", "yp-tl", "yp-cum", "yp-sharecols", "yp-heat", "yp-chain"):
        assert f"{part}" in text


def test_a_component_stands_in_the_gallery_and_on_a_page() -> None:
    used: dict[str, set[str]] = {}
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'"components/(\w+)\.html"', path.read_text("utf-8")):
            used.setdefault(name, set()).add(path.relative_to(TEMPLATES).as_posix())
    known = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    for name in known:
        pages = used.get(name, set())
        shown = {one for one in pages if one.startswith("coordination/gallery/")}
        assert pages - shown, f"{name} is used nowhere"
        inside = any(one.startswith("components/") for one in pages)
        assert shown or inside or name in FRAME, f"{name} is not in the gallery"


def test_the_gallery_counts_no_rows(made: Force, django_assert_max_num_queries) -> None:
    client = Client()
    client.force_login(made.staff)
    with django_assert_max_num_queries(8):
        client.get(reverse("coordination:gallery"))
