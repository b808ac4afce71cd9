"""Burden budgets: of all departments one may see, and of one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.caps import reading
from coordination.caps.quarters import Quarter
from coordination.forms.caps import CapsForm
from coordination.models import BurdenCap
from coordination.models.caps import departments_seen
from coordination.services import capping
from coordination.views.attempts import Refusal, attempt
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import Bureau, Department, Role, User
from organization.permissions import POLICY, authorise, may

ROWS = 50
FOLDER = "coordination/caps"


def load_department(user: User, code: str) -> Department:
    """404 outside one's reach, 403 where its budget is nobody's business here."""
    rows = Department.objects.visible_to(user).select_related("bureau")
    row: Department = get_object_or_404(rows, code=code)
    demand_seen(user, row)
    return row


def demand_seen(user: User, department: Department) -> None:
    """PermissionDenied unless the budget of this department is for him to see."""
    authorise(user, "cap.view")
    if not departments_seen(user).filter(pk=department.pk).exists():
        raise PermissionDenied(str(POLICY["cap.view"].title))


@login_required
@require_GET
def burden_caps(request: SignedIn) -> HttpResponse:
    """Every department one may see: issued, waiting, and its caps."""
    return _list(request)


@login_required
@require_POST
def copy_burden_caps(request: SignedIn, code: str) -> HttpResponse:
    """The budgets of the quarter before hold on; `quarter` is the new one."""
    bureaus = Bureau.objects.visible_to(request.user)
    bureau = get_object_or_404(bureaus, code=code)
    authorise(request.user, "cap.set", bureau)
    quarter, form = _asked(request.POST.get("quarter", "")), ReasonForm(request.POST)
    given: dict[str, Any] = {"by": request.user, "bureau": bureau, "quarter": quarter}
    try:
        made = attempt(
            lambda: capping.copy_caps(
                **given, reason=form.reason_given, now=timezone.now()
            ),
            form,
        )
    except Refusal as refusal:
        return _list(request, form=form, problem=refusal.problem, quarter=quarter)
    done = ngettext("%(n)s budget taken over.", "%(n)s budgets taken over.", len(made))
    messages.success(request, done % {"n": len(made)})
    return redirect(f"{reverse('coordination:burden_caps')}?quarter={quarter.code}")


def _list(
    request: SignedIn,
    *,
    form: ReasonForm | None = None,
    problem: str = "",
    quarter: Quarter | None = None,
) -> HttpResponse:
    user, now = request.user, timezone.now()
    authorise(user, "cap.view")
    shown = quarter or _asked(request.GET.get("quarter", ""))
    seen = departments_seen(user).select_related("bureau")
    ordered = seen.order_by("bureau__path", "code")
    page: Any = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    rows, budgets = reading.read_page(page, seen, shown, now)
    page.object_list = rows
    context = reading.answer(budgets, shown) | {
        "page": page,
        "quarter": shown,
        "current": Quarter.of(now),
        "several": len(seen.order_by().values("bureau").distinct()[:2]) > 1,
        "copying": _copying(user, seen, shown, Quarter.of(now)),
        "form": form or ReasonForm(),
        "problem": problem,
        "query": f"quarter={shown.code}&",
    }
    status = 422 if form else 200
    return render(request, f"{FOLDER}/list.html", context, status=status)


def _copying(
    user: User, seen: QuerySet[Department], quarter: Quarter, current: Quarter
) -> Bureau | None:
    """The bureau for which he may take budgets over, where there is something to."""
    if quarter < current:
        return None
    led = Bureau.objects.filter(path__in=user.scope.bureaus_as(Role.LEADER))
    mine = [bureau for bureau in led if may(user, "cap.set", bureau)]
    before = BurdenCap.objects.filter(
        department__in=seen.filter(bureau__in=mine).values("pk"),
        quarter=quarter.previous.first,
    ).exclude(soft=None, hard=None)
    empty = before.exclude(department__in=reading.with_budget(quarter))
    found = empty.select_related("department__bureau").order_by("department").first()
    return found.department.bureau if found else None


@login_required
@require_GET
def burden_cap(request: SignedIn, code: str, quarter: str) -> HttpResponse:
    """One department: its figures, what could give way, and what was said."""
    return _page(request, load_department(request.user, code), _known(quarter))


@login_required
@require_POST
def set_burden_cap(request: SignedIn, code: str, quarter: str) -> HttpResponse:
    """The leader sets the caps."""
    return _say(request, code, quarter, "set", capping.set_caps, _("Set."))


@login_required
@require_POST
def propose_burden_cap(request: SignedIn, code: str, quarter: str) -> HttpResponse:
    """The office proposes them."""
    done = _("Put before the bureau leader.")
    return _say(request, code, quarter, "propose", capping.propose_caps, done)


@login_required
@require_POST
def decline_burden_cap(request: SignedIn, code: str, quarter: str) -> HttpResponse:
    """The leader leaves them as they are."""
    row = load_department(request.user, code)
    authorise(request.user, "cap.set", row.bureau)
    caps = BurdenCap.objects.visible_to(request.user).select_related(
        "department__bureau"
    )
    first = _known(quarter).first
    cap = get_object_or_404(caps, department=row, quarter=first)
    form = ReasonForm(request.POST)

    def act() -> object:
        return capping.decline_proposal(
            by=request.user,
            cap=cap,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    return _do(request, row, _known(quarter), act, _("Declined."), decline=form)


def _say(
    request: SignedIn,
    code: str,
    quarter: str,
    name: str,
    service: Callable[..., BurdenCap],
    done: str,
) -> HttpResponse:
    row, known = load_department(request.user, code), _known(quarter)
    right = "cap.set" if name == "set" else "cap.propose"
    authorise(request.user, right, row.bureau if name == "set" else row)
    form = CapsForm(request.POST)

    def act() -> object:
        return service(
            by=request.user,
            department=row,
            quarter=known,
            caps=form.caps,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    return _do(request, row, known, act, done, caps=form)


def _do(
    request: SignedIn,
    row: Department,
    quarter: Quarter,
    act: Callable[[], object],
    done: str,
    **forms: ReasonForm,
) -> HttpResponse:
    try:
        attempt(act, *forms.values())
    except Refusal as refusal:
        return _page(request, row, quarter, problem=refusal.problem, **forms)
    messages.success(request, done)
    return redirect("coordination:burden_cap", code=row.code, quarter=quarter.code)


def _page(
    request: SignedIn,
    department: Department,
    quarter: Quarter,
    *,
    problem: str = "",
    **forms: ReasonForm,
) -> HttpResponse:
    user, now = request.user, timezone.now()
    row = reading.read_rows([department], quarter, now)[0]
    current = Quarter.of(now)
    context = reading.told_of(row, quarter) | {
        "row": row,
        "department": department,
        "quarter": quarter,
        "current": current,
        "may_set": quarter >= current and may(user, "cap.set", department.bureau),
        "may_propose": quarter >= current and may(user, "cap.propose", department),
        "heavy": reading.heaviest(department, quarter) if row.is_set else [],
        "notes": reading.beyond(row.cap) if row.cap else [],
        "entries": row.cap.entries.select_related("by") if row.cap else [],
        "caps": CapsForm.of(row.cap),
        "problem": problem,
    }
    status = 422 if forms else 200
    return render(request, f"{FOLDER}/department.html", context | forms, status=status)


def _asked(text: str) -> Quarter:
    """The quarter in the address; nonsense there shows the present one."""
    return Quarter.read(text) or Quarter.of(timezone.now())


def _known(text: str) -> Quarter:
    found = Quarter.read(text)
    if found is None:
        raise Http404
    return found
