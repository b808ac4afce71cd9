"""One act on many rows: what would happen, what is happening, what has happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.bulk.acts import Act, BulkForm, act
from desk.lists import Column, Listing, kind_asked, pieces, taken_out
from desk.lists.known import known, label
from desk.models import BulkRow, BulkRun, Undoable
from desk.services import bulk, cancel_job
from desk.watching import watched
from organization.http import SignedIn
from organization.models import User

ROWS = 100
RECENT = 30
State, Outcome = BulkRun.State, BulkRow.Outcome


def load_run(user: User, pk: int) -> BulkRun:
    """One's own; 404 for everybody else."""
    rows = BulkRun.objects.visible_to(user).select_related("job", "by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def runs(request: SignedIn) -> HttpResponse:
    """What one has done to many rows lately; sent here, rows are fixed and shown."""
    if request.method == "POST":
        return _begin(request)
    rows = BulkRun.objects.visible_to(request.user).exclude(committed_at=None)
    counted = {
        "done": Count("rows", filter=Q(rows__outcome=Outcome.DONE)),
        "refused": Count("rows", filter=Q(rows__outcome=Outcome.REFUSED)),
    }
    found = rows.annotate(**counted)[:RECENT]
    context = {"rows": [(run, _button(run), label(run.list_name)) for run in found]}
    return render(request, "desk/bulk_runs.html", context)


def _begin(request: SignedIn) -> HttpResponse:
    given = request.POST
    try:
        what = act(given.get("act", ""))
    except KeyError:
        messages.error(request, _("Choose what to do with the rows."))
        return redirect("desk:bulk")
    place, query = _plain(given, "place")[:40], _plain(given, "query")[:8000]
    try:
        run = bulk.begin(
            by=request.user,
            name=what.name,
            place=place,
            query=query,
            ticked=None if given.get("all") else _numbers(given.getlist("row")),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_list(what.list_name, query, place))
    return redirect("desk:bulk_run", run.pk)


@login_required
@require_GET
def run(request: SignedIn, pk: int) -> HttpResponseBase:
    """What would happen; how far it has come; what became of each row."""
    row = load_run(request.user, pk)
    watched(request, row.job)
    if taking := kind_asked(request):
        return taken_out(request, taking, _listed(row))
    return _page(request, row)


@login_required
@require_POST
def say(request: SignedIn, pk: int) -> HttpResponse:
    """What the act must be told; then the rows are shown again."""
    row = load_run(request.user, pk)
    what = act(row.act)
    form = what.form(request.POST) if what.form else BulkForm(request.POST)
    if form.is_valid():
        try:
            bulk.say(by=request.user, run=row, given=form.given, now=timezone.now())
            return redirect("desk:bulk_run", pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _page(request, row, form=form, status=422)


@login_required
@require_POST
def commit(request: SignedIn, pk: int) -> HttpResponse:
    """Do it to the rows that were shown."""
    row = load_run(request.user, pk)
    try:
        bulk.commit(by=request.user, run=row, now=timezone.now())
    except ValidationError as error:
        return _page(request, row, problem=" ".join(error.messages), status=409)
    return redirect("desk:bulk_run", pk)


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Stop after the row that is being done; what is done stays done."""
    row = load_run(request.user, pk)
    if row.job is not None:
        cancel_job(by=request.user, job=row.job)
    return redirect("desk:bulk_run", pk)


def _page(
    request: SignedIn,
    run: BulkRun,
    *,
    form: BulkForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    run.refresh_from_db(fields=["state", "given", "job", "committed_at", "ended_at"])
    what, counts = act(run.act), _counts(run)
    if form is None and what.form and run.committed_at is None:
        form = what.form(initial=run.given)
    chips = _chips(run, counts)
    first = next((key for key, _label, n in chips if n), Outcome.OUT.value)
    show = request.GET.get("show", first)
    show = show if show in counts else first
    rows = run.rows.filter(outcome=show).order_by("place")
    since = timezone.now() - bulk.SILENT
    broken = run.state == State.RUNNING and run.job is None
    back, undoable = _way_back(run, what)
    context: dict[str, Any] = {
        "run": run,
        "what": what,
        "said": _headline(run, what, counts, back),
        "counts": counts,
        "all": sum(counts.values()),
        "form": form,
        "problem": problem,
        "chips": [chip for chip in chips if chip[2]],
        "show": show,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "query": f"show={show}&",
        "broken": broken and run.committed_at and run.committed_at < since,
        "back": _list(run.list_name, run.query, run.place),
        "undoable": undoable,
        "list_label": label(run.list_name),
    }
    return render(request, "desk/bulk_run.html", context, status=status)


def _way_back(run: BulkRun, what: Act) -> tuple[bool, Undoable | None]:
    """(whether the run was taken back, what takes it back as long as it can be)."""
    if not what.back or run.state != State.ENDED:
        return False, None
    if bulk.was_taken_back(run):
        return True, None
    rows = Undoable.objects.visible_to(run.by).open(timezone.now())
    own = rows.filter(subject_type=run._meta.label_lower, subject_id=run.pk)
    return False, own.first()


def _counts(run: BulkRun) -> dict[str, int]:
    """Rows by outcome; one query."""
    found = run.rows.order_by().values_list("outcome").annotate(n=Count("pk"))
    return dict.fromkeys(Outcome.values, 0) | dict(found)


def _chips(run: BulkRun, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """What went wrong is shown first once it is over."""
    over = run.state == State.ENDED
    left = _("Not done any more") if over else str(Outcome.WILL.label)
    labels = {
        "refused": str(Outcome.REFUSED.label),
        "will": left,
        "done": str(Outcome.DONE.label),
        "out": str(Outcome.OUT.label),
    }
    return [(key, text, counts[key]) for key, text in labels.items()]


def _headline(run: BulkRun, what: Act, counts: dict[str, int], back: bool) -> str:
    """The question beforehand, the answer afterwards; `back`: it was taken back."""
    if back:
        return _("%(act)s: taken back") % {"act": what.button}
    if run.state == State.ASKED:
        return str(what.button)
    if run.state == State.SHOWN and not counts["will"]:
        return _("%(act)s: there is no row it can be done to") % {"act": what.button}
    if run.state == State.SHOWN:
        return what.asks(counts["will"])
    if run.state == State.RUNNING:
        return str(what.button)
    return _("%(act)s: %(n)s done") % {"act": what.button, "n": counts["done"]}


def _button(run: BulkRun) -> str:
    try:
        return str(act(run.act).button)
    except KeyError:
        return run.act


def _listed(run: BulkRun) -> Listing[Any]:
    """Row by row, what became of it and why."""
    over = run.state == State.ENDED

    def outcome(row: BulkRow) -> str:
        if over and row.outcome == Outcome.WILL:
            return _("Not done any more")
        return str(row.get_outcome_display())

    columns: list[Column[Any]] = [
        Column(pgettext("of many", "Row"), lambda r: r.label),
        Column(_("Outcome"), outcome),
        Column(_("What was shown before"), lambda r: r.note),
        Column(_("Why, or what came of it"), lambda r: r.said),
    ]
    title = f"{label(run.list_name)} {_button(run)}"
    return Listing("bulk", title, columns, pieces(run.rows.order_by("place")))


def _list(name: str, query: str, place: str) -> str:
    """The list as it was narrowed, or the first page where it is none any more."""
    try:
        return known(name).address(query, place)
    except (KeyError, NoReverseMatch):
        return "/"


def _plain(given: QueryDict, name: str) -> str:
    """As typed, but for the one sign that no database keeps."""
    return given.get(name, "").replace("\0", "")


def _numbers(texts: list[str]) -> list[int]:
    """What is no id was ticked by nobody."""
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 18]
