"""Who is let in where: how the product looks; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- everybody who is signed in
coordination:gallery GET
    . . . . . . . . . . . . . s
"""
