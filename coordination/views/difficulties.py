"""Difficulties: the lists, one of them with its log, its files, the terms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.difficulties import figures, listing, reading
from coordination.difficulties.similar import likest, similar
from coordination.forms import difficulties as forms
from coordination.lists.daily import difficulties as listed
from coordination.lists.known import DIFFICULTIES
from coordination.views.attempts import Refusal, attempt
from desk.attaching import file_answer
from desk.lists import Listing, kind_asked, taken_out
from desk.lists.look import Look, kept_words, look
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import authorise, may, may_somewhere
from organization.templatetags.formats import inner
from organization.wall import lifted
from tasking.models import Category, Difficulty, HelpTerms
from tasking.models.difficulty import ACTS, OPEN
from tasking.services import difficulties as raising

ROWS = 30
JOINED = 8
FOLDER = "coordination/difficulties"


def load_difficulty(user: User, pk: int) -> Difficulty:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    rows = Difficulty.objects.visible_to(user).select_related(
        *("station__bureau", "department__bureau", "raised_by", "same_as")
    )
    row: Difficulty = get_object_or_404(rows, pk=pk)
    authorise(user, "difficulty.list")
    return row


@login_required
@require_GET
def difficulties(request: SignedIn) -> HttpResponseBase:
    """The own station's, a department's, or all that one looks after."""
    authorise(request.user, "difficulty.list")
    sides = listing.sides(request.user)
    side = request.GET.get("side", "")
    side = side if side in sides else sides[0]
    seen = _look(request, side)
    if seen.opens_with:
        return redirect(seen.opens_with)
    if taking := kind_asked(request):
        return taken_out(request, taking, seen.taken(_taken(request, side)))
    context = _list(request, side) | {"seen": seen}
    context["sides"] = sides if len(sides) > 1 else ()
    return render(request, f"{FOLDER}/list.html", context)


def _look(request: SignedIn, side: str) -> Look:
    """At the own station no station is named, in the own department none."""
    needless = {"ours": "station", "inbox": "department"}.get(side)
    over = request.GET.get("show") == "over"
    last = "closed" if over else "until"
    usual = [key for key in DIFFICULTIES.usual if key not in (needless, "until")]
    given = request.GET.get("category", "")
    lost = [given[:40]] if given and given not in Category.values else []
    return look(request, DIFFICULTIES, usual=[*usual, last], lost=lost)


def _asked(request: SignedIn) -> dict[str, Any]:
    """What narrows the list."""
    return {
        "search": request.GET.get("q", "")[:60].replace("\0", ""),
        "category": request.GET.get("category", ""),
        "over": request.GET.get("show") == "over",
    }


def _taken(request: SignedIn, side: str) -> Listing[Any]:
    asked = _asked(request)
    rows = listing.rows(request.user, side, **asked)
    chosen = dict(Category.choices).get(asked["category"], "")
    over = pgettext("difficulties", "Over") if asked["over"] else ""
    narrowed = [text for text in (over, str(chosen), asked["search"]) if text]
    return listed(rows, narrowed, timezone.now())


def _list(request: SignedIn, side: str) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    search, category, over = _asked(request).values()
    rows = listing.rows(user, side, over=over, search=search, category=category)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    asked = {"side": side, "show": "over" if over else "", "q": search}
    words = kept_words(request.GET) | asked | {"category": category}
    return {
        "page": page,
        "rows": [(row, row.is_late(now)) for row in page],
        "side": side,
        "show": asked["show"],
        "chips": [
            ("", pgettext("difficulties", "Open")),
            ("over", pgettext("difficulties", "Over")),
        ],
        "q": search,
        "category": category,
        "categories": Category.choices,
        "counts": listing.counts(user, side, now),
        "answers": figures.answers(user, now) if side == "overview" else (),
        "few": figures.FEW,
        "may_raise": may_somewhere(user, "difficulty.raise"),
        "terms_of": _own_bureau(user),
        "query": f"{urlencode(words)}&",
    }


@login_required
@require_GET
def difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """What was asked, what was done, what is to be done now."""
    return difficulty_page(request, load_difficulty(request.user, pk))


def difficulty_page(
    request: SignedIn, row: Difficulty, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """`refused` are forms as they were refused, by the name of their act."""
    user, now = request.user, timezone.now()
    may_do = reading.acts(user, row)
    own = row.department is not None and may(user, "knowledge.publish", row.department)
    context = {
        "row": row,
        "quoted": inner(row.title),
        "headline": reading.headline(row),
        "consequence": reading.consequence(row, now),
        "late": row.is_late(now),
        "files": row.files.order_by("pk"),
        "entries": [
            (entry, ACTS.get(entry.act, entry.act))
            for entry in row.entries.select_related("by")
        ],
        "visits": row.visits.select_related("department"),
        "together": _together(row, own=own),
        "helpful": similar(user, row.title, row.text, but=row) if own else (),
        "may_publish": own and bool(row.answer),
        "problem": "",
        **_forms(row, may_do),
        **(refused or {}),
    }
    status = 422 if refused else 200
    return render(request, f"{FOLDER}/difficulty.html", context, status=status)


def _forms(row: Difficulty, acts: frozenset[str]) -> dict[str, Any]:
    """A form for each act this person may take now, under `act_NAME`."""
    start = {"version": row.version}
    made: dict[str, Any] = {
        "answer": lambda: forms.AnswerForm(initial=start, auto_id="answer-%s"),
        "note": lambda: forms.NoteForm(initial=start, auto_id="note-%s"),
        "visit": lambda: forms.VisitForm(initial=start, auto_id="visit-%s"),
        "visited": lambda: forms.VisitedForm(
            initial=forms.visit_typed(row, timezone.now()), auto_id="visited-%s"
        ),
        "call_off": lambda: forms.WhyForm(initial=start, auto_id="call-off-%s"),
        "hand_on": lambda: forms.HandOnForm(row, initial=start, auto_id="hand-%s"),
        "say": lambda: forms.SayForm(initial=start, auto_id="say-%s"),
        "take_back": lambda: forms.WhyForm(initial=start, auto_id="back-%s"),
    }
    found = {f"act_{name}": made[name]() for name in sorted(acts) if name in made}
    if "join" in acts:
        found["joinable"] = _joinable(row)
    return found


def _joinable(row: Difficulty) -> list[Difficulty]:
    """Of the same department, what asks the same."""
    rows = Difficulty.objects.filter(department=row.department_id, same_as=None)
    rows = rows.exclude(state="taken_back").exclude(answer="", state="closed")
    return likest(rows.select_related("station"), row, JOINED)


@lifted("with how many others one is answered is told, to the department also which")
def _together(row: Difficulty, *, own: bool) -> dict[str, Any]:
    """With how many others it is answered; the department itself reads which."""
    lead = row.same_as_id or row.pk
    same = Q(same_as=lead, state__in=OPEN) | Q(pk=lead)
    others = Difficulty.objects.filter(same).exclude(pk=row.pk)
    found = list(others.select_related("station").order_by("pk")[:20])
    return {"count": len(found), "rows": found if own else ()}


@login_required
@require_GET
def difficulty_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """An attachment; whoever sees the difficulty may have it."""
    found = load_difficulty(request.user, pk).files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


@login_required
@require_http_methods(["GET", "POST"])
def difficulty_terms(request: SignedIn, code: str) -> HttpResponse:
    """In how many working days the bureau's departments answer."""
    seen = Bureau.objects.visible_to(request.user)
    bureau = get_object_or_404(seen, code=code)
    authorise(request.user, "difficulty.terms", bureau)
    problem = ""
    typed = forms.terms_typed(HelpTerms.objects.filter(bureau=bureau).first())
    form = forms.TermsForm(request.POST or None, initial=typed)

    def act() -> object:
        user, version = request.user, form.version_seen
        return raising.set_terms(by=user, bureau=bureau, version=version, **form.said)

    if request.method == "POST":
        try:
            attempt(act, form)
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Kept. It holds for what is raised from now."))
            return redirect("coordination:difficulties")
    context = {"bureau": bureau, "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, f"{FOLDER}/terms.html", context, status=status)


def _own_bureau(user: User) -> Bureau | None:
    """The bureau whose terms one may set; of several the first."""
    for row in user.scope.memberships:
        if row.bureau and may(user, "difficulty.terms", row.bureau):
            return row.bureau
    return None
