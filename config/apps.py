"""The wiring as an application: the start commands, and grants after each migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from config import roles, wall


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # The signal comes once per application, after all migrations have run; one
        # sender is enough.
        post_migrate.connect(
            grant_after_migrate, sender=apps.get_app_config("organization")
        )


def grant_after_migrate(*, using: str, **_: Any) -> None:
    """Give the application roles their rights on whatever tables exist now."""
    with connections[using].cursor() as cursor:
        roles.grant_privileges(cursor)
        wall.build(cursor)
