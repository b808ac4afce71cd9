"""What a run of a scenario tells `make faults`: figures, one line of JSON each."""

from __future__ import annotations

import json
import os
from pathlib import Path

TOLD = "FAULTS_TOLD"


def tell(**figures: float | int | str) -> None:
    """Recovery in seconds, what is lost or phantom; kept only where somebody asks."""
    path = os.environ.get(TOLD)
    if path:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
        with Path(path).open("a") as stream:
            stream.write(json.dumps({"test": test, **figures}) + "\n")
