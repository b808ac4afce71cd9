"""How an officer was reached before, put back by whoever changed it by mistake.

What stood there lies in the contact's own row for half an hour, and nowhere else.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.stale import Overtaken
from organization.audit import record
from organization.models import User
from personnel.models import Contact
from personnel.services.scope import authorise_about


@transaction.atomic
def put_contact_back(*, by: User, officer: int, version: int) -> Contact:
    """As it was before the change that left this version. Overtaken where it has been
    changed since; ValidationError where what stood there is gone."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("officer")
    row = rows.get(pk=officer)
    if row.officer.user_id != by.pk:
        authorise_about(by, "ability.edit", [row.officer])
    if row.version != version:
        raise Overtaken
    if row.former is None:
        raise ValidationError({"state": [_("What stood there before is gone.")]})
    for name, text in row.former.items():
        setattr(row, name, text)
    row.forget_former()
    row.version += 1
    row.save()
    record("contact.put_back", by=by, subject=row, officer=row.officer.police_number)
    return row
