"""Who is let in where among the figures of burdens; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- figures of the own unit, and of all below for whoever oversees them
coordination:burden GET
    . . . . . . 3 3 3 3 3 3 3 s
coordination:bureau_burden(bureau) GET
coordination:bureau_burden_rows(bureau) GET
coordination:bureau_burden_file(bureau) GET
    3334 3334 ...4 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:department_burden(office) GET
coordination:department_burden_rows(office) GET
coordination:department_burden_file(office) GET
    ..34 ..34 ...4 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:station_burden(station) GET
coordination:station_burden_rows(station) GET
coordination:station_burden_file(station) GET
    3334 3334 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
# --- the leaders' page, read by the office too
coordination:leaders GET
    3 3 . . 3 3 3 3 3 3 3 3 3 s
coordination:leaders_page(bureau) GET
coordination:leaders_rows(bureau) GET
    3334 3334 ...4 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:keep_leaders_page(bureau) POST
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:kept_page(kept_page) GET
    4 4 ...4 ...4 4 4 4 4 4 4 4 4 4 s
"""
