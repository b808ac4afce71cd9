"""The clocks of opinions: who is silent loses the say, what is moot is closed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from coordination.models import Objection
from coordination.services.objecting import locked, move
from organization.models import User
from tasking.models import LIVE_STATES

S = Objection.State
AT_ONCE = 500
_AFTERWARDS = {
    S.FILED: (S.DECIDING, "silence"),
    S.BROKERING: (S.DECIDING, "silence"),
    S.KEPT: (S.CLOSED, "rest"),
}


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Move on what nobody answered in time, close what is moot. How many there were.

    An opinion before the leader stays there: nobody stands above to take it.
    """
    rows = Objection.objects.waiting()
    late = rows.filter(answer_due__lte=now, state__in=_AFTERWARDS)
    moot = rows.exclude(assignment__state__in=(*LIVE_STATES, "reported"))
    found = (late | moot).select_related("assignment").order_by("assignment__station")
    done = 0
    for seen in found[:AT_ONCE]:
        row = locked(seen)
        if not row.is_waiting:
            continue
        if row.assignment.state in ("withdrawn", "recalled", "accepted"):
            move(row=row, to=S.CLOSED, act="moot", by=by, now=now)
        elif row.answer_due and row.answer_due <= now and row.state in _AFTERWARDS:
            state, act = _AFTERWARDS[S(row.state)]
            move(row=row, to=state, act=act, by=by, now=now)
        else:
            continue
        done += 1
    return done
