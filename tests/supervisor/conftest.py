from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import places
from tests.supervisor.site import Site, until


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    base = Path(tempfile.mkdtemp(prefix="a site ", dir=places.var_dir()))
    base.chmod(0o755)
    made = Site(base)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
    until(lambda: not made.processes(), 10)
    shutil.rmtree(base, ignore_errors=True)
