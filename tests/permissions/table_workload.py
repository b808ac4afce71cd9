"""The doors of a station's workload. Read as `tests.permissions.table`."""

from __future__ import annotations

TABLE = """
# --- another date: whose task it is; at the station the own plan, and in conflict
coordination:date_of(assignment) GET POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
"""
