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
from django.db.models.signals import post_migrate, post_save

from config import nearby, places, roles, wall

log = logging.getLogger("yipan.audit")


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        nearby.install()
        # The signal comes once per application, after all migrations have run; one
        # sender is enough.
        connection_created.connect(leave_open)
        checks.register(second_wall_stands, checks.Tags.security, deploy=True)
        post_migrate.connect(
            grant_after_migrate, sender=apps.get_app_config("organization")
        )
        post_save.connect(name_audit_row, sender="organization.AuditEvent")


def second_wall_stands(**_: Any) -> list[checks.CheckMessage]:
    """Is the database to narrow what pages read?"""
    if settings.SECOND_WALL:
        return []
    told = "SECOND_WALL is off: a forgotten filter shows what is another unit's."
    return [checks.Warning(told, id="yipan.W001")]


def leave_open(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Without the second wall every connection is as if it were lifted."""
    if not settings.SECOND_WALL and places.process_role() == "web":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('wall.open_lifted', '1', false)")


def grant_after_migrate(*, using: str, **_: Any) -> None:
    """Give the application roles their rights on whatever tables exist now."""
    with connections[using].cursor() as cursor:
        roles.grant_privileges(cursor)
        wall.build(cursor)


def name_audit_row(*, instance: Any, **_: Any) -> None:
    """The log ties the row of the audit trail to the request that wrote it; the trail
    itself is sealed and tells of people, not of requests."""
    log.info("row %s: %s", instance.pk, instance.action)
