"""Money from the allocation to the frozen statement, with a payment that was wrong."""

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
from tests.browser.test_postings import Place, found
from tests.browser.visitor import PHONE, Visitor, findings, violations
from tests.browser.world import World
from tests.factories import appoint, person

Come = Callable[..., Visitor]
YEAR = timezone.localdate().year - 1


def press(page: Page, act: str) -> None:
    page.locator(f"form[action$='/{act}/'] button").click()


def sent(page: Page, place: Place) -> str:
    """Allocated and prepared; the address of the payment."""
    page.locator("#id_amount").fill("1,000")
    page.locator("#id_document").fill("砚公财〔2026〕8号")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile(rf"/stations/{place.station.code}/\?year={YEAR}$"))
    page.locator("a[href$='/prepare/']").click()
    page.locator("#id_amount").fill("600")
    page.locator("#id_purpose").fill("办公用品")
    assert not findings(page) and not violations(page)
    page.locator("main form .btn-primary").click()
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
    press(come(other).page(f"/{address}"), "release")
    chief = come(place.chief, size=PHONE).page(f"/{address}")
    expect(chief.locator("h1")).to_contain_text("600.00元是否到账")
    assert not findings(chief) and not violations(chief)
    chief.locator("#dispute-reason").fill("只到400元")
    press(chief, "dispute")
    expect(chief.locator("h1 + .why")).to_contain_text("未到位")
    finance.goto(finance.url)
    finance.locator("a[href$='/take-back/']").click()
    finance.locator("#id_reason").fill("金额录错")
    finance.locator("main form .btn-primary").click()
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
    page.locator("main a[href*='/close/']").click()
    page.wait_for_url("**/close/**")
    assert not findings(page) and not violations(page)
    page.locator("#id_sure").check()
    page.locator("form[action*='/close/'] button").click()
    expect(page.locator("main")).to_contain_text("结账，各所")
    to = reverse("budget:statement", args=[place.station.code, YEAR])
    page.goto(page.url.split("/money/")[0] + to)
    expect(page.locator("main")).to_contain_text("400.00")
    expect(page.locator("main")).to_contain_text("SHA-256")
    assert not findings(page)
