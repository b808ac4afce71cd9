"""Ways out of a conflict: what to change so that a station can do all it owes.

`Case.of(sites)` takes stations with what may be talked about there; `ways_out(case)`
gives ranked plans at once, `obstacles(site)` says why no later dues help, and `better`
looks for cheaper dues for as long as one likes. Nothing a plan says of itself is taken
from the search: its balance before and after is the detector's.

Finding the cheapest later dues is NP-hard; whether dues can settle a station at all is
not: dues only relieve, so it is decided with every due at its last.
"""

from .case import Case, balance
from .obstacles import Obstacle, Stuck, obstacles
from .terms import Movable, Pair, Site
from .ways import better, ways_out

__all__ = [
    "Case",
    "Movable",
    "Obstacle",
    "Pair",
    "Site",
    "Stuck",
    "balance",
    "better",
    "obstacles",
    "ways_out",
]
