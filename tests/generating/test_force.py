"""A generated force in the database: whole, checked, and open on every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from coordination.core.facts import minute_up
from coordination.generating.build import build
from coordination.generating.facts import pack, stations
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.checking import check_station
from coordination.snapshot import snapshot, start_of_day
from organization.calendar import WorkCalendar
from organization.models import AuditEvent, Bureau, Department, Station, User
from personnel.models import Leave, Officer, Posting
from tasking.models import Assignment, AssignmentEntry, Directive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
STATIONS, OPEN, SEED = 60, 20, 7
YEAR = dt.timedelta(days=366)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Generated and checked once; rolled back after the last test."""
    printed = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        _run(printed, "--stations", str(STATIONS), "--open", str(OPEN))
        yield printed.getvalue()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def checked(made, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        for pk in Station.objects.values_list("pk", flat=True):
            check_station(pk, now=timezone.now())


def _run(printed: StringIO, *more: str) -> None:
    options = ["--seed", str(SEED), *more]
    with override("en"):
        call_command("generate_force", *options, stdout=printed, stderr=StringIO())


def _again(seed: int = SEED):
    today = timezone.localdate()
    calendar = WorkCalendar.load(today - YEAR, today + YEAR)
    return build(STATIONS, OPEN, seed, as_of=today, is_workday=calendar.is_workday)


def test_it_says_what_it_made(made):
    assert f"{STATIONS} stations" in made
    assert f"{STATIONS * OPEN:,} assignments" in made


def test_everything_is_there(made):
    again = _again()
    assert Station.objects.count() == STATIONS
    assert Assignment.objects.live().count() == STATIONS * OPEN
    assert Directive.objects.count() == len(again.orders)
    strength = int(again.people.strength.sum())
    assert Posting.objects.filter(station__isnull=False).count() == strength
    assert Officer.objects.count() == strength + Department.objects.count()
    assert Leave.objects.count() == len(again.people.leave_station)
    assert AuditEvent.objects.filter(action="force.generate").count() == 1


def test_the_triggers_marked_every_station(made):
    marked = DirtyStation.objects.values("station_id").distinct().count()
    assert marked == STATIONS
    # Station by station: a handful of marks each, not one per row.
    assert DirtyStation.objects.count() <= 6 * STATIONS


def test_no_key_and_no_index_is_missing(made):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT contype::text, count(*) FROM pg_constraint"
            " WHERE conrelid IN ('tasking_assignment'::regclass,"
            " 'personnel_posting'::regclass) AND contype IN ('f', 'x')"
            " GROUP BY contype ORDER BY contype"
        )
        assert cursor.fetchall() == [("f", 7), ("x", 1)]
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'assignment_live'")
        assert cursor.fetchone() is not None


def test_the_rows_are_the_arrays(made):
    """What the check reads from the database is what the benches read from arrays."""
    again = _again()
    packed = pack(again)
    as_of = start_of_day(timezone.now())
    codes = {s.code: s.pk for s in Station.objects.all()}
    read = snapshot(codes.values(), as_of=as_of)
    assert packed.as_of == minute_up(as_of)
    first = Assignment.objects.order_by("pk").values_list("pk", flat=True)[0]
    for facts in stations(again, packed, 0, STATIONS):
        stored = read[codes[facts.code]]
        assert [d.effort for d in stored.demands] == [d.effort for d in facts.demands]
        assert [d.due for d in stored.demands] == [d.due for d in facts.demands]
        assert [d.department for d in stored.demands] == [
            d.department for d in facts.demands
        ]
        assert [int(e.id) - first + 1 for e in stored.events] == [
            int(e.id) for e in facts.events
        ]
        assert (stored.capacity is None) == (facts.capacity is None)


