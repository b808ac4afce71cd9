"""Server-sent events: an open page hears that something changed, never what.

A stream holds no database connection: rights are looked up, then every connection of
the request is closed before the first byte. It ends with the session, at midnight when
postings end, and at once when a session is ended, an account blocked or a role changed;
the browser comes back by itself, and its rights are looked at anew.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable

import redis.asyncio as aioredis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from coordination.models import Conflict, StationState
from coordination.streams import (
    ENDED,
    bureau_channel,
    station_channel,
    user_channel,
)
from coordination.views.directives import load_directive
from coordination.views.ledger import load_station
from organization.models import Bureau, Station, User
from organization.permissions import authorise
from organization.sessions import SessionStore
from organization.wall import lifted

KEEP_ALIVE = 15.0  # seconds between comments that keep proxies from hanging up
FEW = 200
# After this long the browser reconnects by itself, and its rights are looked at anew.
LONGEST = 600.0

Opening = tuple[list[str], dict[str, object]]
Lasts = Callable[[], float]
"""Seconds for which it may be open, 0 when whoever asked has been signed out."""


@require_GET
async def station_events(request: HttpRequest, code: str) -> HttpResponseBase:
    """Announcements of one station, for those who may see its ledger or a conflict."""
    return await _answer(request, lambda user: _open_station(user, code))


@require_GET
async def board_events(request: HttpRequest) -> HttpResponseBase:
    """Announcements of all stations below the bureaus one coordinates."""
    return await _answer(request, _open_board)


@require_GET
async def directive_events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Announcements of the stations a task went to."""
    return await _answer(request, lambda user: _open_directive(user, pk))


@require_GET
async def inbox_events(request: HttpRequest) -> HttpResponseBase:
    """Announcements of the own inbox alone; every other stream carries them too."""
    return await _answer(request, lambda user: ([], {"type": "hello"}))


async def _answer(
    request: HttpRequest, opening: Callable[[User], Opening]
) -> HttpResponseBase:
    def look_up() -> Opening | None:
        try:
            user = request.user
            if not isinstance(user, User):
                return None
            channels, first = opening(user)
            return [*channels, user_channel(user.pk)], first
        finally:
            connections.close_all()

    try:
        found = await sync_to_async(look_up)()
    except PermissionDenied:
        return HttpResponse(status=403)
    if found is None:
        return HttpResponse(status=401)
    channels, first = found
    lines = _stream(channels, first, lambda: _lasts(request))
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _open_station(user: User, code: str) -> Opening:
    with lifted("whoever sees a conflict hears of its station"):
        station = Station.objects.filter(code=code).first()
    in_conflict = (
        station is not None
        and Conflict.objects.visible_to(user).filter(station=station).exists()
    )
    if not in_conflict:
        station = load_station(user, code)
    if station is None:
        raise Http404
    with lifted("whoever sees a conflict hears of its station"):
        state = StationState.objects.filter(pk=station.pk).first()
    return [station_channel(station.pk)], _now(state)


def _open_directive(user: User, pk: int) -> Opening:
    """Station by station; above FEW the whole bureau's, which is one channel."""
    row = load_directive(user, pk)
    stations = list(row.assignments.values_list("station_id", flat=True)[: FEW + 1])
    if len(stations) <= FEW:
        return [station_channel(pk) for pk in stations], {"type": "hello"}
    home = row.department or row.own_station
    return [bureau_channel(home.bureau_id)] if home else [], {"type": "hello"}


def _open_board(user: User) -> Opening:
    authorise(user, "board.view")
    paths = user.scope.bureaus_as("coordinator", "leader")
    ids = Bureau.objects.filter(path__in=paths).values_list("pk", flat=True)
    return [bureau_channel(pk) for pk in ids], {"type": "hello"}


def _now(state: StationState | None) -> dict[str, object]:
    if state is None or state.checked_at is None:
        return {"type": "hello"}
    return {
        "type": "hello",
        "revision": state.revision,
        "checked_at": state.checked_at.isoformat(),
    }


def _next_day(now: dt.datetime) -> dt.datetime:
    """The next local midnight, when roles end and begin."""
    day = timezone.localdate(now) + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _lasts(request: HttpRequest) -> float:
    """Asked once it listens: what happened before that it would not hear of."""
    try:
        now = timezone.now()
        ends = [_next_day(now), now + dt.timedelta(seconds=LONGEST)]
        if isinstance(request.session, SessionStore):
            ends.append(request.session.open_until(now))
        return (min(ends) - now).total_seconds()
    finally:
        connections.close_all()


async def _stream(
    channels: list[str], first: dict[str, object], lasts: Lasts
) -> AsyncIterator[str]:
    """Messages of the channels until the reader leaves or time is up."""
    # Blocking reads must not time out by themselves.
    client = aioredis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=None
    )
    pubsub = client.pubsub(ignore_subscribe_messages=True)
    clock = asyncio.get_running_loop().time
    try:
        await pubsub.subscribe(*channels)
        end = clock() + await sync_to_async(lasts)()
        if end > clock():
            yield f"retry: 2000\ndata: {json.dumps(first)}\n\n"
        while (left := end - clock()) > 0:
            message = await pubsub.get_message(timeout=min(KEEP_ALIVE, left))
            text = message["data"].decode() if message else ""
            if text == ENDED:
                return
            yield f"data: {text}\n\n" if text else ": still here\n\n"
    except (RedisError, OSError):
        # The page says that the connection is lost and comes back.
        return
    finally:
        await pubsub.aclose()  # type: ignore[no-untyped-call]
        await client.aclose()
