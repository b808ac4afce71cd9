"""Client certificates: bound by their owners, revoked by them or the security admin."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Certificate, User
from organization.services.problems import Problems, told_as
from organization.signals import tell_touched

ONE = "organization_certificate_fingerprint_key"


@transaction.atomic
def bind_certificate(
    *, by: User, fingerprint: str, name: str, now: dt.datetime
) -> Certificate:
    """From now on it lets `by` in. Nobody else's, and none that was revoked."""
    with Problems() as problems:
        name = problems.require("name", name)
        if len(name) > 120:
            problems.add("name", _("At most %(n)s characters.") % {"n": 120})
        if not fingerprint:
            problems.add("state", _("The browser shows no certificate."))
    with told_as(ONE, "state", _("This certificate has been used already.")):
        row = Certificate.objects.create(
            user=by, fingerprint=fingerprint, name=name, created_at=now
        )
    detail = {"fingerprint": fingerprint, "name": name}
    event = record("certificate.bind", by=by, subject=by, **detail)
    tell_touched(event, name=name)
    return row


@transaction.atomic
def revoke_certificate(*, by: User, certificate: Certificate, now: dt.datetime) -> None:
    """It lets nobody in any more."""
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise ValidationError({"state": [_("It has been revoked already.")]})
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    event = record("certificate.revoke", by=by, subject=row.user, name=row.name)
    tell_touched(event, name=row.name)
