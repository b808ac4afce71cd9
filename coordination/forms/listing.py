"""The list's filters; they live in the address, so nonsense there filters nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import choose_among
from organization.models import Department
from tasking.models import Directive, Kind

SORTS = ("due", "-due", "issued", "-issued", "title", "-title", "open", "-open")


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("Title, pinyin or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    department = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    reach = forms.ChoiceField(
        label=_("Tasks of"),
        choices=[("", _("The bureau itself")), ("below", _("All bureaus below too"))],
        required=False,
    )
    sort = forms.ChoiceField(
        choices=[(one, one) for one in SORTS], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: Any,
        *,
        departments: Sequence[Department],
        wide: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        every: list[tuple[str, Any]] = [("", _("All"))]
        choose_among(self, "state", every + list(Directive.State.choices))
        choose_among(self, "kind", every + list(Kind.choices))
        offered = [(d.pk, d.label) for d in departments]
        choose_among(self, "department", every + offered)
        if len(departments) < 2:
            del self.fields["department"]
        if not wide:
            del self.fields["reach"]

    def values(self) -> dict[str, Any]:
        """What could be read, without the rest."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