def test_the_check_finds_the_crunches_and_nothing_else(checked):
    short = StationState.objects.filter(feasible=False)
    meant = _again().assigned.crunch
    codes = [s.code for s in _again().units.stations]
    assert {s.station.code for s in short.select_related("station")} == {
        code for code, crunch in zip(codes, meant, strict=True) if crunch
    }
    assert Conflict.objects.open().filter(kind="deadline").exists()
    assert not DirtyStation.objects.exists()


def test_directives_are_as_services_write_them(made):
    rows = Directive.objects.annotate(receivers=Count("assignments"))
    assert not rows.filter(receivers=0).exists()
    assert not rows.exclude(state="issued").exists()
    numbers = rows.values("department", "own_station", "number")
    assert numbers.distinct().count() == rows.count()
    assert not rows.filter(title="").exists()
    assert not rows.filter(own_station=None, created_by__memberships=None).exists()
    events = rows.filter(officers__isnull=False)
    assert events.exists()
    assert not events.exclude(effort_units=None).exists()


def test_assignments_agree_with_their_directive(made):
    rows = Assignment.objects.all()
    assert not rows.exclude(due=F("directive__due")).exists()
    assert (
        not rows.exclude(department=F("directive__department"))
        .exclude(department=None)
        .exists()
    )
    signed = rows.exclude(state="issued")
    assert signed.count() == rows.filter(acknowledged_at__isnull=False).count()
    acts = AssignmentEntry.objects.values_list("act").annotate(Count("pk"))
    assert dict(acts) == {
        "acknowledge": signed.count(),
        "progress": rows.filter(state="in_progress").count(),
    }


def entered(prefix: str, code: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=f"{prefix}{code}"))
    return client


def test_the_pages_open_and_ask_a_constant_number_of_queries(checked):
    conflict = Conflict.objects.open().select_related("station").first()
    assert conflict is not None
    counts = set()
    for station in Station.objects.order_by("pk")[:3]:
        client = entered("s", station.code)
        page = reverse("coordination:workload", args=[station.code])
        assert client.get(page).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        counts.add(len(seen))
    assert len(counts) == 1
    chief = entered("s", conflict.station.code)
    proof = reverse("coordination:conflict", args=[conflict.pk])
    assert chief.get(proof).status_code == 200


def test_a_task_opens_for_the_station_and_for_the_department(made):
    task = Assignment.objects.filter(state="in_progress", department__isnull=False)
    row = task.select_related("station", "department", "directive").first()
    assert row is not None
    page = reverse("coordination:assignment", args=[row.pk])
    answer = entered("s", row.station.code).get(page)
    assert answer.status_code == 200
    assert row.directive.title in answer.content.decode()
    staff = entered("d", row.department.code)
    page = reverse("coordination:directive", args=[row.directive.pk])
    assert row.directive.number in staff.get(page).content.decode()
    assert staff.get(reverse("coordination:directives")).status_code == 200


def test_the_office_and_the_leader_see_the_board(checked):
    office = Department.objects.filter(is_coordination_office=True).first()
    assert office is not None
    board = reverse("coordination:board")
    assert entered("d", office.code).get(board).status_code == 200
    bureau = Bureau.objects.get(level="ministry")
    assert entered("b", bureau.code).get(board).status_code == 200


def test_some_accounts_can_be_entered_in_demo_mode(made):
    roles = User.objects.filter(is_persona=True).values_list("memberships__role")
    assert {role for (role,) in roles} == {
        *("department_staff", "coordinator", "leader", "station_chief"),
    }


def test_a_database_with_units_is_left_alone(made):
    before = Directive.objects.count()
    with pytest.raises(CommandError):
        _run(StringIO(), "--stations", "3", "--open", "5")
    assert Directive.objects.count() == before


def test_a_second_generated_force_is_refused(made):
    """One tree, one root: the ministry is there already."""
    with pytest.raises(CommandError, match="taken"), transaction.atomic():
        _run(StringIO(), "--stations", "3", "--open", "5", "--append")
    assert Station.objects.count() == STATIONS
