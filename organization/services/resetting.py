"""Taking somebody's second factors away, who has lost them: asked by one who keeps the
accounts, confirmed by another."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import AccountSession, Factor, FactorReset, RecoveryCode, User
from organization.services.problems import Problems, told_as
from organization.services.session_rows import end_all
from organization.signals import tell_touched

ONE = "factor_reset_one_at_a_time"
ASKED = _("It has been asked for already.")


@transaction.atomic
def ask_reset(*, by: User, user: User, reason: str, now: dt.datetime) -> FactorReset:
    """With a reason; nothing happens before another one has confirmed it."""
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if by == user:
            problems.add("state", _("Another admin asks for yours."))
        if not Factor.objects.filter(user=user).exists():
            problems.add("state", _("There is no second factor."))
    with told_as(ONE, "state", ASKED):
        row = FactorReset.objects.create(
            user=user, asked_by=by, asked_at=now, reason=reason
        )
    record("factor.reset_asked", by=by, subject=user, reason=reason)
    return row


@transaction.atomic
def answer_reset(
    *, by: User, reset: FactorReset, confirmed: bool, now: dt.datetime
) -> None:
    """Confirmed by another, all factors and sessions go; declined by anybody."""
    row = FactorReset.objects.select_for_update().get(pk=reset.pk)
    if row.answered_at is not None:
        raise ValidationError({"state": [_("It has been answered already.")]})
    if confirmed and by.pk in (row.asked_by_id, row.user_id):
        raise ValidationError({"state": [_("It takes another admin to confirm it.")]})
    row.answered_by, row.answered_at, row.done = by, now, confirmed
    row.save(update_fields=["answered_by", "answered_at", "done"])
    act = "factor.reset" if confirmed else "factor.reset_declined"
    event = record(act, by=by, subject=row.user, reason=row.reason)
    if confirmed:
        tell_touched(event, reason=row.reason)
        Factor.objects.filter(user=row.user).delete()
        RecoveryCode.objects.filter(user=row.user).delete()
        end_all(user=row.user, why=AccountSession.Why.ADMIN, now=now)
