"""Who is let in where: what was done last, long work; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- long work: one's own; who keeps the system stops anybody's
desk:jobs GET
    . . . . . . . . . . . . . s
desk:stop_job(trial) POST
    ..44 4 4 4 4 4 4 4 4 4 4 . 4 s
# --- one's own acts, nobody else's
desk:undoable GET
    . . . . . . . . . . . . . s
desk:undo(done) POST
    4 4 4 4 .4.4 4 4 4 4 4 4 4 4 s
"""
