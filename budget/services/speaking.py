"""Who speaks for a station about its money."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from budget.models import Disbursement
from organization.models import User
from organization.permissions import authorise, may


def demand_confirming(by: User, row: Disbursement) -> None:
    """PermissionDenied unless the user speaks for the station, and only for it."""
    authorise(by, "money.confirm", row.line.station)
    if may(by, "money.keep", row.line.station):
        raise PermissionDenied(str(_("Who keeps the bureau's money does not confirm.")))
    if by.pk in (row.prepared_by_id, row.released_by_id):
        raise PermissionDenied(str(_("Who paid it out does not confirm it.")))
