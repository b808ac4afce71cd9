"""What a person is told of an act on an officer's file that he may take back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from desk.undo import offer
from organization.http import SignedIn
from personnel import undoing
from personnel.models import Contact


def of_contact(request: SignedIn, row: Contact, url: str) -> None:
    """The words say whose they are, not what they were."""
    text = _("Contact data of %(name)s are changed.") % {"name": row.officer.name}
    if row.officer.user_id == request.user.pk:
        text = _("Your contact data are kept.")
    offer(
        request,
        kind=undoing.CONTACT_SET,
        subject=row,
        facts={"version": row.version},
        text=text,
        url=url,
    )
