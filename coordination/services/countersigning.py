"""Two names on an order that takes protected time: who issues it, and somebody else.

The second is the head of the department or a leader above. An order that is due for a
leader's signature anyway has its second name with that.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from coordination.models import AdmissionCase, SecondName
from coordination.services.ordering import Order
from coordination.services.taking import Taking, takings
from coordination.services.telling_owed import tell_seconds
from organization.audit import record
from organization.models import Department, User
from organization.permissions import POLICY, may
from tasking.content import Content, Targets
from tasking.models import Directive


def takes(
    content: Content, targets: Targets, requester: Department, now: dt.datetime
) -> tuple[Taking, ...]:
    """What it takes of protected time; the stations are locked, and the blocks are."""
    return takings(Order(content, targets, requester.code, now), lock=True)


def ask_second(
    *,
    by: User,
    directive: Directive,
    taken: tuple[Taking, ...],
    now: dt.datetime,
    tell: bool,
) -> None:
    """Remember who put it forward, and ask those who may give the second name."""
    units = sum(one.units for one in taken)
    row, _made = SecondName.objects.update_or_create(
        directive=directive,
        defaults={"asked_by": by, "asked_at": now, "units": units},
    )
    record(
        "directive.ask_second",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        units=units,
    )
    if tell:
        tell_seconds(row, by=by)


def may_sign(user: User, directive: Directive) -> bool:
    """A leader always; the head where nothing but the second name is missing."""
    unit = directive.department
    if unit is None:
        return False
    if may(user, "directive.approve", unit):
        return True
    if unit.bureau.approver_required or not may(user, "directive.second", unit):
        return False
    asked = SecondName.objects.filter(directive=directive)
    return asked.exists() and not _with_the_office(directive)


def _with_the_office(directive: Directive) -> bool:
    """The head's name leads past no gate."""
    cases = AdmissionCase.objects.open().filter(directive=directive)
    return cases.exclude(state=AdmissionCase.State.SIGNATURE).exists()


def authorise_sign(user: User, directive: Directive) -> None:
    """Raise PermissionDenied unless `may_sign`."""
    if not may_sign(user, directive):
        raise PermissionDenied(str(POLICY["directive.approve"].title))


def issuer_of(directive: Directive) -> User:
    """Who put it forward: the first of the two names."""
    asked = SecondName.objects.filter(directive=directive).first()
    return asked.asked_by if asked is not None else directive.created_by


def check_two(first: User, second: User) -> None:
    """ValidationError unless these are two people."""
    if first == second:
        message = _(
            "It takes protected time: somebody else than who put it forward signs."
        )
        raise ValidationError({"state": [message]})
