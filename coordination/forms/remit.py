"""A report that something lies outside police duties, and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import units
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import TOO_LONG, number, words
from coordination.services.remitting import Asked
from desk.evidence import evidence
from tasking.models import Assignment


def _line(label: Any, most: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, error_messages=TOO_LONG
    )


class RemitForm(ReasonForm):
    """Who asks what, on which basis, and why it is not for the police."""

    requester = _line(_("Asked by"), 80)
    matter = _line(_("What they ask"), 120)
    basis = _line(_("Basis they name"), 200)
    hours = number(_("Hours it would take"), max_digits=12)
    text = words(_("Why it is outside police duties"), most=4000, rows=4)
    evidence = evidence()

    def __init__(
        self, row: Assignment | None = None, data: Any = None, files: Any = None
    ) -> None:
        initial: dict[str, Any] = {}
        if row is not None:
            left = row.remaining_hours
            initial = {
                "requester": row.requester_label,
                "matter": row.directive.display_title,
                "basis": row.directive.basis,
                "hours": None if left is None else f"{left.normalize():f}",
            }
        super().__init__(data, files, initial=initial)
        del self.fields["reason"]

    @property
    def files_given(self) -> list[Any]:
        return list(self._got("evidence") or ())

    @property
    def said(self) -> Asked:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        return Asked(
            requester=got["requester"],
            matter=got["matter"],
            basis=got["basis"],
            effort_units=None if got["hours"] is None else units(got["hours"]),
            text=got["text"],
        )


class RemitAnswerForm(ReasonForm):
    """Confirmed or not, and why."""

    confirmed = forms.ChoiceField(
        label=_("Reply"),
        choices=[
            ("yes", _("Outside police duties: not owed")),
            ("no", _("Within police duties: to be done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )

    @property
    def is_confirmed(self) -> bool:
        """ValidationError, with the field marked, when nothing was chosen."""
        if not self.is_valid():
            raise ValidationError({})
        return bool(self.cleaned_data["confirmed"] == "yes")
