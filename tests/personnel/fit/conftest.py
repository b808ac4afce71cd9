"""The small force with the catalogue of abilities, founded once for a module."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from personnel import services
from tests.factories import Force, force


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Force]:
    with django_db_blocker.unblock(), transaction.atomic():
        services.enter_catalogue(by=None)
        yield force()
        transaction.set_rollback(True)


@pytest.fixture
def made(founded: Force, db: None) -> Force:
    """A test's own copies of the rows; what it writes is taken back."""
    return copy.deepcopy(founded)
