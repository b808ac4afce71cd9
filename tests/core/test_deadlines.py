"""How many windows fail, told without their members."""

import random

from coordination.core.deadlines import failing
from coordination.core.detect import reckon, verdict
from tests.core import cases


def test_as_many_windows_fail_as_there_are_deadline_conflicts():
    rng = random.Random(20)
    met = 0
    for _ in range(1500):
        reckoned = reckon(cases.station(rng), as_of=0, now=0)
        said = verdict(reckoned)
        if reckoned.given is None:
            continue
        found = sum(1 for conflict in said.conflicts if conflict.kind == "deadline")
        assert failing(reckoned.jobs, reckoned.given) == found
        met += found > 1
    assert met > 50
