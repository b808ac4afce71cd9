"""A station's roster of a week, and each officer's hours of a month, as read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from organization.calendar import WorkCalendar
from organization.models import Station
from personnel.models import DutyRegime, Leave, Officer, Posting, RosterLine
from personnel.models.posts import Category
from personnel.shifts import (
    Line,
    Turns,
    alone,
    earlier,
    share,
    unrested,
    worked,
)

DAY = dt.timedelta(days=1)
NORM = 8 * 60
"""Minutes of a working day: eight hours, 国务院关于职工工作时间的规定."""


@dataclass(frozen=True)
class Cell:
    """One officer on one day: the turns that begin, or why there is none.

    `rostered` is False where nobody has said how he works.
    """

    day: dt.date
    rostered: bool
    turns: Turns
    leave: Leave | None
    unrested: bool

    @property
    def kinds(self) -> list[str]:
        """ "duty", "day", "stand_by", each once."""
        return list(dict.fromkeys(turn.kind for turn in self.turns))


@dataclass(frozen=True)
class Row:
    officer: Officer
    post: str
    police: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Column:
    """A day: who is on duty or at work, on stand-by, and hours of auxiliaries alone."""

    day: dt.date
    works: bool
    makeup: bool
    working: int
    ready: int
    alone: list[tuple[int, int]]

    @property
    def alone_hours(self) -> Decimal:
        return Decimal(sum(end - start for start, end in self.alone)) / 60


@dataclass(frozen=True)
class Week:
    rows: list[Row]
    columns: list[Column]

    @property
    def nobody(self) -> bool:
        """No roster is entered for anybody."""
        return not any(cell.rostered for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Month:
    """An officer's hours by roster in a calendar month, stand-by apart.

    The norm is eight hours per working day less those of leave; what is beyond is to
    be given back as rest. Of compensatory rest the working days are counted.
    """

    officer: Officer
    hours: Decimal
    stand_by: Decimal
    norm: Decimal
    rested: int

    @property
    def overtime(self) -> Decimal:
        return max(Decimal(0), self.hours - self.norm)

    @property
    def over_limit(self) -> bool:
        return self.overtime > settings.OVERTIME_LIMIT

    @property
    def owed(self) -> int:
        """Whole days of rest still to be given."""
        return max(0, int(self.overtime // 8) - self.rested)


class Book:
    """Postings, lines and leave of a station's officers in [first, end); four
    queries."""

    def __init__(self, station: Station, first: dt.date, end: dt.date) -> None:
        span = DateRange(first - DAY, end)
        rows = Posting.objects.filter(station=station, during__overlap=span)
        self.postings: dict[int, list[Posting]] = defaultdict(list)
        for row in rows.select_related("officer").order_by("officer__pinyin", "pk"):
            self.postings[row.officer_id].append(row)
        ids = list(self.postings)
        self.lines: dict[int, list[Line]] = defaultdict(list)
        kept = RosterLine.objects.filter(station=station, officer__in=ids)
        for line in kept.filter(during__overlap=span).order_by("during"):
            person = self.postings[line.officer_id][0].officer
            self.lines[line.officer_id].append(plain(line, person))
        self.leaves: dict[int, list[Leave]] = defaultdict(list)
        away = Leave.objects.filter(officer__in=ids, during__overlap=span)
        for leave in away.order_by("during"):
            self.leaves[leave.officer_id].append(leave)
        self.calendar = WorkCalendar.load(first - DAY, end)
        self.first, self.end = first, end

    @property
    def officers(self) -> list[Officer]:
        """Police first, then auxiliaries; each by name."""
        found = [rows[0].officer for rows in self.postings.values()]
        return sorted(found, key=lambda officer: officer.category != Category.POLICE)

    def here(self, officer: int, day: dt.date) -> bool:
        return any(within(day, row.during) for row in self.postings[officer])

    def away(self, officer: int, day: dt.date) -> Leave | None:
        rows = self.leaves.get(officer, ())
        return next((row for row in rows if within(day, row.during)), None)

    def line(self, officer: int, day: dt.date) -> Line | None:
        rows = self.lines.get(officer, ())
        held = [r for r in rows if r.since <= day and (r.end is None or day < r.end)]
        return held[0] if held and self.here(officer, day) else None

    def turns(self, officer: int, day: dt.date) -> Turns:
        """Those that begin on the day; none on leave, or where he is not posted."""
        line = self.line(officer, day)
        if line is None or self.away(officer, day):
            return ()
        return line.turns(day, self.calendar.is_workday(day))

    def days(self) -> Iterable[dt.date]:
        return (self.first + n * DAY for n in range((self.end - self.first).days))


def plain(line: RosterLine, officer: Officer) -> Line:
    return Line(
        officer=line.officer_id,
        police=officer.category == Category.POLICE,
        pattern=line.pattern,
        offset=line.offset,
        since=line.during.lower,
        end=line.during.upper,
    )


def within(day: dt.date, during: DateRange) -> bool:
    return during.lower <= day and (during.upper is None or day < during.upper)


def week(station: Station, monday: dt.date) -> Week:
    """Everybody posted there on one of the seven days."""
    book = Book(station, monday, monday + 7 * DAY)
    rows = [
        Row(
            officer=officer,
            post=book.postings[officer.pk][-1].post,
            police=officer.category == Category.POLICE,
            cells=[_cell(book, officer.pk, day) for day in book.days()],
        )
        for officer in book.officers
        if any(book.here(officer.pk, day) for day in book.days())
    ]
    return Week(rows, [_column(book, day) for day in book.days()])


def _cell(book: Book, officer: int, day: dt.date) -> Cell:
    turns = book.turns(officer, day)
    return Cell(
        day=day,
        rostered=book.line(officer, day) is not None,
        turns=turns,
        leave=book.away(officer, day),
        unrested=unrested(book.turns(officer, day - DAY), turns),
    )


def _column(book: Book, day: dt.date) -> Column:
    police: list[Turns] = []
    helpers: list[Turns] = []
    working = ready = 0
    for officer in book.officers:
        today = book.turns(officer.pk, day)
        both = (*earlier(book.turns(officer.pk, day - DAY)), *today)
        own = officer.category == Category.POLICE
        (police if own else helpers).append(both)
        working += bool(worked(today))
        ready += any(turn.kind == "stand_by" for turn in today)
    return Column(
        day=day,
        works=book.calendar.is_workday(day),
        makeup=book.calendar.is_makeup(day),
        working=working,
        ready=ready,
        alone=alone(police, helpers),
    )


@dataclass(frozen=True)
class Share:
    """Of the police officers posted so many thousandths are at work in duty hours: as
    the station's duty hours say it, and as the rosters give it."""

    counted: int
    rostered: int

    @property
    def differs(self) -> bool:
        return self.counted != self.rostered


