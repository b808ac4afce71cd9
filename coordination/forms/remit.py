"""A report that something lies outside police duties, and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import units
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import TOO_LONG, number, words
from coordination.models import RemitReport
from coordination.services.remitting import Asked
from desk.evidence import evidence
from tasking.models import Assignment


def _line(label: Any, most: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, error_messages=TOO_LONG
    )


class RemitForm(ReasonForm):
    """Who asks what, on which basis, and why it is not for the police."""

    body = forms.ChoiceField(
        label=_("Kind of body"), choices=RemitReport.Body.choices, required=False
    )
    requester = _line(_("Asked by"), 80)
    matter = _line(_("What they ask"), 120)
    basis = _line(_("Basis they name"), 200)
    hours = number(_("Hours it would take"), max_digits=12)
    stance = forms.ChoiceField(
        label=_("What the station does"),
        choices=[
            ("refuse", _("Does not do it, and reports it")),
            ("take_on", _("Does it all the same")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    text = words(_("Why it is outside police duties"), most=4000, rows=4)
    evidence = evidence()

    def __init__(
        self, row: Assignment | None = None, data: Any = None, files: Any = None
    ) -> None:
        initial: dict[str, Any] = {"body": RemitReport.Body.TOWNSHIP}
        initial["stance"] = "refuse"
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
        if row is not None:  # asked by the police, and on the ledger
            del self.fields["body"], self.fields["stance"]
        else:
            self.fields["text"].label = _("Why, for whoever reads it")

    @property
    def files_given(self) -> list[Any]:
        return list(self._got("evidence") or ())

    @property
    def takes_on(self) -> bool:
        return bool(self._got("stance") == "take_on")

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
            body=got.get("body") or RemitReport.Body.OTHER,
        )


class RouteForm(ReasonForm):
    """Whose business it is, and the letter it was sent on with."""

    routed_to = _line(_("Whose business it is"), 80)
    routed_letter = _line(_("Letter sent on"), 120)

    def __init__(self, row: RemitReport | Any = None) -> None:
        if isinstance(row, RemitReport):
            initial = {
                "routed_to": row.routed_to,
                "routed_letter": row.routed_letter,
                "version": row.version,
            }
            super().__init__(initial=initial, auto_id="route-%s")
        else:
            super().__init__(row, auto_id="route-%s")
        del self.fields["reason"]

    @property
    def said(self) -> tuple[str, str]:
        return self._got("routed_to") or "", self._got("routed_letter") or ""


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
