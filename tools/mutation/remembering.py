"""What earlier runs found, in a folder, so that a run can be interrupted.

A change that a test noticed stays noticed while the function around it reads as it did
and that test is still there. One that survived has survived the tests it was shown to,
as they read then; only others are run again.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class Memory:
    """`trials.jsonl`: a line per change tried, the last one counts."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._path = folder, folder / "trials.jsonl"
        if fresh:
            self._path.unlink(missing_ok=True)
        self._killer: dict[str, str] = {}
        self._survived: dict[str, set[str]] = {}
        if self._path.exists():
            for line in self._path.read_text().splitlines():
                self._take(json.loads(line))
        self._file = self._path.open("a", buffering=1)

    def killer(self, key: str) -> str | None:
        """The test that noticed this change."""
        return self._killer.get(key)

    def survived(self, key: str) -> set[str]:
        """Digests of the tests that did not."""
        return self._survived.get(key, set())

    def killed(self, key: str, test: str) -> None:
        self._write({"key": key, "killer": test})

    def survives(self, key: str, tests: Iterable[str]) -> None:
        self._write({"key": key, "tests": sorted(tests)})

    def once(self, name: str, digest: str, find: Callable[[], Any]) -> Any:
        """What `find` found when it was last asked with the same digest."""
        path = self._folder / f"{name}.pickle"
        if path.exists():
            known, found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
            if known == digest:
                return found
        found = find()
        path.write_bytes(pickle.dumps((digest, found)))
        return found

    def _write(self, said: dict[str, Any]) -> None:
        self._take(said)
        self._file.write(json.dumps(said) + "\n")

    def _take(self, said: dict[str, Any]) -> None:
        key = said["key"]
        self._killer.pop(key, None)
        self._survived.pop(key, None)
        if "killer" in said:
            self._killer[key] = said["killer"]
        else:
            self._survived[key] = set(said["tests"])
