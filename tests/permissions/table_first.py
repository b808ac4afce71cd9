"""The doors of what one sees first: the day, the guide. Read as `table.TABLE`."""

from __future__ import annotations

TABLE = """
coordination:today GET
desk:guide GET
desk:guide_page(guide) GET
desk:begin_introduction(introduction) POST
desk:close_introduction(introduction) POST
    . . . . . . . . . . . . . s
coordination:sign_today(assignment) POST
    3344 3344 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s
"""
