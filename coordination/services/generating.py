"""Writing a generated force into the database, in one transaction.

Every row passes the triggers and checks that any other row passes. In an empty
database the keys, exclusions and indexes of the large tables are put aside and put
back, proved, before the end, and it says so; with `append` they stay where they are.
The stations' rows are written station by station, so that a statement marks a station
once however much it gets; the marks are there when the transaction commits, and the
workers check the stations as after any other change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.generating.build import Build, build
from coordination.generating.divisions import Place
from coordination.services.aside import aside
from coordination.services.generated_orders import write_orders
from coordination.services.generated_people import write_people
from coordination.services.generated_units import write_units
from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import Bureau, Department, Station, User
from organization.services import seed_calendar
from organization.services.problems import Problems
from personnel.models import Leave, Officer, Posting
from tasking.models import Assignment, AssignmentEntry, Directive

Say = Callable[[str], None]
YEARS_AHEAD = 2
LARGE = (Officer, Posting, Leave, Directive, Assignment, AssignmentEntry)
NOT_EMPTY = gettext_lazy(
    "There are units here already. Use an empty database, or say --append."
)
TAKEN = gettext_lazy("These unit codes are taken here: a force was generated before.")


@dataclass(frozen=True)
class Generated:
    """How much was written."""

    stations: int
    officers: int
    directives: int
    assignments: int


@transaction.atomic
def generate(
    *,
    by: User | None,
    stations: int,
    open_: int,
    seed: int,
    as_of: dt.date,
    officers: int | None = None,
    places: list[Place] | None = None,
    append: bool = False,
    say: Say = lambda text: None,
) -> Generated:
    """Write a made-up force; the same arguments and calendar give the same force.

    Raises ValidationError where units exist already (`append` allows others), or where
    its own unit codes are taken.
    """
    if not append:
        _check_empty()
    seed_calendar(by=by, years=range(as_of.year - 1, as_of.year + YEARS_AHEAD + 1))
    calendar = WorkCalendar.load(as_of - _YEAR, as_of + _YEAR)
    say(_("Drawing up %(count)s stations") % {"count": f"{stations:,}"})
    made = build(
        stations,
        open_,
        seed,
        as_of=as_of,
        officers=officers,
        places=places,
        is_workday=calendar.is_workday,
    )
    return load(by=by, made=made, fast=not append, say=say)


_YEAR = dt.timedelta(days=366)


@transaction.atomic
def load(
    *,
    by: User | None,
    made: Build,
    fast: bool,
    say: Say = lambda text: None,
) -> Generated:
    """Write what `build` made; `fast` puts keys and indexes aside meanwhile.

    Raises ValidationError where one of its codes is taken.
    """
    _check_codes(made)
    with connection.cursor() as cursor:
        # Each statement answers for its own rows instead of leaving it to the commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        say(_("Units and accounts"))
        units = write_units(cursor, made)
        say(_("Officers, postings, leave and duty regimes"))
        with _put_aside(cursor, say) if fast else nullcontext():
            officers = write_people(cursor, made, units)
            directives = write_orders(cursor, made, units, say)
    count = made.assigned.directive.size
    record(
        "force.generate",
        by=by,
        stations=made.stations,
        officers=officers,
        assignments=count,
        as_of=str(made.as_of),
    )
    return Generated(made.stations, officers, directives, count)


@contextmanager
def _put_aside(cursor: CursorWrapper, say: Say) -> Iterator[None]:
    with aside(cursor, LARGE) as count:
        say(_("%(count)s keys and indexes put aside") % {"count": count})
        yield
        say(_("Building the indexes, proving the keys"))
    say(_("Keys and indexes are back in force"))


def _check_empty() -> None:
    with Problems() as problems:
        if Bureau.objects.exists() or Station.objects.exists():
            problems.add("stations", NOT_EMPTY)


def _check_codes(made: Build) -> None:
    """No unit of any kind carries a code of the new force."""
    units = made.units
    codes = [row.code for row in units.bureaus]
    codes += [row.code for row in units.departments]
    codes += [row.code for row in units.stations]
    with Problems() as problems:
        for model in (Bureau, Department, Station):
            if model.objects.filter(code__in=codes).exists():
                problems.add("stations", TAKEN)
                return
