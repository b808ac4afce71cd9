"""The gallery shows what the pages are made of, and nothing else is a component."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from coordination.gallery import tokens
from tests.factories import Force, force
from tools.messages import ROOMS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
GALLERY = "templates/coordination/gallery/"
PLAIN = {"plain", "form_errors", "answer", "progress"}
"""Components that are a page of their own, the head of every page, or ask again by
themselves."""
LISTS = {"pages", "take", "views_bar", "bulk_bar", "look_kept"}
"""Components that are nothing without a list they belong to."""


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


def components() -> dict[str, set[str]]:
    """Name of each component -> files that use it."""
    used = {path.stem: set() for path in (TEMPLATES / "components").glob("*.html")}
    files = [*TEMPLATES.rglob("*.html")]
    files += [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    for path in files:
        for name in re.findall(r'"components/(\w+)\.html"', path.read_text("utf-8")):
            used[name].add(path.relative_to(ROOT).as_posix())
    return used


def test_a_component_stands_in_the_gallery_and_on_a_page() -> None:
    for name, files in components().items():
        shown = {one for one in files if one.startswith(GALLERY)}
        assert files - shown, f"{name} is used nowhere"
        part = any(
            re.search("/components/|/base.html|/templatetags/", f) for f in files
        )
        assert shown or part or name in PLAIN | LISTS, f"{name} is not in the gallery"


def test_the_gallery_counts_no_rows(made: Force, django_assert_max_num_queries) -> None:
    client = Client()
    client.force_login(made.staff)
    with django_assert_max_num_queries(8):
        client.get(reverse("coordination:gallery"))
