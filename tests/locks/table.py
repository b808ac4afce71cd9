"""What each lock is there for: two who meet at it.

`path::function` of the lock -> what both of them do in the world of the permission
tests, where there is one of everything. See `contest.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from coordination.caps.quarters import Quarter
from coordination.models import (
    AdmissionCase,
    BurdenCap,
    CalendarFeed,
    Delegation,
    DuplicatePair,
    EmergencyOrder,
    JoinOffer,
    Objection,
    OwedTime,
    Proposal,
    RemitReport,
)
from coordination.services import (
    admitting,
    capping,
    correcting_draft,
    emergency,
    excepting,
    feeding,
    holding_caps,
    holding_pairs,
    issuing,
    making_up,
    objecting,
    recalling,
    recurring,
    redating,
    remitting,
    visits,
)
from coordination.services.locking import lock_stations
from coordination.services.negotiation import delegating, holding
from coordination.services.negotiation.orders import orders_by_id
from desk.models import BulkRun, SavedView
from desk.services import bulk, queue_job, saving_views, take_job
from organization.models import Bureau, CalendarYear, Membership, Station
from organization.services import acting, bureaus, calendar_year
from personnel.models import (
    AlertLevel,
    Attainment,
    Commendation,
    DueVisit,
    LeaveRequest,
    Limit,
    Occasion,
    Officer,
    Post,
    PostingOrder,
    RosterLine,
    SelectionRound,
    ServiceRecord,
    StaffingRequest,
)
from personnel.services import (
    abilities,
    alerts,
    asking_leave,
    care,
    commending,
    consulting,
    history,
    limits,
    occasions,
    ordering,
    posts,
    requesting,
    residents,
    rosters,
    weighing,
)
from personnel.services.rounds import ground
from tasking.models import (
    Assignment,
    Difficulty,
    Directive,
    KnowledgeArticle,
    Notice,
    NoticeQuestion,
    ProtectedBlock,
    ReportForm,
    Series,
    StationPlan,
)
from tasking.services import (
    acts,
    answering_notices,
    difficulties,
    directives,
    holding_difficulties,
    knowledge,
    notices,
    plans,
    protected,
    reminding,
    report_forms,
    travel,
)
from tests.locks.contest import Act, Arrange, Contest, Lost, decides, won
from tests.permissions.world import World

Row = TypeVar("Row", bound=Model)
PAIR = "coordination/services/holding_pairs.py::locked"
STATIONS = "coordination/services/locking.py::lock_stations"
HOME = "home"


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    return timezone.localdate()


def thing(world: World, kind: type[Row], name: str) -> Row:
    """The one at home, as it is stored."""
    found = world.things[HOME][name]
    pk = found[-1] if isinstance(found, list) else found
    return kind._default_manager.get(pk=pk)


# --- organization and desk ---------------------------------------------------------


def end_acting(world: World) -> Act:
    row, chief = thing(world, Membership, "deputy"), world.places[HOME].chief
    return lambda who: acting.end_acting(by=chief, membership=row, today=today())


def configure(world: World) -> Act:
    row = Bureau.objects.get(pk=world.force.county_a.pk)
    settings = bureaus.settings_of(row)

    def act(who: int) -> None:
        changed = replace(settings, recall_minutes=settings.recall_minutes + 1 + who)
        bureaus.configure(
            by=None, bureau=row, settings=changed, reason="试", version=row.version
        )

    return act


def replace_year(world: World) -> Act:
    year = today().year + 1
    CalendarYear.objects.create(year=year, status="provisional")
    seen = calendar_year.mark_of(year)

    def act(who: int) -> None:
        days = [calendar_year.NewDay(1, dt.date(year, 3, 2 + who), False, "试")]
        calendar_year.replace_year(
            by=None, year=year, days=days, status="provisional", source="", seen=seen
        )

    return act


def view_changed(world: World) -> Act:
    row, staff = thing(world, SavedView, "view"), world.places[HOME].staff
    return decides(lambda: saving_views._locked(staff, row), row)


def bulk_run(world: World) -> Act:
    row, staff = thing(world, BulkRun, "bulk"), world.places[HOME].staff
    return decides(lambda: bulk._own(staff, row), row, "place")


def job_taken(world: World) -> Act:
    job = queue_job(by=None, kind="试", content=b"", result={})
    stale = now() - dt.timedelta(days=1)
    return won(lambda: take_job(pk=job.pk, now=now(), stale=stale))


# --- personnel ----------------------------------------------------------------------


def _admin(world: World) -> Any:
    return world.force.personnel_admin


def attainment(world: World) -> Act:
    row = thing(world, Attainment, "attainment")
    return decides(lambda: abilities._locked(row, _admin(world), None), row)


def alert_ended(world: World) -> Act:
    row = thing(world, AlertLevel, "alert")
    given = {"reason": "结束", "today": today(), "version": row.version}
    day = row.during.lower + dt.timedelta(days=1)
    return lambda who: alerts.end_alert(
        by=world.force.leader, alert=row, on=day, **given
    )


def leave_held(world: World) -> Act:
    row = thing(world, LeaveRequest, "leave_asked")
    return decides(lambda: asking_leave.held(row, None), row)


def visit_held(world: World) -> Act:
    row = thing(world, DueVisit, "visit")
    return decides(lambda: care._locked(row, None), row)


def commendation(world: World) -> Act:
    row = thing(world, Commendation, "commendation")
    return decides(lambda: commending._locked(row, None, row.state), row)


def order_read(world: World) -> Act:
    row = thing(world, PostingOrder, "order_of_posting")
    return decides(lambda: consulting._locked(row.pk), row)


def order_held(world: World) -> Act:
    row = thing(world, PostingOrder, "order_of_posting")
    return decides(lambda: ordering.locked(row, _admin(world), None, row.state), row)


def service_removed(world: World) -> Act:
    row = thing(world, ServiceRecord, "served")
    return lambda who: history.remove_service(
        by=_admin(world), service=row, reason="误录"
    )


def contact_set(world: World) -> Act:
    officer = thing(world, Officer, "officer")
    first = history.set_contact(
        by=None, officer=officer, reach=history.Reach(phone="13800000000")
    )

    def act(who: int) -> None:
        reach = history.Reach(phone=f"1390000000{who}")
        history.set_contact(
            by=None, officer=officer, reach=reach, version=first.version
        )

    return act


def limit_lifted(world: World) -> Act:
    row = thing(world, Limit, "limited")

    def act(who: int) -> None:
        day = row.during.lower + dt.timedelta(days=1 + who)
        limits.lift_limit(by=_admin(world), limit=row, on=day, version=row.version)

    return act


def occasion(world: World) -> Act:
    row = thing(world, Occasion, "occasion")
    names = occasions.OccasionTerms.__dataclass_fields__
    terms = occasions.OccasionTerms(**{name: getattr(row, name) for name in names})
    return lambda who: occasions.change_occasion(
        by=_admin(world), occasion=row, terms=terms, version=row.version
    )


def post_held(world: World) -> Act:
    row = thing(world, Post, "post")
    return decides(lambda: posts._locked(row, _admin(world), None), row)


def request_answered(world: World) -> Act:
    row = thing(world, StaffingRequest, "request")
    return lambda who: requesting.answer_request(
        by=_admin(world), request=row, taken=bool(who), answer="知悉", now=now()
    )


def residents_counted(world: World) -> Act:
    given: dict[str, Any] = {"by": _admin(world), "today": today()}
    year, station = today().year, world.force.a1
    first = residents.count_residents(
        count=residents.Count(station, year, 12_000), **given
    )

    def act(who: int) -> None:
        count = residents.Count(station, year, 12_500 + who)
        residents.count_residents(count=count, version=first.version, **given)

    return act


def roster_ended(world: World) -> Act:
    row = thing(world, RosterLine, "roster_line")
    chief = world.places[HOME].chief
    return lambda who: rosters.end_roster(by=chief, line=row, on=row.during.lower)


def round_held(world: World) -> Act:
    row = thing(world, SelectionRound, "round")
    return decides(lambda: ground.fetched(row), row)


def weights(world: World) -> Act:
    values = {"rank": 20, "experience": 0, "experience_years": 3}
    values |= {"settled": 10, "settled_years": 2, "threshold": 40}
    given: dict[str, Any] = {"by": _admin(world), "bureau": world.force.county_a}
    first = weighing.set_weights(values=values, reason="研究", **given)

    def act(who: int) -> None:
        said = values | {"rank": 30 + who}
        weighing.set_weights(values=said, reason="研究", version=first.version, **given)

    return act


# --- tasking ------------------------------------------------------------------------


def progress(world: World) -> Act:
    row, chief = thing(world, Assignment, "assignment"), world.places[HOME].chief
    return lambda who: acts.progress(
        by=chief,
        assignment=row,
        remaining_units=(who + 1) * 60_000,
        now=now(),
        version=row.version,
    )


def notice_answered(world: World) -> Act:
    row = thing(world, NoticeQuestion, "notice_question")
    return lambda who: answering_notices.answer(
        by=world.places[HOME].staff, question=row, text="是", to_all=False, now=now()
    )


def notice_withdrawn(world: World) -> Act:
    row = thing(world, Notice, "notice")
    return decides(lambda: notices._locked(row, now()), row)


def receipt_held(world: World) -> Act:
    receipt = thing(world, NoticeQuestion, "notice_question").receipt
    row = receipt.notice
    return decides(lambda: answering_notices._locked(receipt, now()).notice, row)


def help_terms(world: World) -> Act:
    given: dict[str, Any] = {"by": world.force.leader, "bureau": world.force.county_a}
    first = difficulties.set_terms(urgent=1, soon=3, calm=5, **given)
    return lambda who: difficulties.set_terms(
        urgent=1, soon=3, calm=6 + who, version=first.version, **given
    )


def numbers(world: World) -> Act:
    unit = world.places[HOME].department
    drafts = Directive.objects.filter(department=unit, number="").order_by("pk")[:2]
    rows = list(drafts)
    with transaction.atomic():
        seen = directives.next_number(unit, now())

    def act(who: int) -> None:
        """Each is given the number that comes next; only one may get this one."""
        number = directives.next_number(unit, now())
        Directive.objects.filter(pk=rows[who].pk).update(number=number)
        if number != seen:
            raise Lost

    return act


def difficulty(world: World) -> Act:
    row = thing(world, Difficulty, "difficulty")
    return decides(lambda: holding_difficulties.locked_all([row.pk])[0], row)


def article(world: World) -> Act:
    row, staff = thing(world, KnowledgeArticle, "article"), world.places[HOME].staff
    return decides(lambda: knowledge._held(staff, row, None), row)


def plan_held(world: World) -> Act:
    row, chief = thing(world, StationPlan, "plan"), world.places[HOME].chief
    return decides(lambda: plans._held(chief, row, None), row)


def block_held(world: World) -> Act:
    row, chief = thing(world, ProtectedBlock, "block"), world.places[HOME].chief
    return decides(lambda: protected._held(chief, row, now(), None), row)


def protected_twice(world: World) -> Act:
    start = now() + dt.timedelta(days=200)
    return lambda who: protected.protect(
        by=world.places[HOME].chief,
        station=world.force.a1,
        title="走访日",
        start=start,
        end=start + dt.timedelta(hours=2),
        officers=1,
        now=now(),
    )


def reminded(world: World) -> Act:
    row, staff = thing(world, Assignment, "asked_at"), world.places[HOME].staff
    return lambda who: reminding.remind(by=staff, assignment=row, now=now())


def form_held(world: World) -> Act:
    row, staff = thing(world, Directive, "asking"), world.places[HOME].staff
    return decides(lambda: report_forms._held(staff, row, None)[0], row)


def words_corrected(world: World) -> Act:
    row, staff = thing(world, ReportForm, "form"), world.places[HOME].staff

    def act(who: int) -> None:
        report_forms.correct_words(
            by=staff,
            form=row,
            key="f1",
            label=f"情况{who}",
            help_text="",
            version=row.version,
        )

    return act


def ways(world: World) -> Act:
    bureau, station = world.force.county_a, world.force.a1
    by = world.force.coordinator
    found = travel.keep_ways(by=by, bureau=bureau, minutes={station.pk: None})
    assert found in (0, 1)
    return won(lambda: travel.keep_ways(by=by, bureau=bureau, minutes={station.pk: 25}))


# --- coordination ---------------------------------------------------------------------


def case_begun(world: World) -> Contest:
    row = thing(world, AdmissionCase, "case")
    by = world.force.coordinator
    return Contest(decides(lambda: admitting._begun(by, row, "comment", None), row))


def caps_held(world: World) -> Act:
    row, quarter = thing(world, BurdenCap, "cap"), Quarter.of(now())
    return decides(lambda: capping._held(row.department, quarter, None), row)


def caps_counted(world: World) -> Act:
    row, quarter = thing(world, BurdenCap, "cap"), Quarter.of(now())
    return decides(lambda: holding_caps._held(row.department_id, quarter), row)


def draft_corrected(world: World) -> Act:
    row = thing(world, Directive, "draft")

    def act(who: int) -> None:
        correcting_draft.correct_draft(
            by=world.places[HOME].staff,
            directive=row,
            title=f"改{who}",
            effort_units=row.effort_units,
            due=row.due,
            version=row.version,
        )

    return act


def urgent_order(world: World) -> Act:
    row = thing(world, EmergencyOrder, "order")
    return decides(lambda: emergency.locked_order(row), row)


def exception_held(world: World) -> Act:
    row = thing(world, Directive, "draft")
    return decides(lambda: excepting._held(row)[0], row)


def feed_held(world: World) -> Act:
    row = thing(world, CalendarFeed, "feed")
    return decides(lambda: feeding._locked(row), row, "name")


def offer_held(world: World) -> Contest:
    row = thing(world, JoinOffer, "offer")
    return Contest(decides(lambda: holding_pairs.hold(row, None), row), also=(PAIR,))


def pair_held(world: World) -> Act:
    row = thing(world, DuplicatePair, "duplicate")
    return decides(lambda: holding_pairs.locked(row), row)


def sent_out(world: World) -> Act:
    """Withdrawn twice: the second finds it withdrawn."""
    row = thing(world, Directive, "directive")
    return lambda who: issuing.withdraw(
        by=world.places[HOME].staff, directive=row, reason="有变", now=now()
    )


def stations_locked(world: World) -> Act:
    row = Station.objects.get(pk=world.force.a1.pk)

    def take() -> Station:
        lock_stations([row.pk])
        return Station.objects.get(pk=row.pk)

    return decides(take, row, "name_en")


def owed_held(world: World) -> Contest:
    row, chief = thing(world, OwedTime, "owed"), world.places[HOME].chief
    act = decides(lambda: making_up._held(chief, row, None), row)
    return Contest(act, also=(STATIONS,))


def delegation_ended(world: World) -> Act:
    row = thing(world, Delegation, "delegation")
    return lambda who: delegating.end_delegation(
        by=row.giver, delegation=row, now=now()
    )


def proposal_held(world: World) -> Contest:
    row = thing(world, Proposal, "proposal")
    act = decides(lambda: holding.hold(row).row, row, "round")
    return Contest(act, also=(STATIONS,))


def orders_locked(world: World) -> Act:
    row = thing(world, Assignment, "assignment")
    return decides(lambda: orders_by_id([row.pk], lock=True)[str(row.pk)], row)


def objection_held(world: World) -> Contest:
    row = thing(world, Objection, "objection")
    return Contest(decides(lambda: objecting.locked(row), row), also=(STATIONS,))


def recall_held(world: World) -> Act:
    row = thing(world, Directive, "directive")
    return decides(lambda: recalling._locked(row), row)


def series_begun(world: World) -> Act:
    row = thing(world, Directive, "asked")
    rule = thing(world, Series, "series")
    terms = recurring.terms_of(rule)
    return lambda who: recurring.begin_series(
        by=world.places[HOME].staff, directive=row, terms=terms, now=now()
    )


def series_held(world: World) -> Act:
    row, staff = thing(world, Series, "series"), world.places[HOME].staff
    return decides(lambda: recurring._held(staff, row, None), row)


def date_held(world: World) -> Contest:
    row = thing(world, Assignment, "assignment")
    return Contest(decides(lambda: redating.locked(row), row), also=(STATIONS,))


def remit_held(world: World) -> Contest:
    row = thing(world, RemitReport, "remit")
    return Contest(decides(lambda: remitting.locked(row), row), also=(STATIONS,))


def reach_set(world: World) -> Act:
    given: dict[str, Any] = {"by": world.force.leader, "now": now()}
    given["bureau"] = world.force.county_a
    first = visits.set_reach(days=2, version=0, **given)
    return lambda who: visits.set_reach(days=3 + who, version=first.version, **given)


CONTESTS: dict[str, Arrange] = {
    "organization/services/acting.py::end_acting": end_acting,
    "organization/services/bureaus.py::configure": configure,
    "organization/services/calendar_year.py::replace_year": replace_year,
    "desk/services/saving_views.py::_locked": view_changed,
    "desk/services/bulk.py::_own": bulk_run,
    "desk/services/jobs.py::take_job": job_taken,
    "personnel/services/abilities.py::_locked": attainment,
    "personnel/services/alerts.py::end_alert": alert_ended,
    "personnel/services/asking_leave.py::held": leave_held,
    "personnel/services/care.py::_locked": visit_held,
    "personnel/services/commending.py::_locked": commendation,
    "personnel/services/consulting.py::_locked": order_read,
    "personnel/services/ordering.py::locked": order_held,
    "personnel/services/history.py::remove_service": service_removed,
    "personnel/services/history.py::set_contact": contact_set,
    "personnel/services/limits.py::lift_limit": limit_lifted,
    "personnel/services/occasions.py::change_occasion": occasion,
    "personnel/services/posts.py::_locked": post_held,
    "personnel/services/requesting.py::answer_request": request_answered,
    "personnel/services/residents.py::count_residents": residents_counted,
    "personnel/services/rosters.py::end_roster": roster_ended,
    "personnel/services/rounds/ground.py::fetched": round_held,
    "personnel/services/weighing.py::set_weights": weights,
    "tasking/services/acts.py::_act": progress,
    "tasking/services/answering_notices.py::answer": notice_answered,
    "tasking/services/answering_notices.py::_locked": receipt_held,
    "tasking/services/notices.py::_locked": notice_withdrawn,
    "tasking/services/difficulties.py::set_terms": help_terms,
    "tasking/services/directives.py::next_number": numbers,
    "tasking/services/holding_difficulties.py::locked_all": difficulty,
    "tasking/services/knowledge.py::_held": article,
    "tasking/services/plans.py::_held": plan_held,
    "tasking/services/protected.py::_held": block_held,
    "tasking/services/protected.py::protect": protected_twice,
    "tasking/services/reminding.py::remind": reminded,
    "tasking/services/report_forms.py::_held": form_held,
    "tasking/services/report_forms.py::correct_words": words_corrected,
    "tasking/services/travel.py::keep_ways": ways,
    "coordination/services/admitting.py::_begun": case_begun,
    "coordination/services/capping.py::_held": caps_held,
    "coordination/services/holding_caps.py::_held": caps_counted,
    "coordination/services/correcting_draft.py::correct_draft": draft_corrected,
    "coordination/services/emergency.py::locked_order": urgent_order,
    "coordination/services/excepting.py::_held": exception_held,
    "coordination/services/feeding.py::_locked": feed_held,
    "coordination/services/holding_pairs.py::hold": offer_held,
    PAIR: pair_held,
    "coordination/services/issuing.py::withdraw": sent_out,
    STATIONS: stations_locked,
    "coordination/services/making_up.py::_held": owed_held,
    "coordination/services/negotiation/delegating.py::end_delegation": delegation_ended,
    "coordination/services/negotiation/holding.py::hold": proposal_held,
    "coordination/services/negotiation/orders.py::orders_by_id": orders_locked,
    "coordination/services/objecting.py::locked": objection_held,
    "coordination/services/recalling.py::_locked": recall_held,
    "coordination/services/recurring.py::begin_series": series_begun,
    "coordination/services/recurring.py::_held": series_held,
    "coordination/services/redating.py::locked": date_held,
    "coordination/services/remitting.py::locked": remit_held,
    "coordination/services/visits.py::set_reach": reach_set,
}
