"""What the tests at the doors do not want to know."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import connections


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No line per refusal, and streams that leave the transaction's connection."""
    monkeypatch.setattr(connections, "close_all", lambda: None)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
