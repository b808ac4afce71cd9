"""The working of a conflict: lines that add up, on the page, in Excel, as JSON."""

from __future__ import annotations

import datetime as dt
import random
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.ledger.figures import along, shares
from coordination.ledger.reading import read
from coordination.ledger.working import Working, work_out
from coordination.models import Conflict
from organization.models import AuditEvent, User
from personnel import services as personnel
from tasking.services.protected import protect
from tests.coordination.world import check, send, task
from tests.factories import OFFICE_HOURS, Force
from tests.formulas import Sheets

DAYS, TASKS = "可用警力（按日）", "任务累计"


def day(ahead: int, clock: str = "") -> str:
    found = (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()
    return f"{found} {clock}".strip()


def monday(weeks: int = 1) -> int:
    """Days from today to a Monday ahead."""
    return 7 * weeks - timezone.localdate().weekday()


def client(user: User, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(user)
    return made


@pytest.fixture
def crowded(force: Force) -> Conflict:
    """Standing work of a third, a leave, odd hours, a due at noon: nothing is round."""
    now, first = timezone.now(), monday()
    personnel.set_regime(
        by=None,
        station=force.a1,
        during=(timezone.localdate() - dt.timedelta(days=7), None),
        hours=OFFICE_HOURS,
        roster_share=Decimal("0.833"),
        standing_share=Decimal("0.333"),
    )
    away = timezone.localdate() + dt.timedelta(days=first + 1)
    personnel.record_leave(
        by=None,
        officer=force.officers[force.a1.code][0],
        kind="annual",
        during=(away, away + dt.timedelta(days=2)),
    )
    since = day(first)
    for who, title, hours, due in (
        ("public_order", "重点户走访", 41.37, day(first + 2, "11:10")),
        ("narcotics", "=禁毒宣传", 66.666, day(first + 4)),
        ("narcotics", "警示教育", 20.05, day(first + 4)),
    ):
        send(force, who, task(title, hours, due, release=since), force.a1, now=now)
    check(force.a1, now=now)
    return Conflict.objects.get(station=force.a1, kind="deadline")


def worked_out(conflict: Conflict) -> Working:
    return work_out(read(conflict.station, now=timezone.now()), conflict)


def test_rounded_lines_add_up_and_stay_near() -> None:
    rng = random.Random(7)
    for _ in range(2000):
        units = [
            rng.choice([0, 60_000, 6_000, rng.randrange(200_000)]) for _ in "12345"
        ]
        capacity = rng.randrange(sum(units) + 1)
        short = -(-(sum(units) - capacity) // 6_000)
        total = capacity // 6_000 + short
        lines = shares(units, total)
        assert sum(lines) == total
        for line, exact in zip(lines, units, strict=True):
            assert abs(line * 6_000 - exact) < 6_000
            assert exact % 6_000 or line * 6_000 == exact
        assert sum(along(units)) == sum(units) // 6_000


def test_every_total_is_the_sum_of_its_lines(crowded: Conflict) -> None:
    working = worked_out(crowded)
    shown = working.figures
    assert working.how == "hours" and not working.unusable_units
    assert sum(line.hours for line in working.lines) == shown.demand
    assert sum(row.available for row in working.stretches) == shown.capacity
    assert shown.demand - shown.capacity == shown.short
    running = Decimal(0)
    for line in working.lines:
        running += line.hours
        until = [r.available for r in working.stretches if r.end <= (line.due or r.end)]
        assert (line.running, line.available) == (running, sum(until))
    for row in working.stretches:
        assert row.present - row.deducted == row.available
        assert row.deducted >= 0
        assert abs(row.available - Decimal(row.available_units) / 60_000) < Decimal(
            "0.1"
        )
    assert [line.crossed for line in working.lines].count(True) == 1
    assert working.crossing and working.crossing.left is not None


def test_the_hours_of_a_day_follow_from_its_officers(crowded: Conflict) -> None:
    for row in worked_out(crowded).stretches:
        there = (row.posted - row.away) * row.roster
        assert row.present_units == there * row.minutes
        assert row.kept == "share"
        assert row.available_units == there * 667 // 1000 * row.minutes
    counts = [row.away for row in worked_out(crowded).stretches]
    assert 1 in counts and 0 in counts


def test_the_page_shows_the_lines_and_how_they_are_rounded(
    force: Force, crowded: Conflict
) -> None:
    url = reverse("coordination:conflict", args=[crowded.pk])
    text = client(force.chief_a1).get(url).content.decode()
    plain = re.sub(r"\s+", "", re.sub("<[^>]+>", "", text))
    shown = worked_out(crowded).figures
    for figure in (shown.demand, shown.capacity, shown.short):
        assert f"{figure:f}".rstrip("0").rstrip(".") in plain
    assert "33.3%" in plain and "83.3%" in plain
    assert "十分之一" in plain or "0.1" in plain
    english = client(force.chief_a1, "en").get(url).content.decode()
    assert "Rounded to a tenth of an hour" in english


def test_the_workbook_computes_to_the_same_figures(
    force: Force, crowded: Conflict
) -> None:
    url = reverse("coordination:conflict_file", args=[crowded.pk])
    answer = client(force.staff).get(url)
    assert answer.status_code == 200
    assert "xlsx" in answer["Content-Disposition"]
    sheets = Sheets(answer.content)
    assert sheets.book.sheetnames == ["说明", DAYS, TASKS]
    working = worked_out(crowded)
    rows = len(working.stretches)
    available = [sheets.value(DAYS, f"K{n}") for n in range(2, 2 + rows)]
    exact = [row.available_units / 60_000 for row in working.stretches]
    assert available == pytest.approx(exact, abs=1e-5)
    whole = sheets.value(DAYS, f"K{2 + rows}")
    assert whole == pytest.approx(float(crowded.capacity_hours), abs=1e-5)
    last = 1 + len(working.lines)
    for n, line in enumerate(working.lines, 2):
        assert sheets.value(TASKS, f"G{n}") == pytest.approx(
            line.running_units / 60_000
        )
        until = (line.available_units or 0) / 60_000
        assert sheets.value(TASKS, f"H{n}") == pytest.approx(until, abs=1e-5)
        word = "缺" if line.running_units > (line.available_units or 0) else "放得下"
        assert sheets.value(TASKS, f"J{n}") == word
    short = sheets.value(TASKS, f"F{last + 3}")
    assert short == pytest.approx(float(crowded.shortfall_hours), abs=1e-5)


def test_changing_a_figure_in_the_workbook_changes_the_verdict(
    force: Force, crowded: Conflict
) -> None:
    url = reverse("coordination:conflict_file", args=[crowded.pk])
    sheets = Sheets(client(force.chief_a1).get(url).content)
    rows = len(worked_out(crowded).stretches)
    for n in range(2, 2 + rows):
        sheets.book[DAYS][f"D{n}"] = 40
    last = 1 + len(worked_out(crowded).lines)
    assert sheets.value(TASKS, f"J{last}") == "放得下"
    assert sheets.value(TASKS, f"F{last + 3}") == 0


def test_the_workbook_is_fit_to_print_and_runs_nothing(
    force: Force, crowded: Conflict
) -> None:
    url = reverse("coordination:conflict_file", args=[crowded.pk])
    book = Sheets(client(force.chief_a1, "en").get(url).content).book
    assert book.sheetnames == ["Read me", "Hours available by day", "Tasks added up"]
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.freeze_panes == "A2"
    titles = [cell.value for cell in book["Tasks added up"]["B"]]
    assert "'=禁毒宣传" in titles


def test_an_export_is_noted(force: Force, crowded: Conflict) -> None:
    url = reverse("coordination:conflict_file", args=[crowded.pk])
    assert client(force.chief_a2).get(url).status_code == 404
    assert not AuditEvent.objects.filter(action="conflict.export").exists()
    client(force.staff).get(url)
    noted = AuditEvent.objects.get(action="conflict.export")
    assert (noted.actor, noted.subject_id) == (force.staff, crowded.pk)
    assert noted.unit_code == force.a1.code


def test_the_interface_gives_the_exact_figures(force: Force, crowded: Conflict) -> None:
    url = reverse("api:proof", args=[crowded.pk])
    found = client(force.chief_a1).get(url).json()
    assert found["held_against"] == "hours"
    lines, days = found["lines"], found["capacity"]
    conflict = found["conflict"]
    assert sum(line["hours"] for line in lines) == pytest.approx(
        conflict["demand_hours"]
    )
    assert sum(d["available_hours"] for d in days) == pytest.approx(
        conflict["capacity_hours"], abs=1e-4
    )
    assert lines[-1]["left_hours"] == pytest.approx(-conflict["shortfall_hours"])
    assert client(force.chief_a2).get(url).status_code == 404
    assert Client().get(url).status_code == 401


def test_protected_time_is_taken_off_as_hours(force: Force) -> None:
    now, first = timezone.now(), monday()
    start = timezone.make_aware(dt.datetime.fromisoformat(day(first + 1, "13:30")))
    protect(
        by=None,
        station=force.a1,
        title="社区日",
        start=start,
        end=start + dt.timedelta(hours=3),
        officers=Decimal(4),
    )
    content = task("走访", 300, day(first + 4), release=day(first))
    send(force, "public_order", content, force.a1, now=now)
    check(force.a1, now=now)
    working = worked_out(Conflict.objects.get(station=force.a1, kind="deadline"))
    taken = {row.day: (row.kept, row.deducted) for row in working.stretches}
    assert taken[timezone.localdate(start)] == ("planned", 12)
    assert sum(row.available for row in working.stretches) == working.figures.capacity


def test_a_clash_counts_the_heads_present(force: Force) -> None:
    now, first = timezone.now(), monday()
    at = {"start": day(first, "09:00"), "end": day(first, "11:00")}
    for who, need in (("public_order", 4), ("narcotics", 5)):
        event = task(
            f"{who}会议",
            None,
            at["end"],
            release=at["start"],
            kind="meeting",
            officers=Decimal(need),
        )
        send(force, who, event, force.a1, now=now)
    check(force.a1, now=now)
    row = Conflict.objects.get(station=force.a1, kind="clash")
    working = worked_out(row)
    assert working.how == "heads"
    (stretch,) = working.stretches
    assert (stretch.posted, stretch.kept, stretch.available) == (6, "nothing", 12)
    assert [line.running for line in working.lines] == [8, 18]
    assert [line.crossed for line in working.lines] == [False, True]
    url = reverse("coordination:conflict_file", args=[row.pk])
    sheets = Sheets(client(force.chief_a1).get(url).content)
    assert sheets.value(TASKS, "I3") == pytest.approx(-6)


def test_people_asked_for_by_name(force: Force) -> None:
    now, first = timezone.now(), monday()
    for who in ("public_order", "narcotics"):
        event = task(
            f"{who}会议",
            None,
            day(first, "11:00"),
            release=day(first, "09:00"),
            kind="meeting",
            attendees=("chief",),
        )
        send(force, who, event, force.a1, now=now)
    check(force.a1, now=now)
    row = Conflict.objects.get(station=force.a1, kind="clash")
    working = worked_out(row)
    assert (working.how, working.people) == ("people", ("chief",))
    page = client(force.chief_a1).get(reverse("coordination:conflict", args=[row.pk]))
    assert "所长" in page.content.decode()
    url = reverse("coordination:conflict_file", args=[row.pk])
    sheets = Sheets(client(force.chief_a1).get(url).content)
    assert sheets.value(TASKS, "F6") == pytest.approx(2), "two hours too few"


def test_what_has_changed_since_the_check_is_not_explained(
    force: Force, crowded: Conflict
) -> None:
    personnel.record_leave(
        by=None,
        officer=force.officers[force.a1.code][2],
        kind="annual",
        during=(timezone.localdate(), timezone.localdate() + dt.timedelta(days=30)),
    )
    working = worked_out(crowded)
    assert (working.how, working.stretches) == ("later", ())
    url = reverse("coordination:conflict", args=[crowded.pk])
    assert "重新测算" in client(force.chief_a1).get(url).content.decode()
    file = client(force.chief_a1).get(
        reverse("coordination:conflict_file", args=[crowded.pk])
    )
    sheets = Sheets(file.content)
    last = 1 + len(working.lines)
    assert sheets.value(TASKS, f"F{last + 3}") == pytest.approx(
        float(crowded.shortfall_hours)
    )


def test_few_officers_at_once_leave_hours_unused(force: Force) -> None:
    now, first = timezone.now(), monday()
    content = task(
        "系统录入",
        60,
        day(first + 3),
        release=day(first),
        max_officers=Decimal(1),
    )
    send(force, "public_order", content, force.a1, now=now)
    check(force.a1, now=now)
    row = Conflict.objects.get(station=force.a1, kind="deadline")
    working = worked_out(row)
    assert working.unusable_units > 0
    shown = sum(each.available for each in working.stretches) - working.unusable
    assert shown == working.figures.capacity
    url = reverse("coordination:conflict_file", args=[row.pk])
    sheets = Sheets(client(force.chief_a1).get(url).content)
    last = 1 + len(working.lines)
    assert sheets.value(TASKS, f"H{last}") == pytest.approx(float(row.capacity_hours))


def test_the_page_costs_a_constant_number_of_queries(
    force: Force, crowded: Conflict, django_assert_max_num_queries
) -> None:
    url = reverse("coordination:conflict", args=[crowded.pk])
    browser = client(force.chief_a1)
    with django_assert_max_num_queries(15):
        assert browser.get(url).status_code == 200
