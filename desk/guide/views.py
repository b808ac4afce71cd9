"""The guide in the product: contents and search, a page, one passage as help."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from desk.guide import pages
from desk.guide.roles import is_own, own_pages
from organization.http import SignedIn
from organization.models import Introduction
from organization.services import introducing

WHERE = {
    Introduction.Name.DIRECTIVE.value: "coordination:compose",
    Introduction.Name.LEDGER.value: "home",
}
"""The page beside which the steps stand."""


@login_required
@require_GET
def guide(request: SignedIn) -> HttpResponse:
    """The reader's own pages first, then all; with `q` what is found."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:60]
    own = own_pages(request.user)
    context = {
        "query_text": text,
        "found": pages.find(text),
        "titles": {one.slug: one.title for one in pages.pages()},
        "own": [one for one in pages.pages() if one.slug in own],
        "others": [one for one in pages.pages() if one.slug not in own],
    }
    return render(request, "desk/guide/index.html", context)


@login_required
@require_GET
def guide_page(request: SignedIn, slug: str) -> HttpResponse:
    """A role's page; with `part` that passage alone, for the panel beside a page."""
    try:
        page = pages.page(slug)
    except KeyError:
        raise Http404 from None
    name = request.GET.get("part", "")
    section = page.section(name) if name else None
    if name and section is None:
        raise Http404
    if section and request.htmx:
        beside = {"section": section, "whose": is_own(request.user, section)}
        return render(request, "desk/guide/_part.html", beside)
    parts = [section] if section else page.sections
    shown = [(one, is_own(request.user, one)) for one in parts]
    whose = slug in own_pages(request.user)
    context = {"page": page, "shown": shown, "whose": whose}
    return render(request, "desk/guide/page.html", context)


@login_required
@require_POST
def begin_introduction(request: SignedIn, name: str) -> HttpResponse:
    """Show the steps again, beside the page they belong to."""
    _known(name)
    introducing.begin(by=request.user, name=name, now=timezone.now())
    return redirect(WHERE[name])


@login_required
@require_POST
def close_introduction(request: SignedIn, name: str) -> HttpResponse:
    """Not again, unless it is asked for."""
    _known(name)
    introducing.close(by=request.user, name=name, now=timezone.now())
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return redirect(back if inside else WHERE[name])


def _known(name: str) -> None:
    if name not in Introduction.Name.values:
        raise Http404
