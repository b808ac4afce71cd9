"""A directive of the ministry to every station, sent as its page sends it, and when
the last of them is checked.

python -m bench.load.order          says both as JSON
python -m bench.load.order --dsn    says where the database is
python -m bench.load.order --vacuum cleans up after so many new rows, as a night would
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.models import DirtyStation  # noqa: E402
from organization.models import Membership, Role, Station  # noqa: E402
from tasking.models import Assignment, Directive  # noqa: E402

LONGEST = 600
TITLE = "全面摸排"
TOKEN = "b" * 32


def told() -> dict[str, float]:
    time.sleep(5)  # the chiefs are there already
    staff = Membership.objects.in_force().filter(
        role=Role.DEPARTMENT_STAFF,
        department__isnull=False,
        department__bureau__parent=None,
    )
    one = staff.select_related("user", "department__bureau").order_by("pk")[0]
    stations = Station.objects.count()
    now, begun = timezone.now(), time.monotonic()
    send(one)
    accepted = time.monotonic() - begun
    until(lambda: Directive.objects.filter(title=TITLE, state="issued").exists())
    issued = time.monotonic() - begun
    last = timezone.now()
    marked = DirtyStation.objects.filter(at__range=(now, last))
    until(lambda: not marked.exists())
    return {
        "stations": stations,
        "reached": Assignment.objects.filter(directive__title=TITLE).count(),
        "accepted, s": accepted,
        "issued, s": issued,
        "checked, s": time.monotonic() - begun,
    }


def send(one: Membership) -> None:
    """As the composer does it: to a whole bureau, with the reason given at once."""
    client = Client()
    client.force_login(one.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={key}"
    cookies += f"; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    link = HTTPConnection("127.0.0.1", int(os.environ["BENCH_PORT"]), timeout=120)
    body = urlencode(form(one), doseq=True)
    kind = "application/x-www-form-urlencoded"
    path = reverse("coordination:compose")
    link.request("POST", path, body, {"Cookie": cookies, "Content-Type": kind})
    answer = link.getresponse()
    if answer.status not in (302, 303):
        raise SystemExit(f"the order was answered with {answer.status}")
    link.close()


def form(one: Membership) -> dict[str, object]:
    due = timezone.localdate() + dt.timedelta(days=21)
    words = {"title": TITLE, "intent": "摸清底数", "basis": "依据", "standard": "登记"}
    given = {"kind": "task", "deadline_class": "negotiable", "effort_hours": "2"}
    sent = {"act": "issue", "declared": "on", "reason": "上级要求"}
    asks = {"requester": one.department.pk, "due": due.isoformat()}
    whole = {"bureaus": [one.department.bureau.pk], "key": str(uuid.uuid4())}
    return words | given | sent | asks | whole | {"csrfmiddlewaretoken": TOKEN}


def until(holds: Callable[[], object]) -> None:
    """Look until it does; after LONGEST seconds it is told as it is."""
    begun = time.monotonic()
    while not holds() and time.monotonic() - begun < LONGEST:
        time.sleep(0.2)


if __name__ == "__main__":
    if "--dsn" in sys.argv:
        print(connection.cursor().connection.dsn)
    elif "--vacuum" in sys.argv:
        connection.cursor().execute("VACUUM (ANALYZE)")
    else:
        print(json.dumps(told()))
