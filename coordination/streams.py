"""Live updates: a check announces itself, open pages hear of it.

Redis carries the announcement and nothing depends on it: a page that hears nothing
shows older figures and says since when.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache

import redis
from django.conf import settings

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
    )


def station_channel(station: int) -> str:
    return f"{settings.CHANNEL_PREFIX}:station:{station}"


def bureau_channel(bureau: int) -> str:
    return f"{settings.CHANNEL_PREFIX}:bureau:{bureau}"


def user_channel(user: int) -> str:
    return f"{settings.CHANNEL_PREFIX}:user:{user}"


def announce_inbox(users: Iterable[int]) -> None:
    """Tell people's open pages that their inbox has changed. Never raises."""
    message = json.dumps({"type": "inbox"})
    try:
        pipe = _client().pipeline(transaction=False)
        for user in users:
            pipe.publish(user_channel(user), message)
        pipe.execute()
    except redis.RedisError as error:
        log.warning("news of inboxes not sent: %s", error)


ENDED = json.dumps({"type": "access"})


def announce_access(users: Iterable[int]) -> None:
    """Streams of these people end and look at their rights anew. Never raises; whoever
    cannot be reached ends by himself after some minutes."""
    try:
        pipe = _client().pipeline(transaction=False)
        for user in users:
            pipe.publish(user_channel(user), ENDED)
        pipe.execute()
    except redis.RedisError as error:
        log.warning("streams of changed rights not ended: %s", error)


def announce(station: int, *, path: str, revision: int, at: dt.datetime) -> None:
    """Tell open pages of the station and of the bureaus on `path`. Never raises."""
    message = json.dumps(
        {
            "type": "revision",
            "station": station,
            "revision": revision,
            "checked_at": at.isoformat(),
        }
    )
    try:
        pipe = _client().pipeline(transaction=False)
        for channel in _channels(station, path):
            pipe.publish(channel, message)
        pipe.execute()
    except redis.RedisError as error:
        log.warning("live update of station %s not sent: %s", station, error)


def announce_act(stations: Iterable[tuple[int, str]]) -> None:
    """Tell open pages of some (station, path) that people did something there.

    No check was made: the time of the last one stays what it was. Never raises.
    """
    try:
        pipe = _client().pipeline(transaction=False)
        for station, path in stations:
            message = json.dumps({"type": "revision", "station": station})
            for channel in _channels(station, path):
                pipe.publish(channel, message)
        pipe.execute()
    except redis.RedisError as error:
        log.warning("live update of an act not sent: %s", error)


def _channels(station: int, path: str) -> Iterator[str]:
    yield station_channel(station)
    for bureau in path.strip("/").split("/"):
        if bureau:
            yield bureau_channel(int(bureau))
