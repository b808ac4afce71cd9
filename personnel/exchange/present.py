"""What there is, as the lines of the sheets: what goes out and what is compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Model, Prefetch, QuerySet

from organization.models import Bureau, Department, Level, Station
from personnel.contacts import masked
from personnel.exchange.abilities import Held, held_text, points_text
from personnel.exchange.reach import Reach
from personnel.exchange.sheets import CONTACT, Sheet
from personnel.models import Attainment, Leave, Officer, Post, Posting, Residents

DAY = dt.timedelta(days=1)
TERMS = (
    *("kind", "category", "approved", "rank_from", "rank_to", "leading"),
    *("nights", "weight"),
)
"""Columns of a post that are its terms as they stand."""
LEVELS = list(Level.values)
UNITS: dict[str, type[Bureau] | type[Department] | type[Station]] = {
    "bureaus": Bureau,
    "departments": Department,
    "stations": Station,
}


@dataclass(frozen=True)
class Kept:
    """One line as it stands, with the row it tells of."""

    values: dict[str, Any]
    row: Any


def lines(sheet: Sheet, reach: Reach) -> Iterator[Kept]:
    """Every line of a sheet within reach, in the order of the file."""
    rows: Iterable[Any] = rows_of(sheet.name, reach)
    if sheet.name == "bureaus":
        rows = sorted(rows, key=lambda row: (LEVELS.index(row.level), row.code))
    return as_lines(sheet.name, rows)


def as_lines(sheet: str, rows: Iterable[Model]) -> Iterator[Kept]:
    return (Kept(_TOLD[sheet](row), row) for row in rows)


def rows_of(sheet: str, reach: Reach) -> QuerySet[Any]:
    """The rows behind a sheet, with all that its lines tell."""
    if sheet == "bureaus":
        rows = Bureau.objects.select_related("parent", "merged_into")
        return reach.within(rows, "").order_by("code")
    if sheet in UNITS:
        units = UNITS[sheet].objects.select_related("bureau", "merged_into")
        return reach.within(units, "bureau").order_by("code")
    if sheet == "officers":
        held = Prefetch("attainments", Attainment.objects.select_related("ability"))
        officers = reach.officers().select_related("contact").prefetch_related(held)
        whole = ExpressionWrapper(reach.in_full(), BooleanField())
        return officers.annotate(in_full=whole).order_by("police_number")
    if sheet == "residents":
        counts = Residents.objects.select_related("station__bureau")
        return reach.within(counts, "station__bureau").order_by("station__code", "year")
    if sheet == "posts":
        posts = Post.objects.select_related("station__bureau", "department__bureau")
        return reach.in_units(posts).order_by(
            *("station__code", "department__code", "kind", "category", "during", "pk")
        )
    if sheet == "postings":
        named = ("officer", "station__bureau", "department__bureau", "established")
        postings = Posting.objects.select_related(*named)
        return reach.in_units(postings).order_by("officer__police_number", "during")
    leaves = Leave.objects.select_related("officer")
    if reach.paths is not None:
        leaves = leaves.filter(officer__in=reach.officers().values("pk"))
    return leaves.order_by("officer__police_number", "during")


def last_day(period: Any) -> dt.date | None:
    """A half-open period's last day; None where it is open."""
    return period.upper - DAY if period.upper else None


def _unit(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "name_en": row.name_en,
        "closed_on": row.closed_on,
        "merged_into": row.merged_into.code if row.merged_into else "",
    }


def _bureau(row: Bureau) -> dict[str, Any]:
    above = row.parent.code if row.parent else ""
    return _unit(row) | {"level": row.level, "parent": above}


def _department(row: Department) -> dict[str, Any]:
    names = ("speciality", "is_coordination_office", "external")
    return (
        _unit(row)
        | {"bureau": row.bureau.code}
        | {name: getattr(row, name) for name in names}
    )


def _station(row: Station) -> dict[str, Any]:
    return _unit(row) | {"bureau": row.bureau.code, "rural": row.rural}


def _post(row: Post) -> dict[str, Any]:
    return {
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "first": row.during.lower,
        "last": last_day(row.during),
        "required": "; ".join(sorted(row.required)),
        "desired": points_text(row.desired),
        **{name: getattr(row, name) for name in TERMS},
    }


def _officer(row: Officer) -> dict[str, Any]:
    return {
        "number": row.police_number,
        "name": row.name,
        "category": row.category,
        "rank": row.rank,
        "qualifications": held_text(_held(row)),
        **_contact(row),
    }


def _contact(row: Any) -> dict[str, str]:
    """How he is reached, as far as the reader may know."""
    contact = getattr(row, "contact", None)
    if contact is None:
        return dict.fromkeys(CONTACT, "")
    read = contact if row.in_full else masked(contact)
    return {name: getattr(read, name) for name in CONTACT}


def _residents(row: Residents) -> dict[str, Any]:
    return {
        "unit": row.station.code,
        "unit_name": row.station.name,
        "year": row.year,
        "residents": row.number,
    }


def _held(row: Officer) -> Held:
    """The last period of each qualification and skill."""
    rows = sorted(row.attainments.all(), key=lambda one: one.during.lower)
    return {one.ability.code: (one.during.lower, one.last) for one in rows}


def _of_officer(row: Any) -> dict[str, Any]:
    return {
        "number": row.officer.police_number,
        "name": row.officer.name,
        "kind": row.kind,
        "first": row.during.lower,
        "last": last_day(row.during),
    }


def _posting(row: Posting) -> dict[str, Any]:
    return _of_officer(row) | {
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "post": row.post,
        "established": row.established.kind if row.established else "",
    }


_TOLD: dict[str, Callable[[Any], dict[str, Any]]] = {
    "bureaus": _bureau,
    "departments": _department,
    "stations": _station,
    "posts": _post,
    "officers": _officer,
    "postings": _posting,
    "leave": _of_officer,
    "residents": _residents,
}
