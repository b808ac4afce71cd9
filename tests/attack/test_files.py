"""Files that nobody would write, at every door that takes files: none breaks it, keeps
it busy or fills the memory. A few every time; `make fuzz` as long as FUZZ_SECONDS
says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.attack.plain_doors import plain_doors
from tests.attack.throwing import tell, throw

SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


def test_what_is_thrown_at_a_door_is_at_first_what_it_takes(tmp_path: Path) -> None:
    """A fuzzer that begins with what is refused at once finds nothing."""
    for door in plain_doors(tmp_path):
        taken = door.takes(door.like)
        refused = taken == "refused" or "problems" in str(taken)
        assert not refused or door.name == "evidence", door.name


def test_a_few_files_at_every_plain_door(tmp_path: Path) -> None:
    thrown = throw(plain_doors(tmp_path), seed=SEED, seconds=60, most=25)
    assert not thrown.crashes, thrown.crashes


@pytest.mark.fuzz
def test_files_at_every_plain_door_for_a_while(tmp_path: Path) -> None:
    thrown = throw(plain_doors(tmp_path), seed=SEED, seconds=SECONDS)
    tell(thrown.told())
    assert not thrown.crashes, "\n".join(thrown.crashes.values())
