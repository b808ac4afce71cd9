"""The leaders' page of each bureau, kept once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.models import LeadersSnapshot
from coordination.services.keeping_page import keep_page
from organization.models import Bureau
from tests.factories import appoint, person


def kept_page(bureau: Bureau, now: dt.datetime) -> dict[str, Any]:
    """The same at every place of a bureau."""
    found = LeadersSnapshot.objects.filter(bureau=bureau).first()
    if found is None:
        leader = appoint(person(f"keeper{bureau.pk}", "局领导"), "leader", bureau)
        found = keep_page(by=leader, bureau=bureau, now=now)
    return {"kept_page": found.pk}
