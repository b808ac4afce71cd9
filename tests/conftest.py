"""What every test may use; servers and the outbound block come from config.testing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config import places, testing_cluster
from config.supervisor import account


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tables of an earlier run, where there are any."""
    from django.db import connection

    if os.environ.get(testing_cluster.FLAG) == "there":
        connection.settings_dict["TEST"]["TEMPLATE"] = testing_cluster.READY


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every fourth test begins with the same force: it is founded once."""
    from django.db import connection

    from tests import factories

    first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    with django_db_blocker.unblock():
        if first and os.environ.get(testing_cluster.FLAG) == "wanted":
            connection.close()
            testing_cluster.make_ready(
                connection.settings_dict["NAME"], account.data_root() / "postgres"
            )
        factories.keep()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language behind in the thread: not for the next test."""
    yield
    translation.deactivate()


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
