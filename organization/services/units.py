"""Founding units: bureaus, departments, stations and named groups of stations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import (
    Admission,
    Bureau,
    Department,
    Level,
    Station,
    StationGroup,
    User,
)
from organization.services.problems import Problems

AnyUnit = TypeVar("AnyUnit", Bureau, Department, Station)
CODE = re.compile(r"\d{12}")
USUAL_RECALL, MOST_RECALL = 60, 24 * 60  # minutes after issue
ORDER = [Level.MINISTRY, Level.PROVINCE, Level.CITY, Level.COUNTY]


@transaction.atomic
def create_bureau(
    *,
    by: User | None,
    code: str,
    name: str,
    level: str,
    parent: Bureau | None = None,
    short_name: str = "",
    name_en: str = "",
    admission: str = Admission.OFF,
    approver_required: bool = False,
    recall_minutes: int = USUAL_RECALL,
) -> Bureau:
    """Found a bureau below `parent`, whose level must be a higher one."""
    with Problems() as problems:
        code, name = _code(code, problems), problems.require("name", name)
        if level not in Level.values:
            problems.add("level", _("There is no such level."))
        elif parent and ORDER.index(Level(level)) <= ORDER.index(Level(parent.level)):
            problems.add("level", _("The bureau above must be of a higher level."))
        if admission not in Admission.values:
            problems.add("admission", _("Choose one of the ways."))
        check_recall(recall_minutes, problems)
    bureau = Bureau.objects.create(
        code=code,
        name=name,
        level=level,
        parent=parent,
        short_name=short_name,
        name_en=name_en,
        admission=admission,
        approver_required=approver_required,
        recall_minutes=recall_minutes,
    )
    return _founded(bureau, by)


@transaction.atomic
def set_recall_minutes(*, by: User | None, bureau: Bureau, minutes: int) -> Bureau:
    """How long after its issue a task of this bureau may be recalled; 0: not at all."""
    with Problems() as problems:
        check_recall(minutes, problems)
    before, bureau.recall_minutes = bureau.recall_minutes, minutes
    bureau.save(update_fields=["recall_minutes"])
    record(
        "bureau.recall_minutes",
        by=by,
        subject=bureau,
        unit=bureau.code,
        before=before,
        minutes=minutes,
    )
    return bureau


@transaction.atomic
def create_department(
    *,
    by: User | None,
    bureau: Bureau,
    code: str,
    name: str,
    speciality: str,
    short_name: str = "",
    name_en: str = "",
    is_coordination_office: bool = False,
    external: bool = False,
) -> Department:
    """Found a department; `external` is a requester outside the police."""
    with Problems() as problems:
        code, name = _code(code, problems), problems.require("name", name)
        speciality = problems.require("speciality", speciality)
        if external and is_coordination_office:
            problems.add(
                "external", _("The coordination office belongs to the bureau.")
            )
    department = Department.objects.create(
        bureau=bureau,
        code=code,
        name=name,
        speciality=speciality,
        short_name=short_name,
        name_en=name_en,
        is_coordination_office=is_coordination_office,
        external=external,
    )
    return _founded(department, by)


@transaction.atomic
def create_station(
    *,
    by: User | None,
    bureau: Bureau,
    code: str,
    name: str,
    short_name: str = "",
    name_en: str = "",
    rural: bool = False,
) -> Station:
    """Found a station under a county bureau, or directly under a city's."""
    with Problems() as problems:
        code, name = _code(code, problems), problems.require("name", name)
        if bureau.level not in (Level.COUNTY, Level.CITY):
            problems.add("bureau", _("Stations stand under a county or a city bureau."))
    station = Station.objects.create(
        bureau=bureau,
        code=code,
        name=name,
        short_name=short_name,
        name_en=name_en,
        rural=rural,
    )
    return _founded(station, by)


@transaction.atomic
def create_group(
    *,
    by: User | None,
    bureau: Bureau,
    code: str,
    name: str,
    stations: Iterable[Station],
) -> StationGroup:
    """Keep a named list of stations; all of them stand under the bureau."""
    chosen = list(stations)
    with Problems() as problems:
        code, name = problems.require("code", code), problems.require("name", name)
        if StationGroup.objects.filter(code=code).exists():
            problems.add("code", _("This code is taken."))
        if not chosen:
            problems.add("stations", _("Choose at least one station."))
        outside = [s for s in chosen if not s.bureau.path.startswith(bureau.path)]
        for station in outside:
            problems.add(
                "stations",
                _("%(station)s does not stand under this bureau.")
                % {"station": station.label},
            )
    group = StationGroup.objects.create(bureau=bureau, code=code, name=name)
    group.stations.set(chosen)
    record("group.create", by=by, subject=group, unit=bureau.code, stations=len(chosen))
    return group


def check_recall(minutes: int, problems: Problems) -> None:
    """Tell beside `recall_minutes` what lies outside a day."""
    if not 0 <= minutes <= MOST_RECALL:
        problems.add("recall_minutes", _("From 0 to 1,440 minutes, a day."))


def _code(code: str, problems: Problems) -> str:
    """A unit code: twelve digits that no unit of any kind carries yet."""
    code = (code or "").strip()
    if not CODE.fullmatch(code):
        problems.add("code", _("A unit code has 12 digits."))
    elif any(
        m.objects.filter(code=code).exists() for m in (Bureau, Department, Station)
    ):
        problems.add("code", _("This code is taken."))
    return code


def _founded(unit: AnyUnit, by: User | None) -> AnyUnit:
    kind = type(unit).__name__.lower()
    record(f"{kind}.create", by=by, subject=unit, unit=unit.code, name=unit.name)
    return unit
