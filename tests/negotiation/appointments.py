"""Clashes and taken protected time at 柳堰, arranged through the services.

Monday 1 June, 08:00; six officers, 08:30 to 12:00 and 13:30 to 18:00.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from coordination.models import Conflict
from coordination.services.fixing import fixes
from coordination.services.fixing_ground import Fixes, Offer
from coordination.services.protecting import protect
from organization.models import Station
from tasking.content import Content
from tests.coordination.world import NOW, check, send
from tests.factories import Force, at

TUESDAY = "2026-06-02"


def event(
    title: str, begins: str, ends: str, officers: int = 0, *names: str, **more: Any
) -> Content:
    """A fixed appointment; a training unless another kind is given."""
    return Content(
        title=title,
        kind=more.pop("kind", "training"),
        intent="按期开展",
        standard="到场",
        release=at(begins),
        due=at(ends),
        officers=Decimal(officers) if officers else None,
        attendees=names,
        **more,
    )


def clash(force: Force, *also: Station, **more: Any) -> Conflict:
    """Two appointments on Tuesday from nine to eleven take four of the six each."""
    day = TUESDAY
    for who, title in (("public_order", "治安培训"), ("narcotics", "禁毒培训")):
        content = event(title, f"{day} 09:00", f"{day} 11:00", 4, **more)
        send(force, who, content, force.a1, *also)
    check(force.a1, force.a2)
    return Conflict.objects.open().get(station=force.a1)


def chief_twice(force: Force, **more: Any) -> Conflict:
    """The chief is asked for in two places at once."""
    for who, title in (("public_order", "治安例会"), ("narcotics", "禁毒例会")):
        content = event(
            title, f"{TUESDAY} 09:00", f"{TUESDAY} 10:30", 0, "chief", **more
        )
        send(force, who, content, force.a1)
    check(force.a1, force.a2)
    return Conflict.objects.open().get(station=force.a1)


def taken(force: Force, **more: Any) -> Conflict:
    """Five officers are asked for on Tuesday afternoon, when two visit the village."""
    protect(
        by=force.chief_a1,
        station=force.a1,
        title="入户走访",
        start=at(f"{TUESDAY} 14:00"),
        end=at(f"{TUESDAY} 17:30"),
        officers=Decimal(2),
        now=NOW,
    )
    content = event("消防检查", f"{TUESDAY} 14:30", f"{TUESDAY} 16:30", 5, **more)
    send(force, "public_order", content, force.a1)
    check(force.a1, force.a2)
    return Conflict.objects.open().get(station=force.a1)


def found(conflict: Conflict, now: dt.datetime = NOW) -> Fixes:
    return fixes([conflict], now=now)


def offered(conflict: Conflict, method: str, now: dt.datetime = NOW) -> Offer:
    """The cheapest plan of a kind."""
    return next(o for o in found(conflict, now).offers if o.plan.method == method)
