"""Two tasks that overlap in part: offered, answered, and what becomes of both."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import DuplicatePair, JoinOffer
from coordination.services import issuing, joining, offering_join
from coordination.services.extending import Terms, accept
from coordination.services.finding_duplicates import look
from coordination.services.issuing import ReasonNeeded
from organization.models import AuditEvent
from tasking.models import Directive, DirectiveParty, items_at
from tasking.services import acts
from tasking.services.acts import Stale
from tests.coordination.test_duplicates import form, states
from tests.coordination.world import NOW, send, task
from tests.factories import Force

HOUR = 60_000


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    """治安 asks a1 and a2 for a, b, c (6 h); 禁毒 asks them for b, c, d (4.5 h)."""
    content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    send(force, "public_order", content, force.a1, force.a2)
    content = form("旅馆涉毒情况", "从业人员 床位 涉毒线索数", 4.5)
    send(force, "narcotics", content, force.a1, force.a2)
    return DuplicatePair.objects.get()


@pytest.fixture
def wide(force: Force) -> DuplicatePair:
    """The same, but 禁毒 asks 北埠 too."""
    content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    send(force, "public_order", content, force.a1, force.a2)
    content = form("旅馆涉毒情况", "从业人员 床位 涉毒线索数", 4.5)
    send(force, "narcotics", content, force.a1, force.a2, force.unknown)
    return DuplicatePair.objects.get()


def offer(force: Force, pair: DuplicatePair, **more: Any) -> JoinOffer:
    """禁毒 offers to give its own up."""
    values = {"kept": pair.first_id, "elsewhere": False, "units": None, "note": "同源"}
    by = more.pop("by", force.staff_narcotics)
    return offering_join.offer(by=by, pair=pair, now=NOW, **values | more)


def taken(force: Force, made: JoinOffer, **terms: Any) -> DirectiveParty:
    return accept(by=force.staff, offer=made, now=NOW, terms=Terms(**terms))


def efforts(directive: Directive) -> list[Any]:
    rows = directive.assignments.order_by("station")
    return [row.effort_hours for row in rows]


# --- offering -------------------------------------------------------------------------
def test_an_offer_says_what_is_missing_and_what_it_takes(
    force: Force, pair: DuplicatePair
) -> None:
    made = offer(force, pair)
    assert (made.items, made.hours) == (["涉毒线索数"], 1.5), "one of three items"
    pair.refresh_from_db()
    assert (pair.state, pair.kept_id) == ("offered", pair.first_id)
    assert force.staff.inbox.get(kind="duplicate_offered")
    assert not force.chief_a1.inbox.filter(kind__contains="offer").exists()
    assert AuditEvent.objects.filter(action="duplicate.offer").count() == 1


def test_what_nobody_estimated_is_said(force: Force) -> None:
    send(force, "public_order", form("旅馆业报表", "旅馆 人员 床位"), force.a1)
    content = form("旅馆涉毒情况", "人员 床位 线索", None)
    send(force, "narcotics", content, force.a1)
    pair = DuplicatePair.objects.get()
    with pytest.raises(ValidationError) as error:
        offer(force, pair)
    assert "hours" in error.value.message_dict
    party = taken(force, offer(force, pair, units=2 * HOUR))
    assert (efforts(pair.first), party.saved_units) == ([8], None)


@pytest.mark.parametrize("units", [-1, 10**15])
def test_hours_out_of_bounds(force: Force, pair: DuplicatePair, units: int) -> None:
    with pytest.raises(ValidationError) as error:
        offer(force, pair, units=units)
    assert "hours" in error.value.message_dict and not JoinOffer.objects.exists()


def test_only_the_own_task_is_offered(force: Force, pair: DuplicatePair) -> None:
    for by in (force.staff, force.coordinator, force.leader, force.chief_a1):
        with pytest.raises(PermissionDenied):
            offer(force, pair, by=by)


def test_both_cannot_wait_for_each_other(force: Force, pair: DuplicatePair) -> None:
    offer(force, pair)
    with pytest.raises(ValidationError) as error:
        offer(force, pair, by=force.staff, kept=pair.second_id)
    assert "state" in error.value.message_dict


def test_what_lacks_nothing_is_joined_without_asking(force: Force) -> None:
    for who in ("public_order", "narcotics"):
        send(force, who, form("旅馆统计", "旅馆 床位"), force.a1)
    pair = DuplicatePair.objects.get()
    with pytest.raises(ValidationError) as error:
        offer(force, pair)
    assert "state" in error.value.message_dict


# --- accepting ------------------------------------------------------------------------
def test_accepted_one_task_serves_both(force: Force, pair: DuplicatePair) -> None:
    party = taken(force, offer(force, pair))
    kept, folded = (Directive.objects.get(pk=d.pk) for d in pair.both)
    assert kept.data_items == ["旅馆数", "从业人员数", "床位数", "涉毒线索数"]
    assert efforts(kept) == [7.5, 7.5] and states(kept) == ["issued"] * 2
    assert states(folded) == ["withdrawn"] * 2 and folded.state == "withdrawn"
    assert party.items == ["从业人员数", "床位数", "涉毒线索数"]
    assert (party.saved_hours, party.added_items) == (6, ["涉毒线索数"])
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("joined", force.staff)
    assert kept.assignments.first().entries.get(act="extend").note.count("涉毒线索数")
    assert AuditEvent.objects.filter(action="directive.extend").count() == 1


def test_each_station_is_told_once(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    known = set(force.chief_a1.inbox.values_list("pk", flat=True))
    taken(force, made)
    (letter,) = force.chief_a1.inbox.exclude(pk__in=known)
    assert letter.kind == "directive_extended"
    assert force.staff_narcotics.inbox.get(kind="duplicate_accepted")


def test_what_was_signed_for_and_done_stays(force: Force, pair: DuplicatePair) -> None:
    row = pair.first.assignments.get(station=force.a1)
    acts.progress(by=force.chief_a1, assignment=row, remaining_units=HOUR, now=NOW)
    taken(force, offer(force, pair))
    row.refresh_from_db()
    assert (row.state, row.remaining_hours, row.effort_hours) == (
        "in_progress",
        2.5,
        7.5,
    )


def test_what_was_reported_is_not_asked_again(
    force: Force, pair: DuplicatePair
) -> None:
    row = pair.first.assignments.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=row, text="已报", now=NOW)
    party = taken(force, offer(force, pair))
    assert party.stations == [force.a2.pk]
    assert states(pair.second) == ["issued", "withdrawn"]


def test_the_other_stations_too(force: Force, wide: DuplicatePair) -> None:
    """There it asks for what it came for, and nothing is spared."""
    party = taken(force, offer(force, wide, elsewhere=True))
    kept = Directive.objects.get(pk=wide.first_id)
    assert states(kept) == ["issued"] * 3 and efforts(kept) == [7.5, 7.5, 4.5]
    assert states(wide.second) == ["withdrawn"] * 3
    assert party.saved_hours == 6 and party.added_stations == [force.unknown.pk]
    parties = list(kept.parties.all())
    assert items_at(kept.data_items, force.unknown.pk, parties) == kept.data_items[1:]
    assert items_at(kept.data_items, force.a1.pk, parties) == kept.data_items


def test_stations_only_it_had_are_asked_for_no_more(force: Force) -> None:
    content = form("旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    send(force, "public_order", content, force.a1, force.a2)
    send(force, "narcotics", form("旅馆涉毒", "从业人员 床位 线索", 3), force.a1)
    taken(force, offer(force, DuplicatePair.objects.get()))
    kept = Directive.objects.earliest("pk")
    assert efforts(kept) == [7, 6]
    told = items_at(kept.data_items, force.a2.pk, kept.parties.all())
    assert told == ["旅馆数", "从业人员数", "床位数"]


def test_with_changes_the_rest_stays(force: Force, wide: DuplicatePair) -> None:
    """Other hours, and not at the other stations: there the offered task stands."""
    made = offer(force, wide, elsewhere=True)
    party = taken(force, made, elsewhere=False, units=HOUR)
    assert efforts(wide.first) == [7, 7] and party.saved_hours == 7
    assert states(wide.second) == ["withdrawn", "withdrawn", "issued"]


def test_fewer_items_reduce_the_other(force: Force) -> None:
    send(force, "public_order", form("旅馆业报表", "旅馆 人员 床位", 6), force.a1)
    content = form("旅馆涉毒情况", "人员 床位 线索 毒品", 8)
    send(force, "narcotics", content, force.a1)
    pair = DuplicatePair.objects.get()
    party = taken(force, offer(force, pair), items=("线索",))
    folded = Directive.objects.get(pk=pair.second_id)
    assert (folded.data_items, efforts(folded)) == (["毒品"], [2])
    assert states(folded) == ["issued"] and efforts(pair.first) == [8]
    assert party.saved_hours == 4 and party.items == ["人员", "床位", "线索"]


@pytest.mark.parametrize("items", [(), ("没有的",)])
def test_none_of_the_items(force: Force, pair: DuplicatePair, items: Any) -> None:
    with pytest.raises(ValidationError) as error:
        taken(force, offer(force, pair), items=items)
    assert "items" in error.value.message_dict
    assert states(pair.second) == ["issued"] * 2


def test_an_appointment_takes_the_officers_of_the_larger(force: Force) -> None:
    for who, day, heads in (("public_order", "03", 2), ("narcotics", "05", 3)):
        times = {"release": f"2026-06-{day} 09:00", "due": f"2026-06-{day} 11:00"}
        more = {"kind": "inspection", "officers": heads} | times
        send(force, who, form("执法检查", "", None, **more), force.a1)
    pair = DuplicatePair.objects.get()
    party = taken(force, offer(force, pair))
    assert [row.officers for row in pair.first.assignments.all()] == [3]
    assert states(pair.second) == ["withdrawn"] and party.saved_hours == 4


def test_where_it_no_longer_fits_somebody_says_why(force: Force) -> None:
    """Joined, three days' work of 禁毒 is due within the one day 治安 has given."""
    times = {"release": "2026-06-01", "due": "2026-06-02"}
    send(force, "public_order", form("清册", "户 人 房", 30, **times), force.a1)
    content = form("清册", "户 人 车", 120, release="2026-06-01", due="2026-06-12")
    send(force, "narcotics", content, force.a1)
    made = offer(force, DuplicatePair.objects.get())
    with pytest.raises(ReasonNeeded):
        taken(force, made)
    assert states(made.folded) == ["issued"]
    taken(force, made, reason="市局催报")
    assert states(made.folded) == ["withdrawn"]


