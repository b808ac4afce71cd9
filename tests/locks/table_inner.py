"""Contests at locks that are taken in the middle of an act."""

from __future__ import annotations

import random

from django.utils import timezone

from budget.services import closing
from coordination.models import OwedTime
from coordination.services import issuing, owing
from organization.models import User
from tasking.models import Assignment, Directive, ReportForm
from tasking.services import acts, directives, extending, parties, report_forms
from tests.locks.contest import (
    Act,
    Arrange,
    Contest,
    Lost,
    counts_up,
    decides,
    guards,
    won,
)
from tests.locks.things import HOME, thing
from tests.permissions.world import World


def year_closed(world: World) -> Act:
    bureau = world.force.county_a
    by = User.objects.get(username=f"cashier_{bureau.code[:6]}")
    year = timezone.localdate().year - 2
    return lambda who: closing.close_year(
        by=by, bureau=bureau, year=year, now=timezone.now()
    )


def form_keys(world: World) -> Act:
    form = thing(world, ReportForm, "form")
    return guards(world, lambda: report_forms._keys(form))


def form_stored(world: World) -> Act:
    form, draft = thing(world, ReportForm, "form"), thing(world, Directive, "asking")
    staff = world.places[HOME].staff

    def work(who: int) -> None:
        report_forms._stored(
            staff, draft, form, f"表{who}", form.fields, timezone.now()
        )

    return counts_up(form, work)


def task_extended(world: World) -> Act:
    row, staff = thing(world, Assignment, "assignment"), world.places[HOME].staff
    units = {row.station_id: 60}

    def work(who: int) -> None:
        directive = Directive.objects.get(pk=row.directive_id)
        extending._changed(
            staff, directive, units, None, "join", "增加", timezone.now()
        )

    return counts_up(row, work)


def stations_spared(world: World) -> Act:
    row, staff = thing(world, Assignment, "assignment"), world.places[HOME].staff
    return won(
        lambda: parties.fold_in(
            by=staff,
            directive=Directive.objects.get(pk=row.directive_id),
            stations=[row.station_id],
            note="并入",
            now=timezone.now(),
        )
    )


def taken_away(world: World) -> Contest:
    """A station says how much is left while the task is withdrawn."""
    row, place = thing(world, Assignment, "assignment"), world.places[HOME]
    now, before = timezone.now(), row.remaining_units
    left = 1000 * random.randint(1, 10**5)

    def act(who: int) -> None:
        if not who:
            acts.progress(by=place.chief, assignment=row, remaining_units=left, now=now)
            return
        given = Directive.objects.get(pk=row.directive_id)
        taken = directives._take_back("withdraw", place.staff, given, "有变", now)
        if {pk: was for pk, _at, _signed, was in taken}[row.pk] != before:
            raise Lost

    return Contest(act, chance=False)


def owed_open(world: World) -> Act:
    row = thing(world, OwedTime, "owed")
    given = {"station": row.station_id, "order": row.assignment_id}
    return decides(lambda: owing._open(**given)[0], row)


def approved(world: World) -> Act:
    row = thing(world, Directive, "piece")
    return lambda who: issuing.approve_and_issue(
        by=world.force.leader, directive=row, now=timezone.now(), reason="上级要求"
    )


CONTESTS: dict[str, Arrange] = {
    "budget/services/closing.py::close_year": year_closed,
    "coordination/services/issuing.py::approve_and_issue": approved,
    "coordination/services/owing.py::_open": owed_open,
    "tasking/services/directives.py::_take_back": taken_away,
    "tasking/services/extending.py::_changed": task_extended,
    "tasking/services/parties.py::fold_in": stations_spared,
    "tasking/services/report_forms.py::_keys": form_keys,
    "tasking/services/report_forms.py::_stored": form_stored,
}
