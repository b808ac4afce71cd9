"""The table of docs/main-pages.md: each main page before and after the interface for
fast hands, and what is measured of it.

    python tools/main_pages.py    (`make axe` and the bench of pages end with it)

Nothing in the table is typed: bytes, statements and time are read from docs/pages.md,
findings of axe from the last walk (var/accessibility-LANGUAGE.json) or, where there was
none in this tree, from the table as it stands.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "main-pages.md"
FIGURES = ROOT / "docs" / "pages.md"
PICTURES = ROOT / "docs" / "main-pages"
WALKS = tuple(ROOT / "var" / f"accessibility-{one}.json" for one in ("zh-hans", "en"))
HEAD = """\
# Main pages, before and after

Written by `tools/main_pages.py`; do not edit. *Before* and *after*: the page in
Chinese, 1366 px wide and its first 640 px, once in the tree before the interface for
fast hands and once as it is (`tools/screenshots.py --only main_pages`); a page without
*before* is new. *axe*: findings of all rules in both languages, light and dark, 1366,
683, 390 and 320 px wide (`make axe`). *Keys*: the browser test that does its work there
by keyboard alone; on every other page the walk of axe asks whether each stop of Tab is
seen. *First* and *next* (KB as they travel), *queries* and *ratio* (p95 against the
sign-in page) are those of [pages.md](pages.md).

| page | before | after | axe | keys | first | next | queries | ratio |
|---|---|---|---:|---|---:|---:|---:|---:|
"""


class MainPage(NamedTuple):
    """A page with the persona that opens it: by an address, or from there by links."""

    name: str
    route: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    keys: str = ""

    @property
    def picture(self) -> str:
        return self.route.replace(":", "-").replace("_", "-")


SETTLED = "test_by_keyboard.py::test_from_a_draft_to_a_settled_conflict"
DECIDED = "test_by_keyboard.py::test_what_is_not_agreed_is_decided_above"
WORKED = "test_main_job.py::test_from_the_click_to_the_open_page_and_back"
PAID = "test_money.py::test_a_station_is_heard_before_money_counts"
FOUND = "test_finding.py::test_everything_is_found_by_the_keyboard"
CHIEF, STAFF, OFFICE = "所长", "经办人", "统筹"
LEADER, PEOPLE, FINANCE = "局领导", "政工管理员", "警保经办人"
CONFLICT = "main a[href^='/conflicts/']"
PAGES = (
    MainPage("sign-in", "organization:sign_in", "", "/sign-in/"),
    MainPage("today", "coordination:today", "派出所民警", "/today/", keys=DECIDED),
    MainPage("workload", "coordination:workload", CHIEF, "/", keys=WORKED),
    MainPage(
        "conflict",
        "coordination:conflict",
        OFFICE,
        "/board/?kind=coordination",
        (CONFLICT,),
        DECIDED,
    ),
    MainPage(
        "consultation",
        "coordination:proposal",
        OFFICE,
        "/proposals/",
        ("main a[href^='/proposals/']",),
        DECIDED,
    ),
    MainPage("board", "coordination:board", OFFICE, "/board/", keys=SETTLED),
    MainPage("heat map", "coordination:heat", OFFICE, "/heat/", keys=SETTLED),
    MainPage(
        "new task", "coordination:compose", STAFF, "/directives/new/", keys=SETTLED
    ),
    MainPage("tasks", "coordination:directives", STAFF, "/directives/"),
    MainPage(
        "a task",
        "coordination:directive",
        STAFF,
        "/directives/",
        ("main tbody a[href^='/directives/']",),
        SETTLED,
    ),
    MainPage("inbox", "coordination:inbox", CHIEF, "/inbox/"),
    MainPage("notices", "coordination:notices", CHIEF, "/notices/"),
    MainPage("difficulties", "coordination:difficulties", CHIEF, "/difficulties/"),
    MainPage(
        "a station's plan",
        "coordination:station_plan",
        CHIEF,
        "/",
        ("a[href*='/plan/']",),
    ),
    MainPage("at a glance", "coordination:leaders_page", LEADER, "/leaders/"),
    MainPage(
        "burden of a bureau", "coordination:bureau_burden", LEADER, "/burden/", keys=""
    ),
    MainPage("money", "budget:money", FINANCE, "/money/", keys=PAID),
    MainPage(
        "money of a station",
        "budget:station",
        CHIEF,
        "/",
        ("a[href*='/money/stations/']",),
        PAID,
    ),
    MainPage("people: to do", "personnel:today", PEOPLE, "/people/"),
    MainPage("officers", "personnel:officers", PEOPLE, "/people/officers/"),
    MainPage("search", "coordination:search", OFFICE, "/search/?q=柳堰", keys=FOUND),
    MainPage("guide", "desk:guide_page", CHIEF, "/guide/chief/"),
    MainPage("gallery", "coordination:gallery", OFFICE, "/gallery/"),
    MainPage("system", "coordination:system", "系统管理员", "/system/"),
)
FIGURE = re.compile(r"\| `([\w:]+)` \| \w+ \| (.+) \| \w* \| \w* \|")
LINE = re.compile(r"\| `([\w:]+)` .*?\| .*? \| .*? \| (\d*) \|")


def write() -> None:
    """The whole file anew, the same for the same sources."""
    TARGET.write_text(made(known() | walked()), "utf-8")


def made(axe: dict[str, str]) -> str:
    figures = dict(FIGURE.findall(FIGURES.read_text("utf-8")))
    return HEAD + "".join(line(page, figures, axe) for page in PAGES)


def known() -> dict[str, str]:
    """Route -> findings of axe, as the table says."""
    return dict(LINE.findall(TARGET.read_text("utf-8"))) if TARGET.exists() else {}


def walked() -> dict[str, str]:
    """Route -> findings in both languages together, when it was looked at last."""
    if not all(walk.exists() for walk in WALKS):
        return {}
    walks = [json.loads(walk.read_text("utf-8")) for walk in WALKS]
    shared = set.intersection(*map(set, walks))
    return {route: str(sum(walk[route] for walk in walks)) for route in shared}


def line(page: MainPage, figures: dict[str, str], axe: dict[str, str]) -> str:
    test, _, name = page.keys.partition("::")
    cells = (
        f"`{page.route}` {page.name}",
        picture(page, "before"),
        picture(page, "after"),
        axe.get(page.route, ""),
        f"[{name}](../tests/browser/{test})" if test else "",
    )
    figure = figures.get(page.route, " |  |  | ")
    return f"| {' | '.join(cells)} | {figure} |\n"


def picture(page: MainPage, when: str) -> str:
    """A link, where there is one."""
    name = f"{when}/{page.picture}.webp"
    there = (PICTURES / name).is_file()
    return f"[picture](main-pages/{name})" if there else ""


if __name__ == "__main__":
    write()
