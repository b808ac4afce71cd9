"""What was avoided and who has let a term pass: each figure is its list."""

from __future__ import annotations

from decimal import Decimal

from budget.services.reminding import run_clocks
from coordination.leading.facts import Facts, facts_of
from coordination.leading.listing import LISTS, Wanted
from coordination.models import Conflict, DuplicatePair
from coordination.services import joining
from organization.models import Bureau
from tasking.meetings import Meeting
from tasking.models import Assignment
from tasking.services import difficulty_clock
from tests.budget.test_reminding import after
from tests.budget.world import paid
from tests.coordination.opinions import objected
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at, department
from tests.help.world import raised
from tests.negotiation.world import LATER, all_agree, move, short
from tests.notices.world import told

THEN = at("2026-06-28 09:00")


def figures(force: Force) -> Facts:
    found: Facts = facts_of(force.county_a, now=THEN)["figures"]
    return found


def listed(force: Force, name: str) -> tuple[int, list[Decimal]]:
    found = LISTS[name](Wanted(force.county_a, THEN))
    page = list(found.rows)
    assert len(found.lines(page)) == len(page)
    return len(page), [number for _label, number in found.totals()]


def test_what_was_avoided_is_counted_from_its_rows(force: Force) -> None:
    conflict = short(force)
    all_agree(force, move(force, conflict))
    check(force.a1, now=LATER)
    told(force, instead=Meeting(2, 150))
    for who, hours in (("public_order", 6), ("narcotics", 4)):
        items = ("旅馆数", "床位数")
        form = task("旅馆报表", hours, "2026-06-20", kind="report", data_items=items)
        send(force, who, form, force.a2)
    pair = DuplicatePair.objects.get()
    joining.join(
        by=force.staff_narcotics, pair=pair, kept=pair.first_id, reason="", now=NOW
    )
    found = figures(force)
    assert (found["settled"], found["notices"], found["forms"]) == (1, 1, 1)
    assert found["visits"] == 0 and listed(force, "visits")[0] == 0
    assert listed(force, "settled")[0] == found["settled"]
    count, (people, hours) = listed(force, "notices")
    assert (count, people) == (found["notices"], found["people"])
    assert hours * 3_600_000 == found["minutes"] > 0
    _count, (stations, spared) = listed(force, "forms")
    assert stations == found["forms"] and spared * 3_600_000 == found["spared"] > 0


def test_what_is_overdue_is_counted_from_its_rows(force: Force) -> None:
    move(force, short(force))
    objected(force)
    paid(force)
    assert run_clocks(now=after(5)) == 1
    raised(force, urgency="urgent")
    assert difficulty_clock.run_clocks(now=at("2026-06-10 09:00")) == 1
    found = figures(force)
    for name in ("plans", "opinions", "words", "difficulties"):
        assert found[name] == listed(force, name)[0] == 1, name
    assert found["late"] == 3 and found["late_hours"] == 150 * 3_600_000
    before = facts_of(force.county_a, now=LATER)["figures"]
    assert (before["plans"], before["opinions"], before["late"]) == (0, 0, 0)
    assert Conflict.objects.open().exists()


def test_departments_of_one_name_are_told_apart(force: Force) -> None:
    """By their bureaus, which need not have an English name."""
    city = department(force.city, 1, "禁毒大队", "禁毒", "Narcotics")
    Bureau.objects.filter(pk=force.county_a.pk).update(name_en="")
    for asker in (city, force.narcotics):
        send(force, "narcotics", task("清查", 400, "2026-06-03 18:00"), force.a1)
        Assignment.objects.filter(department=force.narcotics).update(department=asker)
    check(force.a1)
    found = facts_of(force.county_a, now=NOW)["departments"]
    assert [(one["name"], one["name_en"]) for one in found] == [
        ("砚川市公安局禁毒大队", "Narcotics, Yanchuan City Bureau"),
        ("望津分局禁毒大队", "Narcotics, 望津分局"),
    ]
