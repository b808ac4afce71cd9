"""What every test may use; servers and the outbound block come from config.testing."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from config import places


@pytest.fixture
def process_env() -> Callable[[str], dict[str, str]]:
    """Environment for a real process that shares this test's database and Redis.

    Use it with `django_db(transaction=True)`: another process sees committed rows
    only. The argument is the role: web, worker or owner.
    """

    def environment(role: str) -> dict[str, str]:
        from django.db import connection

        return {
            **os.environ,
            "YIPAN_ROLE": role,
            "YIPAN_DATABASE": connection.settings_dict["NAME"],
            "PYTHONPATH": str(places.BASE_DIR),
        }

    return environment
