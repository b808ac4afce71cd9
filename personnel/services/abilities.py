"""The catalogue of abilities grows; officers are entered with what they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import User
from organization.permissions import Unit, authorise
from organization.services.problems import Days, Problems, days, overlaps, told_as
from personnel.catalogue import QUALIFICATIONS, SKILLS
from personnel.models import Ability, Attainment, Officer
from personnel.naming import plain_number
from personnel.services.posts import CHANGED
from personnel.services.scope import authorise_about

NO_OVERLAP = "attainment_no_overlap"
OVERLAP = _("This is entered already for a part of this period.")
CODE = re.compile(r"[a-z0-9-]{2,20}")


@dataclass(frozen=True)
class NewAttainment:
    """An officer holds an ability on [first, end); a skill may stay open."""

    officer: Officer
    ability: Ability
    during: Days
    number: str = ""


@transaction.atomic
def enter_catalogue(*, by: User | None) -> int:
    """Enter what every installation knows; how many of it were missing."""
    known = set(Ability.objects.values_list("code", flat=True))
    wanted = (("qualification", QUALIFICATIONS), ("skill", SKILLS))
    rows = [
        Ability(kind=kind, **seed._asdict())
        for kind, seeds in wanted
        for seed in seeds
        if seed.code not in known
    ]
    if rows:
        Ability.objects.bulk_create(rows)
        record("ability.enter_catalogue", by=by, codes=[row.code for row in rows])
    return len(rows)


@transaction.atomic
def add_ability(
    *, by: User, home: Unit, kind: str, code: str, name: str, name_en: str = ""
) -> Ability:
    """One more kind of qualification or skill. `home` is whose office enters it."""
    authorise(by, "ability.edit", home)
    code = plain_number(code).lower()
    with Problems() as problems:
        name = problems.require("name", name)
        for field, text, most in (("name", name, 40), ("name_en", name_en, 60)):
            if len(text) > most:
                problems.add(field, _("At most %(n)s characters.") % {"n": most})
        if kind not in Ability.Kind.values:
            problems.add("kind", _("There is no such kind."))
        if not CODE.fullmatch(code):
            problems.add("code", _("2 to 20 small letters, digits and hyphens."))
        elif Ability.objects.filter(code=code).exists():
            problems.add("code", _("This code is taken."))
        elif Ability.objects.filter(name=name).exists():
            problems.add("name", _("This name is taken."))
    row = Ability(kind=kind, code=code, name=name, name_en=name_en.strip())
    row.save()
    record("ability.add", by=by, subject=row, unit=home.code, code=code)
    return row


@transaction.atomic
def record_attainments(
    *, by: User | None, rows: Sequence[NewAttainment], prefix: str = "rows[{}]."
) -> list[Attainment]:
    """Enter what officers hold: all rows or none, told as `rows[n].field`.

    Fields: `officer ability during number`.
    """
    if by is not None:
        authorise_about(by, "ability.edit", [row.officer for row in rows])
    taken = _taken(rows)
    with Problems() as problems:
        built = []
        for n, row in enumerate(rows):
            problems.prefix = prefix.format(n)
            kept = _checked(row, problems)
            periods = taken[row.officer.pk, row.ability.pk]
            if any(overlaps(kept.during, other) for other in periods):
                problems.add("during", OVERLAP)
            periods.append(kept.during)
            built.append(kept)
    with told_as(NO_OVERLAP, "during", OVERLAP):
        made = Attainment.objects.bulk_create(built)
    for row, kept in zip(rows, made, strict=True):
        _note("record", by, kept, row.officer, row.ability)
    return made


@transaction.atomic
def record_attainment(*, by: User | None, row: NewAttainment) -> Attainment:
    """Enter one."""
    (made,) = record_attainments(by=by, rows=[row], prefix="")
    return made


@transaction.atomic
def correct_attainment(
    *,
    by: User,
    attainment: Attainment,
    during: Days,
    number: str = "",
    reason: str,
    version: int | None = None,
) -> Attainment:
    """Renewed, withdrawn, or entered wrongly: another period or number."""
    row = _locked(attainment, by, version)
    before = str(row.during)
    with Problems() as problems:
        checked = _checked(
            NewAttainment(row.officer, row.ability, during, number), problems
        )
        reason = problems.require("reason", reason)
    row.during, row.number = checked.during, checked.number
    row.version += 1
    with told_as(NO_OVERLAP, "during", OVERLAP):
        row.save()
    _note("correct", by, row, row.officer, row.ability, reason, before=before)
    return row


@transaction.atomic
def remove_attainment(
    *, by: User, attainment: Attainment, reason: str, version: int | None = None
) -> None:
    """It was never so. The audit trail keeps what was entered."""
    row = _locked(attainment, by, version)
    with Problems() as problems:
        reason = problems.require("reason", reason)
    _note("remove", by, row, row.officer, row.ability, reason)
    row.delete()


def _taken(rows: Sequence[NewAttainment]) -> dict[tuple[int, int], list[DateRange]]:
    """Periods entered already, by officer and ability; one query."""
    found = defaultdict(list)
    kept = Attainment.objects.filter(officer__in={row.officer.pk for row in rows})
    for officer, ability, during in kept.values_list("officer", "ability", "during"):
        found[officer, ability].append(during)
    return found


def _locked(attainment: Attainment, by: User, version: int | None) -> Attainment:
    rows = Attainment.objects.select_for_update(of=("self",))
    row = rows.select_related("officer", "ability").get(pk=attainment.pk)
    authorise_about(by, "ability.edit", [row.officer])
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


def _checked(row: NewAttainment, problems: Problems) -> Attainment:
    period = days(row.during, problems)
    number = plain_number(row.number)
    if len(number) > 40:
        problems.add("number", _("At most %(n)s characters.") % {"n": 40})
    return Attainment(
        officer=row.officer, ability=row.ability, during=period, number=number
    )


def _note(
    act: str,
    by: User | None,
    row: Attainment,
    officer: Officer,
    ability: Ability,
    reason: str = "",
    **more: str,
) -> None:
    record(
        f"attainment.{act}",
        by=by,
        subject=row,
        reason=reason,
        officer=officer.police_number,
        ability=ability.code,
        start=str(row.during.lower),
        end=str(row.during.upper or ""),
        **more,
    )
