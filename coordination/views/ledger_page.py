"""What a ledger's page says: the answer, the picture, the conflicts, the list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from coordination.ledger import bars, cards, changed, picture, wording
from coordination.ledger.asked import Asked, asked, chips
from coordination.ledger.beside import beside
from coordination.ledger.changes import changes, last_monday, start_of
from coordination.ledger.least import least_change, sentence
from coordination.ledger.reading import Reading, read
from coordination.ledger.rows import Row, counted, filtered, listed
from coordination.lists.known import LEDGER
from coordination.models import Conflict
from coordination.pictures import timeline
from coordination.services.negotiation.rights import may_propose
from coordination.views.dating import movable
from desk.bulk.acts import Act, usable
from desk.lists.look import look
from organization.http import SignedIn, query_of_page
from organization.models import Station, User
from organization.permissions import may

ROWS = 100


def ledger_context(request: SignedIn, station: Station) -> dict[str, Any]:
    """Everything the template says."""
    given = _query(request)
    user, wanted = request.user, asked(given, timezone.localdate())
    reading = read(station, now=timezone.now(), span=wanted.span)
    looked_at = _looked_at(reading, wanted)
    first = next(iter(reading.deadline_conflicts), None)
    least = least_change(reading, first)
    answer = wording.answer(reading)
    answer["why"] = wording.sentences(answer["why"], sentence(least))
    if looked_at is not first:
        least = least_change(reading, looked_at)
    return {
        **answer,
        **_list(reading, wanted, given.get("page")),
        **_timeline(user, reading, wanted, looked_at),
        "bulk": _for_many(user, station),
        "seen": look(request, LEDGER, place=station.code, kept=station),
        "weeks": picture.weeks(reading),
        "cards": cards.cards(reading, looked_at, least),
        "beside": beside(user, reading),
        "may_act": may(user, "assignment.progress", station),
        "may_object": may(user, "objection.file", station),
        "may_settle": looked_at is not None and may_propose(user, looked_at),
        "live_url": reverse("coordination:station_events", args=[station.code]),
        "checked_at": reading.state.checked_at if reading.state else None,
        "part_url": f"{_home(station)}?{given.urlencode()}",
        "problems": {},
        "since_monday": _since_monday(reading),
    }


def timeline_context(request: SignedIn, station: Station) -> dict[str, Any]:
    """The same for other days or other rows: the picture, and the links that keep what
    was chosen."""
    wanted = asked(request.GET, timezone.localdate())
    reading = read(station, now=timezone.now(), span=wanted.span)
    looked_at = _looked_at(reading, wanted)
    return {
        **_list(reading, wanted, request.GET.get("page")),
        **_timeline(request.user, reading, wanted, looked_at),
    }


def _for_many(user: User, station: Station) -> list[Act]:
    """What may be done to the rows that are ticked."""
    signs = may(user, "assignment.sign", station)
    return usable(user, LEDGER.name) if signs else []


def _query(request: SignedIn) -> QueryDict:
    """What was chosen: of the page, or of the page something was sent from."""
    if request.method == "POST" and request.htmx:
        return QueryDict(query_of_page(request))
    return request.GET


def _home(station: Station) -> str:
    return reverse("coordination:workload", args=[station.code])


def _looked_at(reading: Reading, wanted: Asked) -> Conflict | None:
    """The conflict whose card is open: the one asked for, else the first."""
    asked_for = (c for c in reading.conflicts if c.pk == wanted.conflict)
    return next(asked_for, next(iter(reading.conflicts), None))


def _timeline(
    user: User, reading: Reading, wanted: Asked, looked_at: Conflict | None
) -> dict[str, Any]:
    numbered, days = cards.numbers(reading), picture.days(reading)
    lit = None
    if looked_at is not None and looked_at.pk == wanted.conflict:
        lit = numbered[looked_at.pk]
    moves = movable(user, reading)
    addresses = {c.pk: wanted.address(conflict=c.pk) for c in reading.conflicts}
    rows = bars.Wanted(wanted.by, wanted.opened, wanted.opens, moves, addresses)
    return {
        "station": reading.station,
        "reading": reading,
        "movable": moves,
        "asked": wanted,
        "lit": lit,
        "all_address": wanted.address(conflict=None),
        "addresses": addresses,
        "timeline": timeline(
            bars.groups(reading, numbered, rows),
            days,
            picture.windows(reading, numbered, addresses),
            reading.today,
            described_by="days-twin",
            lit=lit,
        ),
        "provisional": sorted(
            {d.year for d in reading.span.days if reading.calendar.is_provisional(d)}
        ),
        "days": days,
    }


def _list(reading: Reading, wanted: Asked, page: str | None) -> dict[str, Any]:
    """The chosen rows of a page, with the filters above them."""
    counts = counted(reading)
    shown = Paginator(filtered(reading, wanted.show), ROWS).get_page(page)
    rows: list[Row] = listed(reading, list(shown.object_list))
    return {
        "chips": chips(wanted, counts),
        "counts": counts,
        "page": shown,
        "rows": rows,
        "page_query": f"{wanted.address().lstrip('?')}&".lstrip("&"),
    }


def _since_monday(reading: Reading) -> str:
    """The line that leads to what changed."""
    since = start_of(last_monday(reading.now))
    return changed.line(changes(reading.station, since, reading.conflicts))
