"""Who is let in where among the pages about money; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- finance, leader and internal auditor below their bureau; a station at home
budget:money GET
    3 3 . 3 3 3 3 . . 3 3 3 3 s
budget:bureau(bureau) GET
budget:bureau_file(bureau) GET
budget:norms(bureau) GET
budget:fees(bureau) GET
budget:close_year(bureau) GET
    3334 3334 ...4 3334 3334 3334 3334 ...4 ...4 3 3 3 4 s
budget:norms(bureau) POST
budget:fees(bureau) POST
budget:close_year(bureau) POST
budget:correct_all(bureau) POST
    3334 3334 3334 3334 3334 3334 3334 ...4 3334 3 3 3 4 s
budget:station(station) GET
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
    4 4 3334 4 3434 3434 4 ...4 3334 4 4 4 4 s

# --- a payment that has been released
budget:disbursement(disbursement) GET
budget:dispute_file(dispute_paper) GET
api:disbursement-detail(disbursement) GET
api:allocation-detail(allocation) GET
api:receipt-detail(receipt) GET
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

# --- other systems
api:allocation-list GET
api:disbursement-list GET
api:receipt-list GET
    . . . . . . . . . . . . . s
api:allocation-list POST
api:disbursement-list POST
    3 3 3 3 3 3 3 . 3 3 3 3 3 s
api:receipt-list POST
    3 3 3 3 . 3 3 3 3 3 3 3 3 s
"""
