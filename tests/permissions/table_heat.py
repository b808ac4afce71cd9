"""Who is let in where among the weeks of all stations; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
coordination:heat GET
api:heat GET
    . . . . 3 3 3 3 3 3 3 3 3 s
"""
