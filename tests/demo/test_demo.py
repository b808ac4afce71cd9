"""What the demo promises, whoever opens it."""

from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from coordination.difficulties.effects import trainings
from coordination.ledger.reading import read
from coordination.ledger.working import work_out
from coordination.models import (
    AdmissionCase,
    Conflict,
    EmergencyOrder,
    Objection,
    Proposal,
    RemitReport,
    StationState,
)
from coordination.services.checking import check_station
from coordination.snapshot import snapshot, start_of_day
from organization.models import Bureau, Department, Membership, Role, Station, User
from organization.permissions import may
from personnel.models import Leave, Officer, Posting
from tasking.models import (
    Assignment,
    Difficulty,
    Directive,
    GuidanceVisit,
    KnowledgeArticle,
    ProtectedBlock,
)
from tests.demo.conftest import NOW

# One process for all of these: loading takes a quarter of a minute.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.xdist_group("demo"),
]
LIUYAN = "990102510100"
TOWNSHIPS = ("990102001000", "990103101000", "990181101000")


def open_conflicts(**wanted):
    return Conflict.objects.open().filter(**wanted)


def test_a_second_run_changes_nothing_and_says_so():
    def rows():
        models = [m for m in apps.get_models() if m._meta.managed]
        return {m._meta.label: m._default_manager.count() for m in models}

    before, printed = rows(), StringIO()
    call_command("demo", stdout=printed)
    assert rows() == before
    assert len(printed.getvalue().splitlines()) == 1


def test_the_first_run_tells_how_it_goes_on(demo):
    assert len(demo.splitlines()) >= 4


def test_personas_name_their_role_and_the_code_of_their_unit(personas):
    assert {tuple(p) for p in personas} == {("username", "role", "unit")}
    roles = {persona["role"] for persona in personas}
    assert roles == set(Role.values)
    for persona in personas:
        user = User.objects.get(username=persona["username"])
        assert user.is_persona
        assert not user.has_usable_password()
        assert persona["role"] in user.scope.roles()


def test_the_first_chief_can_be_tasked_by_two_departments(personas):
    chief = next(p for p in personas if p["role"] == Role.STATION_CHIEF)
    station = Station.objects.get(code=chief["unit"])
    able = set()
    for persona in personas:
        if persona["role"] == Role.DEPARTMENT_STAFF:
            department = Department.objects.get(code=persona["unit"])
            user = User.objects.get(username=persona["username"])
            inside = station.bureau.path.startswith(department.bureau.path)
            if inside and may(user, "directive.issue", department):
                able.add(department.code)
    assert len(able) >= 2


def test_nothing_holds_a_directive_back_where_the_first_chief_works(personas):
    chief = next(p for p in personas if p["role"] == Role.STATION_CHIEF)
    home = Station.objects.get(code=chief["unit"]).bureau
    open_ones = Bureau.objects.filter(admission="off", approver_required=False)
    assert {home, home.parent} <= set(open_ones)
    assert not Bureau.objects.filter(approver_required=True).exists()


def test_one_bureau_has_a_gate_and_a_queue(personas):
    gated = Bureau.objects.get(admission="gate")
    cases = AdmissionCase.objects.filter(office__bureau=gated)
    states = Counter(cases.values_list("state", flat=True))
    assert states == {"waiting": 3, "conditions": 1, "returned": 1}
    now = timezone.make_aware(NOW)
    assert sum(case.is_late(now) for case in cases) == 1
    roles = {p["role"] for p in personas if p["unit"].startswith("990103")}
    assert roles == {Role.COORDINATOR, Role.DEPARTMENT_STAFF, Role.LEADER}


def test_an_emergency_is_to_be_reviewed():
    order = EmergencyOrder.objects.get()
    assert order.reviewed_at is None and order.displaced
    assert order.ordered_at < order.logged_at < order.until


def test_the_force_has_its_size():
    assert Bureau.objects.filter(level="city").count() == 1
    assert Bureau.objects.filter(level="county").count() == 6
    assert Station.objects.count() == 24
    police = Department.objects.exclude(code__in=TOWNSHIPS)
    kinds = police.values_list("speciality", "bureau__level").distinct()
    assert kinds.count() == 14
    assert 640 <= Officer.objects.filter(category="police").count() <= 690
    assert Posting.objects.filter(kind=Posting.Kind.LOAN).count() >= 5
    assert Leave.objects.count() > 300
    assert ProtectedBlock.objects.count() > 40
    assert not Station.objects.filter(name_en="").exists()


def test_auxiliaries_are_at_the_stations_and_relieve_standing_work():
    auxiliaries = Officer.objects.filter(category="auxiliary")
    posted = Posting.objects.filter(officer__in=auxiliaries)
    assert posted.count() == auxiliaries.count() >= 250
    assert not posted.filter(station=None).exists()
    assert posted.values("station").distinct().count() == 23  # one is left empty
    now = timezone.make_aware(NOW)
    liuyan = Station.objects.get(code=LIUYAN)
    before = snapshot([liuyan.pk], as_of=start_of_day(now))[liuyan.pk]
    with transaction.atomic():
        posted.delete()
        after = snapshot([liuyan.pk], as_of=start_of_day(now))[liuyan.pk]
        transaction.set_rollback(True)
    assert [p.present for p in before.capacity] == [p.present for p in after.capacity]
    pairs = zip(before.capacity, after.capacity, strict=True)
    assert all(one.officers > other.officers for one, other in pairs if one.present)


