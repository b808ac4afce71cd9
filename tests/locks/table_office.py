"""Contests of the office and of negotiation."""

from __future__ import annotations

from typing import Any

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
from organization.models import Station
from tasking.models import (
    Assignment,
    Directive,
    Series,
)
from tests.locks.contest import Act, Arrange, Contest, decides
from tests.locks.things import HOME, PAIR, STATIONS, now, thing
from tests.permissions.world import World


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
