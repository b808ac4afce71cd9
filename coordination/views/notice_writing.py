"""Writing a notice: a new one, one instead of a meeting, one that corrects another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.composing import DirectiveForm
from coordination.forms.instead import carried
from coordination.forms.notices import MessageForm, NoticeForm, blank, initial_of
from coordination.views.composer import picker_of
from coordination.views.loading import load_requesters
from coordination.views.notices import FOLDER, load_notice
from coordination.views.sending_off import notice_left, tell_refused
from desk.reasons import Refusal, attempt
from desk.sending.answers import Typed, typed_before
from desk.services import keep_answer, take_key
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from tasking.models import Notice
from tasking.services import notices

SENT = _(
    "This form was already sent as “%(title)s”; open a new one to tell something else."
)
NO_CONTENT = ("csrfmiddlewaretoken", "station_q", "key")


@login_required
@require_http_methods(["GET", "POST"])
def new_notice(request: SignedIn) -> HttpResponse:
    """To stations, groups and bureaus."""
    requesters = load_requesters(request.user, "notice.issue")
    given: dict[str, Any] = {"user": request.user, "requesters": requesters}
    if typed := typed_before(request):
        return _typed(request, NoticeForm(typed.fields, **given), typed)
    if request.method != "POST":
        return _page(request, NoticeForm(initial=blank(timezone.now()), **given))
    form = NoticeForm(request.POST, request.FILES, **given)
    if request.POST.get("act") != "send":
        return _page(request, form)
    return _sent(request, form, partial(_issue, request.user, form))


@login_required
@require_http_methods(["GET", "POST"])
def correct_notice(request: SignedIn, pk: int) -> HttpResponse:
    """Another that says it right, to the same stations."""
    old, now = load_notice(request.user, pk), timezone.now()
    authorise(request.user, "notice.issue", old.department)
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES)
        return _sent(request, form, partial(_correct, request.user, form, old), old)
    if not old.is_live(timezone.localdate(now)):
        messages.warning(request, notices.NOT_NOW)
        return redirect("coordination:notice", pk=old.pk)
    if typed := typed_before(request):
        return _typed(request, MessageForm(typed.fields), typed, old)
    return _page(request, MessageForm(initial=initial_of(old, now)), old)


@login_required
@require_POST
def notice_instead(request: SignedIn) -> HttpResponse:
    """What was typed of a meeting, carried into a notice; nothing is sent yet."""
    requesters = load_requesters(request.user, "notice.issue")
    given: dict[str, Any] = {"user": request.user, "requesters": requesters}
    meeting = DirectiveForm(request.POST, **given)
    now = timezone.now()
    initial = blank(now) | carried(meeting, now)
    return _page(request, NoticeForm(initial=initial, **given))


def _issue(user: User, form: NoticeForm) -> Notice:
    return notices.issue(
        by=user,
        department=form.department,
        message=form.message(),
        stations=form.reached,
        declared=form.declaration(),
        files=form.files_given,
        instead=form.instead,
        now=timezone.now(),
    )


def _correct(user: User, form: MessageForm, old: Notice) -> Notice:
    return notices.correct(
        by=user,
        notice=old,
        message=form.message(),
        declared=form.declaration(),
        files=form.files_given,
        now=timezone.now(),
    )


def _sent(
    request: SignedIn,
    form: MessageForm,
    act: Callable[[], Notice],
    old: Notice | None = None,
) -> HttpResponse:
    """To the notice that was made; a refusal shows the form with its reasons."""
    try:
        if left := attempt(lambda: notice_left(request, form, old), form):
            return left
        made, fresh = attempt(lambda: _once(request, form, act), form)
    except Refusal as refusal:
        tell_refused(request, form, problem=refusal.problem)
        return _page(request, form, old, problem=refusal.problem, refused=True)
    if fresh:
        count = made.receipts.count()
        text = ngettext("Sent to %(n)s station.", "Sent to %(n)s stations.", count)
        messages.success(request, text % {"n": count})
    else:
        text = gettext("This form had been sent before: nothing was doubled.")
        messages.info(request, text)
    return redirect("coordination:notice", pk=made.pk)


def _typed(
    request: SignedIn, form: MessageForm, typed: Typed, old: Notice | None = None
) -> HttpResponse:
    """What was left to a worker and came to nothing, as it was typed, with why."""
    return _page(request, form, old, problem=typed.problem, files_lost=typed.files)


@transaction.atomic
def _once(
    request: SignedIn, form: MessageForm, act: Callable[[], Notice]
) -> tuple[Notice, bool]:
    """(notice, made by this sending): a form sends once, whoever is impatient."""
    posted = sorted((k, v) for k, v in request.POST.lists() if k not in NO_CONTENT)
    mark = hashlib.sha256(repr((request.path, posted)).encode()).hexdigest()
    name = f"notice:{form.cleaned_data['key'] or mark}"
    key, fresh = take_key(by=request.user, key=name, fingerprint=mark)
    if not fresh:
        before = Notice.objects.get(pk=key.body["notice"])
        if key.fingerprint != mark:
            raise ValidationError({"state": [SENT % {"title": before.title}]})
        return before, False
    made = act()
    keep_answer(key=key, status=201, body={"notice": made.pk})
    return made, True


def _page(
    request: SignedIn,
    form: MessageForm,
    old: Notice | None = None,
    *,
    problem: str = "",
    refused: bool = False,
    files_lost: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "old": old,
        "problem": problem,
        "refused": refused,
        "to_correct": len(form.errors) if refused else 0,
        "files_lost": files_lost or (refused and bool(request.FILES)),
    }
    if isinstance(form, NoticeForm):
        context["picker"] = picker_of(form, request.POST)
    status = 422 if refused else 200
    return render(request, f"{FOLDER}/write.html", context, status=status)
