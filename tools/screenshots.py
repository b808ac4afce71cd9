"""Photograph the main pages of a running demo, for the READMEs and the guide.

    python manage.py up            (in demo mode, in another terminal)
    python tools/screenshots.py    [--base http://127.0.0.1:8000] [--out FOLDER]
    python tools/screenshots.py --stale

It starts nothing. The personas are entered by their buttons on the sign-in page; what
is typed into the composer is never sent. Beside the pictures lies what they were taken
of: `--stale` names the scenes whose templates or styles have changed since, without a
browser, and exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import hashlib
import json
import os
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

# At most 256 colours; each is the commonest one of its neighbourhood.
PALETTE = """
async (source) => {
  const image = new Image();
  image.src = "data:image/png;base64," + source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = new Uint32Array(
    pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const exact = new Map();
  for (const one of data) exact.set(one, (exact.get(one) ?? 0) + 1);
  const near = (one, bits) => ((one & 0xff) >> bits) << 16
    | (((one >> 8) & 0xff) >> bits) << 8 | ((one >> 16) & 0xff) >> bits;
  let bits = 0;
  let best;
  do {
    best = new Map();
    for (const [one, count] of exact) {
      const key = near(one, bits);
      if (!best.has(key) || best.get(key)[1] < count) best.set(key, [one, count]);
    }
    bits += 1;
  } while (best.size > 256);
  const colours = [...best.values()].map(([one]) => one);
  const place = new Map([...best.keys()].map((key, n) => [key, n]));
  let text = "";
  const row = [];
  for (const one of data) {
    row.push(place.get(near(one, bits - 1)));
    if (row.length === image.width) {
      text += String.fromCharCode(...row);
      row.length = 0;
    }
  }
  return { width: image.width, height: image.height, pixels: btoa(text), colours };
}
"""


@dataclass
class Camera:
    """Takes pictures of one demo into one folder."""

    browser: Browser
    base: str
    out: Path
    made: list[Path] = field(default_factory=list)

    def enter(self, role: str, language: str = "zh-hans", **options: Any) -> Page:
        """The first persona of a role, by its button on the sign-in page."""
        options = {"viewport": DESKTOP, **options}
        locale = "zh-CN" if language == "zh-hans" else "en-GB"
        context = self.browser.new_context(
            locale=locale, timezone_id="Asia/Shanghai", **options
        )
        cookie = {"name": "django_language", "value": language, "url": self.base}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(urljoin(self.base, "/sign-in/"))
        buttons = page.locator(".yp-personas button", has_text=role)
        if not buttons.count():
            sys.exit(f"No persona «{role}» at {page.url}: is it a demo?")
        buttons.first.click()
        page.wait_for_load_state()
        return page

    def take(self, page: Page, name: str) -> None:
        """What the window shows, as a PNG with a palette."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        shot = base64.b64encode(page.screenshot()).decode()
        blank = page.context.new_page()
        found = blank.evaluate(PALETTE, shot)
        blank.close()
        path = self.out / f"{name}.png"
        path.write_bytes(png(found))
        self.made.append(path)


def png(found: dict[str, Any]) -> bytes:
    """An indexed PNG of the pixels and colours that `PALETTE` returned."""
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[n * width : (n + 1) * width] for n in range(height))
    colours = b"".join(struct.pack("<I", c & 0xFFFFFFFF)[:3] for c in found["colours"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data) for kind, data in [*parts, (b"IEND", b"")]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


LANGUAGES = (("zh-hans", "zh"), ("en", "en"))


def workload(camera: Camera) -> None:
    """The chief's page: both languages, a phone, in the dark."""
    low: dict[str, Any] = {"viewport": {"width": 1366, "height": 690}}  # for its size
    camera.take(calm(camera.enter("所长", **low)), "workload-zh")
    camera.take(calm(camera.enter("Station chief", "en", **low)), "workload-en")
    page = calm(camera.enter("所长", color_scheme="dark", **low))
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
        page.locator("main a[href*='/conflicts/']").first.click()
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


def stale(folder: Path) -> list[str]:
    """Scenes that no longer are what they were when their pictures were taken."""
    kept = json.loads((folder / TAKEN).read_text("utf-8"))
    return [name for name, digest in digests().items() if kept.get(name) != digest]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--stale", action="store_true")
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
        camera = Camera(browser, given.base, given.out)
        for scene in SCENES:
            scene(camera)
        browser.close()
    (given.out / TAKEN).write_text(json.dumps(digests(), indent=1) + "\n", "utf-8")
    for path in camera.made:
        print(f"{path}  {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
