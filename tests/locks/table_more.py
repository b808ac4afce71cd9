"""More of the table: money, files and mail of the desk, what is held for others."""

from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from budget.models import Line
from budget.services import closing, holding, spending
from coordination.services import feeding, pieces, sweeping, taking
from coordination.views import sending
from desk import etags, idempotency
from desk.models import (
    BulkRow,
    IdempotencyKey,
    InboxItem,
    Job,
    OutgoingMail,
    Undoable,
)
from desk.services import bulk, digests, mails, undoing
from desk.services import taking as files
from organization.models import Bureau, Station
from organization.services.problems import Problems
from personnel.models import AlertLevel
from personnel.services import alerts, deciding, former_contact, history, occasions
from tasking.models import Assignment, Directive, PlanItem, ProtectedBlock, StationPlan
from tasking.services import answering_forms, plans, reminding
from tests.locks.contest import Act, Arrange, Contest, Lost, decides, guards, won
from tests.locks.things import HOME, thing
from tests.permissions.world import World

DAY = dt.timedelta(days=1)


# --- money --------------------------------------------------------------------------


def lines_held(world: World) -> Act:
    line = thing(world, Line, "money_line")
    rows = Line.objects.filter(pk=line.pk)
    return guards(world, lambda: holding.hold_lines(rows.all()))


def books_held(world: World) -> Act:
    return guards(world, lambda: holding.hold_books([world.force.county_a.pk]))


def spending_held(world: World) -> Act:
    return guards(world, lambda: spending._hold(world.force.a1))


def year_held(world: World) -> Contest:
    line = thing(world, Line, "money_line")
    rows = Station.objects.filter(pk=line.station_id)
    act = guards(world, lambda: closing._hold(rows.all(), line.year))
    return Contest(act, also=("budget/services/holding.py::hold_lines",))


# --- desk ---------------------------------------------------------------------------


def matched(world: World) -> Act:
    row = thing(world, Assignment, "assignment")
    asked: Any = SimpleNamespace(headers={"If-Match": f'"{row.version}"'})
    return decides(lambda: etags.lock(asked, row), row)


def key_held(world: World) -> Act:
    row = {"user": world.places[HOME].staff, "key": "同一次"}
    IdempotencyKey.objects.create(fingerprint="x", **row)

    def first() -> bool:
        held = idempotency._hold(row, "x")
        if held.status:
            return False
        held.status = 201
        held.save(update_fields=["status"])
        return True

    return won(first)


def bulk_row(world: World) -> Act:
    row = BulkRow.objects.filter(outcome=BulkRow.Outcome.WILL).order_by("pk")[0]
    done: list[int] = []

    def act(who: int) -> None:
        def do(*_given: Any) -> str:
            done.append(who)
            return ""

        what: Any = SimpleNamespace(do=do)
        bulk._do(what, row.run.by, row.run, row.pk, timezone.now())
        if who not in done:
            raise Lost

    return act


def summary(world: World) -> Act:
    person, now = world.places[HOME].chief, timezone.now()
    rows = InboxItem.objects.filter(recipient=person)
    rows.update(way="digest", digest=None, created_at=now - DAY)
    return won(lambda: digests._summary(person.pk, now, now))


def mail_taken(world: World) -> Act:
    item = InboxItem.objects.filter(mail=None).order_by("pk")[0]
    now = timezone.now()
    mail = OutgoingMail.objects.create(item=item, address="a@b.cn", next_try_at=now)
    return won(lambda: mails._taken(mail.pk, now))


def file_asked(world: World) -> Act:
    by = world.places[HOME].staff
    found: list[int] = []

    def act(who: int) -> None:
        job = files.ask_for_file(
            by=by, address="/tasks/?x=1", name="x.csv", language="en"
        )
        if Job.objects.filter(pk=job.pk, pk__in=found).exists():
            raise Lost
        found.append(job.pk)

    return act


def taken_back(world: World) -> Act:
    row = thing(world, Undoable, "done")
    return lambda who: undoing.take_back(by=row.by, act=row, now=timezone.now())


# --- people -------------------------------------------------------------------------


def alert_announced(world: World) -> Contest:
    """A level is announced, and a leave judged that the level forbids."""
    first, known = timezone.localdate() + 200 * DAY, AlertLevel.objects.count()

    def act(who: int) -> None:
        if who:
            alerts.keep_alerts(world.force.a1)
            if AlertLevel.objects.count() != known:
                raise Lost
            return
        alerts.announce_alert(
            by=world.force.leader,
            bureau=world.force.county_a,
            level=2,
            during=(first, first + 2 * DAY),
            reason="重大安保",
            now=timezone.now(),
        )

    return Contest(act, chance=False)


