"""Is the process there, and does everything behind it work?"""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coordination.dispatching import dispatcher_age
from desk.safety_shown import standings

OLDEST_SIGN = 15.0  # seconds; the dispatcher leaves a sign of life every second


@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 only when database, Redis and dispatcher all work; names what does not.

    How backups stand is told beside them: pages can be had without.
    """
    parts = {"database": _database(), "redis": _redis()}
    parts["dispatcher"] = parts["database"] and _dispatcher()
    code = 200 if all(parts.values()) else 503
    told = {n: "ok" if up else "down" for n, up in parts.items()}
    return JsonResponse(told | _safety(parts["database"]), status=code)


def _safety(database: bool) -> dict[str, str]:
    if not database:
        return {}
    return {each.kind: each.state for each in standings(timezone.now())}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _dispatcher() -> bool:
    age = dispatcher_age()
    return age is not None and age < OLDEST_SIGN
