"""Who is let in where among burden budgets; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
coordination:burden_caps GET
coordination:calibration GET
    . . . . 3 3 3 3 3 3 3 3 3 s
coordination:burden_cap(cap_of) GET
    ..34 ..34 ...4 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
# The leader sets, the office proposes.
coordination:set_burden_cap(cap_of) POST
coordination:decline_burden_cap(cap_of) POST
coordination:copy_burden_caps(bureau) POST
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:propose_burden_cap(cap_of) POST
    3334 3334 3334 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:cap_exception(draft) GET
    ..44 ..44 ...4 ...4 4 4 4 4 3334 4 4 4 4 s
coordination:ask_cap_exception(draft) POST
    ..44 ..44 3334 3334 4 4 4 4 3334 4 4 4 4 s
coordination:grant_cap_exception(draft) POST
coordination:refuse_cap_exception(draft) POST
    3344 3344 ...4 3334 4 4 4 4 3334 4 4 4 4 s
api:burdencap-list GET
    . . . . . . . . . . . . . s
api:burdencap-list POST
    3 3 . 3 3 3 3 3 3 3 3 3 3 s
api:burdencap-detail(cap) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
api:burdencap-detail(cap) PATCH
    3344 3344 ...4 3334 4 4 4 4 4 4 4 4 4 s
api:directive-budget(directive) GET
    ..44 ..44 ...4 ...4 3434 3434 4 4 3334 4 4 4 4 s
api:directive-budget(directive) POST
    3344 3344 ...4 3334 3434 3434 4 4 3334 4 4 4 4 s
"""
