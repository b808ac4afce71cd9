"""The same as `test_files` at the doors behind which something is kept."""

from __future__ import annotations

import os

import pytest

from tests.attack.kept_doors import kept_doors
from tests.attack.throwing import tell, throw
from tests.permissions.world import InTheWorld

SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


class KeptFiles(InTheWorld):
    def test_a_few_files_at_every_door_that_keeps_something(self) -> None:
        doors = kept_doors(self.world)
        first = {f"{d.name} {d.ending}": str(d.takes(d.like)) for d in doors}
        assert not {name: said for name, said in first.items() if "refused" in said}
        thrown = throw(doors, seed=SEED, seconds=60, most=2)
        assert not thrown.crashes, thrown.crashes

    @pytest.mark.fuzz
    def test_files_at_every_door_that_keeps_something_for_a_while(self) -> None:
        thrown = throw(kept_doors(self.world), seed=SEED, seconds=SECONDS)
        tell(thrown.told())
        assert not thrown.crashes, "\n".join(thrown.crashes.values())
