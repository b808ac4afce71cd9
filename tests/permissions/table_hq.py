"""The doors of HQ's tasks. Read as `tests.permissions.table`."""

from __future__ import annotations

TABLE = """
# --- HQ
coordination:directives GET
coordination:series GET
    . . . . . . 3 3 3 3 3 3 3 s
coordination:compose GET POST
    . . 3 3 3 3 3 3 3 3 3 3 3 s
# A leader may issue urgently for a department, so he may try it out.
coordination:preview_fragment POST
coordination:asked_twice POST
coordination:slots POST
coordination:pick_stations GET
    . . . 3 3 3 3 3 3 3 3 3 3 s
coordination:directive(directive) GET
coordination:directive_events(directive) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 3334 4 4 4 4 s
coordination:edit_draft(draft) GET POST
coordination:end_series(series) POST
coordination:take_series(series) POST
    ..44 ..44 3334 3334 4 4 4 4 3334 4 4 4 4 s
coordination:withdraw_directive(directive) POST
coordination:repeat(directive) GET POST
coordination:recall_directive(directive) POST
coordination:correct_directive(directive) POST
coordination:again(directive) POST
coordination:close_directive(directive) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
coordination:approve_directive(directive) POST
coordination:send_back_directive(directive) POST
    3344 3344 ...4 3334 3434 3434 4 4 3334 4 4 4 4 s
coordination:accept_assignment(assignment) POST
coordination:return_assignment(assignment) POST
coordination:redate_assignment(assignment) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
"""
