"""The last step of signing in, whichever way somebody came."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organization.holding import hold_of
from organization.models import User
from organization.services.entering import enter


def let_in(
    request: HttpRequest, user: User, *, way: str, to: str, now: dt.datetime
) -> HttpResponse:
    """On to where one wanted to be, or to what is to be done first."""
    hold = hold_of(user, now, way)
    if enter(by=user, request=request, way=way, hold=hold, now=now):
        text = _("You were signed in at too many places: the oldest session ended.")
        messages.warning(request, text)
    return redirect(to)
