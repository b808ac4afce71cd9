"""A product of its own for each test, stopped before the database is emptied."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from config import places
from tests.faults.product import Product, environment
from tests.faults.world import World, world

LONG = os.environ.get("FAULTS") == "long"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in item.nodeid:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def here(transactional_db: None) -> Iterator[World]:
    made = world()
    yield made
    for load in made.loads:
        load.stop()


@pytest.fixture
def product(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Product]:
    """Not started yet: `product.start(...)` says which processes."""
    if not (places.embedded_postgres() and places.embedded_redis()):
        pytest.skip("kills servers: only those it starts itself")
    for name, value in environment(connection.settings_dict["NAME"]).items():
        monkeypatch.setenv(name, value)
    made = Product()
    yield made
    made.stop()


@pytest.fixture
def started(product: Product, here: World) -> Callable[..., Product]:
    """The product at work, and what was there at the start checked."""

    def start(*names: str) -> Product:
        from tests.faults.world import drained

        product.start(*names)
        drained()
        return product

    return start
