"""More of tasks and people: acts that tell no version, rows that are counted on."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from coordination.bulk import tasks as bulk_tasks
from coordination.services import issuing, pieces
from desk.services.bulk import Refused
from personnel.models import DueVisit, Import, Posting, Residents, StaffingRequest
from personnel.services import (
    care_clock,
    history,
    importing,
    officers,
    postings,
    requesting,
    residents,
)
from personnel.services.import_runs import IMPORTS
from tasking.models import Assignment, Directive, Notice, ProtectedBlock
from tasking.services import acts, protected, reminding_notices, taking_back
from tests.locks.contest import Act, Arrange, Contest, Lost, counts_up, says_before, won
from tests.locks.things import HOME, thing
from tests.permissions.world import World

DAY = dt.timedelta(days=1)
WITHDRAW = "coordination/services/issuing.py::withdraw"


# --- tasks ----------------------------------------------------------------------------


def withdrawn_in_bulk(world: World) -> Contest:
    row, staff = thing(world, Directive, "directive"), world.places[HOME].staff

    def act(who: int) -> None:
        try:
            bulk_tasks._withdraw(
                staff, row.pk, row.version, {"reason": "有变"}, timezone.now()
            )
        except Refused as error:
            raise Lost from error

    return Contest(act, also=(WITHDRAW,))


def sent_back(world: World) -> Contest:
    row = thing(world, Directive, "piece")

    def act(who: int) -> None:
        issuing.send_back(
            by=world.force.leader, directive=row, reason="补充", now=timezone.now()
        )

    return Contest(act, also=("coordination/services/pieces.py::close_case",))


def case_closed(world: World) -> Act:
    row = thing(world, Directive, "piece")
    return won(
        lambda: pieces.close_case(
            by=world.force.leader, directive=row, act="sign", now=timezone.now()
        )
    )


def reopened(world: World) -> Act:
    row, staff = thing(world, Directive, "directive"), world.places[HOME].staff
    Directive.objects.filter(pk=row.pk).update(state=Directive.State.CLOSED)
    return lambda who: taking_back.reopen(
        by=staff, directive=row.pk, version=row.version
    )


def act_taken_back(world: World) -> Act:
    before, chief = thing(world, Assignment, "assignment"), world.places[HOME].chief
    row = acts.progress(
        by=chief, assignment=before, remaining_units=60_000, now=timezone.now()
    )
    was = {"remaining_units": before.remaining_units, "state": before.state}
    return lambda who: taking_back.take_back_act(
        by=chief,
        assignment=row.pk,
        act="progress",
        before=was,
        version=row.version,
        now=timezone.now(),
    )


def kept_otherwise(world: World) -> Act:
    row = thing(world, ProtectedBlock, "block")

    def work(who: int) -> None:
        protected.keep_otherwise(
            by=None,
            station=row.station,
            block=row.pk,
            reason="商定",
            now=timezone.now(),
            end=row.end + (who + 1) * dt.timedelta(minutes=30),
        )

    return counts_up(row, work)


def notice_reminded(world: World) -> Act:
    row, later = thing(world, Notice, "notice"), timezone.localdate() + 2 * DAY
    return won(lambda: reminding_notices._remind(None, row, later))


# --- people ---------------------------------------------------------------------------


def posting_ended(world: World) -> Act:
    row, first = thing(world, Posting, "posting"), timezone.localdate() + 400 * DAY
    return counts_up(
        row,
        lambda who: postings.end_posting(by=None, posting=row, on=first - who * DAY),
    )


def since_set(world: World) -> Act:
    officer, today = world.force.officers[world.force.a1.code][4], timezone.localdate()
    days = random.sample(range(9000), 2)
    return says_before(
        "officer.working_since",
        ("before",),
        lambda who: officers.set_working_since(
            by=None,
            officer=officer,
            day=dt.date(1990, 1, 1) + days[who] * DAY,
            today=today,
        ),
    )


def contacts_set(world: World) -> Act:
    officer = world.force.officers[world.force.a1.code][4]
    row = history.set_contact(
        by=None, officer=officer, reach=history.Reach(phone="13800000000")
    )

    def work(who: int) -> None:
        reach = history.Reach(phone=f"1390000000{who}")
        history.set_contacts(by=None, rows=[(officer, reach)], reason="表")

    return counts_up(row, work)


def residents_put(world: World) -> Act:
    today, station = timezone.localdate(), world.force.a1
    first = residents.Count(station, today.year, 12_000)
    residents.put_residents(by=None, counts=[first], today=today, reason="表")
    row = Residents.objects.get(station=station, year=today.year)

    def work(who: int) -> None:
        count = residents.Count(station, today.year, 12_500 + who)
        residents.put_residents(by=None, counts=[count], today=today, reason="表")

    return counts_up(row, work)


def fulfilled(world: World) -> Act:
    row = thing(world, StaffingRequest, "request")
    by = world.force.personnel_admin
    return counts_up(
        row, lambda who: requesting.fulfil(by=by, request=row, number="1号")
    )


def visits_reminded(world: World) -> Act:
    row = thing(world, DueVisit, "visit")
    return counts_up(row, lambda who: care_clock._remind(row.due + 30 * DAY))


def _sound_file(world: World) -> Import:
    officer = world.force.officers[world.force.a1.code][4]
    text = f"警号,姓名,警衔\n{officer.police_number},{officer.name},一级警员\n"
    row = importing.begin_import(
        by=world.force.personnel_admin,
        kind="officers",
        name="表.csv",
        content=text.encode(),
        language="zh-hans",
        now=timezone.now(),
    )
    IMPORTS.run(row.job_id or 0, now=timezone.now())
    row.refresh_from_db()
    return row


def import_confirmed(world: World) -> Act:
    row, by = _sound_file(world), world.force.personnel_admin
    return lambda who: importing.confirm_import(by=by, row=row, mark=row.mark)


def import_given_up(world: World) -> Contest:
    """One puts it in force while another gives it up."""
    row, by = _sound_file(world), world.force.personnel_admin

    def act(who: int) -> None:
        if not who:
            importing.confirm_import(by=by, row=row, mark=row.mark)
        elif importing.cancel_import(by=by, row=row).state != "cancelled":
            raise Lost

    also = ("personnel/services/importing.py::confirm_import",)
    return Contest(act, also=also, chance=False)


CONTESTS: dict[str, Arrange] = {
    "coordination/bulk/tasks.py::_withdraw": withdrawn_in_bulk,
    "coordination/services/issuing.py::send_back": sent_back,
    "coordination/services/pieces.py::close_case": case_closed,
    "tasking/services/taking_back.py::reopen": reopened,
    "tasking/services/taking_back.py::take_back_act": act_taken_back,
    "tasking/services/protected.py::keep_otherwise": kept_otherwise,
    "tasking/services/reminding_notices.py::_remind": notice_reminded,
    "personnel/services/postings.py::end_posting": posting_ended,
    "personnel/services/officers.py::set_working_since": since_set,
    "personnel/services/history.py::set_contacts": contacts_set,
    "personnel/services/residents.py::put_residents": residents_put,
    "personnel/services/requesting.py::fulfil": fulfilled,
    "personnel/services/care_clock.py::_remind": visits_reminded,
    "personnel/services/importing.py::confirm_import": import_confirmed,
    "personnel/services/importing.py::cancel_import": import_given_up,
}
