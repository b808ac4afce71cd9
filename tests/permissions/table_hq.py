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
coordination:draft_field(draft) GET POST
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
# --- notices
coordination:notices GET
    . . . . . . 3 3 3 3 3 3 3 s
api:notice-list GET
    . . . . . . . . . . . . . s
coordination:new_notice GET POST
coordination:notice_instead POST
api:notice-list POST
    . . 3 3 3 3 3 3 3 3 3 3 3 s
coordination:notice(notice) GET
coordination:notice_file(notice_paper) GET
api:notice-detail(notice) GET
api:notice-file(notice_paper) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:correct_notice(notice) GET POST
coordination:withdraw_notice(notice) POST
coordination:answer_notice(notice_question) POST
api:notice-answer(notice) POST
api:notice-withdraw(notice) POST
    ..44 ..44 3334 3334 3434 3434 4 4 4 4 4 4 4 s
coordination:understand_notice(notice) POST
coordination:ask_notice(notice) POST
api:notice-read(notice) POST
api:notice-understand(notice) POST
api:notice-ask(notice) POST
    3344 3344 3334 3334 .4.4 .4.4 4 4 4 4 4 4 4 s
# --- what came back of a task
coordination:accept_assignment(assignment) POST
coordination:return_assignment(assignment) POST
coordination:redate_assignment(assignment) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
"""
