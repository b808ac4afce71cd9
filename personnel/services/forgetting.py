"""What can no longer be put back is dropped."""

from __future__ import annotations

import datetime as dt

from personnel.models import Contact


def forget_former_contacts(*, before: dt.datetime) -> int:
    """What contact data were until then. Returns of how many officers."""
    rows = Contact.objects.filter(former_until__lt=before)
    return rows.update(former=None, former_until=None)
