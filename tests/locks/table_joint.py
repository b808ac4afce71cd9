"""Contests of tasks that serve two, stand in for another, or come back by a rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import F
from django.utils import timezone

from coordination.models import AdmissionCase, DuplicatePair, MakeUp, OwedTime
from coordination.services import (
    admitting,
    admitting_back,
    drafting_twice,
    extending,
    issuing,
    making_up,
    owing,
    recurring,
    serving,
)
from organization.models import Bureau
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive, DirectiveParty, Series, TaskForm
from tasking.services import (
    acts,
    directives,
    ending_series,
    protected,
    relaying,
    reminding_forms,
)
from tests.locks.contest import Act, Arrange, Contest, Lost, counts_up, won
from tests.locks.things import HOME, STATIONS, now, thing, today
from tests.permissions.world import World, content

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


# --- one task for two departments -----------------------------------------------------


def admission_taken_back(world: World) -> Act:
    by, row = world.force.coordinator, thing(world, AdmissionCase, "case")
    Bureau.objects.filter(pk=row.office.bureau_id).update(approver_required=True)
    row = AdmissionCase.objects.get(pk=row.pk)
    admitting.admit(by=by, case=row, now=now(), reason="上级要求")
    return won(lambda: admitting_back.wait_again(by=by, case=row.pk, now=now()))


def _served(world: World) -> DirectiveParty:
    """禁毒 lets a task of 治安 serve it, instead of asking for the same."""
    pair = thing(world, DuplicatePair, "duplicate")
    place = replace(world.places[HOME], days=(50, 60))
    mine = replace(content(place, pair.first.title), effort_units=60)
    return drafting_twice.join_instead(
        by=world.force.staff_narcotics,
        requester=world.force.narcotics,
        content=replace(mine, data_items=tuple(pair.first.data_items[:1])),
        targets=Targets((place.station.pk,), {}),
        directive=pair.first_id,
        now=now(),
    )


def joined_instead(world: World) -> Act:
    return lambda who: _served(world)


def asked_again(world: World) -> Act:
    """What served it is taken back: of two who ask anew one finds the draft."""
    own = _served(world).instead_of
    assert own is not None
    issuing.withdraw(
        by=world.places[HOME].staff,
        directive=thing(world, DuplicatePair, "duplicate").first,
        reason="停办",
        now=now(),
    )
    by = world.force.staff_narcotics
    return won(lambda: serving.issue_again(by=by, directive=own)[1])


def visit_moved(world: World) -> Act:
    """The visit is moved for two while the station signs for it."""
    place, start = world.places[HOME], now() + 70 * DAY
    visit = Content(
        title="执法检查",
        kind="inspection",
        intent="摸清底数",
        standard="到场",
        release=start,
        due=start + HOUR,
        officers=Decimal(1),
    )
    given = {"requester": place.department, "content": visit, "reason": "上级要求"}
    issuing.issue(by=place.staff, stations=[place.station], now=now(), **given)
    row = Assignment.objects.select_related("directive").latest("pk")
    folded = thing(world, DuplicatePair, "duplicate").second
    offer: Any = SimpleNamespace(
        kept=row.directive, folded=folded, items=[], start=start + HOUR
    )

    def work(who: int) -> None:
        if who:
            extending._move(place.staff, offer, [row.station_id], now())
        else:
            acts.acknowledge(by=place.chief, assignment=row, now=now())

    return counts_up(row, work)


def stands_again(world: World) -> Contest:
    """The order from above is taken back while the one in its place is."""
    pair, place = thing(world, DuplicatePair, "duplicate"), world.places[HOME]
    above, child = pair.first, thing(world, Directive, "directive")
    relaying.relay(by=place.staff, child=child, parent=above, now=now())

    def act(who: int) -> None:
        if not who:
            issuing.withdraw(by=place.staff, directive=above, reason="停办", now=now())
            return
        relaying.restore(by=None, child=child, parent=above, now=now())
        if not above.assignments.live().exists():
            raise Lost

    return Contest(act, chance=False)


# --- what is owed ---------------------------------------------------------------------


def made_up(world: World) -> Contest:
    row, start = thing(world, OwedTime, "owed"), now() + 90 * DAY
    chief = world.places[HOME].chief
    block = protected.protect(
        by=chief,
        station=row.station,
        title="补",
        start=start,
        end=start + HOUR,
        officers=Decimal(1),
    )
    MakeUp.objects.create(owed=row, block=block, by=chief, at=now())
    return Contest(
        won(lambda: making_up.settle_due(now=start + HOUR)), also=(STATIONS,)
    )


def owed_followed(world: World) -> Contest:
    row = thing(world, OwedTime, "owed")
    Assignment.objects.filter(pk=row.assignment_id).update(version=F("version") + 1)
    act = won(lambda: owing.follow(stations=[row.station_id], now=now()))
    return Contest(act, also=(STATIONS,))


# --- by the clock ---------------------------------------------------------------------


def drafted(world: World) -> Act:
    row = thing(world, Series, "series")
    others = Series.objects.running().exclude(pk=row.pk)
    others.update(ended_at=now(), ended_by=row.keeper, end_reason="试")
    terms = recurring.terms_of(row)
    _next, on = recurring.upcoming(terms, today() + 40 * DAY, most=1)[0]
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(9)))
    return won(lambda: recurring.draft_due(by=None, now=at))


def rule_ended(world: World) -> Act:
    """By whoever answers for it, and with its task."""
    row, staff = thing(world, Series, "series"), world.places[HOME].staff

    def act(who: int) -> None:
        if not who:
            recurring.end_series(by=staff, series=row, reason="不再需要", now=now())
            return
        given: dict[str, Any] = {"template": row.template, "reason": "停办"}
        ending_series.end_with(by=staff, now=now(), **given)
        if "停办" not in Series.objects.get(pk=row.pk).end_reason:
            raise Lost

    return act


def form_reminded(world: World) -> Act:
    row = thing(world, Assignment, "asked_at")
    assert row.due is not None
    held = TaskForm.objects.select_related("directive__department", "form")
    at, last = row.due - 2 * DAY, timezone.localdate(row.due)
    turn = reminding_forms.Turn(
        held.get(pk=row.directive_id), "before", last - 9 * DAY, last
    )
    day = timezone.localdate(at)
    return won(lambda: reminding_forms._remind(None, turn, at, day))


def task_closed(world: World) -> Act:
    row, staff = thing(world, Directive, "directive"), world.places[HOME].staff
    return lambda who: directives.close(by=staff, directive=row)


CONTESTS: dict[str, Arrange] = {
    "coordination/services/admitting_back.py::wait_again": admission_taken_back,
    "coordination/services/drafting_twice.py::join_instead": joined_instead,
    "coordination/services/extending.py::_move": visit_moved,
    "coordination/services/making_up.py::settle_due": made_up,
    "coordination/services/owing.py::follow": owed_followed,
    "coordination/services/recurring.py::draft_due": drafted,
    "coordination/services/serving.py::issue_again": asked_again,
    "tasking/services/directives.py::close": task_closed,
    "tasking/services/ending_series.py::end_with": rule_ended,
    "tasking/services/relaying.py::restore": stands_again,
    "tasking/services/reminding_forms.py::_remind": form_reminded,
}
