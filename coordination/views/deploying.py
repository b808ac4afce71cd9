"""Deployment by calculation: asked for, waited for, read, made a draft order of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.deployment.showing import shown
from coordination.deployment.terms import Terms
from coordination.forms.deploying import DraftForm, TermsForm
from coordination.services.deploying import (
    DEPLOYMENT,
    begin_deployment,
    draft_deployment,
)
from desk.models import Job
from desk.reasons import Refusal, attempt
from desk.watching import watched
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import authorise
from personnel.views.loading import own_bureau

RECENT = 10
AHEAD = dt.timedelta(days=14)


@login_required
@require_http_methods(["GET", "POST"])
def deployment(request: SignedIn) -> HttpResponse:
    """The limits to keep to, and what was reckoned lately."""
    bureau = own_bureau(request.user)
    authorise(request.user, "posting.prepare", bureau)
    today = timezone.localdate()
    form = TermsForm(request.POST or None, initial=vars(Terms(today + AHEAD)))
    problem = ""
    if request.method == "POST":
        try:
            job = attempt(
                lambda: begin_deployment(
                    by=request.user, bureau=bureau, terms=form.terms, today=today
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            return redirect("coordination:deployment_plan", pk=job.pk)
    context = {
        "bureau": bureau,
        "form": form,
        "problem": problem,
        "jobs": _own(request.user)[:RECENT],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/deployment.html", context, status=status)


@login_required
@require_GET
def deployment_plan(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then the postings proposed, each with what it gives and
    what it costs."""
    job = get_object_or_404(_own(request.user), pk=pk)
    watched(request, job)
    return _page(request, job)


@login_required
@require_POST
def draft_plan(request: SignedIn, pk: int) -> HttpResponse:
    """A draft order of what was proposed."""
    job = get_object_or_404(_own(request.user), pk=pk)
    form = DraftForm(request.POST)
    try:
        order = attempt(
            lambda: draft_deployment(
                by=request.user, job=job, title=form.title_given, now=timezone.now()
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, job, form, refusal.problem)
    return redirect("personnel:order", pk=order.pk)


def _own(user: User) -> Any:
    rows = Job.objects.visible_to(user).filter(kind=DEPLOYMENT)
    return rows.order_by("-pk")


def _page(
    request: SignedIn, job: Job, form: DraftForm | None = None, problem: str = ""
) -> HttpResponse:
    plan = job.result.get("plan")
    title = {"title": _("Deployment by calculation")}
    context = {
        "job": job,
        "open": job.ended_at is None,
        "bureau": Bureau.objects.filter(code=job.result["bureau"]).first(),
        "terms": Terms.read(job.result["terms"]),
        "plan": shown(plan) if plan else None,
        "form": form or DraftForm(initial=title),
        "problem": problem,
    }
    status = 422 if form else 200
    return render(request, "coordination/deployment_plan.html", context, status=status)
