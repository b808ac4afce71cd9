"""The result of a round: who goes where, its proof, a change tried out."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.reasons import Refusal, attempt
from desk.sheets.writing import xlsx_bytes
from desk.taking.answers import file_out
from desk.taking.file import Passed, packed
from organization.http import SignedIn
from organization.permissions import may
from personnel.forms.rounds import TryForm
from personnel.models import RoundMatch, RoundResult
from personnel.rounds.proof import checked
from personnel.rounds.trying import Tried, market_in, too_large, tried
from personnel.rounds.words import Names, reasons
from personnel.views.rounds import load_known, load_prepared, steps

ROWS = 100
WIDTHS = (14, 14, 8, 30, 10, 80)


@login_required
@require_GET
def result(request: SignedIn, pk: int) -> HttpResponse:
    """Every officer with his post, by post; then those who stay."""
    round = load_known(request.user, pk)
    rows = RoundMatch.objects.filter(result__round=round).select_related(
        "officer__officer", "post__post__station", "post__post__department"
    )
    found = RoundResult.objects.defer("market").get(round=round)
    matched = rows.filter(post__isnull=False).order_by("post", "officer")
    names = Names.of(round)
    page = Paginator(matched, ROWS).get_page(request.GET.get("page"))
    staying = Paginator(rows.filter(post=None).order_by("pk"), ROWS).get_page(
        request.GET.get("staying")
    )
    context = {
        "round": round,
        "steps": steps(round),
        "result": found,
        "stable": found.verdict == "stable",
        "page": page,
        "staying": staying,
        "staying_rows": [(match, reasons(match, names)) for match in staying],
        "all": page.paginator.count + staying.paginator.count,
        "prepares": may(request.user, "round.prepare", round.bureau),
        "open": [
            (*names.posts[one["post"]], one["places"]) for one in found.open_posts
        ],
    }
    return render(request, "personnel/rounds/result.html", context)


@login_required
@require_GET
def proof_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """Every choice with what became of it, as a workbook."""
    round = load_known(request.user, pk)
    heading = [
        *(_("Police number"), _("Name"), _("Choice"), _("Post")),
        *(_("Place on the list"), _("Why both would not rather")),
    ]
    lines = [[*vars(one).values()] for one in checked(round.result)]

    def pack(told: Passed) -> bytes:
        return xlsx_bytes(round.title[:30], heading, told(lines), WIDTHS)

    name = f"round-{round.pk}"
    return file_out(request, packed(name, pack, lines.__len__, kind="round.proof"))


@login_required
@require_GET
def input_file(request: SignedIn, pk: int) -> HttpResponse:
    """What went in, as the file that can be matched again."""
    round = load_known(request.user, pk)
    answer = JsonResponse(
        round.result.market, json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="round-{round.pk}.json"'
    return answer


@login_required
@require_GET
def what_if(request: SignedIn, pk: int) -> HttpResponse:
    """A change tried out on a copy; nothing of it is kept."""
    load_prepared(request.user, pk)
    round = load_known(request.user, pk)
    form = TryForm(round, list(round.posts.with_units()), request.GET or None)
    market = market_in(round.result)
    found, problem = None, ""

    def act() -> Tried:
        places, without = form.change
        return tried(round.result, market, places=places, without=without)

    if request.GET and not too_large(market):
        try:
            found = attempt(act, form)
        except Refusal as refusal:
            problem = refusal.problem
    context = {
        "round": round,
        "form": form,
        "found": found,
        "problem": problem,
        "too_large": too_large(market),
    }
    status = 422 if request.GET and found is None else 200
    return render(request, "personnel/rounds/what_if.html", context, status=status)
