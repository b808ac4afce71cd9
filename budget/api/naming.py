"""Finding what a body names, among what the user may see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from organization.models import Bureau, Station, User


def named_station(user: User, code: str) -> Station:
    """ValidationError beside `station` where there is none."""
    rows = Station.objects.visible_to(user).select_related("bureau")
    found: Station = _named(rows, "station", code)
    return found


def named_bureau(user: User, code: str) -> Bureau:
    """As above, beside `bureau`."""
    rows = Bureau.objects.visible_to(user)
    found: Bureau = _named(rows, "bureau", code)
    return found


def _named(rows: Any, field: str, code: str) -> Any:
    found = rows.filter(code=code).first()
    if found is None:
        raise ValidationError({field: [_("There is no such unit.")]})
    return found
