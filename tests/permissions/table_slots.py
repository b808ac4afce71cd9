"""Who is let in where among ways and visits; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- ways to a bureau's seat: read by those who call people in
coordination:travel(bureau) GET
coordination:travel_file(bureau) GET
    ...4 ...4 ...4 ...4 3334 3334 ...4 3334 3334 3 3 3 4 s
coordination:travel(bureau) POST
    3334 3334 3334 ...4 3334 3334 ...4 3334 3334 3 3 3 4 s
api:directive-times POST
    . . 3 3 . 3 3 3 3 3 3 3 3 s
# --- visits that could be one
coordination:joint_visits GET
    . . . . 3 3 3 3 3 3 3 3 3 s
coordination:visit(duplicate) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:visit(duplicate) POST
    ..44 ..44 3334 3334 4 4 4 4 4 4 4 4 4 s
coordination:suggest_visit(duplicate) POST
    3344 3344 3334 ...4 4 4 4 4 4 4 4 4 4 s
coordination:visit_reach(bureau) POST
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 3 3 3 4 s
"""
