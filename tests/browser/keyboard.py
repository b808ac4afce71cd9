"""Hands that never leave the keyboard: where Tab leads, and what can be seen there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

MOST = 250  # stops of a page
HERE = "(one) => one === document.activeElement"
RINGED = """
(one) => [one, one.nextElementSibling].some((part) => part
  && parseFloat(getComputedStyle(part).outlineWidth) > 0
  && getComputedStyle(part).outlineStyle !== "none")
"""


@dataclass(frozen=True)
class Hands:
    """Tab to a part of the page, and do there what a key does."""

    page: Page

    def to(self, part: Locator) -> None:
        """Onwards from where one is, round the page if need be; where one has come to
        must be marked."""
        expect(part).to_be_enabled()
        for _ in range(MOST):
            if part.evaluate(HERE):
                assert part.evaluate(RINGED), f"focus is not seen: {part}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {part}")

    def press(self, part: Locator) -> None:
        self.to(part)
        self.page.keyboard.press("Enter")

    def tick(self, part: Locator) -> None:
        self.to(part)
        self.page.keyboard.press("Space")
        expect(part).to_be_checked()

    def write(self, part: Locator, text: str) -> None:
        self.to(part)
        self.page.keyboard.type(text)

    def date(self, part: Locator, day: str) -> None:
        """`day` as YYYY-MM-DD, typed month first as this browser shows it."""
        self.write(part, f"{dt.date.fromisoformat(day):%m%d%Y}")
        expect(part).to_have_value(day)
