"""A person with a browser, and what is watched while pages are looked at."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request

from organization.models import User

# The first is the same engine without a window to draw: a third of the work.
CHROMIUMS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
FLAGS = [
    *("--disable-dev-shm-usage", "--no-sandbox", "--disable-gpu"),
    "--lang=en-US",  # the order in which the parts of a date are typed
]
SERIOUS = ("serious", "critical")
DESKTOP, PHONE = (1366, 768), (390, 844)
WATCH = """
window.ypViolations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.ypViolations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
# Put into words where it is found: the whole of it is megabytes.
SERIOUSLY = """
async (serious) => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter((one) => serious.includes(one.impact))
  .map((one) => `${one.impact} ${one.id}: `
    + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("; "))
"""
COPY = """
async (html) => {
  document.open();
  document.write(html.replace(/<script\\b[^>]*>[^]*?<[/]script>/g, ""));
  document.close();
  await Promise.all([...document.querySelectorAll("link[rel=stylesheet]")].map(
    (one) => one.sheet || new Promise((done) => (one.onload = one.onerror = done))));
}
"""
_axe = Axe()


def chromium_path() -> str:
    """An installed browser; without one the test is skipped, loudly, but not in CI."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found:
        return found
    reason = f"NO BROWSER: none of {', '.join(CHROMIUMS)} is installed"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Visitor:
    """One browser context: a person, a language, a size of screen."""

    context: BrowserContext
    url: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def page(self, path: str) -> Page:
        """A new tab with the path open, watched from its first byte."""
        page = self.watch(self.context.new_page())
        page.goto(self.url + path)
        return page

    def become(self, user: User | None) -> None:
        """From now on somebody else looks, or nobody who is known; what the browser
        has fetched already it keeps."""
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        self._take(session_of(user))

    def _take(self, cookies: dict[str, str]) -> None:
        made: Any = [
            {"name": n, "value": v, "url": self.url} for n, v in cookies.items()
        ]
        if made:
            self.context.add_cookies(made)

    def watch(self, page: Page) -> Page:
        """From its first byte."""
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(request.url)


def visit(
    browser: Browser,
    url: str,
    user: User | None,
    *,
    language: str = "zh-hans",
    size: tuple[int, int] = DESKTOP,
    **options: Any,
) -> Visitor:
    """A person comes along; the session is made here, without the sign-in page."""
    width, height = size
    context = browser.new_context(
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        has_touch=width < 500,
        **options,
    )
    context.set_default_timeout(15_000)
    context.add_init_script(WATCH)
    made = Visitor(context, url)
    made._take({"django_language": language} | session_of(user))
    return made


def session_of(user: User | None) -> dict[str, str]:
    """The cookies of somebody who has signed in. As he is now: whoever has signed in by
    his password meanwhile has it hashed anew by the server, at its own cost."""
    client = Client()
    if user is not None:
        client.force_login(User.objects.get(pk=user.pk))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def violations(page: Page) -> list[str]:
    """What the content security policy stopped on this page."""
    return list(page.evaluate("window.ypViolations"))


@dataclass(frozen=True)
class Look:
    """What a page says of itself, asked for at once."""

    language: str
    overflow: int
    violations: list[str]
    overlaid: list[str]


# What stands in the bar at the top lies beside its neighbours, not over them.
OVERLAID = """(() => {
  const shown = [...document.querySelectorAll(
    ".yp-top > :not(nav), .yp-nav > *")].filter((one) => one.checkVisibility());
  const boxes = shown.map((one) => [one, one.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], n) => boxes.slice(n + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map(([other]) => `${one.innerText} / ${other.innerText}`));
})()"""
LOOK = f"""[document.documentElement.lang,
  document.documentElement.scrollWidth - window.innerWidth, window.ypViolations,
  {OVERLAID}]"""


def looked(page: Page) -> Look:
    return Look(*page.evaluate(LOOK))


class Reader:
    """axe in a tab of its own, for who looks at many pages: it takes longer to come
    than to look, so it stays, and what there is on a page is copied to it."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        """`path` is any page of the site: its policy stays in force."""
        self.tab = visitor.context.new_page()
        self.tab.goto(visitor.url + path)
        self.tab.evaluate(_axe.axe_script)
        assert self.read("<img src='/x.png'>"), "who sees nothing finds nothing"

    def read(self, html: str) -> list[str]:
        """As `findings`, of a page as it stands after its scripts."""
        self.tab.evaluate(COPY, html)
        return list(self.tab.evaluate(SERIOUSLY, SERIOUS))


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, with the parts they concern."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe.axe_script)
    return list(page.evaluate(SERIOUSLY, SERIOUS))


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    )
