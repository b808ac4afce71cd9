"""Calendar addresses of each place's chief: one in use, one revoked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.services.feeding import make_feed, revoke_feed
from organization.models import Station, User


def addressed(station: Station, chief: User, now: dt.datetime) -> dict[str, Any]:
    given: dict[str, Any] = {"by": chief, "station": station, "now": now}
    kept, _secret = make_feed(name=f"{station.name}的日历", **given)
    gone, secret = make_feed(name=f"{station.name}的旧日历", **given)
    revoke_feed(by=chief, feed=gone, now=now)
    return {"feed": kept.pk, "shut_feed": secret}
