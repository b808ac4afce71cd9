"""Duplicates in the database: found, kept up to date, joined, said to be none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import Conflict, DuplicatePair
from coordination.services import issuing, joining
from coordination.services.due_jobs import DUPLICATES, run_due
from coordination.services.finding_duplicates import look, look_through
from organization.models import AuditEvent
from tasking.models import Assignment, Directive, DirectiveParty
from tasking.services import acts
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, appoint, at, person

DAY = dt.timedelta(days=1)


def form(title: str, items: str, hours: float | None = 6, **more: Any) -> Any:
    more = {"release": "2026-06-03", "kind": "report"} | more
    words = tuple(items.split())
    return task(title, hours, more.pop("due", "2026-06-12"), data_items=words, **more)


@pytest.fixture
def hotels(force: Force) -> Directive:
    content = form("旅馆业从业人员报表", "旅馆数 从业人员数 床位数", 6)
    return send(force, "public_order", content, force.a1, force.a2).directive


@pytest.fixture
def pair(force: Force, hotels: Directive) -> DuplicatePair:
    content = form("旅馆涉毒情况", "旅馆 从业人员", 4)
    send(force, "narcotics", content, force.a1, force.a2)
    return DuplicatePair.objects.get()


def states(directive: Directive) -> list[str]:
    rows = directive.assignments.order_by("station")
    return list(rows.values_list("state", flat=True))


# --- finding --------------------------------------------------------------------------
def test_issuing_finds_the_pair_and_tells_both(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    assert (pair.first, pair.basis, pair.items) == (
        hotels,
        "items",
        ["旅馆数", "从业人员数"],
    )
    assert (pair.window_start, pair.window_end) == (at("2026-06-03"), at("2026-06-12"))
    assert pair.saved_hours == 4
    stations = pair.stations.values_list("station", flat=True)
    assert set(stations) == {force.a1.pk, force.a2.pk}
    for user in (force.staff, force.head, force.staff_narcotics):
        assert user.inbox.filter(kind="duplicate_found").count() == 1


def test_ids_are_the_conflicts_own(force: Force, pair: DuplicatePair) -> None:
    content = task("大排查", 900, "2026-06-03")
    send(force, "public_order", content, force.a1)
    check(force.a1)
    ids = list(Conflict.objects.values_list("pk", flat=True))
    ids += pair.stations.values_list("pk", flat=True)
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize(
    "more",
    [
        {"due": "2026-06-03", "release": "2026-06-02"},  # over before the other begins
        {"reserved": True, "title": ""},
    ],
)
def test_what_does_not_meet_is_no_pair(
    force: Force, hotels: Directive, more: dict[str, Any]
) -> None:
    content = form(more.pop("title", "旅馆涉毒情况"), "旅馆 从业人员", **more)
    send(force, "narcotics", content, force.a1)
    assert not DuplicatePair.objects.exists()


def test_other_stations_are_no_duplicate(force: Force) -> None:
    send(force, "public_order", form("旅馆统计", "旅馆数 床位数"), force.a1)
    send(force, "narcotics", form("旅馆统计", "旅馆数 床位数"), force.a2)
    look(bureau=force.county_a, now=NOW)
    assert not DuplicatePair.objects.exists()


def test_a_relay_is_the_same_order(force: Force) -> None:
    """The bureau's own order takes the place of the one it passes on."""
    first = send(force, "public_order", form("旅馆统计", "旅馆数 床位数"), force.a1)
    content = form("旅馆统计", "旅馆数 床位数", parent=first.directive)
    send(force, "narcotics", content, force.a1, force.a2)
    look(bureau=force.county_a, now=NOW)
    assert not DuplicatePair.objects.exists()


def test_inspections_of_some_days_meet(force: Force) -> None:
    more = {"kind": "inspection", "officers": 2}
    for who, day in (("public_order", "03"), ("narcotics", "05")):
        times = {"release": f"2026-06-{day} 09:00", "due": f"2026-06-{day} 11:00"}
        send(force, who, form("执法检查", "", None, **times, **more), force.a1)
    pair = DuplicatePair.objects.get()
    assert (pair.basis, pair.saved_hours) == ("visit", 4)
    assert pair.window_start == at("2026-06-05 09:00")
    assert pair.window_end == at("2026-06-18"), "ten working days after the 3rd"


def test_the_night_keeps_it_true(force: Force, pair: DuplicatePair) -> None:
    row = pair.second.assignments.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=row, text="已报", now=NOW)
    look(bureau=force.county_a, now=NOW + DAY)
    assert [s.station for s in pair.stations.all()] == [force.a2]
    issuing.withdraw(
        by=force.staff_narcotics, directive=pair.second, reason="重复", now=NOW
    )
    assert not DuplicatePair.objects.open().exists()
    look(bureau=force.county_a, now=NOW + 2 * DAY)
    pair.refresh_from_db()
    assert pair.state == "gone"


