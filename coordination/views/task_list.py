"""What HQ has issued: the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from coordination.lists.known import TASKS
from coordination.lists.tasks import tasks
from coordination.views import listing
from desk.bulk.acts import usable
from desk.lists import kind_asked, taken_out
from desk.lists.look import Look, look, lost_of
from desk.lists.wording import chosen
from organization.http import SignedIn
from organization.permissions import authorise, may_somewhere
from tasking.models import Directive

PER_PAGE = 50
FOLDER = "coordination/directives"


@login_required
@require_GET
def directives(request: SignedIn) -> HttpResponseBase:
    """The list; with htmx the table alone."""
    user, now = request.user, timezone.now()
    authorise(user, "directive.list")
    asked = listing.asked_of(user, request.GET)
    seen = _look(request, asked)
    if seen.opens_with and not request.htmx:
        return redirect(seen.opens_with)
    if taking := kind_asked(request):
        found = tasks(user, asked.rows, now, chosen(asked.form))
        return taken_out(request, taking, seen.taken(found))
    page = listing.pages(asked.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = _table(request, page, asked, seen, now) | {"form": asked.form}
    if asked.reach.counted and not request.htmx:
        context["counts"] = listing.summary(user, now, asked.reach)
    name = "_table" if request.htmx else "list"
    response = render(request, f"{FOLDER}/{name}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _look(request: SignedIn, asked: listing.Asked) -> Look:
    """Of one department alone its name is no column, unless somebody wants it."""
    usual = [k for k in TASKS.usual if k != "department" or asked.several]
    return look(request, TASKS, usual=usual, lost=lost_of(asked.form, request.GET))


def _table(
    request: SignedIn,
    page: Page[Directive],
    asked: listing.Asked,
    seen: Look,
    now: dt.datetime,
) -> dict[str, Any]:
    found = listing.counts_of(request.user, page.object_list, now)
    nothing = listing.Counts()
    sort = asked.values.get("sort", "-issued")
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "seen": seen,
        "bulk": usable(request.user, TASKS.name),
        "heads": listing.heads(seen.columns, sort, request.GET),
        "query": f"{query.urlencode()}&" if query else "",
        "may_compose": may_somewhere(request.user, "directive.draft"),
        "has_forms": may_somewhere(request.user, "form.list"),
        "page": page,
        "cut": page.paginator.count == listing.MOST_LISTED,
        "rows": [(row, found.get(row.pk, nothing)) for row in page.object_list],
        "sort": sort,
        "narrowed": bool(set(asked.values) - {"sort", "reach"}),
    }
