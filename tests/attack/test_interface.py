"""The interface against its own description, as every role: `make fuzz` for as long as
FUZZ_SECONDS says, a little of it every time."""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.attack.speaking import Speaker, described, operations
from tests.permissions.matrix import PERSONAS
from tests.permissions.world import InTheWorld

SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
EVERY = 40
"""Of so many operations one is tried in a common run, another one for each role."""


class Interface(InTheWorld):
    def keeps_to_it(self, speaker: Speaker) -> None:
        told = [f"{door}\n  {what}" for door, what in sorted(speaker.wrong.items())]
        assert not told, f"{speaker.persona}, {len(told)} kinds:\n" + "\n".join(told)

    def test_a_little_of_it(self) -> None:
        every = list(operations(described()))
        for offset, persona in enumerate(("staff", "chief_a1")):
            speaker = Speaker(self.world, persona)
            for operation in every[offset::EVERY]:
                speaker.say(operation, 1, SEED)
            self.keeps_to_it(speaker)
            assert speaker.asked > len(every) / EVERY

    @pytest.mark.fuzz
    def test_as_every_role_for_a_while(self) -> None:
        every = list(operations(described()))
        speakers = [Speaker(self.world, persona) for persona in PERSONAS]
        end, number = time.monotonic() + SECONDS, SEED
        while time.monotonic() < end:
            for speaker in speakers:
                for operation in every:
                    if time.monotonic() < end:
                        speaker.say(operation, 2, number)
            number += 1
        asked = {speaker.persona: speaker.asked for speaker in speakers}
        total = f"{sum(asked.values())} requests, seeds {SEED}-{number - 1}"
        sys.stdout.write(f"\n{total}: {asked}\n")
        for speaker in speakers:
            self.keeps_to_it(speaker)
