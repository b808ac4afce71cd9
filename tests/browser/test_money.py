"""Money from the allocation to the frozen statement, with a payment that was wrong;
nobody touches a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from budget.models import Line
from budget.services.disbursing import Payment, prepare, release
from organization.models import Role, User
from tests.browser.keyboard import Hands
from tests.browser.test_postings import Place, found
from tests.browser.visitor import PHONE, Visitor, findings, violations
from tests.browser.world import World
from tests.factories import appoint, person

Come = Callable[..., Visitor]
YEAR = timezone.localdate().year - 1


def press(page: Page, act: str) -> None:
    """Sent, and answered: who goes on before the answer goes to two pages at once."""
    with page.expect_navigation():
        Hands(page).press(page.locator(f"form[action$='/{act}/'] button"))


def sent(page: Page, place: Place) -> str:
    """Allocated and prepared; the address of the payment."""
    hands, send = Hands(page), page.locator("main form .btn-primary")
    hands.write(page.locator("#id_amount"), "1,000")
    hands.write(page.locator("#id_document"), "砚公财〔2026〕8号")
    hands.press(send)
    page.wait_for_url(re.compile(rf"/stations/{place.station.code}/\?year={YEAR}$"))
    hands.press(page.locator("a[href$='/prepare/']"))
    hands.write(page.locator("#id_amount"), "600")
    hands.write(page.locator("#id_purpose"), "办公用品")
    assert not findings(page) and not violations(page)
    hands.press(send)
    page.wait_for_url(re.compile(r"/disbursements/\d+/$"))
    return page.url.split("/", 3)[3]


def right_one(place: Place, first: User, second: User) -> int:
    """A payment of what has really been sent."""
    line, now = Line.objects.get(station=place.station), timezone.now()
    payment = Payment(Decimal(400), "quota", "办公用品（更正）")
    row = prepare(by=first, line=line, payment=payment, now=now)
    return release(by=second, disbursement=row, now=now).pk


def test_a_station_is_heard_before_money_counts(come: Come, world: World) -> None:
    place, office = found(world, 24, "沙洲", "Shazhou"), world.force.finance
    other = appoint(person("second", "财务乙"), Role.FINANCE, world.force.county_a)
    start = reverse("budget:allocate", args=[place.station.code])
    finance = come(office).page(f"{start}?year={YEAR}")
    address = sent(finance, place)
    second = come(other).page(f"/{address}")
    press(second, "release")
    chief = come(place.chief, size=PHONE).page(f"/{address}")
    expect(chief.locator("h1")).to_contain_text("600.00元是否到账")
    assert not findings(chief) and not violations(chief)
    Hands(chief).write(chief.locator("#dispute-reason"), "只到400元")
    press(chief, "dispute")
    expect(chief.locator("h1 + .why")).to_contain_text("未到位")
    finance.goto(finance.url)
    hands = Hands(finance)
    hands.press(finance.locator("a[href$='/take-back/']"))
    hands.write(finance.locator("#id_reason"), "金额录错")
    hands.press(finance.locator("main form .btn-primary"))
    expect(finance.locator("main")).to_contain_text("已冲正")
    chief.goto(chief.url)
    press(chief, "settle")
    pk = right_one(place, office, other)
    chief.goto(chief.url.replace(address, f"money/disbursements/{pk}/"))
    press(chief, "confirm")
    expect(chief.locator("h1 + .why")).to_contain_text("已确认")
    frozen(finance, place)


def frozen(page: Page, place: Place) -> None:
    """The year is closed on the bureau's page; the statement says what came."""
    page.goto(page.url.split("/money/")[0] + reverse("budget:money") + f"?year={YEAR}")
    assert not findings(page)
    hands = Hands(page)
    hands.press(page.locator("main a[href*='/close/']"))
    page.wait_for_url("**/close/**")
    assert not findings(page) and not violations(page)
    hands.tick(page.locator("#id_sure"))
    hands.press(page.locator("form[action*='/close/'] button"))
    expect(page.locator("main")).to_contain_text("结账，各所")
    to = reverse("budget:statement", args=[place.station.code, YEAR])
    page.goto(page.url.split("/money/")[0] + to)
    expect(page.locator("main")).to_contain_text("400.00")
    expect(page.locator("main")).to_contain_text("SHA-256")
    assert not findings(page)
