"""The site in a browser without a server: each request goes to Django's test client,
in the transaction of the test, with the headers and the policy of the real site."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from organization.models import User
from tests.browser.visitor import WATCH

URL = "http://yipan.test"
NO_STREAM = """
window.EventSource = class extends EventTarget { close() {} };
"""


class Inside:
    """A thread that has the test's own connection: Playwright keeps an event loop in
    the thread it is used in, where Django would open another one."""

    def __init__(self) -> None:
        connection = connections["default"]
        connection.inc_thread_sharing()

        def take() -> None:
            connections["default"] = connection

        self.pool = ThreadPoolExecutor(1, initializer=take)

    def do(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return self.pool.submit(what, *given, **named).result()

    def end(self) -> None:
        self.pool.shutdown()


class Looker:
    """A person with a browser, a language and a tab; `open` follows an address."""

    def __init__(
        self, inside: Inside, browser: Browser, user: User | None, language: str
    ) -> None:
        self.inside = inside
        self.client = Client(raise_request_exception=False)
        if user is not None:
            inside.do(self.client.force_login, user)
        self.client.cookies["django_language"] = language
        self.context = browser.new_context(
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            timezone_id="Asia/Shanghai",
        )
        self.context.add_init_script(WATCH + NO_STREAM)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            found = find(address.path.removeprefix("/static/"))
            route.fulfill(path=Path(found)) if found else route.abort()
            return
        path = f"{address.path}?{address.query}" if address.query else address.path
        given = route.request.headers
        sent = {n: v for n, v in given.items() if n.startswith(("hx-", "accept"))}
        status, headers, body = self.inside.do(self._get, path, sent)
        route.fulfill(status=status, headers=headers, body=body)

    def _get(
        self, path: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        answer = self.client.get(path, headers=headers)
        told = {name.lower(): value for name, value in answer.items()}
        return answer.status_code, told, answer.getvalue()

    def is_page(self, path: str) -> bool:
        """Not a file, not a part that a page fetches."""
        _status, headers, body = self.inside.do(self._get, path, {})
        return headers["content-type"].startswith("text/html") and b"<html" in body

    def open(self, path: str) -> Page:
        self.page.goto(URL + path)
        return self.page
