from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from config import places
from tests.supervisor.site import Site, until


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    base = places.var_dir() / "a site"
    base.mkdir()
    made = Site(base)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
    until(lambda: not made.processes(), 10)
    shutil.rmtree(base, ignore_errors=True)
