"""Who is let in where among the pages about money; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- finance, leader and internal auditor below their bureau; a station at home
budget:money GET
    3 3 . 3 3 3 3 . . 3 3 3 3 s
budget:bureau(bureau) GET
budget:bureau_file(bureau) GET
budget:bureau_book(bureau) GET
budget:norms(bureau) GET
budget:fees(bureau) GET
budget:close_year(bureau) GET
budget:bureau_expenses(bureau) GET
budget:bureau_expenses_file(bureau) GET
    3334 3334 ...4 3334 3334 3334 3334 ...4 ...4 3 3 3 4 s
budget:hand_in(bureau) GET POST
budget:empty_file(bureau) GET
budget:norms(bureau) POST
budget:fees(bureau) POST
budget:close_year(bureau) POST
budget:correct_all(bureau) POST
    3334 3334 3334 3334 3334 3334 3334 ...4 3334 3 3 3 4 s
budget:station(station) GET
budget:station_book(station) GET
budget:payments_file(station) GET
budget:allocations_file(station) GET
budget:statement(station_year) GET
budget:station_fees(station) GET
    3334 3334 ...4 3334 .4.4 .4.4 3334 ...4 ...4 4 4 4 4 s
budget:station_fees(station) POST
budget:allocate(station) GET POST
budget:correct_statement(station_year) POST
    3334 3334 3334 3334 3434 3434 3334 ...4 3334 4 4 4 4 s
# A view of a rule is the chief's alone.
budget:rule_view(station_rule) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
budget:prepare(money_line) GET POST
budget:take_back(allocation) GET POST
api:entry-take-back(allocation) POST
api:statement-correct(statement) POST
    4 4 3334 4 3434 3434 4 ...4 3334 4 4 4 4 s

# --- a payment that has been released
budget:disbursement(disbursement) GET
budget:dispute_file(dispute_paper) GET
api:disbursement-detail(disbursement) GET
api:allocation-detail(allocation) GET
api:receipt-detail(receipt) GET
api:entry-detail(allocation) GET
api:dispute-detail(dispute) GET
api:dispute-file(dispute_paper) GET
api:fees-detail(fee) GET
api:rule-view-detail(rule_view) GET
api:statement-detail(statement) GET
    4 4 ...4 4 .4.4 .4.4 4 ...4 ...4 4 4 4 4 s
# Nobody at HQ says what has arrived.
budget:confirm(disbursement) POST
budget:receive(disbursement) POST
budget:dispute(disbursement) POST
budget:settle(disbursement) POST
budget:give_back(disbursement) POST
api:disbursement-dispute(disbursement) POST
api:disbursement-settle(disbursement) POST
api:disbursement-return(disbursement) POST
    4 4 3334 4 .4.4 3434 4 3334 3334 4 4 4 4 s
budget:answer(disbursement) POST
budget:remind(disbursement) POST
api:disbursement-answer(disbursement) POST
    4 4 3334 4 3434 3434 4 ...4 3334 4 4 4 4 s
# --- one that another person has prepared: the station does not see it yet
budget:release(payment) POST
budget:cancel(payment) POST
api:disbursement-release(payment) POST
api:disbursement-cancel(payment) POST
    4 4 3334 4 4 4 4 ...4 3334 4 4 4 4 s

# --- a file of one's own
budget:import(money_file) GET
budget:confirm_import(money_file) POST
budget:cancel_import(money_file) POST
budget:judge_again(money_file) POST
budget:marked_file(money_file) GET
    4 4 4 4 4 4 4 ...4 4 4 4 4 4 s
# --- what a station spent
coordination:expenses(station) GET
coordination:expenses_file(station) GET
coordination:spent_file(station) GET
    3334 3334 ...4 3334 .4.4 .4.4 3334 ...4 ...4 4 4 4 4 s
coordination:expenses(station) POST
coordination:import_expenses(station) GET POST
coordination:apply_expenses(station) POST
    3334 3334 3334 3334 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
coordination:repay_expenses(station) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
coordination:expense_file(expense_paper) GET
api:expense-detail(expense) GET
    4 4 ...4 4 .4.4 .4.4 4 ...4 ...4 4 4 4 4 s
# Others' rows are taken back by the chief.
coordination:take_back_spent(expense) GET POST
coordination:undo_repaid(repayment) POST
api:expense-take-back(expense) POST
    4 4 3334 4 .4.4 3434 4 3334 3334 4 4 4 4 s
# --- what a task costs: the own department's, at the own station, or below
coordination:task_costs GET
coordination:task_costs_file GET
    . . . 3 . . 3 . . 3 3 3 3 s
coordination:task_cost(directive) GET
    ..44 ..44 ...4 4 .4.4 .4.4 4 ...4 ...4 4 4 4 4 s
coordination:directive_cost(directive) GET POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
api:directive-cost(directive) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 ...4 4 4 4 4 s
api:directive-cost(directive) POST
    ..44 ..44 3334 3334 3434 3434 4 4 3334 4 4 4 4 s
coordination:paid_task(disbursement) GET POST
    4 4 3334 4 3434 3434 4 ...4 3334 4 4 4 4 s

# --- other systems
api:allocation-list GET
api:disbursement-list GET
api:receipt-list GET
api:entry-list GET
api:dispute-list GET
api:norm-list GET
api:fees-list GET
api:split-rule-list GET
api:rule-view-list GET
api:statement-list GET
api:closed-year-list GET
api:expense-list GET
    . . . . . . . . . . . . . s
api:allocation-list POST
api:disbursement-list POST
api:norm-list POST
api:fees-list POST
api:split-rule-list POST
api:closed-year-list POST
    3 3 3 3 3 3 3 . 3 3 3 3 3 s
api:receipt-list POST
api:rule-view-list POST
    3 3 3 3 . 3 3 3 3 3 3 3 3 s
# What a bureau has set is known at its stations.
api:norm-detail(norm) GET
api:split-rule-detail(split_rule) GET
api:closed-year-detail(closed_year) GET
    4 4 ...4 4 ...4 ...4 4 ...4 ...4 4 4 4 4 s
api:expense-list POST
    3 3 3 3 . . 3 3 3 3 3 3 3 s
"""
