"""What a station is meant to get in a year: norm × heads, explained line by line.

Heads are officers posted to the station, those on loan to it included: they are who
uses its paper and fuel. The norm in force on 1 January says how they are counted:

- at the start of the year: heads of that day × norm, for the whole year;
- of every day: person-days × norm ÷ days of the year, a line per norm.

Where no norm was in force on 1 January, those that begin later count every day. Each
line is rounded once (`budget.amounts`). Plain Python but for `entitlements`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet

from budget.amounts import NOTHING, rounded
from budget.models import Norm
from organization.models import Station
from organization.together import together
from organization.wall import lifted
from personnel.models import Posting
from personnel.models.posts import Category

STAFF = tuple(Category.values)


@dataclass(frozen=True)
class NormFact:
    """A norm as far as reckoning needs it. `rank` orders them: the greatest of those
    that cover a day counts."""

    rank: tuple[int, int]
    staff: str
    amount: Decimal
    first: dt.date
    end: dt.date | None
    daily: bool
    basis: str = ""

    @property
    def staff_label(self) -> str:
        return str(Category(self.staff).label)

    def covers(self, day: dt.date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Stay:
    """Somebody posted to the station, half-open."""

    staff: str
    first: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class Share:
    """A line of the explanation: `days` are person-days of `of` days of the year; None
    where heads were counted once."""

    norm: NormFact
    heads: int | None
    days: int | None
    of: int
    amount: Decimal


@dataclass(frozen=True)
class Entitlement:
    """All lines of a station and year. `covered`: a norm counts on some day of it,
    though perhaps for nobody."""

    shares: tuple[Share, ...] = ()
    heads: Fraction = field(default=Fraction(0))
    covered: bool = False

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.shares), NOTHING)


@dataclass(frozen=True)
class Term:
    """A norm with the days on which heads count by it. `once`: one day stands for the
    whole year; else a day is one of the days of the year."""

    norm: NormFact
    first: dt.date
    end: dt.date
    once: bool


def terms(norms: Sequence[NormFact], year: int) -> list[Term]:
    """How heads count in a place where these norms hold."""
    first, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    found: list[Term] = []
    for staff in STAFF:
        ours = [one for one in norms if one.staff == staff]
        opening = in_force(ours, first)
        if opening is not None and not opening.daily:
            found.append(Term(opening, first, first + DAY, once=True))
        else:
            found += [Term(*one, once=False) for one in _stretches(ours, first, end)]
    return found


def reckon(norms: Sequence[NormFact], stays: Sequence[Stay], year: int) -> Entitlement:
    """What one station is meant to get."""
    of = days_of(year)
    shares: list[Share] = []
    heads = Fraction(0)
    counting = terms(norms, year)
    for one in counting:
        here = [stay for stay in stays if stay.staff == one.norm.staff]
        days = sum(_days(stay, one.first, one.end) for stay in here)
        part = Fraction(days) if one.once else Fraction(days, of)
        amount = rounded(part * exact(one.norm))
        if one.once:
            shares.append(Share(one.norm, days, None, of, amount))
        else:
            shares.append(Share(one.norm, None, days, of, amount))
        heads += part
    counted = tuple(one for one in shares if one.heads or one.days)
    return Entitlement(counted, heads, covered=bool(counting))


def days_of(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


DAY = dt.timedelta(days=1)


def exact(norm: NormFact) -> Fraction:
    return Fraction(norm.amount)


def in_force(norms: Iterable[NormFact], day: dt.date) -> NormFact | None:
    """The norm that counts on a day."""
    covering = [one for one in norms if one.covers(day)]
    return max(covering, key=lambda one: one.rank, default=None)


def _stretches(
    norms: Sequence[NormFact], first: dt.date, end: dt.date
) -> list[tuple[NormFact, dt.date, dt.date]]:
    """Days of the year with the norm that counts then, in order, without gaps of it."""
    edges = {first, end}
    for one in norms:
        edges |= {day for day in (one.first, one.end) if day and first < day < end}
    found: list[tuple[NormFact, dt.date, dt.date]] = []
    days = sorted(edges)
    for begins, ends in pairwise(days):
        norm = in_force(norms, begins)
        if norm is None:
            continue
        if found and found[-1][0] == norm and found[-1][2] == begins:
            found[-1] = (norm, found[-1][1], ends)
        else:
            found.append((norm, begins, ends))
    return found


def _days(stay: Stay, first: dt.date, end: dt.date) -> int:
    last = end if stay.end is None else min(stay.end, end)
    return max(0, (last - max(stay.first, first)).days)


@lifted("money is reckoned by heads, of whom nothing is said")
def entitlements(stations: Sequence[Station], year: int) -> dict[int, Entitlement]:
    """Of each station, by its id; one query. The stations carry their bureaus."""
    return entitled(stations, year, *together(*grounds(stations, year)))


def grounds(stations: Sequence[Station], year: int) -> tuple[Any, Any]:
    """What `entitled` reckons with: norms, and who is posted to the stations."""
    ids = [one.pk for one in stations]
    return _norms({one.bureau.path for one in stations}, year), _postings(ids, year)


def entitled(
    stations: Sequence[Station], year: int, rules: Any, postings: Any
) -> dict[int, Entitlement]:
    """The same from the rows of `grounds`."""
    norms, stays = norm_facts(rules), _stays(postings)
    return {
        one.pk: reckon(
            [norms[pk] for pk in norms if _above(pk[0], one.bureau.path)],
            stays[one.pk],
            year,
        )
        for one in stations
    }


def _norms(paths: Iterable[str], year: int) -> QuerySet[Norm]:
    """Of the bureaus on the paths."""
    ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    return norms_of(Q(bureau__in=ids), year)


def norms_of(where: Q, year: int) -> QuerySet[Norm]:
    """Those that touch the year."""
    return Norm.objects.filter(
        where,
        Q(end=None) | Q(end__gt=dt.date(year, 1, 1)),
        first__lt=dt.date(year + 1, 1, 1),
    ).select_related("bureau")


def norm_facts(rows: Iterable[Norm]) -> dict[tuple[int, int], NormFact]:
    """By (bureau, id)."""
    return {
        (row.bureau_id, row.pk): NormFact(
            rank=(row.bureau.path.count("/"), row.pk),
            staff=row.staff,
            amount=row.amount,
            first=row.first,
            end=row.end,
            daily=row.counting == Norm.Counting.DAILY,
            basis=row.basis,
        )
        for row in rows
    }


def _above(bureau: int, path: str) -> bool:
    return f"/{bureau}/" in f"/{path}"


def _postings(stations: Sequence[int], year: int) -> Any:
    during = (dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    rows = Posting.objects.filter(station__in=stations, during__overlap=during)
    return rows.values_list("station", "officer__category", "during")


def _stays(rows: Iterable[tuple[int | None, str, Any]]) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for station, staff, days in rows:
        found[station or 0].append(Stay(staff, days.lower, days.upper))
    return found
