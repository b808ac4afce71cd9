"""The same histories entered through the services, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from coordination.capacities import held
from organization.models import Bureau, Department, Station, User
from organization.services import calendar
from personnel import services
from personnel.models import Officer
from personnel.presence import day_starts, minute_of
from personnel.services.alerts import announce_alert
from personnel.services.standing import plan_standing
from tasking.services.protected import protect
from tests.coordination.recount import (
    SLOT,
    START,
    UNTIL,
    History,
    Level,
    Rates,
    counted,
    drawn,
)
from tests.factories import appoint, bureau, department, person, station

TOGETHER = 20


class Undone(Exception):
    """The histories were looked at; nothing of them stays."""


def differences(seed: str, together: int = TOGETHER) -> list[str]:
    """Where product and count disagree over so many histories under one calendar."""
    swaps, told, above = drawn(seed, together)
    found: list[str] = []
    try:
        with transaction.atomic():
            given = _given(told, swaps, above)
            raise Undone
    except Undone:
        pass
    for n, (one, rates) in enumerate(zip(told, given, strict=True)):
        want = counted(one, swaps, above)
        if rates != want:
            found.append(f"seed {seed!r}, history {n}: {_first(rates, want)}\n{one}")
    return found


def _first(rates: Rates | None, want: Rates | None) -> str:
    if rates is None or want is None:
        return f"product {rates is not None}, count {want is not None}: known"
    for key in sorted({*rates, *want}):
        if rates.get(key) != want.get(key):
            return f"{key}: product {rates.get(key)}, count {want.get(key)}"
    return "nothing"


def _given(
    told: list[History], swaps: dict[dt.date, bool], above: list[Level]
) -> list[Rates | None]:
    for day, works in swaps.items():
        calendar.set_day(by=None, day=day, is_workday=works, name="调休")
    city = bureau("990900000000", "测算市局", "city", "Recount")
    leader = appoint(person("recount"), "leader", city)
    hq = department(city, 1, "治安管理大队", "治安", "Public Order")
    there = station(city, 99, "邻所派出所", "Next Station")
    _announce(leader, {"above": city}, above)
    here = []
    for n, one in enumerate(told):
        name = f"第{n}"
        own = bureau(f"9909{n + 1:02}000000", f"{name}分局", "county", name, city)
        here.append(station(own, 1, f"{name}派出所", f"S{n}"))
        _enter(here[n], there, hq, one, n)
        beside = bureau(f"9909{n + 51}000000", f"{name}外局", "county", name, city)
        _announce(leader, {"own": own, "beside": beside}, one.levels)
    as_of = day_starts(START)
    found = held({place.pk: UNTIL for place in here}, as_of, fresh=True)
    rates: list[Rates | None] = []
    for place in here:
        have = found[place.pk]
        periods = have.periods(minute_of(START), UNTIL)
        rates.append(
            {
                (START + dt.timedelta(days=at // 1440), at % 1440 // SLOT): (
                    period.officers,
                    period.present,
                )
                for period in periods
                for minute in range(period.start, period.end, SLOT)
                for at in [minute - minute_of(START)]
                if period.present
            }
            if have.known
            else None
        )
    return rates


def _announce(leader: User, where: dict[str, Bureau], levels: list[Level]) -> None:
    for one in levels:
        announce_alert(
            by=leader,
            bureau=where[one.bureau],
            level=2,
            during=one.span,
            reason="重大安保",
            bound_share=Decimal(one.share) / 1000,
            now=day_starts(START),
        )


def _enter(
    place: Station, there: Station, hq: Department, told: History, n: int
) -> None:
    category = Officer.Category
    people = services.register_officers(
        by=None,
        rows=[
            services.NewOfficer(
                f"R{n:03}{k:03}",
                "王建军",
                category.POLICE if one.police else category.AUXILIARY,
            )
            for k, one in enumerate(told.people)
        ],
    )
    units: dict[str, Station | Department] = {"here": place, "there": there, "hq": hq}
    services.post_officers(
        by=None,
        rows=[
            services.NewPosting(officer, units[where], span)
            for officer, one in zip(people, told.people, strict=True)
            for where, span in one.postings
        ],
    )
    services.record_leaves(
        by=None,
        rows=[
            services.NewLeave(officer, "annual", span)
            for officer, one in zip(people, told.people, strict=True)
            for span in one.leaves
        ],
    )
    _work(place, told)


def _work(place: Station, told: History) -> None:
    weeks = {START + dt.timedelta(weeks=n): h * 30_000 for n, h in told.plan.items()}
    plan_standing(by=None, station=place, first=START, end=UNTIL, weeks=weeks)
    for way in told.ways:
        services.set_regime(
            by=None,
            station=place,
            during=way.span,
            hours=[(first * SLOT, end * SLOT) for first, end in way.pattern],
            roster_share=Decimal(way.roster) / 1000,
            standing_share=Decimal(way.standing) / 1000,
            standing_hours=Decimal(way.planned) / 2,
            auxiliary_share=Decimal(way.relief) / 1000,
        )
    for kept in told.kept:
        begin = day_starts(kept.day)
        protect(
            by=None,
            station=place,
            title="社区日",
            start=begin + dt.timedelta(minutes=kept.first * SLOT),
            end=begin + dt.timedelta(minutes=kept.end * SLOT),
            officers=Decimal(kept.officers) / 1000,
        )
