"""How many officers a unit is meant to have, and how many it has, on any day.

Only police officers count; auxiliaries have posts of their own. An officer on loan or
secondment stays on the rolls of the unit he was posted to last for good: there he
fills his post, and where he is he is one more at work.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from organization.models import Bureau, Department, Station
from organization.together import together
from organization.wall import lifted
from personnel.below import Counted, branches_of, counted
from personnel.models import Posting
from personnel.models.posts import Category, Post

Unit = Station | Department
AWAY = (Posting.Kind.SECONDMENT, Posting.Kind.LOAN)


class Key(NamedTuple):
    """A unit, as its id and whether it is a station."""

    station: bool
    pk: int


@dataclass
class Strength:
    """Counts of police officers. `rolls` is who belongs here, `there` who is here."""

    approved: int = 0
    there: int = 0
    lent: int = 0
    borrowed: int = 0
    established: bool = False  # has anybody entered posts?

    @property
    def rolls(self) -> int:
        return self.there - self.borrowed + self.lent

    @property
    def vacancies(self) -> int:
        return max(0, self.approved - self.rolls)

    @property
    def over(self) -> int:
        return max(0, self.rolls - self.approved) if self.established else 0


@dataclass
class Line:
    """One row of a bureau's table: a unit of its own, or all of a bureau below.

    Vacancies of one unit are not made good by another's surplus: `vacancies` and
    `over` are summed over units.
    """

    unit: Unit | Bureau
    units: int = 0
    unset: int = 0  # units without an establishment
    figures: Strength = field(default_factory=Strength)
    vacancies: int = 0
    over: int = 0

    def add(self, of: Counted) -> None:
        mine = self.figures
        self.units += of.units
        self.unset += of.unset
        mine.approved += of.approved
        mine.there += of.there
        mine.lent += of.lent
        mine.borrowed += of.borrowed
        mine.established |= of.established
        self.vacancies += of.vacancies
        self.over += of.over


@dataclass(frozen=True)
class Table:
    """A bureau's own units, the bureaus below, and everything together."""

    units: list[Line]
    below: list[Line]
    total: Line


def table(bureau: Bureau, day: dt.date) -> Table:
    """The establishment of a bureau on a day; three queries whatever its size."""
    lines: dict[tuple[bool | None, int], Line] = {}
    total = Line(bureau)
    counts = counted(branches_of(bureau), day, AWAY)
    here = {(one.station, one.pk or one.branch): one for one in counts}
    for unit in _units(bureau):
        key = (None if isinstance(unit, Bureau) else isinstance(unit, Station), unit.pk)
        if key in here:
            lines[key] = Line(unit)
            lines[key].add(here[key])
    for one in counts:
        total.add(one)
    own = [line for (station, _pk), line in lines.items() if station is not None]
    below = [line for (station, _pk), line in lines.items() if station is None]
    return Table(own, below, total)


def _units(bureau: Bureau) -> list[Unit | Bureau]:
    """A bureau's own departments and stations, and the bureaus right below."""
    own = {"bureau": bureau}
    departments, stations, below = together(
        Department.objects.open().filter(external=False, **own).order_by("code"),
        Station.objects.open().filter(**own).order_by("code"),
        Bureau.objects.filter(parent=bureau).order_by("code"),
    )
    return [*departments, *stations, *below]


def strengths(day: dt.date, among: Q) -> dict[Key, Strength]:
    """Figures of every unit that has any; three queries. `among` narrows by the
    unit's `station` and `department`."""
    found: dict[Key, Strength] = defaultdict(Strength)
    posts = Post.objects.on(day).filter(among, category=Category.POLICE)
    for row in _grouped(posts, n=Sum("approved")):
        found[_key(row)].approved = row["n"]
        found[_key(row)].established = True
    there = _police(day).filter(among)
    counts = {"n": Count("pk"), "away": Count("pk", filter=Q(kind__in=AWAY))}
    for row in _grouped(there, **counts):
        found[_key(row)].there = row["n"]
        found[_key(row)].borrowed = row["away"]
    lent: Any = with_home(_police(day).filter(kind__in=AWAY))
    rows = lent.values("home_station", "home_department").annotate(n=Count("pk"))
    for row in rows.order_by():
        key = _key(
            {"station": row["home_station"], "department": row["home_department"]}
        )
        if key is not None:
            found[key].lent = row["n"]
    return found


def with_home(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """Each with the unit that lends (`home_station`, `home_department`): that of the
    last posting before which was no loan itself."""
    before = Posting.objects.filter(
        officer=OuterRef("officer"),
        during__startswith__lt=OuterRef("during__startswith"),
    )
    last = before.exclude(kind__in=AWAY).order_by("-during")
    return rows.annotate(
        home_station=Subquery(last.values("station")[:1]),
        home_department=Subquery(last.values("department")[:1]),
        home_post=Subquery(
            last.values(first=Coalesce("established__origin", "established"))[:1]
        ),
    )


@dataclass(frozen=True)
class Filled:
    """A post on a day, with who fills it; those on loan elsewhere among them."""

    post: Post
    holders: tuple[Posting, ...]

    @property
    def vacant(self) -> int:
        return max(0, self.post.approved - len(self.holders))

    @property
    def over(self) -> int:
        return max(0, len(self.holders) - self.post.approved)


@dataclass(frozen=True)
class Roll:
    """A unit on a day: its posts, who is in none of them, who is lent to it."""

    posts: list[Filled]
    others: list[Posting]
    guests: list[Posting]
    figures: Strength


@lifted("who is lent elsewhere stays in the roll of his unit")
def roll(unit: Unit, day: dt.date) -> Roll:
    """The posts of a unit and who is in them; five queries."""
    mine = Q(station=unit) if isinstance(unit, Station) else Q(department=unit)
    home = "home_station" if isinstance(unit, Station) else "home_department"
    named = ("officer", "station", "department", "established")
    there = Posting.objects.filter(mine, during__contains=day).select_related(*named)
    there = there.order_by("officer__pinyin", "pk")
    lent = with_home(
        Posting.objects.filter(during__contains=day, kind__in=AWAY)
    ).filter(**{home: unit.pk})
    by_post: dict[int | None, list[Posting]] = defaultdict(list)
    guests = []
    for row in there:
        if row.kind in AWAY:
            guests.append(row)
        else:
            by_post[row.established.first_id if row.established else None].append(row)
    for row in lent.select_related(*named).order_by("officer__pinyin", "pk"):
        by_post[getattr(row, "home_post", None)].append(row)
    posts = Post.objects.on(day).filter(mine).order_by("-leading", "category", "pk")
    filled = [Filled(p, tuple(by_post.pop(p.first_id, ()))) for p in posts]
    others = [row for rows in by_post.values() for row in rows]
    return Roll(filled, others, guests, strengths(day, mine)[key_of(unit)])


def key_of(unit: Unit) -> Key:
    return Key(isinstance(unit, Station), unit.pk)


def _key(row: dict[str, Any]) -> Key:
    station = row["station"]
    return Key(True, station) if station else Key(False, row["department"])


def under(bureau: Bureau) -> Q:
    """In a unit of the bureau or of one below it."""
    return Q(station__bureau__path__startswith=bureau.path) | Q(
        department__bureau__path__startswith=bureau.path
    )


def _police(day: dt.date) -> QuerySet[Posting]:
    return Posting.objects.filter(
        during__contains=day, officer__category=Category.POLICE
    )


def _grouped(rows: QuerySet[Any], **counts: Any) -> Iterator[dict[str, Any]]:
    found: Any = rows.order_by().values("station", "department").annotate(**counts)
    yield from found
