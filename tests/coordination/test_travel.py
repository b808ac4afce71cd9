"""Whoever is on the way to an appointment is away: in rows, verdicts and trial runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.ledger import wording
from coordination.ledger.reading import read
from coordination.models import Conflict
from coordination.services.issuing import issue, stored
from coordination.services.previewing import try_out
from coordination.services.verifying import verify
from coordination.slotting import Search, best_times
from coordination.snapshot import snapshot, start_of_day
from coordination.standing_in import who_else
from personnel.models import Posting
from tasking.content import Content, Override, Targets
from tasking.models import Assignment, TravelTime
from tasking.services.travel import keep_ways
from tests.coordination.world import NOW, check, send, task, ways
from tests.factories import Force, at


def meeting(title: str, start: str, end: str, **more: Any) -> Content:
    """At the bureau's seat, for the chief."""
    given = {"kind": "meeting", "attendees": ("chief",), "venue": "seat"} | more
    return task(title, None, end, release=start, **given)


def rows(title: str) -> dict[str, Assignment]:
    found = Assignment.objects.filter(directive__title=title)
    return {row.station.short_name: row for row in found.select_related("station")}


def test_a_task_takes_the_ways_over_and_keeps_them(force: Force) -> None:
    """What was said for the one appointment wins; nobody's word is no figure."""
    ways(force, {force.a1: 40, force.a2: 25})
    said = meeting("例会", "2026-06-03 10:00", "2026-06-03 11:00")
    own = {force.a2.pk: Override(travel=60)}
    stations = [force.a1, force.a2, force.unknown]
    given: dict[str, Any] = {"by": force.staff, "requester": force.public_order}
    sent = issue(**given, content=said, stations=stations, now=NOW, overrides=own)
    found = [row.travel for row in sent.directive.assignments.order_by("station_id")]
    assert found == [40, 60, None]
    ways(force, {force.a1: 55})
    assert sent.directive.assignments.get(station=force.a1).travel == 40
    assert stored(sent.directive)[1].overrides == own
    facts = snapshot([force.a1.pk], as_of=start_of_day(NOW))[force.a1.pk]
    (event,) = facts.events
    assert (event.begins - event.start, event.end - event.ends) == (40, 40)
    assert event.begins * 60 == at("2026-06-03 10:00").timestamp()


@pytest.mark.parametrize(
    ("venue", "way", "clashes"),
    [("seat", 40, True), ("seat", 20, False), ("video", 40, False), ("", 40, False)],
)
def test_two_meetings_want_the_chief_who_is_still_on_his_way(
    force: Force, venue: str, way: int, clashes: bool
) -> None:
    """Twice 40 minutes do not fit into an hour's pause, twice 20 do."""
    ways(force, {force.a1: way})
    first = meeting("早会", "2026-06-03 09:30", "2026-06-03 10:00")
    second = meeting("午会", "2026-06-03 11:00", "2026-06-03 11:15", venue=venue)
    send(force, "public_order", first, force.a1)
    code = force.narcotics.code
    found = try_out(second, Targets((force.a1.pk,)), department=code, now=NOW)
    assert (found[0].verdict == "conflict") == clashes
    send(force, "narcotics", second, force.a1)
    check(force.a1)
    kinds = Conflict.objects.open().filter(station=force.a1, kind="clash")
    assert kinds.exists() == clashes and list(verify()) == []
    reading = read(force.a1, now=NOW)
    told = [wording.reason(conflict, reading) for conflict in reading.conflicts]
    assert ("含路途" in "".join(told)) == clashes


def test_the_best_time_leaves_room_for_the_way(force: Force) -> None:
    ways(force, {force.a1: 60})
    taken = meeting("早会", "2026-06-03 08:30", "2026-06-03 10:00")
    send(force, "public_order", taken, force.a1)
    day = at("2026-06-03").date()
    asked = {"department": force.narcotics.code, "now": NOW}
    near = meeting("例会", "2026-06-03 15:00", "2026-06-03 16:00")
    look: dict[str, Any] = {"search": Search(day, day, 60), **asked}
    (found,) = best_times(near, Targets((force.a1.pk,)), **look).best
    assert found.is_clean and f"{found.start:%H:%M}" == "13:30", "not at noon either"
    far = replace(near, venue="video")
    (video,) = best_times(far, Targets((force.a1.pk,)), **look).best
    assert f"{video.start:%H:%M}" == "11:00"


def test_a_post_that_several_hold_takes_as_many(force: Force) -> None:
    """All community officers of a station, and the chief once, whoever it is."""
    some = Posting.objects.filter(station=force.a1).values("pk")[:3]
    Posting.objects.filter(pk__in=some).update(post="社区民警")
    asked = ("chief", "community")
    said = meeting("培训", "2026-06-03 09:00", "2026-06-03 10:00", attendees=asked)
    send(force, "public_order", said, force.a1, force.a2)
    found = {name: row.officers for name, row in rows("培训").items()}
    assert sorted(found.values()) == [Decimal(2), Decimal(1 + 3)]
    again = meeting("集训", "2026-06-03 09:30", "2026-06-03 10:30", attendees=asked[1:])
    code = force.narcotics.code
    (tried,) = try_out(again, Targets((force.a1.pk,)), department=code, now=NOW)
    assert tried.verdict == "conflict"


def test_who_keeps_the_ways_and_what_is_none(force: Force) -> None:
    assert ways(force, {force.a1: 40, force.a2: 30}) == 2
    assert ways(force, {force.a1: 40, force.a2: None}) == 1
    assert list(TravelTime.objects.values_list("minutes", flat=True)) == [40]
    given = {"bureau": force.county_a, "minutes": {force.a1.pk: 10}}
    for user in (force.staff, force.chief_a1, force.leader, force.staff_b):
        with pytest.raises(PermissionDenied):
            keep_ways(by=user, **given)
    for wrong in ({force.a1.pk: 721}, {force.a1.pk: -1}, {force.b1.pk: 10}):
        with pytest.raises(ValidationError):
            keep_ways(by=force.coordinator, bureau=force.county_a, minutes=wrong)
    assert TravelTime.objects.get().minutes == 40


NO_APPOINTMENTS: list[tuple[dict[str, Any], int | None, str]] = [
    ({"venue": "moon"}, None, "venue"),
    ({"venue": "video"}, 20, "travel"),
    ({}, 900, "travel"),
    ({"place": "堂" * 61}, None, "place"),
]


def test_what_no_appointment_can_be(force: Force) -> None:
    given: dict[str, Any] = {"by": force.staff, "requester": force.public_order}
    for more, travel, field in NO_APPOINTMENTS:
        said = meeting("例会", "2026-06-03 09:00", "2026-06-03 10:00", **more)
        own = {force.a1.pk: Override(travel=travel)} if travel else {}
        with pytest.raises(ValidationError) as refused:
            issue(**given, content=said, stations=[force.a1], now=NOW, overrides=own)
        assert field in refused.value.message_dict


def test_nobody_comes_instead_of_all_who_hold_a_post(force: Force) -> None:
    """One community officer is not all of them; for a chief there is somebody."""
    times = {"release": "2026-06-03 09:00", "due": "2026-06-03 11:00"}
    for who in ("public_order", "narcotics"):
        said = {"kind": "training", "attendees": ("community", "chief")}
        send(force, who, task(f"{who}培训", None, **said, **times), force.a1)
    check(force.a1)
    clash = Conflict.objects.get(kind=Conflict.Kind.CLASH)
    for found in who_else(clash, Assignment.objects.all()).values():
        assert not found["community"] and found["chief"]
