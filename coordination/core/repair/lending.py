"""Officers from a neighbour with room: the fewest officer-days that settle it.

Who comes brings what he would have had for tasks at home: his share of the lender's net
hours. So the lender loses exactly what the borrower gains, and both are put before the
detector.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..consequence import compared
from ..facts import Period, StationFacts
from ..plans import Change, Plan, StationPlan, applied
from .case import Case, balance, fits
from .lessening import hours
from .meeting import Meeting
from .terms import Site

OFFICER = 1_000
MOST = 4
"""More than so many at once is no neighbourly help any more."""

DAY = 24 * 60


@dataclass(frozen=True)
class Loan:
    """So many officers of a lender on some days, as periods of what they bring."""

    lender: Site
    officers: int
    days: dict[int, tuple[Period, ...]]

    @property
    def units(self) -> int:
        return _units(chain.from_iterable(self.days.values()))

    def changes(self, *, away: bool) -> tuple[Change, ...]:
        """A change for each run of days; ``away``: what the lender misses."""
        sign = -1 if away else 1
        return tuple(
            Change(
                "lend",
                lender=self.lender.code,
                start=run[0].start,
                due=run[-1].end,
                officers=sign * self.officers,
                periods=tuple(
                    replace(p, officers=sign * p.officers, present=sign * p.present)
                    for p in run
                ),
            )
            for run in _runs(self.days)
        )

    def facts(self) -> StationFacts:
        """The lender's without those who are away."""
        return applied(self.lender.facts, self.changes(away=True))


@dataclass(frozen=True, slots=True)
class Lenders:
    """Who may lend, from the minute ``since`` on.

    Days begin ``day_begins`` minutes after midnight UTC.
    """

    sites: Sequence[Site] = ()
    since: int = 0
    day_begins: int = 0


def lent(case: Case, lenders: Lenders) -> Iterator[Plan]:
    """For each lender the fewest officer-days, if that settles a single station."""
    last = _last(case.sites[0])
    site = _near(case.sites[0], last)
    for each in lenders.sites:
        lender = _near(each, max(last, _last(each)))
        if not fits(lender.facts, lender):
            continue
        loans = [
            loan
            for count in range(1, MOST + 1)
            if (
                loan := _least(
                    site,
                    lender,
                    _offered(lender, count * OFFICER, lenders),
                    count * OFFICER,
                )
            )
            is not None
        ]
        if loans:
            best = min(loans, key=lambda loan: (loan.units, loan.officers))
            yield _plan(case, site, best)


def _last(site: Site) -> int:
    """The last minute at which anything is due or ends."""
    dues = [demand.due or 0 for demand in site.facts.demands]
    return max(dues + [each.end for each in site.facts.timed], default=0)


def _near(site: Site, last: int) -> Site:
    """With the hours until then: those beyond make no difference to a loan, and for
    each that is tried all hours are reckoned anew."""
    periods = site.facts.capacity
    if periods is None:
        return site
    near = tuple(period for period in periods if period.start < last)
    return replace(site, facts=replace(site.facts, capacity=near))


def hands(meeting: Meeting, lenders: Lenders) -> Iterator[Plan]:
    """For each lender the fewest officers, for the days of a clash, that end it."""
    conflict, site = meeting.conflict, meeting.site
    days = range(
        (conflict.start - lenders.day_begins) // DAY,
        (conflict.end - 1 - lenders.day_begins) // DAY + 1,
    )
    for lender in lenders.sites:
        for count in range(1, MOST + 1):
            offered = _offered(lender, count * OFFICER, lenders)
            held = {day: offered[day] for day in days if day in offered}
            loan = Loan(lender, count * OFFICER, held)
            changes = {site.code: loan.changes(away=False)}
            if meeting.holds(changes) and _spares(loan):
                yield _plan(meeting.case, site, loan)
                break


def _plan(case: Case, site: Site, loan: Loan) -> Plan:
    made = case.plan("lend", {site.code: loan.changes(away=False)}, hours(loan.units))
    lender = loan.lender
    away = StationPlan(
        lender.code,
        loan.changes(away=True),
        balance(lender.facts, lender),
        balance(loan.facts(), lender),
    )
    kept = [station for station in made.stations if station.changes]
    return replace(made, stations=(*kept, away))


def _units(periods: Iterable[Period]) -> int:
    return sum(each.officers * (each.end - each.start) for each in periods)


Days = dict[int, tuple[Period, ...]]


def _least(site: Site, lender: Site, offered: Days, officers: int) -> Loan | None:
    """Days added where something still fails, then those left out that can be."""
    loan = Loan(lender, officers, {})
    while True:
        helped = applied(site.facts, loan.changes(away=False))
        failing = next(iter(site.reckon(helped).late), None)
        if failing is None:
            break
        left = _inside(loan, offered, failing.start, failing.end)
        # Not even all of them would do: a day brings no more than its units.
        if _units(chain.from_iterable(left.values())) < failing.shortfall:
            return None
        more = _one_more(loan, left)
        if more is None:
            return None
        loan = more
    for day in sorted(loan.days):
        fewer = replace(loan, days={d: p for d, p in loan.days.items() if d != day})
        if fits(applied(site.facts, fewer.changes(away=False)), site):
            loan = fewer
    return loan


def _inside(loan: Loan, offered: Days, start: int, end: int) -> Days:
    """Days inside [start, end) that are not in the loan yet."""
    return {
        day: periods
        for day, periods in offered.items()
        if day not in loan.days and periods[0].start >= start and periods[-1].end <= end
    }


def _one_more(loan: Loan, inside: Days) -> Loan | None:
    """One more of these days, the most fruitful; None without any."""
    by_units = sorted(inside, key=lambda day: (-_units(inside[day]), -day))
    for day in by_units:
        more = replace(loan, days=loan.days | {day: inside[day]})
        if _spares(more):
            return more
    return None


def _spares(loan: Loan) -> bool:
    """Without them nothing is short or meets at the lender that did not before."""
    lender = loan.lender
    return not compared(lender.had, lender.found(loan.facts()))[1]


def _offered(lender: Site, officers: int, lenders: Lenders) -> Days:
    """By day what so many of those present bring; a station is never emptied."""
    days: dict[int, list[Period]] = defaultdict(list)
    for period in lender.facts.capacity or ():
        if period.present > officers and period.start >= lenders.since:
            net = period.officers * officers // period.present
            if net > 0:
                share = replace(period, officers=net, present=officers)
                days[(period.start - lenders.day_begins) // DAY].append(share)
    return {day: tuple(sorted(p, key=lambda x: x.start)) for day, p in days.items()}


def _runs(days: dict[int, tuple[Period, ...]]) -> list[list[Period]]:
    """Periods of days that follow each other, together."""
    runs: list[list[Period]] = []
    last = None
    for day in sorted(days):
        if last is None or day != last + 1:
            runs.append([])
        runs[-1].extend(days[day])
        last = day
    return runs
