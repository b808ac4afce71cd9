"""The table of docs/pages.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.permissions.matrix import rows
from tools import main_pages

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "pages.md"
ROUTE = re.compile(r"""["']([a-z]+:[a-z_]+|home)["']""")
BY_AXE = ("tests/browser/test_pages.py", "tests/browser/pages_*.py")
ALL_BY_AXE = ROOT / "tests" / "accessibility" / "test_every_page.py"
BY_KEYS = ("tests/browser/*keyboard.py",)
HEAD = """\
# Pages

Written by `bench/run.py --only pages` from the demo force; do not edit. Of every route
the heaviest page that a persona comes to from home by its links. *First* is the page
with every style, script and picture it names, *next* the page alone, both in KB as they
travel, gzipped (asked: ≤ 150 and ≤ 30). *Ratio* is the 95th percentile of 20 answers
against that of the sign-in page, asked for in turn in one process. *axe* and *keys*:
the tests that read pages with axe, or walk them by keyboard alone, name the route.

| page | who | first | next | queries | ratio | axe | keys |
|---|---|---:|---:|---:|---:|---|---|
"""
REST = """
## Not reached by links

Pages, files and fragments that answer GET and to which no link of a page led; the demo
has nothing for them, they are sent for by a page, or they are files:

"""
NOT_PAGES = ("api:", "healthz", "readyz", "metrics")


@dataclass(frozen=True)
class Told:
    route: str
    who: str
    first: int
    next: int
    queries: int
    ratio: float


def write(pages: list[Told]) -> None:
    """The whole file anew, the same for the same figures."""
    axe, keys = named(*BY_AXE), named(*BY_KEYS)
    if ALL_BY_AXE.exists():  # it walks through the table of doors
        axe |= {row.route for row in rows() if row.is_read}
    lines = [line(page, axe=axe, keys=keys) for page in pages]
    known = {page.route for page in pages}
    rest = sorted({row.route for row in rows() if row.method == "GET"} - known)
    other = ", ".join(f"`{r}`" for r in rest if not r.startswith(NOT_PAGES))
    TARGET.write_text(HEAD + "".join(lines) + REST + other + "\n")
    main_pages.write()


def line(page: Told, *, axe: set[str], keys: set[str]) -> str:
    cells = (
        f"`{page.route}`",
        page.who or "nobody",
        f"{page.first / 1024:.0f}",
        f"{page.next / 1024:.1f}",
        str(page.queries),
        f"{page.ratio:.1f}",
        "yes" if page.route in axe else "",
        "yes" if page.route in keys else "",
    )
    return f"| {' | '.join(cells)} |\n"


def named(*patterns: str) -> set[str]:
    """Routes that files of tests speak of."""
    return {route for text in _texts(patterns) for route in ROUTE.findall(text)}


def _texts(patterns: Iterable[str]) -> Iterable[str]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_text()
