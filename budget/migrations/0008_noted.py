"""Every change of a row that binds or is about people is noted."""

from django.db import migrations

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ("budget", "0006_moneyfile"),
        ("organization", "0017_audit_trail"),
    ]

    operations = [
        note_rows("budget_line"),
        note_rows("budget_closedyear"),
        note_rows("budget_disbursement"),
        note_rows("budget_dispute"),
        note_rows("budget_dispute_files"),
        note_rows("budget_entry"),
        note_rows("budget_expense"),
        note_rows("budget_expense_files"),
        note_rows("budget_repayment"),
        note_rows("budget_feeincome"),
        note_rows("budget_splitrule"),
        note_rows("budget_ruleview"),
        note_rows("budget_moneyfile", key="file_id"),
        note_rows("budget_norm"),
        note_rows("budget_statement", masked=["body"]),
    ]
