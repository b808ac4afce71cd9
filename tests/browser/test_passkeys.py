"""Passkeys with Chromium's virtual authenticator: added, used, copied, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from organization import services
from organization.models import AuditEvent, Factor
from tests.browser.visitor import Visitor, violations
from tests.browser.world import World

Come = Callable[..., Visitor]
RIGHT = "three-blue-herons-7"


def with_a_key(page: Page) -> Any:
    """A security key in the port that is touched by itself: (its session, its id)."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    return link, made["authenticatorId"]


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(url + "/sign-in/?next=/second/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(RIGHT)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_key_is_added_and_then_asked_for(come: Come, world: World) -> None:
    user = world.force.leader
    services.set_password(by=None, user=user, password=RIGHT)
    visitor = come(None)
    # Keys belong to a name: an address in digits has none.
    url = visitor.url.replace("127.0.0.1", "localhost")
    visitor.url = url
    page = visitor.watch(visitor.context.new_page())
    link, key = with_a_key(page)
    sign_in(page, url, user.username)
    page.wait_for_url(f"{url}/second/")
    page.get_by_role("link", name="添加通行密钥").click()
    page.locator("#id_name").fill("办公室密钥")
    page.locator("#id_password").fill(RIGHT)
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator("main")).to_contain_text("恢复码")
    expect(page.locator("main")).to_contain_text("办公室密钥")
    assert Factor.objects.get(user=user).kind == "passkey"
    assert not violations(page)

    visitor.context.clear_cookies()
    sign_in(page, url, user.username)
    page.wait_for_url(f"{url}/sign-in/second/")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(f"{url}/second/")
    used = AuditEvent.objects.filter(action="account.sign_in").latest("pk")
    assert used.detail["way"] == "password+passkey"
    assert Factor.objects.get(user=user).counter > 0

    # Elsewhere the key has been used more often: this one is a copy.
    Factor.objects.filter(user=user).update(counter=1000)
    visitor.context.clear_cookies()
    sign_in(page, url, user.username)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("alert")).to_contain_text("不对")
    assert AuditEvent.objects.filter(action="factor.failed", detail__copied=True)

    link.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    Factor.objects.filter(user=user).delete()
    assert not violations(page) and not visitor.foreign and not visitor.errors
