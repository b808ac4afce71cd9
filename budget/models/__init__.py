"""Money of stations: lines, norms, payments, the ledger, statements."""

from budget.models.disbursements import Delivery, Disbursement, Dispute
from budget.models.entries import STATIONS_OWN, Entry, Leg
from budget.models.expenses import Expense, Repayment
from budget.models.fees import FeeIncome, RuleView, SplitRule
from budget.models.files import MoneyFile
from budget.models.lines import Balance, Category, ClosedYear, Line, Source
from budget.models.norms import Norm
from budget.models.statements import Statement

__all__ = [
    "STATIONS_OWN",
    "Balance",
    "Category",
    "ClosedYear",
    "Delivery",
    "Disbursement",
    "Dispute",
    "Entry",
    "Expense",
    "FeeIncome",
    "Leg",
    "Line",
    "MoneyFile",
    "Norm",
    "Repayment",
    "RuleView",
    "Source",
    "SplitRule",
    "Statement",
]
