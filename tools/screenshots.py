"""Photograph the main pages of a running demo, for the READMEs and the guide.

    python manage.py up            (in demo mode, in another terminal)
    python tools/screenshots.py    [--base http://127.0.0.1:8000] [--only SCENE …]
    python tools/screenshots.py --stale

It starts nothing. The personas are entered by their buttons on the sign-in page; what
is typed into the composer is never sent. Beside the pictures lies what they were taken
of: `--stale` names the scenes whose templates or styles have changed since, without a
browser, and exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools.main_pages import PAGES as MAIN

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

COLOURS = (64, 32, 24)  # edges stay sharp, since nothing is lost after that
OCTREE = Image.Quantize.FASTOCTREE  # the only one that keeps red red
GUIDE, TABLE = 45 * 1024, 40 * 1024  # bytes of a picture


@dataclass
class Camera:
    """Takes pictures of one demo into one folder."""

    browser: Browser
    base: str
    out: Path
    when: str = "after"
    made: list[Path] = field(default_factory=list)

    def enter(self, role: str, language: str = "zh-hans", **options: Any) -> Page:
        """The first persona of a role, by its button on the sign-in page."""
        page = self.stranger(language, **options)
        buttons = page.locator(".yp-personas button", has_text=role)
        if not buttons.count():
            sys.exit(f"No persona «{role}» at {page.url}: is it a demo?")
        buttons.first.click()
        page.wait_for_load_state()
        return page

    def stranger(self, language: str = "zh-hans", **options: Any) -> Page:
        """Somebody on the sign-in page."""
        options = {"viewport": DESKTOP, **options}
        locale = "zh-CN" if language == "zh-hans" else "en-GB"
        context = self.browser.new_context(
            locale=locale, timezone_id="Asia/Shanghai", **options
        )
        cookie = {"name": "django_language", "value": language, "url": self.base}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(urljoin(self.base, "/sign-in/"))
        return page

    def take(self, page: Page, name: str, most: int = GUIDE) -> None:
        """What the window shows, as a WebP of as many colours as its bytes hold."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        page.wait_for_selector(".htmx-request", state="detached")
        shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
        path = self.out / f"{name}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        for colours in COLOURS:
            few = shot.quantize(colours, OCTREE, dither=Image.Dither.NONE)
            few.convert("RGB").save(path, lossless=True, quality=100, method=6)
            if path.stat().st_size <= most:
                break
        self.made.append(path)


ROLE = attrgetter("role")
LOW: dict[str, Any] = {"viewport": {"width": 1366, "height": 640}}
# Two of these stand on one page of the guide.
LOWER: dict[str, Any] = {"viewport": {"width": 1366, "height": 480}}
LANGUAGES = (("zh-hans", "zh"), ("en", "en"))


def workload(camera: Camera) -> None:
    """The chief's page: both languages, a phone, in the dark."""
    camera.take(calm(camera.enter("所长", **LOWER)), "workload-zh")
    camera.take(calm(camera.enter("Station chief", "en", **LOWER)), "workload-en")
    page = calm(camera.enter("所长", color_scheme="dark", **LOW))
    camera.take(page, "workload-dark")
    phone: dict[str, Any] = {
        "viewport": PHONE,
        "device_scale_factor": 2,
        "is_mobile": True,
    }
    page = calm(camera.enter("所长", has_touch=True, **phone))
    camera.take(page, "workload-phone")


def calm(page: Page) -> Page:
    """Without the first steps, which are there for whoever is new."""
    page.evaluate("document.querySelector('.yp-first')?.remove()")
    return page


def office(camera: Camera) -> None:
    """The office's board, and the most serious conflict with its proof."""
    for (language, mark), role in zip(LANGUAGES, ("统筹", "Coordinator"), strict=True):
        page = camera.enter(role, language)
        page.goto(urljoin(camera.base, "/board/"))
        camera.take(page, f"board-{mark}")
        page.goto(urljoin(camera.base, "/board/?kind=coordination"))
        page.set_viewport_size(LOWER["viewport"])
        page.locator("main a[href^='/conflicts/']").first.click()
        page.wait_for_load_state()
        camera.take(page, f"conflict-{mark}")


