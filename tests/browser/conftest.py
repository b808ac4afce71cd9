"""One stack and one browser for all tests of this folder in a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from organization.models import User
from tests.browser.stack import Stack, database_of_its_own, running
from tests.browser.visitor import FLAGS, Visitor, chromium_path, visit
from tests.browser.world import World, build

HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # milliseconds; a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def world(chromium: Browser, django_db_blocker: Any) -> Iterator[World]:
    """The force with its conflict at 柳堰, committed; 津堰 has nothing to do."""
    with django_db_blocker.unblock(), database_of_its_own():
        yield build()


@pytest.fixture(scope="package")
def stack(world: World) -> Iterator[Stack]:
    with running(world.database) as started:
        world.wait_for_checks()
        yield started


@pytest.fixture
def come(chromium: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """`come(user, language=…, size=…)`: a person with a browser, gone afterwards."""
    present: list[Visitor] = []

    def arrive(user: User | None, **options: Any) -> Visitor:
        present.append(visit(chromium, stack.url, user, **options))
        return present[-1]

    yield arrive
    for visitor in present:
        visitor.context.close()
