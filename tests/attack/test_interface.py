"""The interface against its own description, as every role: `make fuzz` for as long as
FUZZ_SECONDS says, a little of it every time."""

from __future__ import annotations

import os
import time
from random import Random

import pytest

from tests.attack.speaking import Speaker, described, operations, say_all
from tests.attack.throwing import tell
from tests.permissions.matrix import PERSONAS
from tests.permissions.world import InTheWorld

SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
FEW = 5
"""So many operations are tried in a common run."""


class Interface(InTheWorld):
    def keeps_to_it(self, speaker: Speaker) -> None:
        told = [f"{door}\n  {what}" for door, what in sorted(speaker.wrong.items())]
        assert not told, f"{speaker.persona}, {len(told)} kinds:\n" + "\n".join(told)

    def test_a_little_of_it(self) -> None:
        every = list(operations(described()))
        speakers = [Speaker(self.world, persona) for persona in ("staff", "chief_a1")]
        for operation in every[:: len(every) // FEW]:
            say_all(operation, speakers, 1, SEED)
        for speaker in speakers:
            assert speaker.asked > FEW
            self.keeps_to_it(speaker)

    @pytest.mark.fuzz
    def test_as_every_role_for_a_while(self) -> None:
        every = list(operations(described()))
        speakers = [Speaker(self.world, persona) for persona in PERSONAS]
        end, number, doors = time.monotonic() + SECONDS, SEED, 0
        while time.monotonic() < end:
            Random(number).shuffle(every)
            for operation in every:
                if time.monotonic() < end:
                    say_all(operation, speakers, 2, number)
                    doors += 1
            number += 1
        total = sum(speaker.asked for speaker in speakers)
        seeds = f"seeds {SEED}-{number - 1}, {doors} of {len(every)} operations"
        tell(f"{total} requests as {len(speakers)} roles, {seeds}")
        wrong = {door: told for s in speakers for door, told in s.wrong.items()}
        assert not wrong, "\n".join(f"{door}\n  {what}" for door, what in wrong.items())
