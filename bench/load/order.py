"""A directive of the ministry to every station, and when the last of them is checked.

python -m bench.load.order          says both as JSON
python -m bench.load.order --dsn    says where the database is
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.models import DirtyStation  # noqa: E402
from coordination.services.issuing import issue  # noqa: E402
from organization.models import Membership, Role, Station  # noqa: E402
from tasking.content import Content  # noqa: E402

LONGEST = 600


def told() -> dict[str, float]:
    time.sleep(5)  # the chiefs are there already
    heads = Membership.objects.in_force().filter(
        role=Role.DEPARTMENT_HEAD, department__isnull=False
    )
    head = heads.select_related("user", "department").order_by(
        "department__bureau__path", "pk"
    )[0]
    stations = list(Station.objects.select_related("bureau"))
    now = timezone.now()
    begun = time.monotonic()
    issue(
        by=head.user,
        requester=head.department,
        content=content(now),
        stations=stations,
        now=now,
        reason="上级要求",
    )
    accepted = time.monotonic() - begun
    done = checked(now)
    return {
        "stations": len(stations),
        "accepted, s": accepted,
        "checked, s": done,
    }


def content(now: dt.datetime) -> Content:
    due = timezone.localtime(now).replace(hour=18, minute=0, second=0, microsecond=0)
    return Content(
        title="全面摸排",
        kind="task",
        intent="摸清底数",
        standard="逐户登记",
        due=due + dt.timedelta(days=21),
        effort_units=2 * 60_000,
    )


def checked(since: dt.datetime) -> float:
    """Seconds until none waits that waited then; LONGEST + 1 if one still does."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST:
        waiting = DirtyStation.objects.filter(at__lte=since + dt.timedelta(minutes=1))
        if not waiting.exists():
            return time.monotonic() - begun
        time.sleep(0.5)
    return LONGEST + 1.0


if __name__ == "__main__":
    if "--dsn" in sys.argv:
        print(connection.cursor().connection.dsn)
    else:
        print(json.dumps(told()))
