"""The list of occasions on which officers are visited; every bureau may keep its own.

The usual ten are drawn from what police rules ask for (long absence on a task, serious
illness, casualty, death of a relative, hardship) and from what single bureaus do.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Bureau, User
from organization.permissions import authorise
from organization.services.problems import Problems, told_as
from personnel.models import Occasion
from personnel.services.posts import CHANGED

LONGEST = 40
MOST_DAYS = 30
V, T = Occasion.Visitor, Occasion.Trigger


@dataclass(frozen=True)
class OccasionTerms:
    """Its name, the working days until the visit, who visits, who notices it."""

    name: str
    days: int
    visitor: str = V.CHIEF
    trigger: str = T.NONE
    active: bool = True


USUAL = (
    OccasionTerms("因公负伤", 1, V.LEADER),
    OccasionTerms("患病住院", 3, V.CHIEF, T.SICK),
    OccasionTerms("直系亲属去世", 2),
    OccasionTerms("家庭突发困难", 3),
    OccasionTerms("结婚", 10),
    OccasionTerms("生育", 10),
    OccasionTerms("退休离岗", 10, V.LEADER),
    OccasionTerms("异地任职", 10, V.PERSONNEL, T.AFAR),
    OccasionTerms("受处分处理", 3),
    OccasionTerms("立功受奖", 5, V.LEADER),
)


@transaction.atomic
def adopt_usual(*, by: User | None, bureau: Bureau) -> list[Occasion]:
    """Begin a list of one's own with the usual ten."""
    if by is not None:
        authorise(by, "occasion.edit", bureau)
    row = Bureau.objects.select_for_update().get(pk=bureau.pk)
    if row.occasions.exists():
        raise ValidationError({"state": [_("This bureau keeps a list already.")]})
    made = [Occasion.objects.create(bureau=row, **vars(terms)) for terms in USUAL]
    record("occasion.adopt", by=by, subject=row, unit=row.code, rows=len(made))
    return made


@transaction.atomic
def add_occasion(*, by: User, bureau: Bureau, terms: OccasionTerms) -> Occasion:
    authorise(by, "occasion.edit", bureau)
    row = Occasion(bureau=bureau, **vars(_checked(terms)))
    _save(row)
    _note("add", row, by)
    return row


@transaction.atomic
def change_occasion(
    *, by: User, occasion: Occasion, terms: OccasionTerms, version: int | None = None
) -> Occasion:
    """Other terms from now on; visits that are owed already stay as they are."""
    rows = Occasion.objects.select_for_update(of=("self",)).select_related("bureau")
    row = rows.get(pk=occasion.pk)
    authorise(by, "occasion.edit", row.bureau)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    for name, value in vars(_checked(terms)).items():
        setattr(row, name, value)
    row.version += 1
    _save(row)
    _note("change", row, by)
    return row


def _checked(terms: OccasionTerms) -> OccasionTerms:
    with Problems() as problems:
        name = problems.require("name", terms.name)
        if len(name) > LONGEST:
            problems.add("name", _("At most %(n)s characters.") % {"n": LONGEST})
        if not 1 <= terms.days <= MOST_DAYS:
            problems.add("days", _("From 1 to 30 working days."))
        if terms.visitor not in V.values:
            problems.add("visitor", _("Choose who visits."))
        if terms.trigger not in T.values:
            problems.add("trigger", _("Choose one of the ways."))
    return OccasionTerms(name, terms.days, terms.visitor, terms.trigger, terms.active)


def _save(row: Occasion) -> None:
    """Two at once, and names that are there already, are told beside their fields."""
    twice = _("This bureau has an occasion of that name.")
    noticed = _("Another occasion is noticed by the same already.")
    with (
        told_as("occasion_once_by_name", "name", twice),
        told_as("occasion_noticed_once", "trigger", noticed),
    ):
        row.save()


def _note(act: str, row: Occasion, by: User) -> None:
    record(
        f"occasion.{act}",
        by=by,
        subject=row,
        unit=row.bureau.code,
        name=row.name,
        days=row.days,
        visitor=row.visitor,
        trigger=row.trigger,
        active=row.active,
    )
