"""Who is let in where: the one table the doors are measured against.

A block names routes, what their address speaks of, and the methods they answer; the
line below says what each role gets. Columns, from left to right:

    staff  head  leader  coordinator  chief  officer  personnel  finance  auditor
    audit_admin  security_admin  system_admin  stranger  anonymous

A cell has four signs, one per place: the home place (治安 at 柳堰), the next station
of the same bureau (治安 at 津堰), another department (禁毒 at 柳堰), another bureau
(治安 at 砚台山). A single sign stands for all four, or for an address without a place.

    .  let in, even if what was sent cannot be used    3  member without the right, 403
    4  outsider, 404                                   s  must sign in: /sign-in/ or 401

A method that is not named here answers 405 to everybody who is signed in.
"""

from __future__ import annotations

TABLE = """
# --- the door itself
organization:sign_in GET POST
set_language GET POST PUT PATCH DELETE
healthz GET
readyz GET
too_large GET
# From this machine and without a proxy, see tests/ops.
metrics GET
organization:sign_out POST
    . . . . . . . . . . . . . .
# Only in the demo, see test_personas.
organization:persona POST
    4 4 4 4 4 4 4 4 4 4 4 4 4 4

# --- everybody who is signed in
home GET
organization:policy GET
coordination:inbox GET
coordination:opinions GET
coordination:remit_reports GET
coordination:read_inbox POST
coordination:unread_count GET
coordination:inbox_events GET
coordination:letter_settings GET POST
coordination:try_table GET POST
coordination:try_template GET
coordination:proposals GET
coordination:delegations GET
coordination:search GET
coordination:palette GET
api:search GET
    . . . . . . . . . . . . . s

# --- letters: one's own, nobody else's
coordination:read_letter(letter) POST
coordination:open_letter(letter) POST
    4 4 4 4 .4.4 4 4 4 4 4 4 4 4 s

# --- the three separated duties
organization:audit GET
organization:audit_changes GET
    3 3 3 3 3 3 3 3 3 . 3 3 3 s
coordination:system GET
coordination:runbook(alarm) GET
desk:calendar GET
desk:calendar_file GET
desk:calendar_check POST
desk:calendar_apply POST
coordination:start_sweep POST
coordination:cancel_sweep(sweep) POST
coordination:release_station(station) POST
    3 3 3 3 3 3 3 3 3 3 3 . 3 s

# --- tables somebody handed in: his own, nobody else's
coordination:trial(trial) GET
coordination:trial_file(trial) GET
    ..44 4 4 4 4 4 4 4 4 4 4 4 4 s

# --- one station
coordination:workload(station) GET
coordination:station_changes(station) GET
coordination:acting(station) GET
api:changes(station) GET
    3334 3334 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
coordination:protected(station) GET
    3334 3334 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
coordination:protected(station) POST
coordination:change_block(block) POST
coordination:release_block(block) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
# A department hears of the stations it is in conflict at.
coordination:station_events(station) GET
    ...4 ...4 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
coordination:conflict(conflict) GET
coordination:conflict_file(conflict) GET
coordination:fixes(conflict) GET
coordination:improve(conflict) POST
coordination:proposal(proposal) GET
coordination:other_plans(proposal) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:assignment(assignment) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 ...4 4 4 4 4 s
coordination:acknowledge(assignment) POST
coordination:hours_left(assignment) GET POST
coordination:progress(assignment) POST
coordination:report(assignment) POST
    3344 3344 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s

# --- a station's opinion; the work goes on meanwhile
coordination:object_to(assignment) GET POST
coordination:report_task(assignment) GET POST
    3344 3344 3334 3334 .4.4 3434 4 4 3334 4 4 4 4 s
coordination:objection(objection) GET
coordination:objection_file(evidence) GET
coordination:remit_report(remit) GET
coordination:remit_file(remit_evidence) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:escalate_objection(objection) POST
coordination:take_back_objection(objection) POST
    3344 3344 3334 3334 .4.4 3434 4 4 4 4 4 4 4 s
coordination:answer_objection(objection) POST
    ..44 ..44 3334 3334 3434 3434 4 4 4 4 4 4 4 s
# The office brokers, the leader decides; neither does the other's.
coordination:refer_objection(objection) POST
    3344 3344 3334 ...4 3434 3434 4 4 4 4 4 4 4 s
coordination:decide_objection(objection) POST
    3344 3344 ...4 3334 3434 3434 4 4 4 4 4 4 4 s

# --- settling a conflict: the own unit's answer, the office's brokering, the decision
coordination:propose(conflict) POST
coordination:own_plan(conflict) GET POST
    ..44 ..44 ...4 ...4 .4.4 3434 4 4 4 4 4 4 4 s
coordination:answer_proposal(proposal) POST
api:proposal-answer(proposal) POST
    ..44 ..44 3334 3334 .4.4 3434 4 4 4 4 4 4 4 s
coordination:other_plans(proposal) POST
    ..44 ..44 3334 ...4 .4.4 3434 4 4 4 4 4 4 4 s
# As long as no facts have overtaken it another plan is the office's alone.
coordination:renew_proposal(proposal) POST
coordination:broker_proposal(proposal) POST
    3344 3344 3334 ...4 3434 3434 4 4 4 4 4 4 4 s
coordination:accept_risk(conflict) POST
coordination:decide_proposal(proposal) POST
api:proposal-decide(proposal) POST
    3344 3344 ...4 3334 3434 3434 4 4 4 4 4 4 4 s
# Who proposed it, here 经办人; the office always.
coordination:withdraw_proposal(proposal) POST
api:proposal-withdraw(proposal) POST
    ..44 3344 3334 ...4 3434 3434 4 4 4 4 4 4 4 s
coordination:delegations POST
    . . 3 3 . 3 3 3 3 3 3 3 3 s
coordination:end_delegation(delegation) POST
    3 . 4 4 4 4 4 4 4 4 4 4 4 s
# What lies outside police duties the office or the leader confirms.
coordination:answer_report(remit) POST
    3344 3344 ...4 ...4 3434 3434 4 4 4 4 4 4 4 s
coordination:report_other(station) GET POST
coordination:acting(station) POST
coordination:end_acting(deputy) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s

# --- the office
coordination:board GET
coordination:board_events GET
    3 3 . . 3 3 3 3 3 3 3 3 3 s
coordination:relief(directive) GET POST
    3 3 ...4 ...4 3 3 3 3 3 3 3 3 3 s
coordination:admission GET
    3 3 . . 3 3 3 3 3 3 3 3 3 s
coordination:admission_case(case) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:admit_case(case) POST
coordination:return_case(case) POST
coordination:offer_conditions(case) POST
coordination:comment_case(case) POST
    3344 3344 3334 ...4 4 4 4 4 4 4 4 4 4 s
coordination:accept_conditions(case) POST
coordination:decline_conditions(case) POST
coordination:escalate_case(case) POST
    ..44 ..44 3334 3334 4 4 4 4 4 4 4 4 4 s
coordination:emergencies GET
    . . . . 3 3 3 3 3 3 3 3 3 s
coordination:compose_emergency GET POST
    3 . . 3 3 3 3 3 3 3 3 3 3 s
coordination:emergency(order) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:review_emergency(order) POST
    3344 3344 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:renew_emergency(order) POST
    ..44 ..44 3334 3334 4 4 4 4 4 4 4 4 4 s
coordination:bureau_settings(bureau) GET
    3334 3334 ...4 ...4 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:bureau_settings(bureau) POST
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 3 3 3 4 s
# --- tasks that ask twice
coordination:duplicates GET
    . . . . 3 3 3 3 3 3 3 3 3 s
coordination:join_duplicate(duplicate) POST
coordination:offer_join(duplicate) POST
coordination:accept_offer(offer) POST
coordination:decline_offer(offer) POST
api:joinoffer-accept(offer) POST
api:joinoffer-decline(offer) POST
    ..44 ..44 3334 3334 4 4 4 4 4 4 4 4 4 s
# Here it is the other department's.
coordination:take_back_offer(offer) POST
api:joinoffer-take-back(offer) POST
    3344 3344 3334 3334 4 4 4 4 4 4 4 4 4 s
api:joinoffer-detail(offer) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:dismiss_duplicate(duplicate) POST
    ..44 ..44 3334 ...4 4 4 4 4 4 4 4 4 4 s

# --- other systems: units
api:schema GET
api:bureau-list GET
api:department-list GET
api:station-list GET
    . . . . . . . . . . . . . s
api:bureau-detail(bureau) GET
api:department-detail(office) GET
    ...4 ...4 ...4 ...4 ...4 ...4 ...4 ...4 ...4 . . . 4 s
api:station-detail(station) GET
    ...4 ...4 ...4 ...4 .4.4 .4.4 ...4 ...4 ...4 4 4 4 4 s
api:workload(station) GET
api:feed(station) GET
    ...4 ...4 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
api:protected(station) GET
api:protected-block(kept) GET
    3334 3334 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
api:protected(station) POST
api:protected-block(kept) PATCH DELETE
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
# Addresses nobody answers are not there for anybody.
api:nowhere GET POST PUT PATCH DELETE
    4 4 4 4 4 4 4 4 4 4 4 4 4 s

# --- other systems: tasks
api:proposal-list GET
api:joinoffer-list GET
api:directive-list GET
api:assignment-list GET
api:conflict-list GET
    . . . . . . . . . . . . . s
# A leader only issues urgently.
api:directive-list POST
api:directive-preview POST
    . . . 3 . 3 3 3 3 3 3 3 3 s
api:directive-detail(directive) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 ...4 4 4 4 4 s
api:directive-detail(directive) PATCH
api:directive-issue(directive) POST
api:directive-withdraw(directive) POST
api:directive-recall(directive) POST
api:directive-correct(directive) POST
api:directive-again(directive) POST
api:directive-close(directive) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
api:directive-approve(directive) POST
api:directive-send-back(directive) POST
    3344 3344 ...4 3334 3434 3434 4 4 3334 4 4 4 4 s
api:directive-admit(piece) POST
api:directive-return(piece) POST
    3344 3344 3334 ...4 4 4 4 4 3334 4 4 4 4 s
api:assignment-detail(assignment) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 ...4 4 4 4 4 s
api:assignment-detail(assignment) PATCH
    ..44 ..44 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s
api:assignment-acknowledge(assignment) POST
api:assignment-progress(assignment) POST
api:assignment-report(assignment) POST
    3344 3344 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s
api:assignment-accept(assignment) POST
api:assignment-return(assignment) POST
api:assignment-redate(assignment) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
api:proposal-detail(proposal) GET
api:conflict-detail(conflict) GET
api:proof(conflict) GET
api:fixes(conflict) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s

# --- other systems: stations' opinions
api:objection-list GET
api:remitreport-list GET
    . . . . . . . . . . . . . s
api:objection-list POST
api:remitreport-list POST
    3 3 3 3 . 3 3 3 3 3 3 3 3 s
api:objection-detail(objection) GET
api:objection-file(evidence) GET
api:remitreport-detail(remit) GET
api:remitreport-file(remit_evidence) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
api:objection-escalate(objection) POST
api:objection-take-back(objection) POST
    3344 3344 3334 3334 .4.4 3434 4 4 4 4 4 4 4 s
api:objection-answer(objection) POST
    ..44 ..44 3334 3334 3434 3434 4 4 4 4 4 4 4 s
api:objection-refer(objection) POST
    3344 3344 3334 ...4 3434 3434 4 4 4 4 4 4 4 s
api:objection-decide(objection) POST
    3344 3344 ...4 3334 3434 3434 4 4 4 4 4 4 4 s
api:remitreport-answer(remit) POST
    3344 3344 ...4 ...4 3434 3434 4 4 4 4 4 4 4 s
api:joinoffer-list POST
    . . 3 3 3 3 3 3 3 3 3 3 3 s
api:proposal-list POST
    . . . . . 3 3 3 3 3 3 3 3 s

# --- other systems: people; colleagues outside personnel.view are not there
api:officer-list GET
api:posting-list GET
api:leave-list GET
    . . . . . . . . . . . . . s
api:officer-list POST
api:posting-list POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
api:leave-list POST
    3 3 3 3 . 3 . 3 3 3 3 3 3 s
api:officer-detail(officer) GET
api:posting-detail(posting) GET
api:leave-detail(leave) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
api:posting-detail(posting) PATCH
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
api:leave-detail(leave) DELETE
    4 4 3334 4 .4.4 4 ...4 4 4 4 4 4 4 s
"""