def share_of(station: Station, day: dt.date) -> Share | None:
    """None where no duty hours are entered, or nobody has a roster; three queries.

    Leave is left out on both sides: capacity takes it off by itself. Who has no roster
    is at work in all duty hours.
    """
    regime = DutyRegime.objects.filter(station=station, during__contains=day).first()
    here = Posting.objects.filter(station=station, during__contains=day)
    police = here.filter(officer__category=Category.POLICE).values("officer")
    rows = RosterLine.objects.filter(
        station=station, officer__in=police, during__contains=day
    )
    patterns = list(rows.values_list("pattern", flat=True))
    if regime is None or not regime.hours or not patterns:
        return None
    hours = list(zip(regime.hours[::2], regime.hours[1::2], strict=True))
    posted = police.count()
    there = posted - len(patterns) + sum(share(each, hours) for each in patterns)
    return Share(int(regime.roster_share * 1000), int(there * 1000 / posted))


def month(station: Station, first: dt.date) -> list[Month]:
    """Of everybody who has a roster there in the month that begins on `first`."""
    end = (first + 32 * DAY).replace(day=1)
    book = Book(station, first, end)
    return [
        _month(book, officer) for officer in book.officers if book.lines[officer.pk]
    ]


def _month(book: Book, officer: Officer) -> Month:
    minutes = ready = norm = rested = 0
    for day in book.days():
        if book.line(officer.pk, day) is None:
            continue
        turns, leave = book.turns(officer.pk, day), book.away(officer.pk, day)
        minutes += worked(turns)
        ready += sum(turn.minutes for turn in turns if turn.kind == "stand_by")
        works = book.calendar.is_workday(day)
        rest = leave is not None and leave.kind == Leave.Kind.COMPENSATORY
        rested += works and rest
        norm += NORM if works and (leave is None or rest) else 0
    return Month(
        officer=officer,
        hours=Decimal(minutes) / 60,
        stand_by=Decimal(ready) / 60,
        norm=Decimal(norm) / 60,
        rested=rested,
    )
