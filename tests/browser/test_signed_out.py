"""A session that ends while a page is open: what is said, and what was typed."""

from __future__ import annotations

import datetime as dt
import http.client
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from organization import services
from organization.models import AccountSession, User
from organization.services.ending import end_sessions
from tests.browser.stack import Stack
from tests.browser.test_hands import url
from tests.browser.visitor import Visitor, session_of, violations
from tests.browser.world import World

pytestmark = pytest.mark.usefixtures("stack")
Come = Callable[..., Visitor]
RIGHT = "three-blue-herons-7"


def listen(stack: Stack, user: User) -> http.client.HTTPResponse:
    """The own stream, after its first message."""
    key = session_of(user)[settings.SESSION_COOKIE_NAME]
    link = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    link.request("GET", "/events/inbox/", headers=cookie)
    answer = link.getresponse()
    assert answer.status == 200
    while b"hello" not in answer.readline():
        pass
    return answer


def seconds_until_it_ends(answer: http.client.HTTPResponse) -> float:
    begun = time.monotonic()
    while answer.readline():
        pass
    return time.monotonic() - begun


def end(force_by: User, user: User) -> None:
    end_sessions(
        by=force_by, user=user, session=None, reason="设备丢失", now=timezone.now()
    )


def test_a_stream_ends_at_once_with_the_session_the_account_and_the_role(
    world: World, stack: Stack
) -> None:
    user, admin = world.force.officer_a1, world.force.security_admin

    def block() -> None:
        services.set_active(by=admin, user=user, active=False, reason="停职")

    def end_role() -> None:
        row = user.memberships.get()
        on = timezone.localdate() + dt.timedelta(days=1)
        services.end_role(by=admin, membership=row, on=on)

    try:
        for act in (lambda: end(admin, user), end_role, block):
            stream = listen(stack, user)
            act()
            assert seconds_until_it_ends(stream) < 5
    finally:
        services.set_active(by=admin, user=user, active=True, reason="复职")


def test_half_a_form_outlasts_a_session_in_which_nothing_was_done(
    come: Come, world: World
) -> None:
    services.set_password(by=None, user=world.force.staff, password=RIGHT)
    visitor = come(world.force.staff)
    page = visitor.page(url("compose"))
    page.locator("#id_title").fill("夏季治安检查")
    page.wait_for_timeout(600)
    AccountSession.objects.filter(user=world.force.staff).update(
        seen_at=timezone.now() - dt.timedelta(days=1)
    )
    page.get_by_role("button", name="存为草稿").first.click()
    page.wait_for_url("**/sign-in/**")
    expect(page.locator("main")).to_contain_text("长时间没有操作")
    page.locator("#id_username").fill(world.force.staff.username)
    page.locator("#id_password").fill(RIGHT)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{url('compose')}")
    expect(page.locator("#id_title")).to_have_value("夏季治安检查")
    assert not violations(page)


def test_an_open_page_says_that_one_was_signed_out(come: Come, world: World) -> None:
    visitor = come(world.force.head)
    page = visitor.page("/today/")
    page.wait_for_timeout(1500)
    end(world.force.security_admin, world.force.head)
    lost = page.locator("#yp-lost")
    expect(lost).to_contain_text("您的登录已失效")
    lost.get_by_role("link").click()
    page.wait_for_url("**/sign-in/?next=/today/")
    assert not visitor.errors
