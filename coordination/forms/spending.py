"""What a station types about its spending and the tasks that caused it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budget.forms.spending import ExpenseForm
from budget.models import Disbursement
from coordination.forms.fields import IdsField
from coordination.models import CostPayment
from coordination.services.costing import Caused
from desk.fields import choose_among
from desk.reasons import ReasonForm
from tasking.models import Assignment, Directive


def named(directive: Directive) -> str:
    """A task as it is chosen: number and title."""
    return f"{directive.number} {directive.display_title}"


class CausedForm(ExpenseForm):
    """A row of spending, and which task caused it."""

    assignment = forms.TypedChoiceField(
        label=_("Caused by a task"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, causes: Iterable[Assignment], year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, year=year, **kwargs)
        self.causes = {row.pk: row for row in causes}
        pairs = [(pk, named(row.directive)) for pk, row in self.causes.items()]
        choose_among(self, "assignment", [("", _("by none")), *pairs])

    @property
    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        got = self.cleaned_data
        cause = self.causes.get(got["assignment"])
        return {"caused": Caused(self.spending, cause), "files": got["evidence"]}


class RepaidForm(ReasonForm):
    """Which payment repaid which advances; both are drawn by the page."""

    disbursement = forms.IntegerField(
        label=_("Reimbursement"),
        error_messages={
            "required": _("Choose a reimbursement."),
            "invalid": _("Choose a reimbursement."),
        },
    )
    expenses = IdsField()


class PaidTaskForm(ReasonForm):
    """Which task a payment is for."""

    directive = forms.TypedChoiceField(
        label=_("Task it pays for"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        now: CostPayment | None,
        of: Disbursement,
        version: int,
        tasks: Iterable[Directive],
    ) -> None:
        initial = {"directive": now.directive_id if now else "", "version": version}
        super().__init__(data, initial=initial)
        self.changing = of
        self.tasks = {row.pk: row for row in tasks}
        pairs = [(pk, named(row)) for pk, row in self.tasks.items()]
        choose_among(self, "directive", [("", _("no task")), *pairs])

    @property
    def values(self) -> dict[str, Any]:
        return {"directive": self.tasks.get(self.cleaned_data["directive"])}
