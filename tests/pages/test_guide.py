"""The guide: both languages alike, every picture and page it names is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import resolve, reverse

from desk.guide import pages
from desk.guide.roles import PAGES
from organization.models import Role
from organization.templatetags.marked import marked
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client
from tools import screenshots

ROOT = Path(settings.BASE_DIR)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
QUOTED = re.compile("“([^”]+)”")
# What is described or filled in, not a label.
EXAMPLES = {
    *("缺多少小时", "改一个日期能解决最多冲突"),
    "要做96小时，可用71小时，缺25小时",
}
SMALL = 80 * 1024
USED = re.compile(r'{% help_on "([a-z-]+)" "([a-z-]+)" %}')


def test_both_languages_tell_the_same_in_the_same_order() -> None:
    zh, en = pages.LANGUAGES
    for slug in pages.SLUGS:
        ours, theirs = pages.page(slug, zh), pages.page(slug, en)
        names = [section.name for section in ours.sections]
        assert names and len(set(names)) == len(names), slug
        assert names == [section.name for section in theirs.sections], slug
        assert all(section.text for section in (*ours.sections, *theirs.sections))
    assert set(PAGES) == set(Role.values)
    assert {slug for own in PAGES.values() for slug in own} < set(pages.SLUGS)


def test_every_page_and_picture_that_is_named_is_there() -> None:
    """Pictures are small, and known to the command that takes them."""
    taken = json.loads((ROOT / "docs/screenshots/taken.json").read_text())
    assert set(taken) == {scene.__name__ for scene in screenshots.SCENES}
    for path in (ROOT / "docs" / "guide").rglob("*.md"):
        for mark, address in LINK.findall(path.read_text()):
            where = (path.parent / address.partition("#")[0]).resolve()
            if mark:
                assert where.is_file() and where.stat().st_size <= SMALL, address
                kind = "zh" if "zh" in path.parent.name else "en"
                assert where.stem.endswith(f"-{kind}"), (path.name, address)
            elif address.startswith("/"):
                assert resolve(address).view_name, address
            else:
                assert where.is_file(), address


def test_what_is_quoted_stands_on_a_page() -> None:
    """Who renames a button or a list is told where the guide speaks of it."""
    catalogue = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
    known = catalogue.read_text("utf-8").replace('"\n"', "")
    for path in (ROOT / "docs" / "guide" / "zh-hans").glob("*.md"):
        quoted = set(QUOTED.findall(path.read_text("utf-8"))) - EXAMPLES
        assert not [one for one in quoted if one not in known], path.name


def test_help_beside_a_word_leads_to_a_passage() -> None:
    used = [
        found
        for path in (ROOT / "templates").rglob("*.html")
        for found in USED.findall(path.read_text())
    ]
    assert len(used) >= 10
    for slug, name in used:
        assert pages.page(slug, "en").section(name), (slug, name)


def test_what_looks_like_html_stays_text() -> None:
    made = marked("<script>1</script> [a](javascript:alert) ![b](x/board-zh.webp)")
    assert "<script" not in made and 'href="javascript' not in made
    assert 'loading="lazy"' in made and 'width="1366"' in made


def test_the_guide_is_read_searched_and_opened_as_help(force: Force) -> None:
    chief = client(force.chief_a1)
    shown = chief.get(reverse("desk:guide"))
    assert [one.slug for one in shown.context["own"]] == ["chief", "terms"]
    found = chief.get(reverse("desk:guide"), {"q": "到账 确认"})
    assert "钱到了怎么确认" in words(found)
    nothing = chief.get(reverse("desk:guide"), {"q": "<b>没有</b>"})
    assert nothing.context["found"] == [] and "没有相关内容" in words(nothing)
    page = reverse("desk:guide_page", args=["terms"])
    assert "吃紧时段" in words(chief.get(page))
    alone = chief.get(page, {"part": "debt"})
    assert alone.context["shown"][0][0].name == "debt" and "<html" in words_raw(alone)
    help_ = chief.get(page, {"part": "debt"}, HTTP_HX_REQUEST="true")
    assert "待补工时" in words(help_) and "<html" not in words_raw(help_)
    assert chief.get(page, {"part": "nothing"}).status_code == 404
    assert chief.get(reverse("desk:guide_page", args=["nobody"])).status_code == 404
    english = client(force.chief_a1, "en").get(page)
    assert "Owed time" in words(english)


def words_raw(answer: Any) -> str:
    return str(answer.content.decode())


def test_of_the_three_duties_each_is_led_to_its_own_pages(force: Force) -> None:
    path = reverse("desk:guide_page", args=["system-admin"])
    ways = ("/system/", "/calendar/", "/calendars/all/", "/audit/")
    for persona, own in (
        ("system_admin", ways[:2]),
        ("security_admin", ways[2:3]),
        ("audit_admin", ways[3:]),
        ("staff", ()),
    ):
        answer = client(force.personas[persona]).get(path)
        article = answer.content.decode().partition("<article")[2]
        article = article.partition("</article>")[0]
        assert [way for way in ways if f'href="{way}"' in article] == list(own), persona
