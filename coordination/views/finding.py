"""Search over everything one may see: a page, and the same answer for the palette."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coordination.finding.acts import Act, acts, matching
from coordination.finding.lately import lately
from coordination.finding.search import (
    BY_NAME,
    MOST,
    Group,
    hits,
    rows_of,
    search,
)
from organization.http import SignedIn
from organization.sought import LONGEST, Sought

ROWS = 50
ACTS_SHOWN = 5
ACTS_ONLY = ">"
FOLDER = "coordination/finding"


@login_required
@require_GET
def find(request: SignedIn) -> HttpResponse:
    """All kinds, or all of one with `?kind=`."""
    kind = BY_NAME.get(request.GET.get("kind", ""))
    answer = _asked(request)
    if kind is None or not answer["sought"]:
        return render(request, f"{FOLDER}/page.html", answer)
    rows: Any = rows_of(kind, request.user, answer["sought"])
    pages: Paginator[Any] = Paginator([] if rows is None else rows, ROWS)
    page = pages.get_page(request.GET.get("page"))
    answer |= {
        "kind": kind,
        "page": page,
        "hits": hits(request.user, kind, page),
        "query": f"{urlencode({'q': answer['q'], 'kind': kind.name})}&",
    }
    return render(request, f"{FOLDER}/kind.html", answer)


@login_required
@require_GET
def palette(request: SignedIn) -> HttpResponse:
    """What is offered while somebody types; before that, what was opened lately."""
    answer = _asked(request)
    if not answer["sought"] and not answer["acts_only"]:
        answer["lately"] = lately(request.user, request.GET.getlist("recent"))
    answer["options"] = _counted(answer)
    return render(request, f"{FOLDER}/_options.html", answer)


def _asked(request: SignedIn) -> dict[str, Any]:
    typed = request.GET.get("q", "")[:LONGEST].replace("\0", "")
    acts_only = typed.startswith(ACTS_ONLY)
    sought = Sought.of(typed.removeprefix(ACTS_ONLY))
    every = acts(request.user)
    found = matching(every, sought)
    if sought and not acts_only:
        found = found[:ACTS_SHOWN]
    groups = [] if acts_only else search(request.user, sought)
    return {
        "q": typed,
        "sought": sought,
        "acts_only": acts_only,
        "acts": found,
        "groups": groups,
        "first": _acts_first(found, groups, sought),
        "total": len(found) * bool(sought) + sum(group.total for group in groups),
        "beyond": any(group.more for group in groups),
        "most": MOST,
    }


def _acts_first(found: list[Act], groups: list[Group], sought: Sought) -> bool:
    """An act that begins with what is typed stands before things inside of which it
    is found."""
    if not groups or not found:
        return True
    begins = found[0].label.lower().startswith(sought.words[:1] or ("",))
    return begins and groups[0].hits[0].line.near > 0


def _counted(answer: dict[str, Any]) -> int:
    shown = sum(len(group.hits) for group in answer["groups"])
    return shown + len(answer["acts"]) + len(answer.get("lately", ()))
