"""What the facts of a statement are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from budget.models import Category, Source
from personnel.models.posts import Category as Staff

NAMES = {
    one.value: one.label
    for many in (Staff, Category, Source)
    for one in many.__members__.values()
}
"""What the codes in a statement's facts are called."""
LABELS = {
    "entitled": _("Due: norm × heads"),
    "allocated": _("Allocated"),
    "disbursed": _("Disbursed on paper"),
    "received": _("Arrived"),
    "confirmed": _("Confirmed by the station"),
    "gap": _("Short of what is due"),
    "only_on_paper": _("Disbursed, not confirmed"),
    "heads": _("Heads"),
    "per_head": _("Confirmed per head"),
    "disputes": _("Payments said not to have arrived"),
    "disputes_open": _("Of these still not settled"),
    "unanswered": _("Payments without the station's word"),
}
