"""Who comes: a session for each chief, and a task of each that can be reported on.

    python -m bench.load.arrange FILE HOW_MANY

Runs beside the site, with its database.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from organization.models import Membership, Role  # noqa: E402
from tasking.models import Assignment  # noqa: E402


def arrange(count: int) -> dict[str, object]:
    """As many chiefs as there are visits, or all of them."""
    held = Membership.objects.in_force().filter(role=Role.STATION_CHIEF, acting=False)
    rows = held.select_related("user", "station").order_by("station_id")[:count]
    chiefs, cookies = [], {}
    for row in rows:
        client = Client()
        client.force_login(row.user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies[row.station_id] = cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
        ledger = reverse("coordination:workload", args=[row.station.code])
        chiefs.append({"cookie": cookie, "ledger": ledger})
    owed = (
        Assignment.objects.filter(state="acknowledged", station__in=cookies)
        .order_by("station_id", "pk")
        .distinct("station_id")
    )
    edits = [
        {
            "cookie": cookies[row.station_id],
            "path": reverse("coordination:progress", args=[row.pk]),
            "version": row.version,
        }
        for row in owed
    ]
    return {"chiefs": chiefs, "edits": edits, "csrf": settings.CSRF_COOKIE_NAME}


if __name__ == "__main__":
    found = arrange(int(sys.argv[2]))
    Path(sys.argv[1]).write_text(json.dumps(found))
    print(len(found["chiefs"]), len(found["edits"]))
