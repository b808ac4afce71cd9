"""The page of a file that was handed in, whichever room it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.taking.answers import file_out
from desk.taking.file import packed
from desk.watching import watched
from organization.http import SignedIn
from personnel.models import Import
from personnel.services.import_kinds import way_of
from personnel.services.import_verdicts import faults_of

ROWS = 50
ACTS = ("bad", "changed", "new", "same")


@dataclass(frozen=True)
class Place:
    """Where files of a kind are looked at: the room whose routes `import`,
    `marked_file`, `confirm_import` and `cancel_import` lead to them, the page on which
    they are handed in, and what the kind is called."""

    room: str
    back: str
    label: str

    @property
    def page(self) -> str:
        return f"{self.room}:import"

    @property
    def marked(self) -> str:
        return f"{self.room}:marked_file"

    @property
    def confirm(self) -> str:
        return f"{self.room}:confirm_import"

    @property
    def cancel(self) -> str:
        return f"{self.room}:cancel_import"


def handed_in(form: Form, begin: Callable[..., Import], **given: Any) -> Import | None:
    """The file as `begin` has taken it in; None where the form says what is wrong."""
    language = get_language() or "zh-hans"
    try:
        return begin(language=language, now=timezone.now(), **given)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def acted(
    request: SignedIn, row: Import, place: Place, act: Callable[[], object]
) -> HttpResponse:
    """Back at its page once it is done, or the page with what stood in the way."""
    try:
        act()
    except ValidationError as error:
        row.refresh_from_db()
        return verdict_page(request, row, place, " ".join(error.messages), 409)
    return redirect(place.page, row.pk)


def verdict_page(
    request: SignedIn,
    row: Import,
    place: Place,
    problem: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """How far it has come, then every line with its verdict; `more` for a page that
    extends this one."""
    watched(request, row.job)
    counts = {act: row.total(act) for act in ACTS}
    usual = next((act for act in ACTS if counts[act]), "same")
    act = request.GET.get("act", "")
    act = act if act in ACTS or act == "moved" else usual
    lines = (
        row.lines.filter(moved=True) if act == "moved" else row.lines.filter(act=act)
    )
    sheets = way_of(row.kind).sheets
    context = {
        "row": row,
        "job": row.job,
        "place": place,
        "problem": problem,
        "counts": counts,
        "chips": _chips(row, counts),
        "act": act,
        "query": f"act={act}&",
        "many": len(sheets) > 1,
        "labels": {sheet.name: sheet.title for sheet in sheets},
        "page": Paginator(lines, ROWS).get_page(request.GET.get("page")),
    }
    name = f"{place.room}/import.html"
    return render(request, name, context | more, status=status)


def marked_answer(request: SignedIn, row: Import) -> HttpResponseBase:
    """The file as it was handed in, with what is wrong beside each row; 404 where
    nothing is, or it is gone."""
    if not row.total("bad") or row.content is None:
        raise Http404
    name, size = f"{row.name} {_('to be mended')}", sum(map(row.total, ACTS))
    file = packed(
        name, lambda told: faults_of(row, told), lambda: size, kind=f"marked.{row.kind}"
    )
    return file_out(request, file)


def _chips(row: Import, counts: dict[str, int]) -> list[tuple[str, str, int | None]]:
    chips: list[tuple[str, str, int | None]] = [
        ("bad", _("To be mended"), counts["bad"]),
        ("changed", _("Changed"), counts["changed"]),
        ("new", _("New"), counts["new"]),
        ("same", _("Unchanged"), counts["same"]),
    ]
    if row.moved:
        chips.append(("moved", _("Different since"), None))
    return chips
