"""What every test may use; servers and the outbound block come from config.testing."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import Argon2PasswordHasher as Hasher
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, utils
from django.test.signals import template_rendered
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from config import places, testing_cluster
from organization.models import User
from organization.sessions import SessionStore


def _told_of_pages(self: Template, context: Context) -> str:
    """An answer remembers the context of its page, not of each of the hundred parts
    that it includes: copying those took a tenth of all the time of pages."""
    if context.template is self:
        template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)


def _signed_in(self: Client, user: User, backend: str | None = None) -> None:
    """Without the empty session that Django writes, reads and removes before."""
    request = HttpRequest()
    known = settings.SESSION_COOKIE_NAME in self.cookies
    request.session = self.session if known else SessionStore()
    login(request, user, backend)
    request.session.save()
    self._set_login_cookies(request)


utils.instrumented_test_render = _told_of_pages
Client._login = _signed_in
_checked = DatabaseWrapper.check_constraints


def _checked_lifted(
    self: DatabaseWrapper, table_names: list[str] | None = None
) -> None:
    """What waits for the end of a transaction is looked at when a test is over, in the
    role that wrote and after its request; where people work, before it ends."""
    with self.cursor() as cursor:
        cursor.execute("SELECT set_config('wall.open_lifted', '1', true)")
    _checked(self, table_names)


DatabaseWrapper.check_constraints = _checked_lifted
# To hash a password takes a quarter of a second by intention, and hundreds of tests
# sign somebody in. Whoever measures what it costs takes it back (tests/accounts).
DEAR = {name: getattr(Hasher, name) for name in ("time_cost", "memory_cost")}
Hasher.time_cost, Hasher.memory_cost = 1, 64


TESTS = 300  # so many leave enough behind to be worth clearing away
_done: list[str] = []
_blocker: list[DjangoDbBlocker] = []


def pytest_runtest_logfinish(nodeid: str) -> None:
    _done.append(nodeid)
    if len(_done) % TESTS == 0 and _blocker:
        from tests import emptying

        with _blocker[0].unblock():
            emptying.tidy()


DAYS = {"NOW", "TODAY", "YEAR", "PLACE"}
"""What a module of tests calls the moment at which it was read."""
_day = [timezone.localdate()]


def pytest_runtest_setup() -> None:
    """A run may go past midnight: modules that keep a day read it anew."""
    if _day[0] != (today := timezone.localdate()):
        _day[0] = today
        for _helpers_of_helpers in range(3):
            for name, module in list(sys.modules.items()):
                if name.startswith("tests.") and DAYS & vars(module).keys():
                    importlib.reload(module)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Tables are copied, where there is something to copy."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = testing_cluster.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every fourth test begins with the same force: it is founded once. Requests are
    answered in the role of the pages, as outside of tests."""
    from config import wall as config_wall
    from organization import wall
    from tests import emptying, factories, keeping

    with django_db_blocker.unblock():
        wall.ROLE = config_wall.WALLED
        factories.keep()
        if keeping.may_keep():
            emptying.install()
            _blocker.append(django_db_blocker)


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
