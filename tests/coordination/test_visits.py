"""Two inspections of a station become one visit: how near, when, and by whose word."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import DuplicatePair, JoinOffer
from coordination.services import visits
from coordination.services.drafting_twice import twins
from coordination.services.extending import Terms, accept
from coordination.services.offering_join import offer
from coordination.visits import ahead, by_station, times_for_both
from tasking.content import Targets
from tasking.models import Directive
from tasking.services.acts import Stale
from tests.coordination.world import NOW, send, task
from tests.factories import Force, at


def inspection(title: str, day: str, heads: int = 2, **more: Any) -> Any:
    given = {"kind": "inspection", "officers": Decimal(heads), "venue": "station"}
    times = {"release": f"2026-06-{day} 09:00"}
    return task(title, None, f"2026-06-{day} 11:00", **given | times | more)


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    """治安 comes to 柳堰 and 津堰 on the 3rd, 禁毒 on the 9th to look at more."""
    first = inspection("执法检查", "03", data_items=("接处警",))
    second = inspection("禁毒检查", "09", data_items=("易制毒",))
    send(force, "public_order", first, force.a1, force.a2)
    send(force, "narcotics", second, force.a1, force.a2)
    return DuplicatePair.objects.get()


@pytest.mark.parametrize(
    ("days", "second", "found"),
    # From Wednesday the 3rd: the 4th is one working day on, the 8th three.
    [(3, "08", True), (2, "08", False), (0, "03", True), (0, "04", False)],
)
def test_how_near_they_must_be_is_the_bureaus_word(
    force: Force, days: int, second: str, found: bool
) -> None:
    set_reach(force, days)
    send(force, "public_order", inspection("执法检查", "03"), force.a1)
    send(force, "narcotics", inspection("禁毒检查", second, heads=1), force.a1)
    assert DuplicatePair.objects.exists() == found


def test_the_later_one_may_have_been_issued_first(force: Force) -> None:
    send(force, "narcotics", inspection("禁毒检查", "12"), force.a1)
    draft = inspection("执法检查", "03")
    targets = Targets((force.a1.pk, force.a2.pk))
    (twin,) = twins(draft, targets, requester=force.public_order, now=NOW)
    assert twin.whole and twin.stations == (force.a1.pk,)


def set_reach(force: Force, days: int, version: int = 0, **more: Any) -> Any:
    given: dict[str, Any] = {"by": force.leader, "bureau": force.county_a, "now": NOW}
    return visits.set_reach(**given | more, days=days, version=version)


def test_a_new_figure_looks_again_and_is_told_when_stale(
    force: Force, pair: DuplicatePair
) -> None:
    set_reach(force, 1)
    pair.refresh_from_db()
    assert pair.state == "gone"
    with pytest.raises(Stale):
        set_reach(force, 5)
    assert set_reach(force, 5, version=1).days == 5
    pair.refresh_from_db()
    assert pair.state == "open"
    with pytest.raises(ValidationError):
        set_reach(force, 61, version=2)
    for user in (force.staff, force.coordinator, force.chief_a1):
        with pytest.raises(PermissionDenied):
            set_reach(force, 5, by=user)


def proposed(force: Force, pair: DuplicatePair, **more: Any) -> JoinOffer:
    """禁毒 gives its own visit up."""
    given = {"by": force.staff_narcotics, "pair": pair, "kept": pair.first_id}
    usual = {"elsewhere": False, "units": None, "note": "", "now": NOW}
    return offer(**{**given, **usual, **more})


def test_one_visit_at_another_time_that_both_agree_to(
    force: Force, pair: DuplicatePair
) -> None:
    """What both look at, once, at the time that was offered; the saving is counted."""
    start = at("2026-06-05 14:00")
    made = proposed(force, pair, start=start)
    party = accept(by=force.staff, offer=made, now=NOW)
    kept, folded = pair.first, Directive.objects.get(pk=pair.second_id)
    kept.refresh_from_db()
    assert (kept.release, kept.due) == (start, start + dt.timedelta(hours=2))
    assert set(kept.data_items) == {"接处警", "易制毒"}
    for row in kept.assignments.all():
        assert (row.release, row.state) == (start, "issued")
        assert row.entries.filter(act="rearrange").exists()
    assert folded.state == "withdrawn"
    assert party.saves == "visit" and party.saved_hours == 2 * 2 * 2


def test_where_only_they_go_their_visit_stays_when_it_was(force: Force) -> None:
    first = inspection("执法检查", "03", data_items=("接处警",))
    send(force, "public_order", first, force.a1, force.a2)
    send(force, "narcotics", inspection("禁毒检查", "09"), force.a1)
    pair = DuplicatePair.objects.get()
    start = at("2026-06-05 14:00")
    accept(by=force.staff, offer=proposed(force, pair, start=start), now=NOW)
    rows = pair.first.assignments.order_by("station_id")
    assert [row.release for row in rows] == [start, at("2026-06-03 09:00")]
    pair.first.refresh_from_db()
    assert pair.first.release == at("2026-06-03 09:00")


def test_a_time_that_does_not_fit_needs_a_reason(
    force: Force, pair: DuplicatePair
) -> None:
    start = at("2026-06-05 14:00")
    taken = {"kind": "meeting", "officers": Decimal(6)}
    busy = task("集训", None, "2026-06-05 16:00", release="2026-06-05 14:00", **taken)
    send(force, "narcotics", busy, force.a1)
    made = proposed(force, pair, start=start)
    with pytest.raises(ValidationError) as refused:
        accept(by=force.staff, offer=made, now=NOW)
    assert "reason" in refused.value.message_dict
    pair.first.refresh_from_db()
    assert pair.first.release == at("2026-06-03 09:00")
    accept(by=force.staff, offer=made, now=NOW, terms=Terms(reason="已商定"))
    assert pair.first.assignments.first().release == start


def test_what_is_no_time_for_it(force: Force, pair: DuplicatePair) -> None:
    for text in ("2026-05-30 09:00", "2026-06-03 09:00"):
        with pytest.raises(ValidationError) as refused:
            proposed(force, pair, start=at(text))
        assert "start" in refused.value.message_dict


def test_times_that_suit_both(force: Force, pair: DuplicatePair) -> None:
    """Neither of the two stands in the way of the one that takes their place."""
    day = "2026-06-02"
    taken = {"kind": "meeting", "officers": Decimal(6)}
    busy = task("集训", None, f"{day} 12:00", release=f"{day} 08:30", **taken)
    send(force, "narcotics", busy, force.a1)
    lines = times_for_both(pair.first, pair.second, now=NOW)
    assert f"{lines[0].found.start:%d %H:%M}" == "02 13:30"
    assert all(line.found.is_clean for line in lines)


def test_the_office_asks_both_once(force: Force, pair: DuplicatePair) -> None:
    told = visits.suggest(by=force.coordinator, pair=pair)
    assert told == 3, "two at 治安, one at 禁毒"
    assert force.staff.inbox.get(kind="visit_suggested").facts["own"] == "执法检查"
    assert visits.suggest(by=force.coordinator, pair=pair) == 0
    for user in (force.staff, force.leader, force.chief_a1):
        with pytest.raises(PermissionDenied):
            visits.suggest(by=user, pair=pair)
    visits.set_reach(by=force.leader, bureau=force.county_a, days=1, version=0, now=NOW)
    with pytest.raises(ValidationError):
        visits.suggest(by=force.coordinator, pair=pair)


def test_each_station_with_what_could_be_one_there(
    force: Force, pair: DuplicatePair
) -> None:
    rows = ahead(force.coordinator, NOW)
    found = by_station(rows, [force.a1.pk, force.a2.pk])
    assert [(each.station, each.pairs) for each in found] == [
        (force.a1, (pair,)),
        (force.a2, (pair,)),
    ]
    assert not ahead(force.staff_b, NOW).exists()
