"""Shared steps of the tests in this folder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from coordination.services.checking import check_station
from coordination.services.issuing import Issued, approve_and_issue, issue
from organization.models import Station
from tasking.content import Content
from tasking.services.travel import keep_ways
from tests.factories import Force, at

NOW = at("2026-06-01 08:00")


def task(title: str, hours: float | None, due: str, **more: Any) -> Content:
    """A task with everything a directive should say."""
    release = more.pop("release", None)
    return Content(
        title=title,
        kind=more.pop("kind", "task"),
        intent="摸清底数",
        standard="逐户登记",
        due=at(due),
        release=at(release) if release else None,
        effort_units=None if hours is None else int(Decimal(str(hours)) * 60_000),
        **more,
    )


def send(
    force: Force,
    who: str,
    content: Content,
    *stations: Station,
    now: dt.datetime = NOW,
    reason: str = "上级要求",
) -> Issued:
    """Issue as a persona of one of county A's departments; what takes protected time
    has the leader's name too."""
    user = force.staff if who == "public_order" else getattr(force, f"staff_{who}")
    done = issue(
        by=user,
        requester=getattr(force, who),
        content=content,
        stations=stations,
        now=now,
        reason=reason,
    )
    if done.taken:
        return approve_and_issue(by=force.leader, directive=done.directive, now=now)
    return done


def ways(force: Force, minutes: dict[Station, int | None]) -> int:
    """Minutes to the seat of county A, as its office enters them."""
    known = {station.pk: way for station, way in minutes.items()}
    return keep_ways(by=force.coordinator, bureau=force.county_a, minutes=known)


def check(*stations: Station, now: dt.datetime = NOW) -> None:
    for station in stations:
        check_station(station.pk, now=now)
