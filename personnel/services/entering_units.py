"""Bureaus, departments and stations of a judged file are founded, renamed, closed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from organization import services as organization
from organization.models import Bureau, Station, User
from personnel.exchange.entries import CHANGED, NEW, Entry
from personnel.exchange.judging import Judged
from personnel.exchange.present import UNITS
from personnel.services.beside import by_code, said_beside
from personnel.services.residents import Count, put_residents

FLAGS = {
    "departments": ("speciality", "is_coordination_office", "external"),
    "stations": ("rural",),
}


def enter_units(*, by: User | None, rows: list[Entry], act: str, reason: str) -> None:
    """One by one: a force has few, and each is an act of its own."""
    homes = by_code(Bureau, {row.values.get("bureau", "") for row in rows})
    for row in rows:
        with said_beside([row]):
            if act == NEW:
                _found(by, row, homes)
            else:
                _change(by, row, reason)


def _found(by: User | None, row: Entry, homes: dict[str, Any]) -> None:
    values, sheet = row.values, row.sheet.name
    names = ("code", "name", "short_name", "name_en")
    common = {"by": by} | {name: values[name] for name in names}
    if sheet == "bureaus":
        above = Bureau.objects.filter(code=values["parent"]).first()
        organization.create_bureau(level=values["level"], parent=above, **common)
        return
    more = {name: values[name] for name in FLAGS[sheet]}
    home = homes[values["bureau"]]
    if sheet == "departments":
        organization.create_department(bureau=home, **common, **more)
    else:
        organization.create_station(bureau=home, **common, **more)


def _change(by: User | None, row: Entry, reason: str) -> None:
    kept = row.kept
    values = {
        name: after
        for name, (_before, after) in row.changes.items()
        if name not in ("closed_on", "merged_into")
    }
    if kept is not None and values:
        organization.change_unit(by=by, unit=kept.row, values=values, reason=reason)


def enter_residents(
    *, by: User | None, rows: list[Entry], act: str, reason: str
) -> None:
    """New figures and other ones alike."""
    stations = by_code(Station, {row.values["unit"] for row in rows})
    counts = [
        Count(stations[row.values["unit"]], row.values["year"], row.values["residents"])
        for row in rows
    ]
    today = timezone.localdate()
    with said_beside(rows):
        put_residents(by=by, counts=counts, today=today, reason=reason)


def close_units(*, by: User | None, judged: Judged, reason: str) -> None:
    """Units that end, when all of them are there to succeed each other."""
    for sheet, kind in UNITS.items():
        rows = [row for row in judged.entries.get(sheet, ()) if _ends(row)]
        codes = {row.values[name] for row in rows for name in ("code", "merged_into")}
        units = by_code(kind, codes)
        for row in rows:
            values = row.values
            with said_beside([row]):
                organization.close_unit(
                    by=by,
                    unit=units[values["code"]],
                    on=values["closed_on"],
                    into=units.get(values["merged_into"]),
                    reason=reason,
                    today=timezone.localdate(),
                )


def _ends(row: Entry) -> bool:
    if row.act == NEW:
        return row.values["closed_on"] is not None
    changed = {"closed_on", "merged_into"} & set(row.changes)
    return row.act == CHANGED and bool(changed)
