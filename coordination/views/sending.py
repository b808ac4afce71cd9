"""From a posted form to a directive: once per form, whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.forms.composing import DirectiveForm
from coordination.services.issuing import Issued, issue
from desk.models import IdempotencyKey
from organization.http import SignedIn
from organization.permissions import authorise
from tasking.lifecycle import DIRECTIVE
from tasking.models import Directive
from tasking.services import directives

EDITABLE = DIRECTIVE["submit"].sources


class Refused(Exception):
    """The form itself says what is wrong."""


@transaction.atomic
def send_once(
    request: SignedIn,
    form: DirectiveForm,
    row: Directive | None,
    *,
    act: str,
    now: dt.datetime,
) -> tuple[Directive, bool]:
    """Issue or keep the form's task; (directive, made by this sending).

    A second sending of one form gets the first one's directive. The key is taken
    first: a sending at the same moment waits for it. Refused and ValidationError leave
    nothing behind, the key included.
    """
    posted = sorted((k, v) for k, v in request.POST.lists() if k[:4] != "csrf")
    key, fresh = IdempotencyKey.objects.get_or_create(
        user=request.user,
        key=f"compose:{form.data['key']}",
        defaults={"fingerprint": hashlib.sha256(repr(posted).encode()).hexdigest()},
    )
    if not fresh:
        return Directive.objects.get(pk=key.body["directive"]), False
    if row is not None:
        row = _locked(form, row)
    made = (_issue if act == "issue" else _draft)(request, form, row, now)
    key.status, key.body = 201, {"directive": made.pk}
    key.save(update_fields=["status", "body"])
    return made, True


def _locked(form: DirectiveForm, row: Directive) -> Directive:
    """The draft as it stands now, unless somebody else changed it since."""
    row = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("department__bureau", "own_station")
        .get(pk=row.pk)
    )
    if row.state not in EDITABLE:
        raise ValidationError({"state": [_("This has been sent on meanwhile.")]})
    known = str(form.data.get("version", ""))
    if known.isdecimal() and int(known) != row.version:
        message = _("Somebody changed this draft meanwhile. Open it again and compare.")
        raise ValidationError({"state": [message]})
    return row


def _draft(
    request: SignedIn, form: DirectiveForm, row: Directive | None, now: dt.datetime
) -> Directive:
    authorise(request.user, "directive.draft", form.department)
    if not form.is_valid():
        raise Refused
    made = directives.draft(
        by=request.user,
        requester=form.department,
        content=form.content(),
        targets=form.targets(),
        directive=row,
    )
    messages.success(request, _("Draft kept. Nothing has been sent yet."))
    return made


def _issue(
    request: SignedIn, form: DirectiveForm, row: Directive | None, now: dt.datetime
) -> Directive:
    form.judge(now)
    if not form.cleaned_data.get("declared"):
        form.add_error("declared", _("Confirm this before it is issued."))
    if not form.is_valid():
        raise Refused
    targets = form.targets()
    sent = issue(
        by=request.user,
        requester=form.department,
        content=form.content(),
        stations=form.stations_found,
        now=now,
        reason=form.cleaned_data["reason"],
        overrides=targets.overrides,
        directive=row,
    )
    _tell(request, sent, len(targets.stations))
    return sent.directive


def _tell(request: SignedIn, sent: Issued, stations: int) -> None:
    """Say what has happened, and what the reason given was for."""
    if not sent.sent:
        text = _("Put before the bureau leader. It goes out when approved.")
        messages.success(request, text)
        return
    text = ngettext(
        "%(number)s issued to %(n)s station.",
        "%(number)s issued to %(n)s stations.",
        stations,
    ) % {"number": sent.directive.number, "n": stations}
    short = sum(f.verdict == "conflict" for f in sent.findings)
    if short:
        text += ngettext(
            " It does not fit at %(n)s; the reason is shown there.",
            " It does not fit at %(n)s; the reason is shown there.",
            short,
        ) % {"n": short}
    messages.success(request, text)
