"""From a posted form to a directive: once per form, whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.facts import hours
from coordination.forms.composing import DirectiveForm
from coordination.forms.emergency import EmergencyForm
from coordination.models import AdmissionCase
from coordination.services.emergency import override
from coordination.services.excepting import ask_exception
from coordination.services.issuing import Issued, issue
from desk.services import keep_answer, take_key
from desk.stale import changed
from organization.http import SignedIn
from organization.permissions import authorise
from organization.templatetags.formats import by_when, short_hours
from tasking.lifecycle import DIRECTIVE
from tasking.models import Directive
from tasking.services import directives

NO_CONTENT = ("csrfmiddlewaretoken", "station_q")
EDITABLE = DIRECTIVE["submit"].sources


class Refused(Exception):
    """The form itself says what is wrong."""


class SentBefore(ValidationError):
    """The form's key was used for a task that says something else."""

    def __init__(self, made: Directive) -> None:
        super().__init__(
            {
                "state": ValidationError(
                    _(
                        "This form was already sent as %(number)s; open a new one to"
                        " send something else."
                    ),
                    params={"number": made.number or f"“{made.display_title}”"},
                )
            }
        )


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

    A second sending of one form gets the first one's directive, SentBefore if it says
    something else. The key is taken first: a sending at the same moment waits for it.
    Refused and ValidationError leave nothing behind, the key included.
    """
    mark = _fingerprint(request)
    key, fresh = take_key(
        by=request.user, key=f"compose:{form.data['key']}", fingerprint=mark
    )
    if not fresh:
        before = Directive.objects.get(pk=key.body["directive"])
        if key.fingerprint != mark:
            raise SentBefore(before)
        return before, False
    if row is not None:
        row = _locked(form, row)
    made = _ACTS[act](request, form, row, now)
    form.keep_cost(request.user, made, now)
    if act != "except":
        form.keep_cap_reason(request.user, made, now)
    keep_answer(key=key, status=201, body={"directive": made.pk})
    return made, True


def _fingerprint(request: SignedIn) -> str:
    """Digest of the form's address and content; a search in it is not content."""
    posted = sorted((k, v) for k, v in request.POST.lists() if k not in NO_CONTENT)
    text = repr((request.path, posted))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
        raise ValidationError({"state": [changed(message)]})
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


def _ask_exception(
    request: SignedIn, form: DirectiveForm, row: Directive | None, now: dt.datetime
) -> Directive:
    """Keep the draft, and ask the leader to let it pass the department's budget."""
    made = _draft(request, form, row, now)
    reason = form.cap_reason_given
    try:
        ask_exception(by=request.user, directive=made, reason=reason, now=now)
    except ValidationError as error:
        found = error.message_dict
        said = {"cap_reason": found.pop("reason")} if "reason" in found else {}
        raise ValidationError(found | said) from error
    messages.success(request, _("The leader has been asked for an exception."))
    return made


def _issue(
    request: SignedIn, form: DirectiveForm, row: Directive | None, now: dt.datetime
) -> Directive:
    form.judge(now)
    form.judge_piece()
    _complete(form)
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


def _complete(form: DirectiveForm) -> None:
    """Refused unless it is all there, and confirmed by whoever sends it."""
    if not form.cleaned_data.get("declared"):
        form.add_error("declared", _("Confirm this before it is issued."))
    if not form.is_valid():
        raise Refused


def _tell(request: SignedIn, sent: Issued, stations: int) -> None:
    """Say what has happened, and what the reason given was for."""
    if not sent.sent:
        text = _("Put before the bureau leader. It goes out when approved.")
        unit = sent.directive.department
        if sent.taken and unit and not unit.bureau.approver_required:
            units = sum(one.units for one in sent.taken)
            text = _(
                "It takes %(h)s h of protected time and waits for a second name: the"
                " head of the department or a leader."
            ) % {"h": short_hours(hours(units))}
        case = AdmissionCase.objects.open().filter(directive=sent.directive).first()
        if case is not None:
            said = {"office": case.office.label, "until": by_when(case.due_at)}
            text = _("Put before %(office)s, which answers by %(until)s.") % said
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


def _override(
    request: SignedIn, form: DirectiveForm, row: Directive | None, now: dt.datetime
) -> Directive:
    """Urgently, past the office and the signature."""
    if not isinstance(form, EmergencyForm):
        raise TypeError("Only the form for emergencies is sent urgently")
    form.judge(now)
    form.judge_urgency(now)
    _complete(form)
    targets = form.targets()
    done = override(
        by=request.user,
        requester=form.department,
        content=form.content(),
        stations=form.stations_found,
        urgency=form.urgency(),
        now=now,
        overrides=targets.overrides,
    )
    sent = Issued(done.order.directive, True, done.findings)
    _tell(request, sent, len(targets.stations))
    return sent.directive


_ACTS = {
    "issue": _issue,
    "draft": _draft,
    "except": _ask_exception,
    "override": _override,
}
