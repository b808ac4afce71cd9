"""How a report's figures are made, for the page and the workbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TERMS = (
    (
        _("Of each yuan"),
        _(
            "What stations confirmed, of what was disbursed to them; rounded down to"
            " the fen."
        ),
    ),
    (
        pgettext_lazy("money", "Days"),
        _(
            "An allocation is not made for one payment, so within a line of a station"
            " the yuan that goes is the one that came first: the n-th yuan confirmed"
            " (or disbursed) is the n-th allocated. From disbursement to confirmation"
            " each payment is followed by itself. Each yuan counts its calendar days;"
            " the median and the nine of ten are of yuan, not of payments. The two"
            " halves are of different money and need not add up."
        ),
    ),
    (
        _("Taken back and returned"),
        _(
            "An entry that was taken back and its counter-entry drop out as a pair;"
            " what was returned is no longer disbursed. What was disbursed before its"
            " allocation counts no day."
        ),
    ),
    (
        _("Gap"),
        _(
            "What is due less what was confirmed, station by station; what one got"
            " beyond it makes up for nobody else. The steps at which it stops add up"
            " to it."
        ),
    ),
)
