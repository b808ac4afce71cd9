"""Notices: those received, those sent, one of them with its receipts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from coordination.forms.notices import AnswerForm, QuestionForm
from coordination.lists import notices as listed
from coordination.lists.known import RECEIVED, SENT
from coordination.notices import listing, reading
from desk.attaching import file_answer
from desk.bulk.acts import usable
from desk.lists import Listing, kind_asked, taken_out
from desk.lists.look import kept_words, look
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may, may_somewhere
from tasking.models import Notice
from tasking.services.reading_notices import open_notice

ROWS = 30
OWING = 100
FOLDER = "coordination/notices"


def load_notice(user: User, pk: int, action: str = "notice.list") -> Notice:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    rows = Notice.objects.visible_to(user).select_related(
        *("department__bureau", "issued_by", "withdrawn_by", "corrects", "correction")
    )
    row: Notice = get_object_or_404(rows, pk=pk)
    authorise(user, action, row.department)
    return row


@login_required
@require_GET
def notices(request: SignedIn) -> HttpResponseBase:
    """What one's station has received, or what was sent; over ones are a chip away."""
    authorise(request.user, "notice.list")
    sides = listing.sides(request.user)
    side = request.GET.get("side", "")
    side = side if side in sides else sides[0]
    search = request.GET.get("q", "")[:60].replace("\0", "")
    over = request.GET.get("show") == "over"
    seen = look(request, SENT if side == "sent" else RECEIVED)
    if seen.opens_with:
        return redirect(seen.opens_with)
    if taking := kind_asked(request):
        found = _taken(request.user, side, search, over)
        return taken_out(request, taking, seen.taken(found))
    context = _list(request, side, search, over=over) | {"seen": seen}
    context["bulk"] = usable(request.user, seen.known.name)
    context["sides"] = sides if len(sides) > 1 else ()
    return render(request, f"{FOLDER}/list.html", context)


def _taken(user: User, side: str, search: str, over: bool) -> Listing[Any]:
    rows = listing.rows(user, side, timezone.localdate(), over=over).matching(search)
    state = pgettext("notices", "Over") if over else pgettext("notices", "In force")
    return listed.notices(user, side, rows, [state, *filter(None, [search])])


def _list(request: SignedIn, side: str, search: str, *, over: bool) -> dict[str, Any]:
    user, today = request.user, timezone.localdate()
    rows = listing.rows(user, side, today, over=over).matching(search)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    show = "over" if over else ""
    words = {**kept_words(request.GET), "side": side, "show": show, "q": search}
    return {
        "page": page,
        "rows": listing.lines(user, side, list(page)),
        "side": side,
        "chips": [
            ("", pgettext("notices", "In force")),
            ("over", pgettext("notices", "Over")),
        ],
        "show": show,
        "q": search,
        "counts": listing.counts(user, side, today),
        "saved": listing.saved(user, today) if side == "sent" else None,
        "may_issue": may_somewhere(user, "notice.issue"),
        "query": f"{urlencode(words)}&",
    }


@login_required
@require_GET
def notice(request: SignedIn, pk: int) -> HttpResponseBase:
    """One of them. Who belongs to a station that has it has read it from now on."""
    row = load_notice(request.user, pk)
    if reading.may_count(request.user) and (taking := kind_asked(request)):
        owing = reading.owing(request.user, row)
        return taken_out(request, taking, listed.owing(row, owing))
    open_notice(by=request.user, notice=row, now=timezone.now())
    return page(request, row)


@login_required
@require_GET
def notice_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """An attachment; whoever reads the notice may have it."""
    found = load_notice(request.user, pk).files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


def page(
    request: SignedIn, row: Notice, problem: str = "", **forms: ReasonForm
) -> HttpResponse:
    """The notice with what one may do; `forms` are those that could not be used:
    `ask`, `withdraw`, `answer_17`, `understand`."""
    user, live = request.user, row.is_live(timezone.localdate())
    own = may(user, "notice.issue", row.department)
    receipts = reading.receipts(user, row)
    context: dict[str, Any] = {
        "row": row,
        "live": live,
        "files": row.files.order_by("pk"),
        "receipts": receipts,
        "questions": [
            (one, _answering(one.pk, one.version, forms) if own else None)
            for one in reading.questions(user, row)
        ],
        "counts": reading.counts(user, row) if reading.may_count(user) else None,
        "may_correct": own and live,
        "ask": forms.get("ask") or QuestionForm(auto_id="ask-%s"),
        "may_ask": bool(receipts) and live,
        "withdraw": _withdrawing(row, forms) if own and live else None,
        "problem": problem,
    }
    if context["counts"] and row.todo:
        owing = Paginator(reading.owing(user, row), OWING)
        context["owing"] = owing.get_page(request.GET.get("page"))
    status = 422 if problem or forms else 200
    return render(request, f"{FOLDER}/notice.html", context, status=status)


def _answering(pk: int, version: int, forms: dict[str, ReasonForm]) -> ReasonForm:
    made = AnswerForm(auto_id=f"answer-{pk}-%s", initial={"version": version})
    return forms.get(f"answer_{pk}") or made


def _withdrawing(row: Notice, forms: dict[str, ReasonForm]) -> ReasonForm:
    made = ReasonForm(auto_id="withdraw-%s", initial={"version": row.version})
    return forms.get("withdraw") or made
