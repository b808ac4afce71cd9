"""What a deployment is asked to keep to, as typed."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.deployment.terms import Terms
from desk.fields import DayField, one_line, whole
from desk.reasons import ReasonForm


class TermsForm(ReasonForm):
    """The limits of the calculation."""

    first = DayField(label=_("Day on which they would move"))
    most = whole(_("Postings at most"))
    least = whole(_("Officers that stay in every unit"))
    share = whole(_("And of the approved ones"))
    months = whole(_("Time in the present post at least"))
    weeks = whole(_("Shortfalls of the last"))
    departments = forms.BooleanField(
        label=_("Departments may give officers too"), required=False
    )

    @property
    def terms(self) -> Terms:
        """ValidationError, with the fields marked, when they cannot be read."""
        if not self.is_valid():
            raise ValidationError({})
        got = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        if got["first"] is None:
            raise ValidationError({"first": [_("Say from which day on.")]})
        return Terms(**got)


class DraftForm(ReasonForm):
    """What the draft is called."""

    title = one_line(_("Title"), 80)

    @property
    def title_given(self) -> str:
        return self._got("title") or ""
