"""Money."""

from __future__ import annotations

from config.wall.terms import Policy, at, child, mine, one_of, passes, station


def _child(table: str, parent: str, column: str) -> Policy:
    return passes("lifted", child(table, parent, column))


_AT_STATION = passes("money", station(), at("money"))
_KNOWN = passes("known", one_of("bureau_id", "known"))

POLICIES = {
    **dict.fromkeys(
        (
            *("budget_line", "budget_expense", "budget_feeincome"),
            *("budget_ruleview", "budget_statement"),
        ),
        _AT_STATION,
    ),
    **dict.fromkeys(("budget_closedyear", "budget_norm", "budget_splitrule"), _KNOWN),
    "budget_balance": _child("budget_balance", "budget_line", "line_id"),
    "budget_disbursement": _child("budget_disbursement", "budget_line", "line_id"),
    "budget_entry": _child("budget_entry", "budget_line", "line_id"),
    "budget_leg": _child("budget_leg", "budget_entry", "entry_id"),
    "budget_delivery": _child(
        "budget_delivery", "budget_disbursement", "disbursement_id"
    ),
    "budget_dispute": _child(
        "budget_dispute", "budget_disbursement", "disbursement_id"
    ),
    "budget_dispute_files": _child(
        "budget_dispute_files", "budget_dispute", "dispute_id"
    ),
    "budget_expense_files": _child(
        "budget_expense_files", "budget_expense", "expense_id"
    ),
    "budget_repayment": _child("budget_repayment", "budget_expense", "expense_id"),
    "budget_moneyfile": _child("budget_moneyfile", "personnel_import", "file_id"),
    "personnel_import": passes("lifted", mine("created_by_id")),
    "personnel_importline": _child("personnel_importline", "personnel_import", "of_id"),
}
