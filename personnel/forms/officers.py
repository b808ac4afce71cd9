"""The filters of the list of officers; nonsense in the address filters nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.fields import DayField, choose_among
from personnel.models.posts import Category


class OfficerFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, pinyin or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    category = forms.ChoiceField(
        label=_("Category"),
        required=False,
        choices=[("", _("All")), *Category.choices],
    )
    on = DayField(label=_("On"))

    def __init__(
        self, data: Any, *, units: list[tuple[str, str]], day: dt.date
    ) -> None:
        super().__init__(data, initial={"on": day})
        choose_among(self, "unit", [("", _("All")), *units])

    def values(self) -> dict[str, Any]:
        """What could be read, without the rest."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
