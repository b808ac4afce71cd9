"""Ways out of a conflict: what to change so that a station can do all it owes.

`case.Case.of(sites)` takes stations with what may be talked about there (`terms`);
`ways.ways_out(case)` gives ranked plans at once, `obstacles.obstacles(site)` says why
no later dues help, `ways.better` looks for cheaper dues for as long as one likes.
Nothing a plan says of itself is taken from the search: its balance before and after is
the detector's.

Finding the cheapest later dues is NP-hard; whether dues can settle a station at all is
not: dues only relieve, so it is decided with every due at its last.

`meeting` and `appointments` do the same where people are wanted twice.

`terms`, `obstacles` and `single`, the one date a ledger names, need no numpy: pages
load it when somebody asks for plans.
"""
