"""What was put before a person: one row per matter, its latest letter first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.letters import LettersForm
from coordination.lists.inbox import letters
from coordination.lists.known import INBOX
from coordination.undoing import LETTERS_READ
from desk.bulk.acts import usable
from desk.letters import MATTERS, Letter, letter, names_for
from desk.lists import Listing, kind_asked, pieces, taken_out
from desk.lists.look import look
from desk.models import InboxItem
from desk.services import choose_letters, mark_read
from desk.undo import offer
from organization.http import SignedIn
from organization.models import User

ROWS = 50
FOLDED = 20  # older letters of a matter, or letters of a daily summary


@dataclass(frozen=True)
class Matter:
    """The latest letter, and those before it or folded into it, newest first."""

    item: InboxItem
    letter: Letter
    unread: bool
    before: tuple[tuple[InboxItem, Letter], ...]
    more: int  # older ones that are not shown


@login_required
@require_GET
def inbox(request: SignedIn) -> HttpResponseBase:
    """The matters; with htmx only the part that changes."""
    seen = look(request, INBOX)
    if seen.opens_with and not request.htmx:
        return redirect(seen.opens_with)
    asked = asked_of(request.GET)
    if taking := kind_asked(request):
        return taken_out(request, taking, seen.taken(_listed(request.user, asked)))
    page = Paginator(matters_of(request.user, asked), ROWS)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "seen": seen,
        "bulk": usable(request.user, INBOX.name),
        "asked": asked,
        "sorts": list(MATTERS.items()),
        "page": (shown := page.get_page(request.GET.get("page"))),
        "rows": _matters(request.user, list(shown)),
        "query": f"{query.urlencode()}&" if query else "",
    }
    name = "_inbox" if request.htmx else "inbox"
    return render(request, f"coordination/{name}.html", context)


@dataclass(frozen=True)
class Asked:
    """What narrows the inbox: only what is new, only one sort of matter."""

    unread: bool
    about: str


def asked_of(given: QueryDict) -> Asked:
    about = given.get("about", "")
    return Asked(given.get("show") == "unread", about if about in MATTERS else "")


def matters_of(user: User, asked: Asked) -> QuerySet[InboxItem]:
    """The last letter of each matter, newest first."""
    mine = InboxItem.objects.visible_to(user).alone()
    if asked.about:
        mine = mine.filter(kind__startswith=f"{asked.about}_")
    if asked.unread:
        mine = mine.unread()
    return mine.by_matter()


def _listed(user: User, asked: Asked) -> Listing[Any]:
    """All pages of it, as they are narrowed."""
    about = str(MATTERS[asked.about]) if asked.about else ""
    new = _("Only what is new") if asked.unread else ""
    found = pieces(matters_of(user, asked), lambda some: _matters(user, some))
    return letters(found, [one for one in (about, new) if one])


def _matters(user: User, shown: list[InboxItem]) -> list[Matter]:
    """One query for what came before, two for the names, however many rows."""
    mine = InboxItem.objects.visible_to(user)
    older = mine.filter(
        Q(matter__in=[item.matter for item in shown], digest=None)
        | Q(digest__in=[item.pk for item in shown])
    ).exclude(pk__in=[item.pk for item in shown])
    by_row: dict[str, list[InboxItem]] = defaultdict(list)
    summaries = {item.pk: item.matter for item in shown}
    rows = list(older.order_by("-id"))
    for item in rows:
        by_row[summaries.get(item.digest_id or 0, item.matter)].append(item)
    kept = [item for items in by_row.values() for item in items[:FOLDED]]
    names = names_for([*shown, *kept])
    return [_matter(item, by_row[item.matter], names) for item in shown]


def _matter(item: InboxItem, before: list[InboxItem], names: dict[str, str]) -> Matter:
    seen = before[:FOLDED]
    return Matter(
        item,
        letter(item, names),
        unread=_unread([item, *before]),
        before=tuple((one, letter(one, names)) for one in seen),
        more=len(before) - len(seen),
    )


def _unread(items: Iterable[InboxItem]) -> bool:
    return any(item.read_at is None for item in items)


@login_required
@require_POST
def read_inbox(request: SignedIn) -> HttpResponse:
    """Mark everything as read."""
    return _read(request)


@login_required
@require_POST
def read_letter(request: SignedIn, pk: int) -> HttpResponse:
    """Mark one matter as read, up to the letter that was seen."""
    item = get_object_or_404(InboxItem.objects.visible_to(request.user), pk=pk)
    return _read(request, matter=item.matter, until=item.pk)


def _read(request: SignedIn, **which: Any) -> HttpResponse:
    now = timezone.now()
    if count := mark_read(by=request.user, now=now, **which):
        text = ngettext(
            "%(n)s letter marked as read.", "%(n)s letters marked as read.", count
        )
        offer(
            request,
            kind=LETTERS_READ,
            subject=None,
            facts={"read_at": now.isoformat()},
            text=text % {"n": count},
            url=reverse("coordination:inbox"),
        )
    return redirect("coordination:inbox")


@login_required
@require_POST
def open_letter(request: SignedIn, pk: int) -> HttpResponse:
    """On to what the letter speaks of; it and those before it have been read then."""
    item = get_object_or_404(InboxItem.objects.visible_to(request.user), pk=pk)
    mark_read(by=request.user, matter=item.matter, until=item.pk)
    return redirect(item.url or "coordination:inbox")


@login_required
@require_GET
def unread_count(request: SignedIn) -> HttpResponse:
    """The figure beside the inbox, for every place that shows it."""
    count = InboxItem.objects.visible_to(request.user).unread().matters()
    return render(request, "coordination/_unread.html", {"count": count})


@login_required
@require_http_methods(["GET", "POST"])
def letter_settings(request: SignedIn) -> HttpResponse:
    """What reaches one, kind by kind, and how."""
    form = LettersForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_letters(by=request.user, **form.said)
        messages.success(request, _("Kept. It holds for letters from now on."))
        return redirect("coordination:letter_settings")
    status = 422 if form.is_bound else 200
    return render(request, "coordination/letters.html", {"form": form}, status=status)
