"""Adding up postings, loans, sick leave, posts and residents for many days at once.

Each statement groups whole periods by the first and the last of the days they hold
on, so that its cost does not grow with the number of days; officers are counted by one
of them (`personnel.structure.counting`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from organization.models import Bureau, Department, Station
from organization.together import together
from personnel.below import branches_of
from personnel.establishment import AWAY, under, with_home
from personnel.models import Leave, Post, Posting, Residents
from personnel.models.posts import Category
from personnel.structure.counting import Counted, counted
from personnel.structure.figures import Figures, Side, days_of
from personnel.structure.points import DAY, Counts

LONG = dt.timedelta(days=30)
"""Sick leave that lasts longer is no absence that comes and goes."""
SIZES = ((1, 4), (5, 9), (10, 14), (15, 19), (20, 29), (30, None))


@dataclass(frozen=True)
class Reading:
    """A bureau on the days, the bureaus right below it, and its own stations."""

    days: list[dt.date]
    whole: list[Figures]
    bureaus: list[tuple[Bureau, list[Figures]]]
    stations: list[tuple[Station, list[Figures]]]
    years: dict[int, int]  # of the newest figure of residents, by the own station
    sizes: list[tuple[int, int | None, int]]  # from, to, how many stations
    unknown: int  # stations without personnel data
    uncounted: int  # stations with personnel data and no figure of residents


def read(bureau: Bureau, days: list[dt.date]) -> Reading:
    """Four statements whatever the size of the bureau and the number of days."""
    return _Book(bureau, days).read()


def read_stations(bureau: Bureau, day: dt.date) -> Side:
    """The officers of all stations below, without anything else; three statements."""
    return _Book(bureau, [day]).stations()


class _Book:
    """What is being added up, for the whole, each bureau below, each own station."""

    def __init__(self, bureau: Bureau, days: list[dt.date]) -> None:
        self.bureau, self.days = bureau, days
        self.branches = branches_of(bureau)
        self.whole = Counts(len(days))
        self.parts: dict[int, Counts] = defaultdict(lambda: Counts(len(days)))
        self.own: dict[int, Counts] = defaultdict(lambda: Counts(len(days)))
        self.under = under(bureau)
        self.period = (days[0], days[-1] + DAY)
        self.years = sorted({day.year for day in days})

    def read(self) -> Reading:
        found = self._count()
        self._others()
        unknown, uncounted = self._stations(found)
        sizes = {one.a: one.numbers[0] for one in found if one.what == "sizes"}
        children, rows = together(
            Bureau.objects.filter(parent=self.bureau).order_by("code"),
            self._own_stations(),
        )
        return Reading(
            self.days,
            list(days_of(self.whole, self.days)),
            [(one, list(days_of(self.parts[one.pk], self.days))) for one in children],
            [(row, list(days_of(self.own[row.pk], self.days))) for row in rows],
            {row.pk: row.newest for row in rows if row.newest},
            [(*size, sizes.get(n, 0)) for n, size in enumerate(SIZES, start=1)],
            unknown,
            uncounted,
        )

    def stations(self) -> Side:
        self._count(officers_only=True)
        self._others()
        (found,) = days_of(self.whole, self.days)
        return found.stations

    def _count(self, *, officers_only: bool = False) -> list[Counted]:
        """Who is where, who of them is borrowed, leads, or looks after residents."""
        found = counted(
            self.branches,
            self.days,
            sizes=[least for least, _most in SIZES],
            officers_only=officers_only,
        )
        for one in found:
            if one.what == "officers":
                self._add_officers(one, one.numbers[0])
        return found

    def _add_officers(self, one: Counted, n: int) -> None:
        self._add_counted(one, f"{one.side} there", n)
        if one.flag:
            self._add_counted(one, f"{one.side} borrowed", n)
        if one.leads:
            self._add_counted(one, f"{one.side} leading {one.leads}", n)
        if one.year:
            later = one._replace(a=max(one.a, self._first_in(one.year)))
            self._add_counted(later, f"{one.area} officers", n)

    def _others(self) -> None:
        """Loans, sick leave and posts, in one statement."""
        lent, sick, posts = together(self._lent(), self._sick(), self._posts())
        self._add_lent(lent)
        for row in sick:
            self._add(row, f"{_side(row)} sick", row["n"])
        self._add_posts(posts)

    def _lent(self) -> Any:
        """Who belongs to one of the units and works in another, wherever that is."""
        here = Posting.objects.filter(self.under, officer=OuterRef("officer"))
        away: Any = Posting.objects.filter(Exists(here), kind__in=AWAY)
        rows = with_home(self._police(away)).annotate(
            bureau=Coalesce(
                _bureau_of(Station, "home_station"),
                _bureau_of(Department, "home_department"),
            ),
            **self._span("during"),
        )
        return rows.values("home_station", "bureau", "a", "b")

    def _add_lent(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["bureau"] in self.branches:
                own = row["home_station"] if row["bureau"] == self.bureau.pk else None
                side = "stations" if row["home_station"] else "hq"
                self._add(row | {"own": own}, f"{side} lent", 1)

    def _sick(self) -> QuerySet[Any]:
        rows = self._police(Posting.objects.filter(self.under)).annotate(
            ill=F("officer__leaves__during"), leave=F("officer__leaves__kind")
        )
        rows = rows.filter(
            leave=Leave.Kind.SICK,
            ill__overlap=F("during"),
            ill__endswith__gt=F("ill__startswith") + LONG,
        )
        both = Func(
            *(F("during"), F("ill")),
            template="(%(expressions)s)",
            arg_joiner=" * ",
            output_field=DateRangeField(),
        )
        found = self._grouped(rows.annotate(both=both), during="both")
        grouped: QuerySet[Any] = found.annotate(n=Count("pk"))
        return grouped

    def _posts(self) -> QuerySet[Any]:
        rows: Any = Post.objects.filter(
            self.under, category=Category.POLICE, during__overlap=self.period
        )
        rows = self._grouped(rows, leads=_leads("leading", "kind"))
        found: QuerySet[Any] = rows.annotate(n=Sum("approved"))
        return found

    def _add_posts(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self._add(row, f"{_side(row)} approved", row["n"])
            if row["leads"]:
                self._add(row, f"{_side(row)} meant {row['leads']}", row["n"])

    def _stations(self, found: list[Counted]) -> tuple[int, int]:
        """Those with personnel data and their residents, year by year. Returns how
        many have none, and how many have data but no figure of residents."""
        unknown = uncounted = 0
        for one in found:
            n = one.numbers[0]
            if one.what == "stations" and not one.flag:
                unknown += n
            elif one.what == "stations":
                uncounted += n
                self._add_counted(one, "count", n)
            elif one.what == "residents" and one.year:
                uncounted -= n if one.year == self.years[-1] else 0
                first, last = self._first_in(one.year), self._first_in(one.year + 1)
                span = one._replace(a=first, b=last)
                self._add_counted(span, one.area, n)
                self._add_counted(span, f"{one.area} residents", one.numbers[1])
        return unknown, uncounted

    def _own_stations(self) -> QuerySet[Any]:
        """The bureau's own, each with the year of its newest figure."""
        rows = Station.objects.open().filter(bureau=self.bureau).order_by("code")
        newest = Residents.objects.filter(
            station=OuterRef("pk"), year__lte=self.days[-1].year
        )
        found: QuerySet[Any] = rows.annotate(
            newest=Subquery(_year(newest.order_by("-year")))
        )
        return found

    def _police(self, rows: Any = None) -> QuerySet[Any]:
        rows = Posting.objects.filter(self.under) if rows is None else rows
        found: QuerySet[Any] = rows.filter(
            officer__category=Category.POLICE, during__overlap=self.period
        )
        return found

    def _grouped(
        self, rows: QuerySet[Any], during: str = "during", **more: Any
    ) -> QuerySet[Any]:
        """By unit of the tree, side and days, and by whatever else is given."""
        keys = {
            "bureau": Coalesce("station__bureau", "department__bureau"),
            "own": Case(When(station__bureau=self.bureau, then=F("station"))),
            "at_station": Q(station__isnull=False),
            "rural": F("station__rural"),
            **self._span(during),
            **more,
        }
        found: QuerySet[Any] = rows.order_by().annotate(**keys).values(*keys)
        return found

    def _span(self, during: str) -> dict[str, Any]:
        """The first of the days it holds on, and the first on which it does no more."""
        # Of a half-open period the day before its end counts: all is shifted by one.
        days = [day + DAY for day in self.days]
        bounds = Value(days, output_field=ArrayField(DateField()))
        ends = {"function": "width_bucket", "output_field": IntegerField()}
        return {
            "a": Func(F(f"{during}__startswith"), bounds, **ends),
            "b": Coalesce(Func(F(f"{during}__endswith"), bounds, **ends), len(days)),
        }

    def _first_in(self, year: int) -> int:
        """The place of the first of the days in the year or after it."""
        return sum(day.year < year for day in self.days)

    def _add(self, row: dict[str, Any], name: str, n: int) -> None:
        """To everything the row belongs to, from its day `a` up to its day `b`."""
        branch = self.branches[row["bureau"]]
        self._add_to(branch, row["own"], name, (row["a"], row["b"], n))

    def _add_counted(self, one: Counted, name: str, n: int) -> None:
        self._add_to(one.branch or 0, one.own, name, (one.a, one.b, n))

    def _add_to(
        self, branch: int, own: int | None, name: str, span: tuple[int, int, int]
    ) -> None:
        self.whole.add(name, *span)
        if branch:
            self.parts[branch].add(name, *span)
        if own:
            self.own[own].add(name, *span)


def _leads(leading: str, kind: str) -> Case:
    """What the leading post is called; "" for every other one."""
    return Case(
        When(**{leading: True}, then=F(kind)),
        default=Value(""),
        output_field=CharField(),
    )


def _bureau_of(model: Any, of: str) -> Subquery:
    rows = model.objects.filter(pk=OuterRef(of)).values("bureau")
    return Subquery(rows[:1], output_field=BigIntegerField())


def _year(rows: QuerySet[Residents]) -> Any:
    return rows.values("year")[:1]


def _side(row: dict[str, Any]) -> str:
    return "stations" if row["at_station"] else "hq"
