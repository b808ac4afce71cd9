"""Service before the postings kept here, and how an officer is reached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.undoing import OPEN_FOR
from organization.audit import record
from organization.models import User
from organization.services.problems import Problems, days
from personnel.models import Contact, Officer, ServiceRecord
from personnel.naming import plain_name, plain_number
from personnel.services.posts import CHANGED
from personnel.services.scope import authorise_about

PHONE = re.compile(r"\+?[0-9-]{5,20}")


@dataclass(frozen=True)
class NewService:
    """Where and as what an officer served on [first, end)."""

    officer: Officer
    unit: str
    post: str
    first: dt.date
    end: dt.date


@dataclass(frozen=True)
class Reach:
    """Contact data as they were typed; blank where unknown."""

    phone: str = ""
    address: str = ""
    kin_name: str = ""
    kin_phone: str = ""


@transaction.atomic
def record_service(*, by: User | None, row: NewService) -> ServiceRecord:
    """Enter earlier service. Fields: `unit post until`."""
    if by is not None:
        authorise_about(by, "ability.edit", [row.officer])
    with Problems() as problems:
        unit = problems.require("unit", row.unit)
        for field, text, most in (("unit", unit, 80), ("post", row.post, 40)):
            if len(text) > most:
                problems.add(field, _("At most %(n)s characters.") % {"n": most})
        period = days((row.first, row.end), problems, "until")
    made = ServiceRecord(
        officer=row.officer, unit=unit, post=row.post.strip(), during=period
    )
    made.save()
    record("service.record", by=by, subject=made, officer=row.officer.police_number)
    return made


@transaction.atomic
def remove_service(*, by: User, service: ServiceRecord, reason: str) -> None:
    """It was entered wrongly. The audit trail keeps what was entered."""
    rows = ServiceRecord.objects.select_for_update(of=("self",))
    row = rows.select_related("officer").get(pk=service.pk)
    authorise_about(by, "ability.edit", [row.officer])
    with Problems() as problems:
        reason = problems.require("reason", reason)
    record(
        "service.remove",
        by=by,
        subject=row,
        reason=reason,
        officer=row.officer.police_number,
        unit_text=row.unit,
        post=row.post,
        start=str(row.during.lower),
        end=str(row.during.upper),
    )
    row.delete()


@transaction.atomic
def set_contact(
    *,
    by: User | None,
    officer: Officer,
    reach: Reach,
    version: int | None = None,
    now: dt.datetime | None = None,
) -> Contact:
    """Enter or change how he is reached. He may do so himself.

    The audit trail says that it was changed, not to what. With `now` what stood there
    before is kept for half an hour, to be put back.
    """
    if by is not None and officer.user_id != by.pk:
        authorise_about(by, "ability.edit", [officer])
    row = Contact.objects.select_for_update().filter(officer=officer).first()
    row = row or Contact(officer=officer, version=0)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    with Problems() as problems:
        found = check_contact(reach, problems)
    row.forget_former()
    if now is not None:
        row.former = {name: getattr(row, name) for name in vars(found)}
        row.former_until = now + OPEN_FOR
    for field, text in vars(found).items():
        setattr(row, field, text)
    row.version += 1
    row.save()
    record("contact.set", by=by, subject=row, officer=officer.police_number)
    return row


@transaction.atomic
def set_contacts(
    *, by: User | None, rows: Sequence[tuple[Officer, Reach]], reason: str
) -> None:
    """How many officers are reached, as a table says. ValidationError by
    `rows[n].field`; the audit trail says whose was changed, not to what."""
    people = [officer for officer, _reach in rows]
    held = Contact.objects.select_for_update().filter(officer__in=people)
    known = {row.officer_id: row for row in held.order_by("pk")}
    new = []
    with Problems() as problems:
        for n, (officer, reach) in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            row = known.get(officer.pk)
            if row is None:
                row = Contact(officer=officer, version=0)
                new.append(row)
            for field, text in vars(check_contact(reach, problems)).items():
                setattr(row, field, text)
            row.forget_former()
            row.version += 1
    Contact.objects.bulk_create(new)
    names = (*vars(Reach()), "version", "former", "former_until")
    Contact.objects.bulk_update(known.values(), names)
    numbers = [officer.police_number for officer in people]
    record("contact.set_many", by=by, reason=reason, officers=numbers)


def check_contact(reach: Reach, problems: Problems) -> Reach:
    """As it is kept; what cannot be is told beside the field."""
    found = Reach(
        phone=_phone("phone", reach.phone, problems),
        address=reach.address.strip(),
        kin_name=plain_name(reach.kin_name),
        kin_phone=_phone("kin_phone", reach.kin_phone, problems),
    )
    for field, most in (("address", 120), ("kin_name", 60)):
        if len(getattr(found, field)) > most:
            problems.add(field, _("At most %(n)s characters.") % {"n": most})
    return found


def _phone(field: str, text: str, problems: Problems) -> str:
    number = plain_number(text)
    if number and not PHONE.fullmatch(number):
        problems.add(field, _("A telephone number is digits, such as 13800000000."))
    return number
