"""Where the rows of this room's lists come from: the same as on their pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, QueryDict
from django.utils import timezone

from coordination.ledger.reading import read
from coordination.ledger.rows import filtered
from coordination.models import AdmissionCase
from coordination.notices import listing as notices
from coordination.views import listing, part_filters, queue_rows
from coordination.views.directives import load_directive
from coordination.views.inbox import asked_of, matters_of
from coordination.views.ledger import load_station
from desk.bulk.acts import register_rows
from organization.models import User
from organization.permissions import authorise


def _tasks(user: User, asked: QueryDict, _place: str) -> Iterable[int]:
    authorise(user, "directive.list")
    return listing.asked_of(user, asked).rows.values_list("pk", flat=True).iterator()


def _stations(user: User, asked: QueryDict, place: str) -> Iterable[int]:
    if not (place.isascii() and place.isdigit()):
        raise Http404
    row = load_directive(user, int(place))
    show = part_filters.narrowing(asked.get("show"))
    parts = part_filters.parts_of(user, row, show, timezone.now())
    ordered = parts.order_by("station__bureau__code", "station__code")
    return ordered.values_list("pk", flat=True).iterator()


def _ledger(user: User, asked: QueryDict, place: str) -> Iterable[int]:
    reading = read(load_station(user, place), now=timezone.now())
    return [row.pk for row in filtered(reading, asked.get("show", "all"))]


def _received(user: User, asked: QueryDict, _place: str) -> Iterable[int]:
    authorise(user, "notice.list")
    over, today = asked.get("show") == "over", timezone.localdate()
    rows = notices.rows(user, "received", today, over=over)
    return [row.pk for row in rows.matching(asked.get("q", ""))]


def _inbox(user: User, asked: QueryDict, _place: str) -> Iterable[int]:
    return matters_of(user, asked_of(asked)).values_list("pk", flat=True).iterator()


def _admission(user: User, asked: QueryDict, _place: str) -> Iterable[int]:
    authorise(user, "admission.view")
    cases = queue_rows.listed(user, timezone.now())
    shown = asked.get("state") or AdmissionCase.State.WAITING
    return list(cases.filter(state=shown).by_clock().values_list("pk", flat=True))


register_rows(
    admission=_admission,
    tasks=_tasks,
    stations=_stations,
    ledger=_ledger,
    notices_received=_received,
    inbox=_inbox,
)
