"""The same histories entered through the services, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from django.db import transaction

from coordination.capacities import held
from organization.models import Department, Station
from organization.services import calendar
from personnel import services
from personnel.models import Officer
from personnel.presence import day_starts, minute_of
from tasking.services.protected import protect
from tests.coordination.recount import (
    SLOT,
    START,
    UNTIL,
    History,
    Rates,
    counted,
    history,
    swapped,
)
from tests.factories import bureau, department, station

TOGETHER = 20


class Undone(Exception):
    """The histories were looked at; nothing of them stays."""


def differences(seed: str, together: int = TOGETHER) -> list[str]:
    """Where product and count disagree over so many histories under one calendar."""
    random = Random(seed)
    swaps = swapped(random)
    told = [history(random) for _n in range(together)]
    found: list[str] = []
    try:
        with transaction.atomic():
            given = _given(told, swaps)
            raise Undone
    except Undone:
        pass
    for n, (one, rates) in enumerate(zip(told, given, strict=True)):
        want = counted(one, swaps)
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


def _given(told: list[History], swaps: dict[dt.date, bool]) -> list[Rates | None]:
    for day, works in swaps.items():
        calendar.set_day(by=None, day=day, is_workday=works, name="调休")
    home = bureau("990900000000", "测算分局", "county", "Recount")
    hq = department(home, 1, "治安管理大队", "治安", "Public Order")
    there = station(home, 99, "邻所派出所", "Next Station")
    here = [station(home, n + 1, f"第{n}派出所", f"S{n}") for n in range(len(told))]
    for n, (place, one) in enumerate(zip(here, told, strict=True)):
        _enter(place, there, hq, one, n)
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
    for way in told.ways:
        services.set_regime(
            by=None,
            station=place,
            during=way.span,
            hours=[(first * SLOT, end * SLOT) for first, end in way.pattern],
            roster_share=Decimal(way.roster) / 1000,
            standing_share=Decimal(way.standing) / 1000,
            standing_hours=Decimal(way.planned) / 2,
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
