"""From the click on "issue" to the conflict card on the chief's open page."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from dataclasses import dataclass

import django

from bench.figures import Figure, ms, p95, quick, spread, tell

django.setup()

import json  # noqa: E402
import statistics  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from coordination.models import Conflict, DirtyStation  # noqa: E402
from organization.models import Station, User  # noqa: E402
from tasking.models import Assignment  # noqa: E402

MOST = 3.0
HOURS = 5000
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--disable-dev-shm-usage", "--no-sandbox", "--disable-gpu"]
URL = f"http://127.0.0.1:{os.environ['BENCH_PORT']}"
CARD = ".yp-conf"
# Both pages note the time of this machine by themselves.
NOTE_CLICK = """
document.querySelector('button[name=act][value=issue]').addEventListener(
  'click', () => sessionStorage.setItem('clicked', Date.now()))
"""
NOTE_CARD = f"""
window.seen = null;
new MutationObserver(() => {{
  const card = document.querySelector('{CARD}');
  window.seen = card ? (window.seen ?? Date.now()) : null;
}}).observe(document.body, {{childList: true, subtree: true}});
"""


@dataclass
class Scene:
    """Who issues to whom."""

    staff: User
    chief: User
    station: Station


def scene() -> Scene:
    """The first chief listed and a department that may task this station."""
    from io import StringIO

    out = StringIO()
    call_command("demo", "--personas", stdout=out)
    people = json.loads(out.getvalue())
    chief = next(p for p in people if p["role"] == "station_chief")
    station = Station.objects.select_related("bureau").get(code=chief["unit"])
    for person in people:
        user = User.objects.get(username=person["username"])
        if person["role"] == "department_staff" and _may(user, station):
            return Scene(user, User.objects.get(username=chief["username"]), station)
    raise SystemExit("No department of the demo may task the first chief's station")


def _may(user: User, station: Station) -> bool:
    department = user.memberships.select_related("department__bureau").get().department
    return bool(station.bureau.path.startswith(department.bureau.path))


def clear(station: Station) -> None:
    """Nothing owed at the station, no conflict left."""
    Assignment.objects.filter(station=station).update(state="withdrawn")
    settle(station)


def settle(station: Station) -> None:
    import time

    deadline = time.monotonic() + 60
    while (
        DirtyStation.objects.filter(station_id=station.pk).exists()
        or Conflict.objects.filter(station=station).open().exists()
    ):
        assert time.monotonic() < deadline, "the station does not become quiet"
        time.sleep(0.05)


def enter(browser: Browser, user: User) -> Page:
    """One click on the sign-in page, as a visitor of the demo does."""
    page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(f"{URL}{reverse('organization:sign_in')}")
    page.locator(f'button[name=username][value="{user.username}"]').click()
    page.wait_for_url(lambda url: "sign-in" not in url and "persona" not in url)
    return page


def compose(page: Page, here: Scene, n: int) -> None:
    """Everything a directive should say, up to the click."""
    due = timezone.localdate() + dt.timedelta(days=13)
    page.goto(f"{URL}{reverse('coordination:compose')}")
    page.locator("#id_title").fill(f"专项行动 {n}")
    page.locator("#id_effort_hours").fill(str(HOURS))
    page.locator("#id_due").fill(due.isoformat())
    page.locator("#station_q").fill(here.station.code)
    page.locator(f'input[name=stations][value="{here.station.pk}"]').check()
    page.locator("#id_intent").fill("摸清底数")
    page.locator("#id_standard").fill("逐户登记")
    page.locator("#id_declared").check()
    page.locator("#id_reason").fill("上级要求")
    page.evaluate(NOTE_CLICK)


def once(hq: Page, chief: Page, here: Scene, n: int) -> float:
    """Seconds from click to card; afterwards everything is as before."""
    compose(hq, here, n)
    chief.evaluate("window.seen = null")
    hq.locator("button[name=act][value=issue]").click()
    hq.wait_for_url(re.compile(r"/directives/\d+/$"))
    chief.locator(CARD).first.wait_for(state="visible")
    clicked = int(hq.evaluate("sessionStorage.getItem('clicked')"))
    taken = (int(chief.evaluate("window.seen")) - clicked) / 1000
    clear(here.station)
    chief.locator(CARD).first.wait_for(state="detached")
    return taken


def main() -> None:
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    name = "click on issue to the card on the chief's page: "
    if path is None:
        tell([Figure(name + "p95", "no browser found", ms(MOST))])
        return
    here = scene()
    clear(here.station)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        hq, chief = enter(browser, here.staff), enter(browser, here.chief)
        address = reverse("coordination:workload", args=[here.station.code])
        chief.goto(f"{URL}{address}")
        chief.locator("#yp-live").wait_for(state="visible")
        chief.evaluate(NOTE_CARD)
        once(hq, chief, here, 0)  # warms up both sides
        taken = [once(hq, chief, here, n) for n in range(1, 4 if quick() else 21)]
        browser.close()
    tell(
        [
            Figure(
                name + "median",
                ms(statistics.median(taken)),
                ms(MOST),
                statistics.median(taken) <= MOST,
                spread(taken),
                value=statistics.median(taken),
                unit="s",
            ),
            Figure(
                name + "p95",
                ms(p95(taken)),
                ms(MOST),
                p95(taken) <= MOST,
                value=p95(taken),
                unit="s",
            ),
        ]
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    main()
