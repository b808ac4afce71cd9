"""Letting somebody try again whose name or address is locked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import SignInCount, User
from organization.services.problems import Problems


@transaction.atomic
def lift_lock(*, by: User, key: str, reason: str, now: dt.datetime) -> None:
    """By the security admin, with a reason; the count begins anew."""
    rows = SignInCount.objects.locked(now).filter(key=key)
    row = rows.select_for_update(of=("self",)).select_related("user").first()
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if row is None:
            problems.add("state", _("It is not locked any more."))
    kind, _colon, what = key.partition(":")
    shown = {"address": what} if kind == "address" else {}
    subject = row.user if row else None
    record(f"{kind}.unblock_sign_in", by=by, subject=subject, reason=reason, **shown)
    rows.delete()
