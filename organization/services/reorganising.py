"""Units are renamed, closed and merged; their codes and their history stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.closing import lasting_roles, still_open
from organization.models import Bureau, Department, Station, User
from organization.services.accounts import end_role
from organization.services.problems import Problems

Unit = TypeVar("Unit", Bureau, Department, Station)
NAMES = ("name", "short_name", "name_en")
CHANGEABLE: dict[type, tuple[str, ...]] = {
    Bureau: NAMES,
    Department: (*NAMES, "speciality", "is_coordination_office", "external"),
    Station: (*NAMES, "rural"),
}
"""What may become otherwise. Code and place never do: the code was given there."""


@transaction.atomic
def change_unit(
    *, by: User | None, unit: Unit, values: Mapping[str, object], reason: str
) -> Unit:
    """Other names or marks from now on; what carries the code carries the new name."""
    kind = type(unit)
    row: Unit = kind.objects.select_for_update().get(pk=unit.pk)
    stray = set(values) - set(CHANGEABLE[kind])
    if stray:
        raise ValueError(f"{kind.__name__} does not change its {sorted(stray)}")
    with Problems() as problems:
        if "name" in values:
            problems.require("name", str(values["name"]))
        if "speciality" in values:
            problems.require("speciality", str(values["speciality"]))
        reason = problems.require("reason", reason)
    changed = {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if not changed:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    with Problems() as problems:
        if getattr(row, "external", False) and getattr(
            row, "is_coordination_office", False
        ):
            problems.add(
                "external", _("The coordination office belongs to the bureau.")
            )
    row.save()
    _note("change", row, by, reason, changed=changed)
    return row


@transaction.atomic
def close_unit(
    *,
    by: User | None,
    unit: Unit,
    on: dt.date,
    into: Unit | None = None,
    reason: str,
    today: dt.date,
) -> Unit:
    """`on` is the first day without the unit; `into` goes on with what it did.

    Roles in a station end with it; ValidationError `closed_on` names what else is left
    there. Told again it corrects the day or the successor.
    """
    kind = type(unit)
    row: Unit = kind.objects.select_for_update().get(pk=unit.pk)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if into is not None:
            _check_successor(row, into, on, problems)
        if isinstance(row, Station):
            for each in still_open({row.pk: on}, today)[row.pk]:
                if not each.goes:
                    problems.add("closed_on", each.words)
    if isinstance(row, Station):
        for role in lasting_roles({row.pk: on}):
            end_role(by=by, membership=role, on=on, reason=reason)
    before = str(row.closed_on or "")
    row.closed_on, row.merged_into = on, into
    row.save(update_fields=["closed_on", "merged_into"])
    _note(
        "close",
        row,
        by,
        reason,
        on=str(on),
        before=before,
        into=into.code if into else "",
    )
    return row


def _check_successor(row: Unit, into: Unit, on: dt.date, problems: Problems) -> None:
    if type(into) is not type(row) or into.pk == row.pk:
        problems.add("merged_into", _("Only another unit of the same kind succeeds."))
    elif into.closed_on is not None and into.closed_on <= on:
        problems.add("merged_into", _("The successor is closed by then."))


def _note(act: str, row: Unit, by: User | None, reason: str, **detail: object) -> None:
    kind = type(row).__name__.lower()
    record(f"{kind}.{act}", by=by, subject=row, unit=row.code, reason=reason, **detail)
