"""A form that reaches very many stations is looked at, and then left to a worker."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from coordination.forms.choices import apply
from coordination.forms.composing import DirectiveForm
from coordination.forms.emergency import EmergencyForm
from coordination.forms.notices import MessageForm, NoticeForm
from coordination.reaching import (
    AT_ONCE,
    DRAFT,
    ISSUE,
    NOTICE,
    TAKE_BACK,
    TAKE_BACK_NOTICE,
)
from desk.reasons import ReasonForm, attempt
from desk.sending.answers import Errand, by_worker, off, refuse
from organization.http import SignedIn
from tasking.models import Directive, Notice
from tasking.services.notices import check_words

OF_ALL = {"stations", "pasted", "groups", "bureaus"}
"""Fields that say to whom it goes."""


def left_to_worker(
    request: SignedIn, form: DirectiveForm, now: dt.datetime, kind: str = ISSUE
) -> HttpResponse | None:
    """The page on which it is seen how far it is; None where the form is carried out
    at once: it reaches few, or something is missing in it that can be said right away.

    ValidationError as `desk.services.sending.send_off`.
    """
    chosen = 0 if by_worker(request) else form.most_chosen
    if chosen <= AT_ONCE or not _may_go(request, form, now, kind):
        return None
    errand = Errand(kind, f"{form['title'].value() or ''}", request.POST.get("key", ""))
    return off(request, errand, rows=chosen, most=AT_ONCE)


def _may_go(
    request: SignedIn, form: DirectiveForm, now: dt.datetime, kind: str
) -> bool:
    """Whether nothing is wrong with its words, dates and figures: a twin of it that
    goes to one of the stations says so quickly. Who is called there may be known at
    another of them only."""
    one = form.wanted.order_by("pk").values_list("pk", flat=True).first()
    data = apply(request.POST)
    first = data.get("pasted", "").strip().partition("\n")[0]
    for name in OF_ALL:
        data.setlist(name, [])
    if one is None:
        data["pasted"] = first
    else:
        data["stations"] = str(one)
    twin = type(form)(data, user=form.user, requesters=form.requesters)
    if kind == DRAFT:
        return twin.is_valid()
    twin.judge(now)
    if isinstance(twin, EmergencyForm):
        twin.judge_urgency(now)
    else:
        twin.judge_piece()
    confirmed = bool(twin.cleaned_data.get("declared"))
    return confirmed and not twin.errors.keys() - {"attendees"}


REACHING = {"withdraw": TAKE_BACK, "recall": TAKE_BACK}
REACHING |= dict.fromkeys(("approve", "admit", "accept"), ISSUE)
"""Acts on a whole task that do something at each of its stations."""


def task_left(
    request: SignedIn, act: str, row: Directive, form: ReasonForm, back: str
) -> HttpResponse | None:
    """The same of an act on a whole task, which has a page to go `back` to.

    Refusal where it cannot be sent, or nobody says why it is taken back.
    """
    kind = REACHING.get(act, "")
    if not kind or (kind == TAKE_BACK and not form.reason_given):
        return None
    rows = row.assignments.count() if row.issued_at else row.targets.count()
    errand = Errand(kind, row.display_title, f"{act}:{row.pk}:{row.version}", back)
    return attempt(lambda: off(request, errand, rows=rows, most=AT_ONCE), form)


def draft_left(
    request: SignedIn, act: str, row: Directive, back: str
) -> HttpResponse | None:
    """The same of a draft that is made from a task. Refusal as `task_left`."""
    rows = row.assignments.count()
    errand = Errand(DRAFT, row.display_title, f"{act}:{row.pk}:{row.version}", back)
    return attempt(lambda: off(request, errand, rows=rows, most=AT_ONCE))


def notice_left(
    request: SignedIn, form: MessageForm, old: Notice | None
) -> HttpResponse | None:
    """The same of a notice, or one that corrects the `old` one at its stations; the
    words of its form have been read.

    ValidationError where they cannot be sent.
    """
    reached = form.most_chosen if isinstance(form, NoticeForm) else 0
    rows = old.receipts.count() if old else reached
    if rows > AT_ONCE:
        check_words(
            message=form.message(),
            declared=form.declaration(),
            files=form.files_given,
            now=timezone.now(),
        )
    errand = Errand(NOTICE, form.message().title, f"{form['key'].value() or ''}")
    return off(request, errand, rows=rows, most=AT_ONCE)


def withdrawal_left(
    request: SignedIn, row: Notice, act: str, form: ReasonForm
) -> HttpResponse | None:
    """The same of a notice that is taken back."""
    if act != "withdraw" or not form.reason_given:
        return None
    back = reverse("coordination:notice", args=[row.pk])
    errand = Errand(TAKE_BACK_NOTICE, row.title, f"{act}:{row.pk}:{row.version}", back)
    rows = row.receipts.count()
    return attempt(lambda: off(request, errand, rows=rows, most=AT_ONCE), form)


def tell_refused(
    request: SignedIn, *forms: forms.Form | None, problem: str = ""
) -> None:
    """Called before a page is shown again with what is wrong: see `refuse`."""
    errors = [form.errors.values() for form in forms if form is not None]
    told = (str(text) for each in errors for texts in each for text in texts)
    refuse(request, " ".join(dict.fromkeys(filter(None, [problem, *told]))))
