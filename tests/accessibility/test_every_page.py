"""Every page of the permission table, in both languages: nothing in anybody's way.

`make axe` runs it and leaves the table of what was found in var/accessibility.txt.
"""

from __future__ import annotations

import json
import os
from itertools import groupby
from pathlib import Path

from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import sync_playwright

from config import places
from tests.accessibility.checks import findings, told
from tests.accessibility.site import Inside, Looker
from tests.browser.visitor import FLAGS, chromium_path
from tests.permissions.matrix import PERSONAS, PLACES, Row, rows
from tests.permissions.world import InTheWorld

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def who(row: Row) -> tuple[str, str] | None:
    """The first persona that may open the page, and where."""
    for persona in PERSONAS:
        for place in PLACES if row.of else PLACES[:1]:
            if row.sign(persona, place) == ".":
                return persona, place
    return None


def doors() -> list[tuple[str, str, Row]]:
    """(persona, place, row) of whatever may be a page, by persona."""
    found = []
    for row in rows():
        if row.is_read and "api:" not in row.route and (seen := who(row)):
            found.append((*seen, row))
    wanted = os.environ.get("PAGES", ":").split(",")
    found = [one for one in found if any(part in one[2].route for part in wanted)]
    return sorted(found, key=lambda one: PERSONAS.index(one[0]))


@override_settings(
    STORAGES={
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": PLAIN},
    }
)
class EveryPage(InTheWorld):
    def walk(self, language: str) -> dict[str, list[tuple[str, str, str]]]:
        found: dict[str, list[tuple[str, str, str]]] = {}
        inside = Inside()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=FLAGS
            )
            for persona, some in groupby(doors(), key=lambda one: one[0]):
                user = self.world.force.personas.get(persona)
                looker = Looker(inside, browser, user, language)
                for _persona, place, row in some:
                    path = reverse(row.route, args=self.world.address(row.of, place))
                    if not looker.is_page(path):
                        continue
                    page = looker.open(path)
                    found[f"{row.route} {persona}"] = list(findings(page))
                looker.context.close()
            browser.close()
        inside.end()
        return found

    def look(self, language: str) -> None:
        found = self.walk(language)
        report = places.BASE_DIR / "var" / f"accessibility-{language}.txt"
        report.parent.mkdir(parents=True, exist_ok=True)
        self.count(found, report.with_suffix(".json"))
        head = f"{len(found)} pages, {sum(map(len, found.values()))} findings\n"
        report.write_text(head + told(found) + "\n", "utf-8")
        assert len(found) > (0 if os.environ.get("PAGES") else 150)
        assert not any(found.values()), report.read_text("utf-8")[:8000]

    def count(self, found: dict[str, list[tuple[str, str, str]]], target: Path) -> None:
        """Route -> how many when it was looked at last, for the table of main pages."""
        known = json.loads(target.read_text("utf-8")) if target.exists() else {}
        counts = {page.partition(" ")[0]: len(some) for page, some in found.items()}
        target.write_text(json.dumps(known | counts), "utf-8")

    def test_chinese(self) -> None:
        self.look("zh-hans")

    def test_english(self) -> None:
        self.look("en")
