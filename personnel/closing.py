"""People who outlast a station that closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from organization.closing import Days, Open, gathered, register
from personnel.models import LeavePart, Posting, RosterLine

POSTINGS = "postings"


def people_there(days: Days, _today: dt.date) -> Iterator[tuple[int, Open]]:
    """Postings that last or begin later, requests that wait, rosters; three queries."""
    yield from gathered(POSTINGS, _("Officers posted there"), _lasting(Posting, days))
    asked = LeavePart.objects.filter(station__in=days, request__state="asked")
    waiting = [
        (row.station_id or 0, row.request.officer.name)
        for row in asked.select_related("request__officer").order_by("request", "pk")
    ]
    yield from gathered("leave", _("Leave to be decided on"), waiting)
    ends = _("end with the postings")
    yield from gathered("rosters", _("Rosters"), _lasting(RosterLine, days), ends)


def _lasting(
    kind: type[Posting] | type[RosterLine], days: Days
) -> Iterator[tuple[int, str]]:
    rows = kind._default_manager.filter(station__in=days).select_related("officer")
    for row in rows.order_by("officer__police_number", "during"):
        station = row.station_id or 0  # one of the stations
        if (row.during.upper or dt.date.max) > days[station]:
            yield station, row.officer.name


register(people_there)
