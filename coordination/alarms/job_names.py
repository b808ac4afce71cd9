"""What the jobs by the clock do, in words: their own names are for logs."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "archive_watch": _("Look whether changes reach the archive"),
    "audit_check": _("Read the audit trail against its seals"),
    "audit_seal": _("Seal the audit trail"),
    "care_clocks": _("Visits that are due"),
    "daily_summaries": _("Daily summaries by e-mail"),
    "difficulty_clocks": _("Terms of difficulties"),
    "duplicates": _("Look for duplicate tasks"),
    "emergency_ends": _("End of urgent tasks"),
    "emergency_reminders": _("Reminders of urgent tasks"),
    "expiring_qualifications": _("Qualifications that expire"),
    "form_reminders": _("Reminders of reports due"),
    "midnight_sweep": _("Check of all stations at midnight"),
    "money_reminders": _("Reminders of money not confirmed"),
    "nightly_backup": _("Backup of the night"),
    "notice_reminders": _("Reminders of notices"),
    "old_imports": _("Clear away old imports"),
    "old_jobs": _("Clear away jobs, sessions and counts that are over"),
    "old_letters": _("Clear away letters that were read"),
    "opinion_clocks": _("Terms of opinions"),
    "outbox": _("Hand e-mails to the mail server"),
    "owed_time": _("Protected time that is owed"),
    "posting_clocks": _("Terms of postings"),
    "proposal_clocks": _("Terms of proposals"),
    "recurring_tasks": _("Draft recurring tasks"),
    "remit_clocks": _("Terms of questions about the remit"),
    "restore_drill": _("Restore drill"),
    "round_clocks": _("Terms of selection rounds"),
}
