"""What the tests at the doors do not want to know."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No line per refusal, static files without a manifest, and streams that leave
    the transaction's connection alone."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    monkeypatch.setattr(
        settings, "STORAGES", {**settings.STORAGES, "staticfiles": plain}
    )
    monkeypatch.setattr(connections, "close_all", lambda: None)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
