"""One of everything, put back before each contest."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.keeping import Kept, may_keep
from tests.permissions.world import World, build

_kept: list[Kept[World]] = []


@pytest.fixture
def world(transactional_db: None) -> World:
    return arranged()


def anew() -> World:
    emptied()
    return arranged()


def emptied() -> None:
    how = {"reset_sequences": False, "inhibit_post_migrate": True}
    call_command("flush", verbosity=0, interactive=False, **how)


def arranged() -> World:
    if not may_keep():
        return build()
    if not _kept:
        # What migrations brought goes with the first test that commits: without it.
        emptied()
        _kept.append(Kept.of(build))
    with transaction.atomic():
        return _kept[0].back()
