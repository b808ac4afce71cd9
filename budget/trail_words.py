"""What the audit trail says of this room's acts, tables and columns."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from organization.wording import Words

ACTS: Words = {
    "disbursement.cancel": pgettext_lazy("audit", "Disbursement cancelled"),
    "disbursement.prepare": pgettext_lazy("audit", "Disbursement prepared"),
    "disbursement.remind": pgettext_lazy("audit", "Reminded to confirm money"),
    "dispute.answer": pgettext_lazy("audit", "Money not arrived: answered"),
    "dispute.close": pgettext_lazy("audit", "Money not arrived: closed"),
    "dispute.raise": pgettext_lazy("audit", "Money not arrived: reported"),
    "dispute.remind": pgettext_lazy("audit", "Money not arrived: reminded"),
    "expense.enter": pgettext_lazy("audit", "Expense entered"),
    "expense.not_repaid": pgettext_lazy("audit", "Repayment of an advance undone"),
    "expense.repaid": pgettext_lazy("audit", "Advance repaid"),
    "expense.take_back": pgettext_lazy("audit", "Expense taken back"),
    "fees.enter": pgettext_lazy("audit", "Fees and fines entered"),
    "money.allocate": pgettext_lazy("audit", "Money allocated"),
    "money.close_year": pgettext_lazy("audit", "Year of money closed"),
    "money.confirm": pgettext_lazy("audit", "Arrival of money confirmed"),
    "money.counter": pgettext_lazy("audit", "Entry of money countered"),
    "money.disburse": pgettext_lazy("audit", "Money disbursed"),
    "money.receive": pgettext_lazy("audit", "Money received"),
    "money.return": pgettext_lazy("audit", "Money returned"),
    "norm.set": pgettext_lazy("audit", "Norm of money set"),
    "split_rule.record": pgettext_lazy("audit", "Split rule recorded"),
    "split_rule.view": pgettext_lazy("audit", "Station's view of a split rule"),
    "statement.correct": pgettext_lazy("audit", "Statement corrected"),
}
TABLES: Words = {
    "budget_dispute_files": pgettext_lazy("audit", "attachment of money not arrived"),
    "budget_expense_files": pgettext_lazy("audit", "attachment of an expense"),
}
"""Tables that have no name of their own, or another one than people use."""
COLUMNS: Words = {
    "again": pgettext_lazy("column", "Entered once more"),
    "cancel_reason": pgettext_lazy("column", "Reason for cancelling"),
    "cancelled_at": pgettext_lazy("column", "Cancelled at"),
    "cancelled_by_id": pgettext_lazy("column", "Cancelled by"),
    "file_id": pgettext_lazy("column", "Imported table"),
    "made_at": pgettext_lazy("column", "Made at"),
    "made_by_id": pgettext_lazy("column", "Made by"),
    "released_at": pgettext_lazy("column", "Released at"),
    "released_by_id": pgettext_lazy("column", "Released by"),
    "rule_id": pgettext_lazy("column", "Split rule"),
    "undone_at": pgettext_lazy("column", "Undone at"),
    "undone_by_id": pgettext_lazy("column", "Undone by"),
    "closedyear.closed_at": pgettext_lazy("column", "Year closed at"),
    "closedyear.closed_by_id": pgettext_lazy("column", "Year closed by"),
}
