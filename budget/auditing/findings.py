"""The lists of an audit: which rows, and why one looks at them.

A row on a list is not a fault. Each list has the same columns on the page and in the
workbook (`budget.auditing.columns`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.auditing import columns
from budget.auditing.columns import Columns
from budget.auditing.looked import Looked
from budget.models import ClosedYear, Disbursement, Entry, Statement
from organization.models import User
from organization.navigation import Number

AT_ONCE = dt.timedelta(minutes=5)
FEW = 5
Rows = QuerySet[Any, Any] | list[dict[str, Any]]


@dataclass(frozen=True)
class Finding:
    """A list; `name` stands in its address, `tab` on its sheet."""

    name: str
    tab: str | Promise
    title: str | Promise
    why: str | Promise
    rows: Callable[[Looked], Rows]
    columns: Columns


def unanswered(at: Looked) -> QuerySet[Any, Any]:
    since = at.now - dt.timedelta(days=at.days)
    rows = at.paid.unanswered().filter(released_at__lt=since)
    return _payments(rows).order_by("released_at", "pk")


def disputed(at: Looked) -> QuerySet[Any, Any]:
    rows = at.disputes.filter(closed_at=None)
    people = rows.select_related("disbursement__line__station", "answered_by")
    return people.order_by("raised_at", "pk")


def unheard(at: Looked) -> QuerySet[Any, Any]:
    return disputed(at).filter(answered_at=None)


def counters(at: Looked) -> QuerySet[Any, Any]:
    return _entries(at.entries.filter(kind=Entry.Kind.COUNTER))


def corrected(at: Looked) -> QuerySet[Any, Any]:
    before = Statement.objects.filter(
        station=OuterRef("station"),
        year=OuterRef("year"),
        version=OuterRef("version") - 1,
    )
    rows = at.statements.filter(version__gt=1).select_related("station", "made_by")
    named = rows.annotate(before=Subquery(before.values("body")))
    return named.order_by("station__code", "version")


def at_once(at: Looked) -> QuerySet[Any, Any]:
    soon = at.paid.filter(released_at__lt=F("prepared_at") + AT_ONCE)
    return _payments(soon).order_by("released_at", "pk")


def one_pair(at: Looked) -> list[dict[str, Any]]:
    """Two people who made nearly all payments of a bureau that made at least a few. The
    bureau's number is summed up here: the database would count it for each payment."""
    people = ("line__bureau", "prepared_by", "released_by")
    names = ("line__bureau__name", "prepared_by__name", "released_by__name")
    counted: Any = at.paid.order_by(*people).values(*people, *names)
    pairs = list(counted.annotate(n=Count("pk"), total=Sum("amount")))
    every: Counter[int] = Counter()
    for pair in pairs:
        every[pair["line__bureau"]] += pair["n"]
    told = [pair | {"of": every[pair["line__bureau"]]} for pair in pairs]
    return [one for one in told if one["n"] >= FEW and 5 * one["n"] >= 4 * one["of"]]


def in_kind(at: Looked) -> QuerySet[Any, Any]:
    rows = at.paid.filter(mode=Disbursement.Mode.IN_KIND)
    return _payments(rows).order_by("released_at", "pk")


def december(at: Looked) -> QuerySet[Any, Any]:
    rows = at.paid.filter(released_at__year=at.year, released_at__month=12)
    return _payments(rows).order_by("released_at", "pk")


def after_closing(at: Looked) -> QuerySet[Any, Any]:
    closed = ClosedYear.objects.filter(
        bureau=OuterRef("line__bureau"),
        year=OuterRef("line__year"),
        closed_at__lt=OuterRef("at"),
    )
    return _entries(at.entries.filter(Exists(closed)))


def late_norms(at: Looked) -> QuerySet[Any, Any]:
    rows = at.norms.filter(entered_at__gte=at.begun)
    return rows.select_related("bureau", "entered_by").order_by("entered_at", "pk")


def _payments(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.select_related(
        "line__station", "delivery", "prepared_by", "released_by"
    )


def _entries(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    named = rows.select_related("line__station", "takes_back", "disbursement", "by")
    return named.order_by("-at", "-pk")


FINDINGS = (
    Finding(
        "unanswered",
        pgettext_lazy("audit", "Unanswered"),
        _("Payments long without the station's word"),
        _("Silence may be work left lying, or money that never came."),
        unanswered,
        columns.PAYMENTS,
    ),
    Finding(
        "disputed",
        pgettext_lazy("audit", "Disputes open"),
        _("Disputes still open"),
        _("The station says that it has not arrived. The oldest first."),
        disputed,
        columns.DISPUTES,
    ),
    Finding(
        "unheard",
        pgettext_lazy("audit", "Disputes unheard"),
        _("Disputes that nobody has answered"),
        _("The station has said so and the bureau has said nothing."),
        unheard,
        columns.DISPUTES,
    ),
    Finding(
        "counters",
        pgettext_lazy("audit", "Taken back"),
        _("Entries taken back"),
        _("Who took what back, when and why."),
        counters,
        columns.ENTRIES,
    ),
    Finding(
        "corrected",
        pgettext_lazy("audit", "Statements anew"),
        _("Statements frozen anew"),
        _("What is different from the version before."),
        corrected,
        columns.STATEMENTS,
    ),
    Finding(
        "at-once",
        pgettext_lazy("audit", "Released at once"),
        _("Released within five minutes of being prepared"),
        _("A second person needs time to look."),
        at_once,
        columns.PAYMENTS,
    ),
    Finding(
        "one-pair",
        pgettext_lazy("audit", "Same two people"),
        _("Nearly all payments by the same two people"),
        _(
            "At least five payments, and four of five of the bureau's. A pair by habit"
            " is one look instead of two."
        ),
        one_pair,
        columns.PAIRS,
    ),
    Finding(
        "in-kind",
        pgettext_lazy("audit", "In kind"),
        _("Paid in kind"),
        _("What a thing is worth is somebody's estimate; look at papers and prices."),
        in_kind,
        columns.PAYMENTS,
    ),
    Finding(
        "december",
        pgettext_lazy("audit", "December"),
        _("Disbursed in December"),
        _("Money hurried out at the year's end."),
        december,
        columns.PAYMENTS,
    ),
    Finding(
        "after-closing",
        pgettext_lazy("audit", "After closing"),
        _("Moved after the year was closed"),
        _(
            "What stations said later and what was taken back; each shows in a new"
            " version of the statement once it is frozen anew."
        ),
        after_closing,
        columns.ENTRIES,
    ),
    Finding(
        "late-norms",
        pgettext_lazy("audit", "Late norms"),
        _("Norms entered after the year began"),
        _("They change what was due for days that were already past."),
        late_norms,
        columns.NORMS,
    ),
)
BY_NAME = {one.name: one for one in FINDINGS}


def counts(at: Looked) -> dict[str, int]:
    """How many rows each list has; those of the database in one statement."""
    found = {one.name: one.rows(at) for one in FINDINGS}
    asked = {n: rows for n, rows in found.items() if isinstance(rows, QuerySet)}
    numbers = [Number(rows.order_by()) for rows in asked.values()]
    row: Any = User.objects.filter(pk=at.user.pk).values_list(*numbers).get()
    counted = dict(zip(asked, row, strict=True))
    return {n: counted[n] if n in counted else len(found[n]) for n in found}
