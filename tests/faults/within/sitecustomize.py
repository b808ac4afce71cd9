"""Python reads this as a process starts, where a test puts its folder on the path.

The product's own processes, unchanged, with a clock that a file puts forward or back
(FAULT_CLOCK, seconds), or a death between COMMIT and what follows it (FAULT_DEATH).
"""

import os

if os.environ.get("FAULT_CLOCK"):
    from tests.faults.within.clock import follow

    follow(os.environ["FAULT_CLOCK"])
if os.environ.get("FAULT_DEATH"):
    from tests.faults.within.death import wait_for_it

    wait_for_it(os.environ["FAULT_DEATH"], os.environ.get("YIPAN_ROLE", ""))
