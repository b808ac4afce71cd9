"""A bureau's own order in the place of the one from above, and the other way round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection
from django.db.models import F

from organization.models import User
from tasking.models import LIVE_STATES, Assignment, Directive
from tasking.services import signing


def relay(*, by: User, child: Directive, parent: Directive, now: dt.datetime) -> None:
    """The bureau's own order takes the place of the one from above: counted once."""
    rows = Assignment.objects.filter(
        directive=parent,
        state__in=LIVE_STATES,
        station__in=child.targets.values("station"),
    )
    left = dict(rows.values_list("pk", "remaining_units"))
    log_each("relay", by, now, child.number, before=left, after=none_of(left))
    Assignment.objects.filter(pk__among=list(left)).update(
        state=Assignment.State.WITHDRAWN, version=F("version") + 1
    )
    signing.settled(left)


def restore(
    *, by: User | None, child: Directive, parent: Directive, now: dt.datetime
) -> None:
    """The order from above stands again where the bureau's own took its place.

    Unless it was taken back itself meanwhile, or nothing more is expected of it.
    """
    above = Directive.objects.select_for_update(no_key=True).get(pk=parent.pk)
    if above.state != Directive.State.ISSUED:
        return
    rows = Assignment.objects.filter(
        directive=parent,
        state=Assignment.State.WITHDRAWN,
        entries__act="relay",
        entries__note=child.number,
    )
    left = dict(rows.values_list("pk", "remaining_units").distinct())
    log_each("restore", by, now, child.number, before=none_of(left), after=left)
    back = Assignment.objects.filter(pk__among=list(left))
    again = {"version": F("version") + 1}
    signed = Assignment.State.ACKNOWLEDGED
    back.filter(acknowledged_at=None).update(state=Assignment.State.ISSUED, **again)
    back.exclude(acknowledged_at=None).update(state=signed, **again)
    signing.ask(directive=above)


Left = Mapping[int, int | None]
"""Work that was still to be done, by assignment: None if nobody had estimated it."""
_LOG = """
INSERT INTO tasking_assignmententry (
    assignment_id, at, by_id, act, remaining_before, remaining_after, note)
SELECT id, %s, %s, %s, before, after, %s FROM unnest(
    %s::bigint[], %s::bigint[], %s::bigint[])
    WITH ORDINALITY AS t (id, before, after, n) ORDER BY n
"""


def none_of(left: Left) -> Left:
    return {pk: units and 0 for pk, units in left.items()}


def log_each(
    act: str, by: User | None, now: dt.datetime, note: str, *, before: Left, after: Left
) -> None:
    """One entry for each, in one statement: there may be forty thousand."""
    units = (list(before), list(before.values()), list(after.values()))
    with connection.cursor() as cursor:
        cursor.execute(_LOG, (now, by.pk if by else None, act, note, *units))