def test_only_the_owner_accepts(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    for by in (force.staff_narcotics, force.coordinator, force.leader, force.staff_b):
        with pytest.raises(PermissionDenied):
            accept(by=by, offer=made, now=NOW)


# --- what else may happen to an offer -------------------------------------------------
def test_declined_with_a_reason_both_stay(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    with pytest.raises(ValidationError) as error:
        offering_join.decline(by=force.staff, offer=made, reason=" ", now=NOW)
    assert "reason" in error.value.message_dict
    offering_join.decline(by=force.staff, offer=made, reason="口径不同", now=NOW)
    pair.refresh_from_db()
    assert (pair.state, pair.kept) == ("open", None)
    assert force.staff_narcotics.inbox.get(kind="duplicate_declined")
    assert states(pair.second) == ["issued"] * 2
    assert offer(force, pair).state == "open", "it may be offered again"


def test_taken_back_nothing_is_left_to_answer(
    force: Force, pair: DuplicatePair
) -> None:
    made = offer(force, pair)
    with pytest.raises(PermissionDenied):
        offering_join.take_back(by=force.staff, offer=made, now=NOW)
    offering_join.take_back(by=force.staff_narcotics, offer=made, now=NOW)
    with pytest.raises(ValidationError):
        taken(force, made)
    assert force.staff.inbox.get(kind="duplicate_taken_back")


def test_facts_that_changed_ask_for_a_new_offer(
    force: Force, pair: DuplicatePair
) -> None:
    made = offer(force, pair)
    Directive.objects.filter(pk=pair.second_id).update(version=9)
    with pytest.raises(ValidationError) as error:
        taken(force, made)
    assert "state" in error.value.message_dict and not DirectiveParty.objects.exists()
    fresh = offer(force, pair)
    made.refresh_from_db()
    assert (made.state, fresh.folded_version) == ("stale", 9)


def test_a_withdrawn_task_ends_the_offer(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    values = {"directive": pair.second, "reason": "错发", "now": NOW}
    issuing.withdraw(by=force.staff_narcotics, **values)
    with pytest.raises(ValidationError):
        taken(force, made)
    look(bureau=force.county_a, now=NOW + dt.timedelta(days=1))
    made.refresh_from_db()
    assert made.state == "stale"


def test_a_decision_about_the_pair_ends_it(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    joining.dismiss(by=force.coordinator, pair=pair, reason="口径不同", now=NOW)
    made.refresh_from_db()
    assert made.state == "stale"


def test_an_old_page_is_told(force: Force, pair: DuplicatePair) -> None:
    made = offer(force, pair)
    with pytest.raises(Stale):
        accept(by=force.staff, offer=made, now=NOW, version=7)


def test_a_task_without_items_is_the_same_visit(force: Force) -> None:
    """Only the stations are lacking, and nothing is added where both are owed."""
    for who, places in (
        ("public_order", (force.a1,)),
        ("narcotics", (force.a1, force.a2)),
    ):
        send(force, who, task("走访出租房屋", 5, "2026-06-12"), *places)
    made = offer(force, DuplicatePair.objects.get(), elsewhere=True)
    party = taken(force, made)
    assert efforts(made.kept) == [5, 5] and (party.saves, party.saved_hours) == (
        "visit",
        5,
    )