def test_townships_ask_stations_too_and_stand_in_a_conflict():
    asked = Directive.objects.filter(department__code__in=TOWNSHIPS)
    assert set(asked.values_list("department__code", flat=True)) == set(TOWNSHIPS)
    for row in asked:
        office = row.department.bureau.departments.get(is_coordination_office=True)
        held = Membership.objects.filter(user=row.created_by, department=office)
        assert held.exists()
        assert all(a.effort_units for a in row.assignments.all())
    assert not Posting.objects.filter(department__code__in=TOWNSHIPS).exists()
    conflict = open_conflicts(station__code=LIUYAN, kind="deadline").get()
    assert "990102001000" in conflict.departments


def test_a_year_of_directives():
    now = timezone.make_aware(NOW)
    assert 150 <= Directive.objects.count() <= 300
    assert 2000 <= Assignment.objects.count() <= 4500
    assert not Directive.objects.filter(issued_at__gt=now).exists()
    months = {d.month for d in Directive.objects.dates("issued_at", "month")}
    assert months == set(range(1, 13))
    assert Directive.objects.exclude(parent=None).exists()
    assert not Directive.objects.filter(department__speciality="国保").exists()


def test_what_is_over_is_settled_and_what_runs_is_partly_done():
    now = timezone.make_aware(NOW)
    over = Assignment.objects.filter(due__lt=now, is_event=False)
    late = over.live()
    assert late.count() == 2  # the overdue returns of the story
    running = Assignment.objects.filter(due__gt=now).live()
    assert running.filter(state="in_progress").count() > 100
    assert Assignment.objects.filter(state="returned").count() >= 1
    assert running.filter(deadline_class="statutory").exists()


def test_the_first_chief_is_short_of_a_day_and_a_half():
    conflict = open_conflicts(station__code=LIUYAN, kind="deadline").get()
    assert conflict.scope == Conflict.Scope.COORDINATION
    assert 20 <= conflict.shortfall_hours <= 30
    days = (conflict.due - timezone.make_aware(NOW)).days
    assert 10 <= days <= 16
    departments = Department.objects.filter(code__in=conflict.departments)
    assert {"治安", "禁毒", "刑侦"} <= set(
        departments.values_list("speciality", flat=True)
    )


def test_every_kind_of_trouble_is_there():
    deadlines = open_conflicts(kind="deadline")
    assert deadlines.filter(scope="coordination").count() >= 4
    assert deadlines.filter(scope="overload").exists()
    assert deadlines.filter(displaces=True).exists()
    assert open_conflicts(kind="clash", station__code=LIUYAN).exists()
    assert open_conflicts(kind="displacement").exists()
    assert StationState.objects.filter(overdue_count__gt=0).exists()


def test_about_a_third_of_the_stations_is_in_conflict():
    stations = Conflict.objects.open().values("station").distinct().count()
    assert 6 <= stations <= 10
    states = StationState.objects.all()
    assert states.count() == 24
    assert states.filter(feasible=None, capacity_known=False).count() == 1
    assert states.filter(feasible=True).count() >= 12


def test_june_was_a_pile_up_and_is_over():
    june = Conflict.objects.filter(first_seen_at__month=6)
    assert june.filter(scope="coordination").count() >= 3
    assert not june.open().exists()


def test_a_new_check_finds_what_is_stored():
    now = timezone.make_aware(NOW)
    for station in Station.objects.all():
        assert not check_station(station.pk, now=now).changed


def test_every_conflict_can_be_added_up():
    for conflict in open_conflicts().select_related("station__bureau"):
        reading = read(conflict.station, now=timezone.make_aware(NOW))
        working = work_out(reading, conflict)
        assert working.how != "later", conflict
        shown = working.figures
        assert sum(line.hours for line in working.lines) == shown.demand
        assert shown.demand - shown.capacity == shown.short > 0
        if working.how in ("hours", "heads"):
            there = sum(row.available for row in working.stretches)
            assert there - working.unusable == shown.capacity
        assert working.crossing is not None


def test_plans_are_talked_over():
    """One waits for answers, one is with the office, one is carried out and holds."""
    states = dict(Proposal.objects.values_list("state", "pk"))
    assert set(states) == {"open", "brokered", "applied"}
    done = Proposal.objects.get(pk=states["applied"])
    assert done.conflict.state == "settled"
    assert done.entries.get(act="apply").detail["proof"]["sums"]
    running = Proposal.objects.get(pk=states["open"])
    assert running.due_at > timezone.make_aware(NOW)


def test_stations_have_spoken():
    """Two opinions at different steps, a refusal, and somebody who acts."""
    assert set(Objection.objects.values_list("state", flat=True)) == {
        *("filed", "brokering")
    }
    for row in Objection.objects.all():
        assert row.proof["conflicts"] or row.proof["window"]
    assert RemitReport.objects.get(assignment__isnull=False).state == "reported"
    acting = Membership.objects.filter(acting_for__isnull=False)
    assert acting.get().during.lower == NOW.date()


def test_difficulties_stand_in_every_state_and_a_training_has_an_effect():
    assert set(Difficulty.objects.values_list("state", flat=True)) == set(
        Difficulty.State.values
    )
    assert set(Difficulty.objects.values_list("level", flat=True)) == set(
        Difficulty.Level.values
    )
    assert GuidanceVisit.objects.done().exists()
    assert KnowledgeArticle.objects.current().count() == 3
    leader = User.objects.get(username="hanlimin")
    (training,) = trainings(leader, timezone.make_aware(NOW))
    assert training.change.known and training.attended == len(training.rows) >= 2