def composer(camera: Camera) -> None:
    """A task being written, with what it would do to every station of a bureau."""
    titles = ("夏季治安清查", "Summer inspection")
    roles = ("经办人", "Department staff")
    for (language, mark), role, title in zip(LANGUAGES, roles, titles, strict=True):
        page = calm(camera.enter(role, language))
        page.goto(urljoin(camera.base, "/directives/new/"))
        page.locator("#id_title").fill(title)
        page.locator("#id_effort_hours").fill("60")
        due = dt.date.today() + dt.timedelta(days=10)
        page.locator("#id_due").fill(due.isoformat())
        page.locator(".yp-branch").first.evaluate("(branch) => (branch.open = true)")
        with page.expect_response("**/directives/preview/"):
            page.locator("input[name=bureaus]").first.check()
        page.wait_for_timeout(800)
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        camera.take(calm(page), f"composer-{mark}")


def pages(camera: Camera) -> None:
    """Pages as they open, each for whom it is."""
    for name, roles, path in (
        ("today", ("派出所民警", "Station officer"), "/today/"),
        ("leaders", ("局领导", "Bureau leader"), "/leaders/"),
        ("people", ("政工管理员", "Personnel admin"), "/people/"),
        ("money", ("所长", "Station chief"), "a[href*='/money/stations/']"),
    ):
        for (language, mark), role in zip(LANGUAGES, roles, strict=True):
            page = camera.enter(role, language)
            if path.startswith("/"):
                page.goto(urljoin(camera.base, path))
            else:
                found = page.locator(path).first.get_attribute("href")
                page.goto(urljoin(camera.base, str(found)))
            camera.take(page, f"{name}-{mark}")


def main_pages(camera: Camera) -> None:
    """Each page of docs/main-pages.md, which also says who opens it and how."""
    for role, group in groupby(sorted(MAIN, key=ROLE), key=ROLE):
        page = camera.enter(role, **LOW) if role else camera.stranger(**LOW)
        for one in group:
            answer = page.goto(urljoin(camera.base, one.path))
            for link in one.follow:
                found = page.locator(link).first.get_attribute("href")
                answer = page.goto(urljoin(page.url, str(found)))
            if answer is None or not answer.ok:
                print(f"not there: {one.name} at {page.url}", file=sys.stderr)
                continue
            name = f"../main-pages/{camera.when}/{one.picture}"
            camera.take(calm(page), name, TABLE)


ROOT = Path(__file__).resolve().parent.parent
TAKEN = "taken.json"
STYLES = ("static/css/*.css", "templates/base.html", "templates/components/*.html")
SCENES: dict[Callable[[Camera], None], tuple[str, ...]] = {
    workload: ("templates/coordination/ledger/*.html",),
    office: ("templates/coordination/*board.html", "templates/coordination/conflict*"),
    composer: ("templates/coordination/directives/*.html",),
    pages: (
        "templates/coordination/today.html",
        "templates/coordination/leaders/*.html",
        "templates/personnel/today.html",
        "templates/budget/station.html",
    ),
    main_pages: ("templates/**/*.html",),
}
"""Each with the templates it shows, besides the styles and components of all."""


def digests() -> dict[str, str]:
    """What each scene is made of, as it lies in the tree."""
    found = {}
    for scene, sources in SCENES.items():
        paths = {path for glob in (*STYLES, *sources) for path in ROOT.glob(glob)}
        whole = hashlib.sha256()
        for path in sorted(paths):
            whole.update(path.read_bytes())
        found[scene.__name__] = whole.hexdigest()[:16]
    return found


def keep(folder: Path, scenes: list[str]) -> None:
    """Note what these scenes were taken of."""
    path, now = folder / TAKEN, digests()
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept |= {name: now[name] for name in scenes}
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def stale(folder: Path) -> list[str]:
    """Scenes that no longer are what they were when their pictures were taken."""
    kept = json.loads((folder / TAKEN).read_text("utf-8"))
    return [name for name, digest in digests().items() if kept.get(name) != digest]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--stale", action="store_true")
    names = {scene.__name__: scene for scene in SCENES}
    parser.add_argument("--only", nargs="+", choices=names, default=list(names))
    parser.add_argument(
        "--when",
        choices=("before", "after"),
        default="after",
        help="which pictures of main pages these are",
    )
    given = parser.parse_args()
    if given.stale:
        old = stale(given.out)
        print("\n".join(old) or "Every picture shows what there is.")
        sys.exit(bool(old))
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        sys.exit("No chromium is installed.")
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--disable-dev-shm-usage", "--no-sandbox", "--hide-scrollbars"]
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[*flags, "--lang=zh-CN"],  # date fields speak the browser's language
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        camera = Camera(browser, given.base, given.out, given.when)
        for name in given.only:
            names[name](camera)
        browser.close()
    keep(given.out, given.only if given.when == "after" else [])
    for path in camera.made:
        print(f"{path}  {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
