"""Server-sent events: an open page hears that something changed, never what.

A stream holds no database connection: rights are looked up once, then every
connection of the request is closed before the first byte.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import redis.asyncio as aioredis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from coordination.models import Conflict, StationState
from coordination.streams import bureau_channel, station_channel, user_channel
from coordination.views.directives import load_directive
from coordination.views.ledger import load_station
from organization.models import Bureau, Station, User
from organization.permissions import authorise

KEEP_ALIVE = 15.0  # seconds between comments that keep proxies from hanging up
FEW = 200
# After this long the browser reconnects by itself, and its rights are looked at anew.
LONGEST = 600.0

Opening = tuple[list[str], dict[str, object]]


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
    response = StreamingHttpResponse(
        _stream(channels, first), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _open_station(user: User, code: str) -> Opening:
    station = Station.objects.filter(code=code).first()
    in_conflict = (
        station is not None
        and Conflict.objects.visible_to(user).filter(station=station).exists()
    )
    if not in_conflict:
        station = load_station(user, code)
    if station is None:
        raise Http404
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


async def _stream(channels: list[str], first: dict[str, object]) -> AsyncIterator[str]:
    """Messages of the channels until the reader leaves or time is up."""
    # Blocking reads must not time out by themselves.
    client = aioredis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=None
    )
    pubsub = client.pubsub(ignore_subscribe_messages=True)
    end = asyncio.get_running_loop().time() + LONGEST
    try:
        await pubsub.subscribe(*channels)
        yield f"retry: 2000\ndata: {json.dumps(first)}\n\n"
        while asyncio.get_running_loop().time() < end:
            message = await pubsub.get_message(timeout=KEEP_ALIVE)
            if message is None:
                yield ": still here\n\n"
            else:
                yield f"data: {message['data'].decode()}\n\n"
    except (RedisError, OSError):
        # The page says that the connection is lost and comes back.
        return
    finally:
        await pubsub.aclose()  # type: ignore[no-untyped-call]
        await client.aclose()
