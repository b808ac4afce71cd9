"""Who is let in where among the pages about people; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- people: the personnel office and the leader below their bureau, a chief at home
personnel:establishment GET
    3 3 . 3 3 3 . 3 3 3 3 3 3 s
personnel:officers GET
    3 3 . 3 . 3 . 3 3 3 3 3 3 s
personnel:bureau_establishment(bureau) GET
personnel:establishment_file(bureau) GET
    3334 3334 ...4 3334 3334 3334 ...4 3334 3334 3 3 3 4 s
personnel:unit(station) GET
    3334 3334 ...4 3334 .4.4 3434 ...4 3334 3334 4 4 4 4 s
personnel:add_post(station) POST
    3334 3334 3334 3334 3434 3434 ...4 3334 3334 4 4 4 4 s
personnel:change_post(post) GET POST
personnel:close_post(post) POST
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:officer_file(officer) GET
personnel:add_attainment(officer) POST
personnel:correct_attainment(attained) GET POST
personnel:set_working_since(officer) POST
personnel:set_account(officer) POST
personnel:remove_attainment(attained) POST
personnel:add_service(officer) POST
personnel:remove_service(served) POST
personnel:add_limit(officer) POST
personnel:lift_limit(limited) POST
personnel:set_contact(officer) POST
personnel:contact_field(officer) GET POST
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:post_fit(post) GET
personnel:officer_fit(fitted) GET
personnel:order_fit(order_of_posting) GET
    4 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:abilities GET
    3 3 . 3 . 3 . 3 3 3 3 3 3 s
personnel:fit_weights GET
    3 3 . 3 3 3 . 3 3 3 3 3 3 s
personnel:fit_weights POST
personnel:add_ability POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
personnel:own_page GET
    . . . . . . . . . . . . . s
# Of the people here only the station officer's account is an officer's.
personnel:own_contact GET POST
personnel:own_vacancies GET
    4 4 4 4 4 . 4 4 4 4 4 4 4 s
personnel:officer(officer) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s

# --- how officers are spread
personnel:structure GET
api:structure GET
    3 3 . 3 3 3 . 3 3 3 3 3 3 s
personnel:bureau_structure(bureau) GET
personnel:structure_file(bureau) GET
    3334 3334 ...4 3334 3334 3334 ...4 3334 3334 3 3 3 4 s
personnel:residents(station) GET POST
    3334 3334 3334 3334 3434 3434 ...4 3334 3334 4 4 4 4 s
# --- tables out and in; a file handed in is its owner's alone
personnel:exchange GET POST
personnel:template_file(kind_of_file) GET
personnel:present_file(kind_of_file) GET
    3 3 3 3 3 3 . 3 3 3 3 . 3 s
personnel:import(import) GET
personnel:marked_file(import) GET
personnel:confirm_import(import) POST
personnel:cancel_import(import) POST
    4 4 4 4 4 4 ...4 4 4 4 4 4 4 s

# --- what waits for oneself in this room
personnel:today GET
    . . . . . . . . . . . . . s
# --- posting orders: preparer, readers named (the leader), the chief asked
personnel:orders GET
    . . . . . . . . . . . . . s
personnel:new_order GET POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
coordination:deployment GET POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
# One's own, as with tables handed in.
coordination:deployment_plan(deployment) GET
coordination:draft_plan(deployment) POST
    4 4 4 4 4 4 . 4 4 4 4 4 4 s
personnel:order(order_of_posting) GET
coordination:posting_effect(order_of_posting) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:add_line(order_of_posting) POST
personnel:remove_line(line) POST
personnel:change_line(line) GET POST
personnel:change_order(order_of_posting) GET POST
personnel:take_back_order(order_of_posting) POST
personnel:consult_order(order_of_posting) POST
personnel:withdraw_order(order_of_posting) POST
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:decide_order(order_of_posting) POST
personnel:undo_order(order_of_posting) POST
    4 4 ...4 4 3434 4 3334 4 4 4 4 4 4 s
personnel:say(seat) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
personnel:reply(saying) POST
    4 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
# --- what chiefs ask for
personnel:requests GET
    3 3 . 3 . 3 . 3 3 3 3 3 3 s
personnel:request(request) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:answer_request(request) POST
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:new_request(station) GET POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s

# --- leave: the officer, the chief at home; who sees the people reads it
personnel:leave_requests GET
    . . . . . . . . . 3 3 3 3 s
personnel:ask_leave GET POST
    . . 3 . . . . . . 3 3 3 3 s
personnel:leave_request(leave_asked) GET
coordination:leave_effect(leave_asked) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:approve_leave(leave_asked) POST
personnel:refuse_leave(leave_asked) POST
personnel:shorten_leave(leave_asked) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
personnel:take_back_leave(leave_asked) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s

# --- rosters: read by who works there, kept by the chief; levels by the leader
personnel:roster(station) GET
personnel:hours(station) GET
personnel:duty_hours(station) GET
    3334 3334 ...4 3334 .4.4 .4.4 ...4 3334 3334 4 4 4 4 s
personnel:set_roster(station) POST
personnel:end_roster(station) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
personnel:adopt_share(station) POST
personnel:duty_hours(station) POST
    3334 3334 3334 3334 3434 3434 ...4 3334 3334 4 4 4 4 s
personnel:alerts GET
    . . . . . . . . . . . . . s
personnel:alerts POST
coordination:alert_effect GET
    3 3 . 3 3 3 3 3 3 3 3 3 3 s
personnel:end_alert(alert) GET POST
coordination:alert_end_effect(alert) GET
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 4 4 4 4 s
# --- two-way selection: who prepares it, an officer who may choose, the chief
personnel:rounds GET
    . . . . . . . . . . . . . s
personnel:new_round GET POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
personnel:round(round) GET
    4 4 ...4 4 .4.4 .4.4 ...4 4 4 4 4 4 4 s
personnel:round_posts(round) GET POST
personnel:add_group(round) POST
personnel:remove_group(group) POST
personnel:round_people(round) GET
personnel:admit(round) POST
personnel:admit_rule(round) POST
personnel:dismiss(chooser) POST
personnel:add_bar(round) POST
personnel:remove_bar(bar) POST
personnel:add_couple(round) POST
personnel:remove_couple(couple) POST
personnel:open_round(round) POST
personnel:prolong_round(round) POST
personnel:end_phase(round) POST
personnel:cancel_round(round) POST
personnel:publish_round(round) POST
personnel:round_orders(round) POST
personnel:close_round(round) POST
personnel:shut_post(round_post) POST
    4 4 3334 4 3434 3434 ...4 4 4 4 4 4 4 s
personnel:choices(round) GET POST
    4 4 3334 4 3434 .4.4 3334 4 4 4 4 4 4 s
personnel:rank(round_post) GET POST
    4 4 3334 4 .4.4 3434 3334 4 4 4 4 4 4 s
personnel:round_result(round) GET
personnel:round_proof(round) GET
personnel:round_input(round) GET
    4 4 ...4 4 3434 3434 ...4 4 4 4 4 4 4 s
personnel:round_try(round) GET
    4 4 3334 4 3434 3434 ...4 4 4 4 4 4 4 s

# --- other systems
api:rosterline-list GET
api:alertlevel-list GET
    . . . . . . . . . . . . . s
api:rosterline-list POST
    3 3 3 3 . 3 3 3 3 3 3 3 3 s
api:alertlevel-list POST
    3 3 . 3 3 3 3 3 3 3 3 3 3 s
api:roster(station) GET
    3334 3334 ...4 3334 .4.4 .4.4 ...4 3334 3334 4 4 4 4 s
api:rosterline-detail(roster_line) GET
    4 4 ...4 4 .4.4 .4.4 ...4 4 4 4 4 4 4 s
api:rosterline-detail(roster_line) PATCH
    4 4 3334 4 .4.4 3434 3334 4 4 4 4 4 4 s
api:alertlevel-detail(alert) GET
    ...4 ...4 ...4 ...4 ...4 ...4 ...4 ...4 ...4 4 4 4 4 s
api:alertlevel-detail(alert) PATCH
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 4 4 4 4 s
api:leaverequest-list GET
    . . . . . . . . . . . . . s
api:leaverequest-list POST
    . . 3 . . . . . . 3 3 3 3 s
api:leaverequest-detail(leave_asked) GET
api:leave-effect(leave_asked) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
api:leaverequest-approve(leave_asked) POST
api:leaverequest-refuse(leave_asked) POST
api:leaverequest-shorten(leave_asked) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
api:leaverequest-take-back(leave_asked) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
api:ability-detail(ability) GET
    . . . . . . . . . . . . 4 s
api:ability-list GET
api:attainment-list GET
api:post-list GET
api:postingorder-list GET
api:selectionround-list GET
    . . . . . . . . . . . . . s
api:attainment-list POST
api:post-list POST
api:postingorder-list POST
api:selectionround-list POST
    3 3 3 3 3 3 . 3 3 3 3 3 3 s
api:officer-contact(officer) GET
api:attainment-detail(attainment) GET
api:post-detail(post) GET
api:postingorder-detail(order_of_posting) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
api:post-fit(post) GET
    4 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
api:officer-contact(officer) PATCH
api:attainment-detail(attainment) PATCH
api:post-detail(post) PATCH
api:post-close(post) POST
api:postingorder-detail(order_of_posting) PATCH
api:postingorder-lines(order_of_posting) POST
api:postingorder-line(line) PATCH DELETE
api:postingorder-take-back(order_of_posting) POST
api:postingorder-consult(order_of_posting) POST
api:postingorder-withdraw(order_of_posting) POST
    4 4 3334 4 3434 4 ...4 4 4 4 4 4 4 s
api:postingorder-decide(order_of_posting) POST
api:postingorder-undo(order_of_posting) POST
    4 4 ...4 4 3434 4 3334 4 4 4 4 4 4 s
api:postingorder-say(order_of_posting) POST
    4 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
api:postingorder-reply(order_of_posting) POST
    4 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
api:selectionround-detail(round) GET
    4 4 ...4 4 .4.4 .4.4 ...4 4 4 4 4 4 4 s
api:selectionround-bounds(round) GET
api:selectionround-groups(round) POST
api:selectionround-group(group) DELETE
api:selectionround-bars(round) POST
api:selectionround-bar(bar) DELETE
api:selectionround-couples(round) POST
api:selectionround-couple(couple) DELETE
api:selectionround-prolong(round) POST
api:selectionround-end-phase(round) POST
api:selectionround-orders(round) POST
api:selectionround-open(round) POST
api:selectionround-cancel(round) POST
api:selectionround-publish(round) POST
api:selectionround-close(round) POST
    4 4 3334 4 3434 3434 ...4 4 4 4 4 4 4 s
api:selectionround-choose(round) POST
    4 4 3334 4 3434 .4.4 3334 4 4 4 4 4 4 s
api:selectionround-rank(round) POST
    4 4 3334 4 .4.4 3434 3334 4 4 4 4 4 4 s
api:selectionround-candidates(round_post) GET
    4 4 3334 4 .4.4 3434 3334 4 4 4 4 4 4 s
"""
