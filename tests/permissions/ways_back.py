"""What becomes of an act that was done by mistake, for every page that takes one.

An address that is sent nothing refuses, because it asks for what it needs, a reason, or
whether one is sure. Whatever acts on nothing at all stands here: it can be taken back
(`UNDONE`), or does no harm, and why not (`FREE`). Each persona's round of the doors
looks whether that is so.
"""

from __future__ import annotations

UNDONE = {
    "coordination:acknowledge",
    "coordination:sign_today",
    "coordination:progress",
    "coordination:report",
    "coordination:read_inbox",
    "coordination:read_letter",
    "coordination:close_directive",
    "coordination:end_delegation",
    "coordination:protected",
    "coordination:change_block",
    "coordination:add_plan_item",
    "coordination:change_plan_item",
    "coordination:remove_plan_item",
    "personnel:set_contact",
}
OWN = "one's own session or mark, chosen again at any time"
AGAIN = "looks at something once more and changes nothing"
SAME_PAGE = "the same page sets it otherwise"
FREE = {
    "organization:sign_in": OWN,
    "organization:sign_out": OWN,
    "desk:revoke_certificate": "another is bound on the same page",
    "organization:second_step": "back to the first step",
    "desk:end_session": "signs in again there",
    "desk:end_other_sessions": "signs in again there",
    "set_language": OWN,
    "coordination:open_letter": OWN,
    "coordination:collation_seen": OWN,
    "coordination:article_helped": OWN,
    "desk:begin_introduction": OWN,
    "desk:close_introduction": OWN,
    "desk:open_plain": OWN,
    "desk:open_with": OWN,
    "desk:copy_view": "a copy of one's own, deleted again on the same page",
    "desk:delete_view": "brought back on the same page",
    "desk:restore_view": "deleted again on the same page",
    "desk:commit_bulk": "all it does was shown, row by row",
    "desk:say_bulk": SAME_PAGE,
    "desk:cancel_bulk": "the rows are ticked again",
    "desk:bulk": "shows what it would do; done on the page it leads to",
    "coordination:understand_notice": "a receipt; questions may follow it",
    "coordination:start_sweep": AGAIN,
    "coordination:cancel_sweep": AGAIN,
    "coordination:release_station": AGAIN,
    "coordination:improve": AGAIN,
    "coordination:keep_leaders_page": "adds a page and takes none away",
    "coordination:renew_emergency": "makes a draft",
    "coordination:answer_form": "keeps a draft of the answers",
    "coordination:object_to": "taken back on its page, the task goes on meanwhile",
    "coordination:propose": "withdrawn with a reason until it is answered",
    "coordination:other_plans": "withdrawn with a reason until it is answered",
    "coordination:renew_proposal": "withdrawn with a reason until it is answered",
    "coordination:accept_risk": "refuses without a reason, on the page it leads to",
    "coordination:take_series": "the other takes it back the same way",
    "coordination:plan_force": SAME_PAGE,
    "coordination:travel": SAME_PAGE,
    "coordination:undo_repaid": "is itself the way back",
    "desk:undo": "is itself the way back",
    "desk:stop_job": "asked for again where it was asked for",
    "budget:settle": "disputed again on the same page",
    "budget:release": "taken back with a reason until it is received",
    "budget:cancel_import": "the file is handed in again",
    "personnel:cancel_import": "the file is handed in again",
    "opening:cancel_import": "the file is handed in again",
    "personnel:set_working_since": SAME_PAGE,
    "personnel:set_account": SAME_PAGE,
    "personnel:approve_leave": "shortened with a reason",
    "personnel:adopt_share": SAME_PAGE,
}
