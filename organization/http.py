"""The request of somebody who is signed in: what views behind `login_required` get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from organization.models import User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedIn(HttpRequest):
    """A type for annotations only; Django makes the objects."""

    user: User
    htmx: HtmxDetails
