"""Who is let in where: calendars by secret address; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- one's own addresses; who keeps the accounts sees and revokes everybody's
coordination:calendars GET
    . . . . . . . . . . . . . s
coordination:make_calendar POST
    . . . . . . . . . 3 3 3 3 s
coordination:all_calendars GET
    3 3 3 3 3 3 3 3 3 3 . 3 3 s
coordination:rename_calendar(feed) POST
    4 4 4 4 .4.4 4 4 4 4 4 3 4 4 s
coordination:revoke_calendar(feed) POST
    4 4 4 4 .4.4 4 4 4 4 4 . 4 4 s
# The audit trail taken along: without a kind of file there is no such page.
desk:audit_list GET
desk:audit_changes_list GET
    3 3 3 3 3 3 3 3 3 4 3 3 3 s
# A revoked address opens to nobody. One in use opens to whoever has it, signed in or
# not, and shows what its owner may see: tests/feeds.
coordination:calendar_feed(shut_feed) GET
    4 4 4 4 4 4 4 4 4 4 4 4 4 4
"""
