"""A person with a browser, and what is watched while pages are looked at."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request

from organization.models import User

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--disable-dev-shm-usage", "--no-sandbox", "--disable-gpu"]
SERIOUS = ("serious", "critical")
DESKTOP, PHONE = (1366, 768), (390, 844)
WATCH = """
window.ypViolations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.ypViolations.push(`${event.violatedDirective} ${event.blockedURI}`));
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
        page = self.context.new_page()
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.url + path)
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
    cookies = {"django_language": language}
    if user is not None:
        client = Client()
        client.force_login(user)
        cookies |= {name: morsel.value for name, morsel in client.cookies.items()}
    context.add_cookies(
        [{"name": n, "value": v, "url": url} for n, v in cookies.items()]
    )
    return Visitor(context, url)


def violations(page: Page) -> list[str]:
    """What the content security policy stopped on this page."""
    return list(page.evaluate("window.ypViolations"))


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, with the parts they concern."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{item['impact']} {item['id']}: "
        + "; ".join(node["html"][:160] for node in item["nodes"][:3])
        for item in found
        if item["impact"] in SERIOUS
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    )
