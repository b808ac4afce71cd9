"""The leaders' page: as it is, the rows behind it, and as it was kept."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.leading.facts import Seen, facts_of, without
from coordination.leading.listing import LISTS, OF_MONEY, Wanted
from coordination.leading.showing import Page, changes, label_of
from coordination.listed import context, to_take
from coordination.models import LeadersSnapshot
from coordination.services.keeping_page import keep_page
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import POLICY, authorise, may

LOOK = "leaders.view"
KEPT = 12


@login_required
@require_GET
def leaders(request: SignedIn) -> HttpResponse:
    """Of the bureau one leads or brokers in."""
    for row in request.user.scope.memberships:
        if row.role in POLICY[LOOK].roles:
            unit = row.unit
            bureau = unit if isinstance(unit, Bureau) else unit.bureau
            return redirect("coordination:leaders_page", code=bureau.code)
    raise PermissionDenied(str(POLICY[LOOK].title))


@login_required
@require_GET
def leaders_page(request: SignedIn, code: str) -> HttpResponse:
    """Now, with the pages that were kept."""
    bureau = load(request.user, code)
    seen = seen_by(request.user, bureau)
    page = Page(facts_of(bureau, now=timezone.now(), seen=seen))
    kept = LeadersSnapshot.objects.visible_to(request.user).filter(bureau=bureau)
    shown = {
        "page": page,
        "blocks": page.blocks(),
        "seen": seen,
        "bureau": bureau,
        "kept": kept.select_related("kept_by").defer("body")[:KEPT],
        "may_keep": may(request.user, "leaders.keep", bureau),
        **page.answer(),
    }
    return render(request, "coordination/leaders/page.html", shown)


@login_required
@require_GET
def leaders_rows(request: SignedIn, code: str) -> HttpResponseBase:
    """Exactly the rows one figure is counted from."""
    bureau = load(request.user, code)
    name = request.GET.get("of", "short")
    if name not in LISTS:
        raise Http404
    if name in OF_MONEY:
        authorise(request.user, "money.view", bureau)
    given = request.GET.get
    asked = {key: given(key, "").replace("\0", "") for key in ("week", "department")}
    found = LISTS[name](Wanted(bureau, timezone.now(), **asked))
    if taking := kind_asked(request):
        what = to_take(found, f"leaders_{name}", label_of(name), [bureau.label])
        return taken_out(request, taking, what)
    more = {
        "bureau": bureau,
        "label": label_of(name),
        "totals": found.totals(),
        **context(request, found),
    }
    return render(request, "coordination/leaders/rows.html", more)


@login_required
@require_POST
def keep_leaders_page(request: SignedIn, code: str) -> HttpResponse:
    """As it is now."""
    bureau = load(request.user, code)
    row = keep_page(by=request.user, bureau=bureau, now=timezone.now())
    messages.success(request, _("Kept. It can be read and printed ever after."))
    return redirect("coordination:kept_page", pk=row.pk)


@login_required
@require_GET
def kept_page(request: SignedIn, pk: int) -> HttpResponse:
    """As it was, beside what is different today."""
    rows = LeadersSnapshot.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("bureau", "kept_by"), pk=pk)
    seen = seen_by(request.user, row.bureau)
    today = facts_of(row.bureau, now=timezone.now(), seen=seen)
    page = Page(without(row.facts, seen), today)
    blocks = page.blocks()
    shown = {
        "page": page,
        "blocks": blocks,
        "changes": changes(blocks),
        "seen": seen,
        "row": row,
        **page.answer(),
    }
    return render(request, "coordination/leaders/kept.html", shown)


def load(user: User, code: str) -> Bureau:
    """404 for whoever does not see the bureau, 403 without the right."""
    bureau: Bureau = get_object_or_404(Bureau.objects.visible_to(user), code=code)
    authorise(user, LOOK, bureau)
    return bureau


def seen_by(user: User, bureau: Bureau) -> Seen:
    return Seen(
        money=may(user, "money.view", bureau),
        people=may(user, "structure.view", bureau),
    )
