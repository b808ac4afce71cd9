"""The leader keeps the page as it is now; it can be read and printed ever after."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from coordination.leading.facts import canonical, digest_of, facts_of
from coordination.models import LeadersSnapshot
from organization.audit import record
from organization.models import Bureau, User
from organization.permissions import authorise


@transaction.atomic
def keep_page(*, by: User, bureau: Bureau, now: dt.datetime) -> LeadersSnapshot:
    """One more, beside those kept before."""
    authorise(by, "leaders.keep", bureau)
    body = canonical(facts_of(bureau, now=now))
    row = LeadersSnapshot.objects.create(
        bureau=bureau, body=body, digest=digest_of(body), kept_by=by, kept_at=now
    )
    record("leaders.keep", by=by, subject=row, unit=bureau.code, digest=row.digest)
    return row