def leave_judged(world: World) -> Act:
    today = timezone.localdate()
    stays = [(world.force.a1, DateRange(today, today + DAY))]
    return guards(world, lambda: alerts.hold_to_alerts("annual", stays, Problems()))


def officers_held(world: World) -> Act:
    lines: Any = [
        SimpleNamespace(officer_id=world.force.officers[world.force.a1.code][0].pk)
    ]
    return guards(world, lambda: deciding._lock_officers(lines))


def former_contact_put_back(world: World) -> Act:
    officer, now = world.force.officers[world.force.a1.code][4], timezone.now()
    by = world.force.personnel_admin
    for phone in ("13800000000", "13900000000"):
        row = history.set_contact(
            by=by, officer=officer, reach=history.Reach(phone=phone), now=now
        )
    return lambda who: former_contact.put_contact_back(
        by=by, officer=officer, version=row.version
    )


def usual_adopted(world: World) -> Act:
    bureau = Bureau.objects.get(pk=world.force.city.pk)
    return lambda who: occasions.adopt_usual(by=None, bureau=bureau)


# --- tasks --------------------------------------------------------------------------


def week_entered(world: World) -> Act:
    plan, item = thing(world, StationPlan, "plan"), thing(world, PlanItem, "plan_item")
    today, minutes = timezone.localdate(), random.sample(range(1, 600), 2)

    def act(who: int) -> None:
        plans.enter_week(
            by=world.places[HOME].chief,
            plan=plan,
            monday=today - today.weekday() * DAY,
            done={item.pk: 1000 * minutes[who]},
            now=timezone.now(),
            version=plan.version,
        )

    return act


def reminder_back(world: World) -> Act:
    row, staff = thing(world, Assignment, "asked_at"), world.places[HOME].staff
    reminding.remind(by=staff, assignment=row, now=timezone.now())
    day = timezone.localdate()
    return won(
        lambda: reminding.take_back_reminder(by=staff, assignment=row.pk, day=day)
    )


def answers_saved(world: World) -> Act:
    row, chief = thing(world, Assignment, "asked_at"), world.places[HOME].chief

    def act(who: int) -> None:
        said = answering_forms.Answers({"f1": f"{who}"}, version=0)
        answering_forms.save_answers(
            by=chief, assignment=row, answers=said, now=timezone.now()
        )

    return act


# --- the office ---------------------------------------------------------------------


def feed_made(world: World) -> Act:
    given: dict[str, Any] = {"by": world.places[HOME].chief, "station": world.force.a1}
    return guards(
        world, lambda: feeding.make_feed(name="日历", now=timezone.now(), **given)
    )


def case_numbered(world: World) -> Act:
    office = world.force.coordination_office
    return guards(world, lambda: pieces._next_number(office, timezone.now()))


def part_taken(world: World) -> Act:
    job = thing(world, Job, "sweep")
    return won(lambda: sweeping._next(job, timezone.now()))


def blocks_taken(world: World) -> Act:
    block = thing(world, ProtectedBlock, "block")
    rows = ProtectedBlock.objects.filter(pk=block.pk)
    return guards(world, lambda: taking._stations_of(rows.all(), lock=True))


def draft_sent(world: World) -> Act:
    row = thing(world, Directive, "draft")
    form: Any = SimpleNamespace(data={})
    return decides(lambda: sending._locked(form, row), row)


CONTESTS: dict[str, Arrange] = {
    "budget/services/closing.py::_hold": year_held,
    "budget/services/holding.py::hold_books": books_held,
    "budget/services/holding.py::hold_lines": lines_held,
    "budget/services/spending.py::_hold": spending_held,
    "desk/etags.py::lock": matched,
    "desk/idempotency.py::_hold": key_held,
    "desk/services/bulk.py::_do": bulk_row,
    "desk/services/digests.py::_summary": summary,
    "desk/services/mails.py::_taken": mail_taken,
    "desk/services/taking.py::ask_for_file": file_asked,
    "desk/services/undoing.py::take_back": taken_back,
    "personnel/services/alerts.py::announce_alert": alert_announced,
    "personnel/services/alerts.py::hold_to_alerts": leave_judged,
    "personnel/services/deciding.py::_lock_officers": officers_held,
    "personnel/services/former_contact.py::put_contact_back": former_contact_put_back,
    "personnel/services/occasions.py::adopt_usual": usual_adopted,
    "tasking/services/plans.py::enter_week": week_entered,
    "tasking/services/reminding.py::take_back_reminder": reminder_back,
    "tasking/services/answering_forms.py::save_answers": answers_saved,
    "coordination/services/feeding.py::make_feed": feed_made,
    "coordination/services/pieces.py::_next_number": case_numbered,
    "coordination/services/sweeping.py::_next": part_taken,
    "coordination/services/taking.py::_stations_of": blocks_taken,
    "coordination/views/sending.py::_locked": draft_sent,
}
