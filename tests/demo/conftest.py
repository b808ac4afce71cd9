"""The demo is loaded once for all of these tests, and rolled back after them."""

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

NOW = dt.datetime(2026, 11, 23, 9, 0)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[str]:
    """What the first run printed; the rows are there while the tests last."""
    printed = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", now=NOW, stdout=printed)
        yield printed.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def personas(demo: str) -> list[dict[str, str]]:
    printed = StringIO()
    call_command("demo", personas=True, stdout=printed)
    return json.loads(printed.getvalue())