def test_every_bureau_once_a_day(force: Force, pair: DuplicatePair) -> None:
    DuplicatePair.objects.all().delete()
    assert look_through(NOW) == 1
    assert DuplicatePair.objects.count() == 1
    assert look_through(NOW + dt.timedelta(hours=1)) == 0
    assert DUPLICATES in run_due(NOW + DAY)
    assert look_through(NOW + DAY) == 0


def test_a_look_takes_a_constant_number_of_queries(
    force: Force, pair: DuplicatePair, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        content = form(f"旅馆报表{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", "旅馆数 床位数")
        send(force, "narcotics" if n % 2 else "public_order", content, force.a1)
    assert DuplicatePair.objects.count() > 90
    with django_assert_max_num_queries(20):
        look(bureau=force.county_a, now=NOW)


# --- joining --------------------------------------------------------------------------
def test_the_smaller_is_folded_into_the_larger(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    by = force.staff_narcotics
    party = joining.join(by=by, pair=pair, kept=hotels.pk, reason="同一批旅馆", now=NOW)
    pair.refresh_from_db()
    assert (pair.state, pair.kept, pair.decided_by) == ("joined", hotels, by)
    assert states(pair.second) == ["withdrawn"] * 2 and states(hotels) == ["issued"] * 2
    pair.second.refresh_from_db()
    assert pair.second.state == "withdrawn"
    assert (party.department, party.saves) == (force.narcotics, "form")
    assert (len(party.stations), party.saved_hours) == (2, 8)
    entry = pair.second.assignments.first().entries.get(act="join")
    assert hotels.number in entry.note and "同一批旅馆" in entry.note
    assert AuditEvent.objects.filter(action="duplicate.join").count() == 1
    assert force.staff.inbox.get(kind="duplicate_joined")
    assert force.chief_a1.inbox.get(kind="directive_folded")


def test_both_departments_see_what_the_stations_report(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    by = force.staff_narcotics
    assert not Directive.objects.visible_to(by).filter(pk=hotels.pk).exists()
    joining.join(by=by, pair=pair, kept=hotels.pk, reason="", now=NOW)
    colleague = appoint(person("colleague"), "department_staff", force.narcotics)
    assert Directive.objects.visible_to(colleague).filter(pk=hotels.pk).exists()
    seen = Assignment.objects.visible_to(colleague).filter(directive=hotels)
    assert seen.count() == 2
    stranger = appoint(person("other"), "department_staff", force.criminal)
    assert not Directive.objects.visible_to(stranger).exists()


def test_what_was_reported_stands(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    row = pair.second.assignments.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=row, text="已报", now=NOW)
    by = force.staff_narcotics
    party = joining.join(by=by, pair=pair, kept=hotels.pk, reason="", now=NOW)
    assert party.stations == [force.a2.pk]
    assert states(pair.second) == ["reported", "withdrawn"]
    pair.second.refresh_from_db()
    assert pair.second.state == "issued"


def test_one_that_asks_for_more_does_not_go_into_one_that_asks_less(
    force: Force, pair: DuplicatePair
) -> None:
    with pytest.raises(ValidationError) as error:
        joining.join(by=force.staff, pair=pair, kept=pair.second_id, reason="", now=NOW)
    assert "床位数" in str(error.value)


def test_only_the_own_task_is_given_up(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    for user in (force.staff, force.head, force.coordinator, force.leader):
        with pytest.raises(PermissionDenied):
            joining.join(by=user, pair=pair, kept=hotels.pk, reason="", now=NOW)


# --- saying that they are two ---------------------------------------------------------
@pytest.mark.parametrize("who", ["staff", "staff_narcotics", "coordinator"])
def test_a_reason_leaves_them_two(force: Force, pair: DuplicatePair, who: str) -> None:
    by = getattr(force, who)
    with pytest.raises(ValidationError):
        joining.dismiss(by=by, pair=pair, reason=" ", now=NOW)
    joining.dismiss(by=by, pair=pair, reason="口径不同", now=NOW)
    look(bureau=force.county_a, now=NOW + DAY)
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("dismissed", "口径不同")
    assert states(pair.second) == ["issued"] * 2
    told = {"staff": force.staff_narcotics, "staff_narcotics": force.staff}
    assert told.get(who, force.staff).inbox.get(kind="duplicate_dismissed")
    assert not by.inbox.filter(kind="duplicate_dismissed").exists()


@pytest.mark.parametrize("who", ["chief_a1", "staff_b", "leader", "system_admin"])
def test_others_say_nothing(force: Force, pair: DuplicatePair, who: str) -> None:
    with pytest.raises(PermissionDenied):
        joining.dismiss(by=getattr(force, who), pair=pair, reason="无", now=NOW)


def test_who_comes_second_is_told(
    force: Force, hotels: Directive, pair: DuplicatePair
) -> None:
    joining.dismiss(by=force.staff, pair=pair, reason="口径不同", now=NOW)
    with pytest.raises(ValidationError) as error:
        joining.join(
            by=force.staff_narcotics, pair=pair, kept=hotels.pk, reason="", now=NOW
        )
    assert "state" in error.value.message_dict
    assert not DirectiveParty.objects.exists()
