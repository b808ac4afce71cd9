"""Published answers: found by words, written from a difficulty, looked at again."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.knowledge import ArticleForm, from_article, from_difficulty
from coordination.views.attempts import Refusal, attempt
from coordination.views.difficulty_raising import demand_raising
from coordination.views.loading import load_requesters
from desk.reasons import ReasonForm
from organization.http import SignedIn, whole_number
from organization.models import User
from organization.permissions import authorise, may, may_somewhere
from tasking.models import Category, Difficulty, KnowledgeArticle
from tasking.services import knowledge as writing

ROWS = 20
FOLDER = "coordination/knowledge"


def load_article(user: User, pk: int, action: str = "difficulty.list") -> Any:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    rows = KnowledgeArticle.objects.visible_to(user).select_related(
        "department__bureau", "source__station"
    )
    row = get_object_or_404(rows, pk=pk)
    authorise(user, action, row.department)
    return row


@login_required
@require_GET
def knowledge(request: SignedIn) -> HttpResponse:
    """All that hold, by category or by words; those that do not are a chip away."""
    user, today = request.user, timezone.localdate()
    authorise(user, "difficulty.list")
    show = request.GET.get("show", "")
    show = show if show in ("outdated", "again") else ""
    search = request.GET.get("q", "")[:60].replace("\0", "")
    category = request.GET.get("category", "")
    seen = KnowledgeArticle.objects.visible_to(user).select_related("department")
    current = seen.current()
    chosen = {
        "": current,
        "outdated": seen.exclude(outdated_at=None),
        "again": seen.to_look_at(today),
    }[show].matching(search)
    if category in Category.values:
        chosen = chosen.filter(category=category)
    page = Paginator(chosen.order_by("-helped", "-pk"), ROWS).get_page(
        request.GET.get("page")
    )
    asked = {"show": show, "q": search, "category": category}
    context = {
        "page": page,
        "rows": [(row, row.look_again_on <= today) for row in page],
        "show": show,
        "q": search,
        "category": category,
        "categories": _counted(current),
        "total": current.count(),
        "chips": [
            ("", pgettext("answers", "In force")),
            ("again", pgettext("answers", "To look at again")),
            ("outdated", pgettext("answers", "Outdated")),
        ],
        "may_publish": may_somewhere(user, "knowledge.publish"),
        "may_raise": may_somewhere(user, "difficulty.raise"),
        "query": f"{urlencode(asked)}&",
    }
    return render(request, f"{FOLDER}/list.html", context)


def _counted(rows: Any) -> list[tuple[str, Any, int]]:
    """(value, name, how many) of each category; one query."""
    found = rows.order_by().values_list("category").annotate(n=Count("pk"))
    number = dict(found)
    return [(value, label, number.get(value, 0)) for value, label in Category.choices]


@login_required
@require_GET
def article(request: SignedIn, pk: int) -> HttpResponse:
    """One of them."""
    return _article(request, load_article(request.user, pk))


def _article(
    request: SignedIn,
    row: KnowledgeArticle,
    form: ReasonForm | None = None,
    problem: str = "",
) -> HttpResponse:
    own = may(request.user, "knowledge.publish", row.department)
    source = Difficulty.objects.visible_to(request.user).filter(articles=row)
    plain = ReasonForm(initial={"version": row.version}, auto_id="outdated-%s")
    context = {
        "row": row,
        "again": row.look_again_on <= timezone.localdate(),
        "own": own,
        "source": source.first() if own and row.source_id else None,
        "outdated": form or plain,
        "may_raise": may_somewhere(request.user, "difficulty.raise"),
        "key": str(uuid.uuid4()),
        "problem": problem,
    }
    status = 422 if form else 200
    return render(request, f"{FOLDER}/article.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def new_article(request: SignedIn) -> HttpResponse:
    """Written from a difficulty the own department has answered, or from nothing."""
    departments = load_requesters(request.user, "knowledge.publish")
    source = _source(request)
    if source is not None:
        departments = [one for one in departments if one == source.department]
    now = timezone.now()
    start = from_difficulty(source, now) if source else {}
    form = ArticleForm(departments, source, request.POST or None, initial=start)

    def act() -> KnowledgeArticle:
        department = form.department_meant
        return writing.publish(
            by=request.user,
            department=department,
            said=form.said,
            source=source,
            now=now,
        )

    return _written(request, form, act)


def _source(request: SignedIn) -> Difficulty | None:
    """The difficulty named in the address; 404 unless the own department has answered
    it."""
    text = request.GET.get("from", "")
    if not text:
        return None
    rows = Difficulty.objects.visible_to(request.user).exclude(answer="")
    own = rows.filter(department__in=request.user.scope.departments)
    row: Difficulty = get_object_or_404(
        own.select_related("department__bureau", "station"), pk=whole_number(text) or 0
    )
    authorise(request.user, "knowledge.publish", row.department)
    return row


@login_required
@require_http_methods(["GET", "POST"])
def revise_article(request: SignedIn, pk: int) -> HttpResponse:
    """Say it anew; then it holds again."""
    row = load_article(request.user, pk, "knowledge.publish")
    now = timezone.now()
    start = from_article(row, now)
    form = ArticleForm(
        [row.department], row.source, request.POST or None, initial=start
    )

    def act() -> KnowledgeArticle:
        version = form.version_seen
        return writing.revise(
            by=request.user, article=row, said=form.said, version=version, now=now
        )

    return _written(request, form, act, row)


def _written(
    request: SignedIn, form: ArticleForm, act: Any, row: KnowledgeArticle | None = None
) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            made = attempt(act, form)
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Published."))
            return redirect("coordination:article", pk=made.pk)
    refused = request.method == "POST"
    context = {
        "form": form,
        "row": row,
        "problem": problem,
        "refused": refused,
        "to_correct": len(form.errors) if refused else 0,
    }
    status = 422 if refused else 200
    return render(request, f"{FOLDER}/write.html", context, status=status)


@login_required
@require_POST
def outdate_article(request: SignedIn, pk: int) -> HttpResponse:
    """It does not hold any more."""
    row = load_article(request.user, pk, "knowledge.publish")
    form = ReasonForm(request.POST, auto_id="outdated-%s")

    def act() -> object:
        return writing.mark_outdated(
            by=request.user,
            article=row,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        again = load_article(request.user, pk)
        return _article(request, again, form, refusal.problem)
    messages.success(request, _("Marked as outdated; it stays to be read."))
    return redirect("coordination:article", pk=pk)


@login_required
@require_POST
def article_helped(request: SignedIn, pk: int) -> HttpResponse:
    """Nothing is raised because of this page: counted once for a form, without a
    name."""
    row = load_article(request.user, pk)
    demand_raising(request.user)
    key = request.POST.get("key", "")[:40]
    writing.count_help(by=request.user, article=row, key=key)
    messages.success(request, _("Nothing was raised. Counted, without your name."))
    return redirect("coordination:article", pk=pk)
