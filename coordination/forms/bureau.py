"""The bureau's settings as they are typed."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.acts import ReasonForm
from organization.models import Admission, Bureau, SilenceRule
from organization.services import BureauSettings, settings_of

_FIELDS = fields(BureauSettings)
_WHOLE = {"invalid": _("Write a whole number."), "required": _("Write a number.")}


def _whole(label: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, widget=widget, error_messages=_WHOLE)


class BureauForm(ReasonForm):
    """Admission, approval, recall, the office's name, and why they change."""

    admission = forms.ChoiceField(
        label=_("Admission"), choices=Admission.choices, widget=forms.RadioSelect
    )
    admission_days = _whole(_("The office's term"))
    approver_required = forms.BooleanField(
        label=_("A leader signs before a task goes out"), required=False
    )
    recall_minutes = _whole(_("Recall within"))
    opinion_days = _whole(_("An opinion is answered within"))
    remit_days = _whole(_("An out-of-remit report is answered within"))
    proposal_days = _whole(_("A proposal is answered within"))
    reminder_hours = _whole(_("Reminder before an emergency task ends"))
    posting_days = _whole(_("Chiefs answer about a posting within"))
    share_floor = _whole(_("Officers in stations, at least"))
    share_goal = _whole(_("Officers in stations, aimed at"))
    residents_urban = _whole(_("Residents per community officer in town, at most"))
    residents_rural = _whole(_("The same in the country"))
    sick_days = _whole(_("A visit is owed after sick leave of"))
    note_days = _whole(_("A no-blame note is deleted after"))
    visit_note_days = _whole(_("What was noted of a visit is deleted after"))
    expiry_days = _whole(_("Reminder before a required qualification expires"))
    short_days = _whole(_("A task is short notice under"))
    silence_rule = forms.ChoiceField(
        label=_("No answer in time"),
        choices=SilenceRule.choices,
        widget=forms.RadioSelect,
    )
    inspectorate_decides = forms.BooleanField(
        label=_("The inspectorate may stop wrong orders"), required=False
    )
    office = forms.CharField(
        label=_("Name of the coordination office"), required=False, max_length=80
    )

    def __init__(self, bureau: Bureau, data: Any = None) -> None:
        now = settings_of(bureau)
        initial = {one.name: getattr(now, one.name) for one in _FIELDS}
        super().__init__(data, initial=initial | {"version": bureau.version})
        self.has_office = bool(now.office)
        self.fields["reason"].label = _("Why it is changed")

    def settings(self) -> BureauSettings:
        """As typed; the form is valid."""
        got = self.cleaned_data
        return BureauSettings(**{one.name: got[one.name] for one in _FIELDS})
