"""The wiring as an application: the start commands, and grants after each migrate."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save, pre_migrate

from config import nearby, places, roles, wall

log = logging.getLogger("yipan.audit")


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        nearby.install()
        # Both signals come once per application, before the first and after the last
        # migration; one sender is enough.
        connection_created.connect(leave_open)
        checks.register(second_wall_stands, checks.Tags.security, deploy=True)
        checks.register(service_is_named_whole, checks.Tags.security, deploy=True)
        organization = apps.get_app_config("organization")
        pre_migrate.connect(wait_for_locks_briefly, sender=organization)
        post_migrate.connect(grant_after_migrate, sender=organization)
        post_save.connect(name_audit_row, sender="organization.AuditEvent")


def second_wall_stands(**_: Any) -> list[checks.CheckMessage]:
    """Is the database to narrow what pages read?"""
    if settings.SECOND_WALL:
        return []
    told = "SECOND_WALL is off: a forgotten filter shows what is another unit's."
    return [checks.Warning(told, id="yipan.W001")]


def service_is_named_whole(**_: Any) -> list[checks.CheckMessage]:
    """Is what leads to the identity service safe and complete?"""
    issuer = settings.OIDC_ISSUER
    if not issuer:
        return []
    found: list[checks.CheckMessage] = []
    if not issuer.startswith("https://"):
        told = "OIDC_ISSUER is not https: anybody on the way can say who signs in."
        found.append(checks.Warning(told, id="yipan.W002"))
    if not settings.OIDC_CLIENT_ID:
        told = "OIDC_ISSUER is set and OIDC_CLIENT_ID is not."
        found.append(checks.Error(told, id="yipan.E001"))
    return found


def leave_open(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Without the second wall every connection is as if it were lifted."""
    if not settings.SECOND_WALL and places.process_role() == "web":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('wall.open_lifted', '1', false)")


def wait_for_locks_briefly(*, using: str, **_: Any) -> None:
    """While a migration waits for a lock, everybody else waits behind it."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{roles.LOCK_SECONDS}s'")


def grant_after_migrate(*, using: str, **_: Any) -> None:
    """Give the application roles their rights on whatever tables exist now."""
    with connections[using].cursor() as cursor:
        cursor.execute("RESET lock_timeout")
        roles.grant_privileges(cursor)
        wall.build(cursor)


def name_audit_row(*, instance: Any, **_: Any) -> None:
    """The log ties the row of the audit trail to the request that wrote it; the trail
    itself is sealed and tells of people, not of requests."""
    log.info("row %s: %s", instance.pk, instance.action)
