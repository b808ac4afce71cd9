"""A recurring report with a form: twelve stations, one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from coordination.services.recurring import Terms, begin_series, draft_due
from organization.models import Role, Station, User
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive
from tasking.recurrence import Rule
from tasking.services import acts, directives
from tasking.services.answering_forms import Answers
from tasking.services.report_forms import write_form
from tests.browser.visitor import PHONE, Visitor, findings, violations
from tests.browser.world import World
from tests.factories import appoint, person, station
from tests.forms.asking import line, numbered, sent

Come = Callable[..., Visitor]
Places = list[tuple[Station, User]]
LINES = [
    line("警情总数", unit="起", sum_of="刑事警情；治安警情"),
    line("刑事警情", unit="起"),
    line("治安警情", unit="起"),
]
TWELVE = 12


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    made = []
    for n in range(TWELVE):
        home = station(world.force.county_a, 51 + n, f"填报{n}派出所", f"Report {n}")
        chief = person(f"chief_form_{n}", f"填报{n}所长")
        made.append((home, appoint(chief, Role.STATION_CHIEF, home)))
    return made


@pytest.fixture(scope="module")
def turn(world: World, places: Places) -> Directive:
    """The draft of the next turn; the first was issued by a service."""
    force, now = world.force, timezone.now()
    first = directives.draft(
        by=force.staff,
        requester=force.public_order,
        content=Content(
            title="警情月报",
            kind="report",
            intent="掌握警情",
            standard="合计与分项一致",
            due=now + dt.timedelta(days=1),
            effort_units=6_000,
        ),
        targets=Targets(tuple(home.pk for home, _chief in places)),
    )
    given: dict[str, Any] = {"by": force.staff, "directive": first, "now": now}
    write_form(title="警情月报表", lines=numbered(LINES), **given)
    row = sent(force.staff, first, now)
    today = timezone.localdate()
    rule = Rule("month", 1, "day", min((today + dt.timedelta(days=9)).day, 28))
    terms = Terms(rule, dt.time(18), 20)
    series = begin_series(by=force.staff, directive=row, terms=terms, now=now)
    draft_due(by=None, now=now)
    return series.turns.get().directive


def filled(page: Page, *values: int) -> None:
    for n, value in enumerate(values, 1):
        page.locator(f"#a-f{n}").fill(str(value))
    page.get_by_role("button", name="上报").click()


def by_excel(page: Page, folder: Path, *values: object) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["填报项", "填报"])
    for one, value in zip(LINES, values, strict=True):
        sheet.append([one["label"], value])
    book.save(folder / "警情.xlsx")
    page.locator("#file").set_input_files(folder / "警情.xlsx")
    page.get_by_role("button", name="读入").click()
    expect(page.locator("#a-f1")).to_have_value("9")
    page.get_by_role("button", name="上报").click()
    expect(page.locator("h1")).to_contain_text("已于")


def test_twelve_stations_report_and_the_table_adds_up(
    come: Come, world: World, places: Places, turn: Directive, tmp_path: Path
) -> None:
    clerk = come(world.force.staff).page(url("edit_draft", turn.pk))
    clerk.locator("#id_declared").check()
    clerk.get_by_role("button", name="派发", exact=True).click()
    expect(clerk.locator("h1")).to_contain_text("12")
    owed = {row.station_id: row for row in Assignment.objects.filter(directive=turn)}
    for n, (home, chief) in enumerate(places):
        row = owed[home.pk]
        if n < 2:
            size = {"size": PHONE} if n else {}
            page = come(chief, **size).page(url("answer_form", row.pk))
            if n:
                assert not findings(page) and not violations(page)
            else:
                filled(page, 10, 4, 5)
                expect(page.locator("#e-f1")).to_contain_text("合计应为9")
            filled(page, 9, 4, 5)
            expect(page.locator("h1")).to_contain_text("已于")
        elif n < 4:
            page = come(chief).page(url("answer_form", row.pk))
            by_excel(page, tmp_path, "９", 4.0, "5起")
        else:
            acts.report(
                by=chief,
                assignment=row,
                text="",
                now=timezone.now(),
                answers=Answers({"f1": 9, "f2": 4, "f3": 5}),
            )
    home_page = clerk.url.partition("/directives/")[0]
    clerk.goto(home_page + url("collation", turn.pk))
    expect(clerk.locator("h1")).to_contain_text("12个所已全部报齐")
    sums = clerk.locator("tfoot tr").first.locator("td")
    assert sums.all_inner_texts() == ["108", "48", "60"]
