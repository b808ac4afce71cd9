"""The engine and its peers on one force: `python -m bench.scale [--quick]`.

Runs in a database of its own. A row that fails says so and stops nobody else.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

import django

from bench import scene
from bench.figures import Figure, quick, tell
from bench.rows import ROWS


def main() -> None:
    django.setup()
    folder = Path(tempfile.mkdtemp(prefix="yipan-ground-"))
    figures: list[Figure] = []
    try:
        here = scene.made(folder, quick=quick())
        for name in ROWS:
            figures += _measured(name, here)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell(figures)


def _measured(name: str, here: scene.Scene) -> list[Figure]:
    begun = time.monotonic()
    try:
        found = list(importlib.import_module(f"bench.rows.{name}").run(here))
    except Exception as error:
        traceback.print_exc()
        return [Figure(name, f"failed: {type(error).__name__}", met=False)]
    sys.stderr.write(f"  {name}: {time.monotonic() - begun:.0f} s\n")
    return found


if __name__ == "__main__":
    main()
